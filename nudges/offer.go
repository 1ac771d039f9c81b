package nudges

import (
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// moment is what a step and a story are chosen from for somebody.
type moment struct {
	cohort, person string
	now            time.Time
	before         []cohort.Offer
	sessions       []cohort.Session
	library        *Library
}

func momentOf(tx *storage.Tx, cohortID, person string, now time.Time) (m moment, err error) {
	m = moment{cohort: cohortID, person: person, now: now}
	if m.before, err = tx.Offers(person); err != nil {
		return m, err
	}
	if m.sessions, err = tx.Sessions(cohortID); err != nil {
		return m, err
	}
	m.library, err = LibraryOf(tx, cohortID)
	return m, err
}

// NewOffer chooses a step for a participant and puts it before them. If a step that they were going to try has not been
// asked about, the offer asks that first.
func NewOffer(tx *storage.Tx, p cohort.Participant, now time.Time) (cohort.Offer, error) {
	return newOffer(tx, p, cohort.Offer{}, "", now)
}

// Exchange is NewOffer in the place of another offer, with the story that was read there.
func Exchange(tx *storage.Tx, p cohort.Participant, place cohort.Offer, now time.Time) (cohort.Offer, error) {
	return newOffer(tx, p, place, "", now)
}

// Smaller is Exchange for a step that is shorter than one that came to nothing, or as short as can be.
func Smaller(tx *storage.Tx, p cohort.Participant, place, than cohort.Offer, now time.Time) (cohort.Offer, error) {
	return newOffer(tx, p, place, than.Step, now)
}

func newOffer(tx *storage.Tx, p cohort.Participant, place cohort.Offer, shorterThan string, now time.Time) (cohort.Offer, error) {
	m, err := momentOf(tx, p.Cohort, p.ID, now)
	if err != nil {
		return cohort.Offer{}, err
	}
	offer, err := m.choose(tx, storage.NewID(), shorterThan)
	if err != nil {
		return cohort.Offer{}, err
	}
	offer.Instead, offer.Story = place.ID, place.Story
	return offer, tx.SaveOffer(offer)
}

// newNudge is NewOffer with a story to go with it, if there is one; where the offer asks first, it comes with the step.
func newNudge(tx *storage.Tx, id string, p cohort.Participant, now time.Time) (cohort.Offer, error) {
	m, err := momentOf(tx, p.Cohort, p.ID, now)
	if err != nil {
		return cohort.Offer{}, err
	}
	offer, err := m.choose(tx, id, "")
	if err != nil {
		return cohort.Offer{}, err
	}
	if offer.Asks == "" {
		offer.Story, err = m.story(tx, offer)
	}
	if err != nil {
		return cohort.Offer{}, err
	}
	return offer, tx.SaveOffer(offer)
}

// choose makes the offer of the step that comes next.
func (m moment) choose(tx *storage.Tx, id, shorterThan string) (cohort.Offer, error) {
	s, month, err := m.situation(tx)
	if err != nil {
		return cohort.Offer{}, err
	}
	s.ShorterThan = shorterThan
	step, because := m.library.Choose(s)
	return m.offer(id, step.ID, because, month), nil
}

// situation is what the moment says of the step that comes next, and what colours it.
func (m moment) situation(tx *storage.Tx) (Situation, month, error) {
	wish, err := storage.Optional(tx.Wish(m.cohort, m.person))
	if err != nil {
		return Situation{}, month{}, err
	}
	around, err := m.month(tx)
	return Situation{
		Person: m.person, Before: m.before, Topics: wish.Topics, Stage: cohort.StageAt(m.sessions, m.now), Around: around.topics, Story: around.story,
	}, around, err
}

func (m moment) offer(id, step string, because cohort.Cause, around month) cohort.Offer {
	return cohort.Offer{
		ID: id, Person: m.person, Cohort: m.cohort, Step: step, Because: because,
		Answer: cohort.Open, Offered: m.now, Asks: unasked(m.before), Session: around.session, Colour: around.colour,
	}
}

// unasked finds the newest step being tried that no later offer asks about.
func unasked(offers []cohort.Offer) string {
	asked := map[string]bool{}
	for _, o := range offers { // newest first
		asked[o.Asks] = true
		if o.Answer == cohort.Trying && !asked[o.ID] {
			return o.ID
		}
	}
	return ""
}

// aWeek is how long a step is one for this week.
const aWeek = 7 * 24 * time.Hour

// StandingMessage is OfferMessage where the step stays to be looked at again. What is fresh leads to the pauses, the day and the hours; who
// has answered has decided already.
func StandingMessage(tx *storage.Tx, w *locale.Words, offer cohort.Offer, now time.Time) (chat.Message, error) {
	m, err := OfferMessage(tx, w, offer, now)
	if offer.Answer == cohort.Open {
		m.Blocks = append(m.Blocks, PaceButton(w))
	}
	return m, err
}

// OfferMessage shows an offer as it stands: the question how the earlier step went, the step with its buttons, or what the
// person answered.
func OfferMessage(tx *storage.Tx, w *locale.Words, offer cohort.Offer, now time.Time) (chat.Message, error) {
	step, err := StepOf(tx, w, offer)
	if err != nil {
		return chat.Message{}, err
	}
	var earlier cohort.Offer
	if offer.Asks != "" {
		if earlier, err = tx.Offer(offer.Asks); err != nil {
			return chat.Message{}, err
		}
	}
	if earlier.Answer == cohort.Trying && offer.Answer == cohort.Open {
		return outcomeMessage(tx, w, earlier)
	}
	p, err := tx.Person(offer.Person)
	if err != nil {
		return chat.Message{}, err
	}
	coloured, err := colourBlocks(tx, w, offer, p.Location(), now)
	if err != nil {
		return chat.Message{}, err
	}
	var when []chat.Block // asks when it is tried, or says so
	if offer.Answer == cohort.Trying {
		when = planBlocks(w, offer, p, now)
	}
	telling, err := TellingBlocks(tx, w, offer)
	if err != nil {
		return chat.Message{}, err
	}
	when = append(when, telling...)
	heading := w.Say("step.heading")
	if now.Sub(offer.Offered) > aWeek {
		heading = w.Say("step.heading_past")
	}
	told, err := toldBlocks(tx, w, offer, earlier)
	if err != nil {
		return chat.Message{}, err
	}
	m := stepMessage(w, offer, step, heading, earlier, told, coloured, when)
	story, err := storyBlocks(tx, w, offer)
	m.Blocks = append(m.Blocks, story...)
	return m, err
}

// outcomeMessage asks how a step went.
func outcomeMessage(tx *storage.Tx, w *locale.Words, earlier cohort.Offer) (chat.Message, error) {
	step, err := StepOf(tx, w, earlier)
	return chat.Message{
		Summary: w.Say("step.how_did_it_go"),
		Blocks: []chat.Block{
			chat.Text(w.Say("step.how_did_it_go")),
			chat.Quote(step.Did),
			OutcomeButtons(w, earlier),
		},
	}, err
}

// stepMessage shows a step; if the outcome of an earlier one was just told, it takes note of that first.
func stepMessage(w *locale.Words, offer cohort.Offer, step Said, heading string, earlier cohort.Offer, told, coloured, when []chat.Block) chat.Message {
	blocks := append(append(told, chat.Heading(heading)), stepBlocks(w, step)...)
	if offer.Because.Kind != "" {
		blocks = append(blocks, chat.Context(w.Say("step.because_"+string(offer.Because.Kind), "Topic", TopicWords(w, offer.Because.Topic))))
	}
	blocks = append(blocks, coloured...)
	if offer.Answer == cohort.Open {
		buttons := offerButtons(w, offer, offerAnswers)
		if earlier.Answer.ToNothing() && level(step.Effort) > 0 {
			buttons = append(buttons, smallerButton(w, earlier, step.Effort))
		}
		blocks = append(blocks, buttons)
	} else {
		blocks = append(append(blocks, chat.Text(w.Say("step.answered_"+string(offer.Answer)))), when...)
	}
	if next := nextButtons(w, offer, step); len(next) > 0 {
		blocks = append(blocks, next)
	}
	return chat.Message{Summary: w.Say("step.summary", "Step", step.Do), Blocks: blocks}
}

// nextButtons are what can be done about a step once its outcome is told. A line about it is theirs alone.
func nextButtons(w *locale.Words, offer cohort.Offer, step Said) (next chat.Buttons) {
	if offer.Answer == cohort.NotYet { // which may change by itself
		next = offerButtons(w, offer, outcomeAnswers[:1])
	}
	if offer.Answer.ToNothing() {
		next = append(next, smallerButton(w, offer, step.Effort))
	}
	switch offer.Answer {
	case cohort.Done, cohort.Partly, cohort.NotYet:
		next = append(next, chat.Button{Action: ActionReflect, Value: Value(AboutStep, offer.ID), Label: w.Say("step.line")})
	}
	return append(next, keepButtons(w, offer, step)...)
}

// smallerButton asks for a step in place of one that takes a while; from the shortest there is only another one.
func smallerButton(w *locale.Words, offer cohort.Offer, effort cohort.Effort) chat.Button {
	label := w.Say("step.smaller")
	if level(effort) == 0 {
		label = w.Say("step.answer_another")
	}
	return chat.Button{Action: ActionSmaller, Value: offer.ID, Label: label}
}

// ShowAnew has the messages drawn again in which an offer stands, or which ask about it, after it has changed elsewhere: all but the one
// that was pressed, of which the platform's own name is known.
func ShowAnew(tx *storage.Tx, offer cohort.Offer, channel, message string) error {
	pressed, err := storage.Optional(tx.DeliveryAt(offer.Person, channel, message))
	if err != nil {
		return err
	}
	offers, err := tx.Offers(offer.Person)
	if err != nil {
		return err
	}
	for _, nudge := range offers {
		stands := Instead(offers, nudge)
		if stands.ID != offer.ID && stands.Asks != offer.ID || pressed.Kind == KindNudge && pressed.Subject == nudge.ID {
			continue
		}
		if err := tx.Redraw(nudge.ID, KindNudge); err != nil {
			return err
		}
	}
	if pressed.Kind == KindPlan && pressed.Subject == offer.ID {
		return nil
	}
	return tx.Redraw(offer.ID, KindPlan)
}

// stepBlocks show a step: what to do, why, and how long it takes.
func stepBlocks(w *locale.Words, step Said) []chat.Block {
	blocks := []chat.Block{chat.Text(step.Do)}
	if step.Why == "" { // nothing is known of it any more
		return blocks
	}
	return append(blocks, chat.Context(w.Say("step.why", "Why", step.Why, "Effort", w.Say("step.effort_"+string(step.Effort)))))
}

// OutcomeButtons ask how a step went that is being tried.
func OutcomeButtons(w *locale.Words, offer cohort.Offer) chat.Buttons {
	return offerButtons(w, offer, outcomeAnswers)
}

func offerButtons(w *locale.Words, offer cohort.Offer, answers []cohort.Answer) chat.Buttons {
	var buttons chat.Buttons
	for i, answer := range answers {
		buttons = append(buttons, chat.Button{
			Action: ActionStep, Value: Value(offer.ID, string(answer)), Label: w.Say("step.answer_" + string(answer)),
			Primary: i == 0,
		})
	}
	return buttons
}
