package handlers

import (
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// pastSteps is how many earlier steps /step lists.
const pastSteps = 10

// step shows the step that stands before a person, and what came before.
func step(r *request) (chat.Reply, error) {
	c, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	offers, err := r.tx.Offers(p.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks, err := r.currentStep(c, p, offers)
	if err != nil {
		return chat.Reply{}, err
	}
	earlier, err := r.earlierSteps(offers)
	return message(append(blocks, earlier...)...), err
}

// currentStep shows the newest step with what can be done about it, or how to get a first one.
func (r *request) currentStep(c cohort.Cohort, p cohort.Participant, offers []cohort.Offer) ([]chat.Block, error) {
	now := chat.Buttons{{Action: actionStepNow, Label: r.say("step.now"), Primary: true}}
	if len(offers) == 0 {
		first := r.say("step.none_yet")
		if at := p.Steps(c).NextWorking(r.now, p.Location()); !at.IsZero() {
			first = r.say("step.first_comes", "When", r.who.words.When(at.In(p.Location())))
		}
		return []chat.Block{chat.Text(first), now}, nil
	}
	offer := offers[0]
	offer.Story = "" // which stands only where it can be taken out again
	m, err := nudges.OfferMessage(r.tx, r.who.words, offer, r.now)
	if err != nil {
		return nil, err
	}
	rests, err := nudges.Rests(r.tx, p.Person)
	if err != nil {
		return nil, err
	}
	if rests { // they were asked whether the steps go on, and can answer here as well
		return append(m.Blocks, chat.Text(r.say("step.resting")), nudges.CheckInButtons(r.who.words)), nil
	}
	switch offer.Answer {
	case cohort.Trying:
		outcomes := nudges.OutcomeButtons(r.who.words, offer)
		if !offer.Planned.IsZero() { // the first stands beside the plan already
			outcomes = outcomes[1:]
		}
		return append(m.Blocks, outcomes), nil
	case cohort.Open:
		return m.Blocks, nil
	}
	now[0].Label = r.say("step.another_now")
	return append(m.Blocks, now), nil
}

// earlierSteps lists what a person tried before.
func (r *request) earlierSteps(offers []cohort.Offer) ([]chat.Block, error) {
	lines := ""
	left := pastSteps
	for i, offer := range offers {
		if i == 0 || left == 0 {
			continue
		}
		switch offer.Answer {
		case cohort.Done, cohort.Partly, cohort.NotYet, cohort.Trying:
			if lines != "" {
				lines += "\n"
			}
			step, err := nudges.StepOf(r.tx, r.who.words, offer)
			if err != nil {
				return nil, err
			}
			lines += r.say("step.line_"+string(offer.Answer), "Step", step.Did, "Day", r.who.words.Day(offer.Offered.In(r.who.person.Location())))
			left--
		}
	}
	if lines == "" {
		return nil, nil
	}
	return []chat.Block{chat.Divider{}, chat.Text(r.say("step.before")), chat.Text(lines)}, nil
}

// stepNow puts a step before somebody who asks for one outside the weekly rhythm.
func stepNow(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	offers, err := r.tx.Offers(p.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(offers) == 0 || offers[0].Answer != cohort.Open {
		offer, err := nudges.NewOffer(r.tx, p, r.now)
		if err != nil {
			return chat.Reply{}, err
		}
		return r.showOffer(offer)
	}
	return r.showOffer(offers[0])
}

// answerStep keeps what somebody answers to a step, or how a step went, and shows what follows from it in place.
func answerStep(r *request) (chat.Reply, error) {
	id, value, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	offer, err := r.ownOffer(id)
	if err != nil {
		return chat.Reply{}, err
	}
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	answer := cohort.Answer(value)
	if !answer.Follows(offer.Answer) { // answered before: what stands is shown, not an error
		return r.showOffer(offer)
	}
	if err := r.tx.AnswerOffer(offer.ID, offer.Answer, answer, r.now); err != nil {
		return chat.Reply{}, err
	}
	offer.Answer, offer.Answered = answer, r.now
	if answer == cohort.Another {
		if offer, err = nudges.Exchange(r.tx, p, offer, r.now); err != nil {
			return chat.Reply{}, err
		}
	}
	return r.showChanged(offer)
}

// showChanged is showOffer of one that has just changed: the messages in which it stands elsewhere show that, too.
func (r *request) showChanged(offer cohort.Offer) (chat.Reply, error) {
	if err := nudges.ShowAnew(r.tx, offer, r.ev.Channel, r.ev.Message); err != nil {
		return chat.Reply{}, err
	}
	return r.showOffer(offer)
}

// showOffer shows an offer as it stands, in place of what was pressed. After an outcome it shows the step that waited
// behind the question, and on the reminder what came of it.
func (r *request) showOffer(offer cohort.Offer) (chat.Reply, error) {
	if r.ev.AtHome {
		return home(r)
	}
	reminder, err := nudges.PlanReminder(r.tx, r.who.words, offer, r.ev.Channel, r.ev.Message)
	if err != nil {
		return chat.Reply{}, err
	}
	if reminder != nil {
		return r.inPlace(reminder), nil
	}
	offers, err := r.tx.Offers(r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	for _, other := range offers {
		if other.Asks == offer.ID && other.Answer == cohort.Open {
			offer = other
		}
	}
	offer = nudges.Instead(offers, offer) // pressed twice: the step that came in its place
	if err := nudges.StoryIn(r.tx, offers, &offer, r.ev.Channel, r.ev.Message, r.now); err != nil {
		return chat.Reply{}, err
	}
	m, err := nudges.StandingMessage(r.tx, r.who.words, offer, r.now)
	return r.inPlace(&m), err
}

// inPlace answers with a message where the person's own message or a form was pressed, or a form was sent, and beside any other.
func (r *request) inPlace(m *chat.Message) chat.Reply {
	switch {
	case r.ev.InForm, r.ev.Kind == chat.Submit:
		return chat.Reply{Form: r.inForm(m.Blocks)}
	case r.ev.Own:
		return chat.Reply{Replace: m}
	}
	return chat.Reply{Say: m}
}
