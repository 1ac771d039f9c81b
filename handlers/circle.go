package handlers

import (
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// circle shows where somebody stands: in a circle, waiting for one, or neither.
func circle(r *request) (chat.Reply, error) {
	c, p, err := r.participant()
	if err != nil {
		if may := r.cohortsFor(cohort.FormCircles); len(may) > 0 {
			return message(r.organizerCircles()...), nil
		}
		return chat.Reply{}, err
	}
	blocks, err := r.circleBlocks(c, p)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(r.cohortsFor(cohort.FormCircles)) > 0 {
		blocks = append(append(blocks, chat.Divider{}), r.organizerCircles()...)
	}
	return message(blocks...), nil
}

func (r *request) circleBlocks(c cohort.Cohort, p cohort.Participant) ([]chat.Block, error) {
	mine, err := storage.Optional(r.tx.CircleOf(c.ID, p.ID))
	if err != nil {
		return nil, err
	}
	if mine.OpenerAlone() {
		return r.openBlocks(mine), nil
	}
	if mine.ID != "" {
		meets, err := r.meetingFacts(c, mine)
		if err != nil {
			return nil, err
		}
		more, err := r.stayBlocks(c, mine)
		if err != nil {
			return nil, err
		}
		wish, err := storage.Optional(r.tx.Wish(c.ID, p.ID))
		if wish.Rests {
			more = append(more, chat.Divider{}, chat.Text(r.say("wish.resting")), chat.Buttons{r.restOverButton(c.ID)})
		}
		blocks := []chat.Block{
			chat.Text(r.say("circle.mine")), chat.People(mine.Members), nudges.CircleReasons(r.who.words, mine),
		}
		return append(append(append(blocks, meets...), r.circleButtons(mine)), more...), err
	}
	if c.Silent() {
		return r.alumnusBlocks(c)
	}
	wish, err := storage.Optional(r.tx.Wish(c.ID, p.ID))
	if err != nil {
		return nil, err
	}
	if !wish.Asks() {
		offers, err := r.openingBlocks(c, fewOpenings)
		if len(offers) > 0 {
			offers = append([]chat.Block{chat.Divider{}, chat.Text(r.say("join.offer"))}, offers...)
		}
		return append([]chat.Block{
			chat.Text(r.say("circle.invitation")),
			chat.Buttons{
				{Action: nudges.ActionCircleJoin, Value: c.ID, Label: r.say("circle.join"), Primary: true},
				{Action: actionOpen, Value: c.ID, Label: r.say("open.button")},
			},
		}, offers...), err
	}
	offers, err := r.offerBlocks(c, fewOpenings)
	return append(r.waitingBlocks(wish), offers...), err
}

// openBlocks show somebody the circle that they opened and that nobody has joined.
func (r *request) openBlocks(mine cohort.Circle) []chat.Block {
	return []chat.Block{chat.Text(r.say("open.alone", "Topic", nudges.TopicWords(r.who.words, mine.Topic))), chat.Buttons{
		r.wishButton(mine.Cohort), {Action: nudges.ActionCircleClose, Value: mine.ID, Label: r.say("open.close")},
	}}
}

func (r *request) circleButtons(mine cohort.Circle) chat.Buttons {
	var buttons chat.Buttons
	if mine.Channel != "" {
		buttons = append(buttons, chat.Button{Action: nudges.ActionMeetingTimes, Value: mine.ID, Label: r.say("meeting.new_times")})
	}
	return append(buttons, r.wishButton(mine.Cohort), r.leaveButton(mine))
}

// wishButton opens the form with what somebody who asks for a circle asked for.
func (r *request) wishButton(cohortID string) chat.Button {
	return chat.Button{Action: nudges.ActionCircleJoin, Value: cohortID, Label: r.say("circle.change_wish")}
}

func (r *request) leaveButton(mine cohort.Circle) chat.Button {
	return chat.Button{Action: actionCircleLeave, Value: nudges.Value(mine.Cohort, mine.ID), Label: r.say("circle.leave")}
}

func (r *request) waitingBlocks(wish cohort.Wish) []chat.Block {
	sentence := "circle.waiting"
	buttons := chat.Buttons{
		r.wishButton(wish.Cohort),
		{Action: actionOpen, Value: wish.Cohort, Label: r.say("open.button")},
		{Action: actionCircleLeave, Value: nudges.Value(wish.Cohort, ""), Label: r.say("circle.take_back")},
	}
	if wish.Rests {
		sentence = "wish.resting"
		buttons = append(chat.Buttons{r.restOverButton(wish.Cohort)}, buttons...)
	}
	return []chat.Block{chat.Text(r.say(sentence)), r.wishFacts(wish), buttons}
}

func (r *request) restOverButton(cohortID string) chat.Button {
	return chat.Button{Action: actionRestOver, Value: cohortID, Label: r.say("wish.rest_over")}
}

// restNext takes somebody who asks for a circle out of the next round.
func restNext(r *request) (chat.Reply, error) { return r.setRest(true) }

// restOver ends a rest before its round.
func restOver(r *request) (chat.Reply, error) { return r.setRest(false) }

// setRest has somebody rest in the next round or not, and shows where they stand. Pressed late or twice it changes nothing.
func (r *request) setRest(rests bool) (chat.Reply, error) {
	c, p, err := r.participantIn(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	wish, err := storage.Optional(r.tx.Wish(c.ID, p.ID))
	if err == nil && wish.Asks() && wish.Rests != rests {
		wish.Rests = rests
		err = r.tx.SaveWish(wish)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	if r.ev.AtHome {
		return home(r)
	}
	return r.whereTheyStand(c, p)
}

// circleLeave takes a wish back, or asks whether somebody means to leave their circle: there is no way back into its room. A button
// does what it said when it was drawn: if the person is in another circle by now, or in one at all, they are shown where they stand.
func circleLeave(r *request) (chat.Reply, error) {
	c, p, mine, drawn, err := r.circleMeant(r.ev.Value)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case r.ev.Kind == chat.Press && !drawn:
		return r.whereTheyStand(c, p)
	case mine.ID == "":
		return r.left(c, p)
	}
	return r.askToLeave(mine), nil
}

func (r *request) askToLeave(mine cohort.Circle) chat.Reply {
	return chat.Reply{Form: &chat.Form{
		Name: formLeave, State: nudges.Value(mine.Cohort, mine.ID), Title: r.say("circle.title"),
		Submit: r.say("circle.leave_now"), Close: r.say("form.close"),
		Blocks: []chat.Block{chat.Text(r.say("circle.leave_question"))},
	}}
}

// leave takes somebody out of the circle that they were asked about.
func leave(r *request) (chat.Reply, error) {
	c, p, _, drawn, err := r.circleMeant(r.ev.State)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case !drawn:
		return r.whereTheyStand(c, p)
	}
	return r.left(c, p)
}

// circleMeant finds the cohort that a button's value is about and the circle that the person is in there, and reports whether that is
// the one of the value.
func (r *request) circleMeant(value string) (c cohort.Cohort, p cohort.Participant, mine cohort.Circle, drawn bool, err error) {
	cohortID, circleID, drawn := strings.Cut(value, "/")
	if c, p, err = r.participantIn(cohortID); err != nil {
		return c, p, mine, false, err
	}
	mine, err = storage.Optional(r.tx.CircleOf(c.ID, p.ID))
	return c, p, mine, drawn && mine.ID == circleID, err
}

func (r *request) whereTheyStand(c cohort.Cohort, p cohort.Participant) (chat.Reply, error) {
	blocks, err := r.circleBlocks(c, p)
	return r.inPlace(compose(blocks...)), err
}

// left takes a wish back, which is kept for another time, and leaves the circle if there is one.
func (r *request) left(c cohort.Cohort, p cohort.Participant) (chat.Reply, error) {
	if err := r.tx.WithdrawWish(c.ID, p.ID); err != nil {
		return chat.Reply{}, err
	}
	if err := nudges.Leave(r.tx, c.ID, p.ID, r.now); err != nil {
		return chat.Reply{}, err
	}
	if r.ev.AtHome {
		return home(r)
	}
	return r.inPlace(compose(
		chat.Text(r.say("circle.left")),
		chat.Buttons{{Action: nudges.ActionCircleJoin, Value: c.ID, Label: r.say("circle.join")}},
	)), nil
}
