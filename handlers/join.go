package handlers

import (
	"errors"
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	fewOpenings  = 2 // shown to somebody who looks at where they stand
	mostOpenings = 5 // and to somebody who looks for another circle
)

// openingBlocks show the circles that somebody can join, the best fit first; nothing if there is none.
func (r *request) openingBlocks(c cohort.Cohort, most int) ([]chat.Block, error) {
	open, err := nudges.Openings(r.tx, c.ID, r.who.id)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	var blocks []chat.Block
	for i, o := range open {
		if i == most {
			break
		}
		if o.Circle.Topic != "" {
			blocks = append(blocks, chat.Text(r.say("join.about", "Topic", nudges.TopicWords(r.who.words, o.Circle.Topic))))
		}
		when := nudges.OpeningWhen(r.who.words, o.Circle)
		blocks = append(blocks, chat.People(o.Circle.Members), chat.Context(r.say("join.when", "When", when)),
			chat.Buttons{{Action: nudges.ActionCircleEnter, Value: o.Circle.ID, Label: r.say("join.join")}})
	}
	if len(open) > most && most < mostOpenings {
		blocks = append(blocks, chat.Buttons{{Action: actionOpenings, Value: c.ID, Label: r.say("join.more")}})
	}
	return blocks, nil
}

// offerBlocks tell somebody who waits that they need not, or how long it is to the next round.
func (r *request) offerBlocks(c cohort.Cohort, most int) ([]chat.Block, error) {
	blocks, err := r.openingBlocks(c, most)
	if err != nil {
		return nil, err
	}
	if len(blocks) > 0 {
		blocks = append([]chat.Block{chat.Divider{}, chat.Text(r.say("join.offer"))}, blocks...)
	}
	at, err := nudges.NextRound(r.tx, c, r.now)
	if err != nil {
		return nil, err
	}
	if !at.IsZero() {
		blocks = append(blocks, chat.Context(r.say("join.next_round", "Day", r.who.words.Day(at.In(c.Location())))))
	}
	return blocks, nil
}

// moreOpenings lists the circles that have a place for somebody.
func moreOpenings(r *request) (chat.Reply, error) {
	c, _, err := r.lastingIn(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.showOpenings(c, nil)
}

// otherCircle shows somebody who looks for another circle those that have a place, the next round, and that they may rest.
func otherCircle(r *request) (chat.Reply, error) {
	c, err := r.circleToJoin(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	home, p, err := r.participantIn(c.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	mine, err := storage.Optional(r.tx.CircleOf(home.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	wish, err := storage.Optional(r.tx.Wish(home.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	return r.showOpenings(home, r.otherButtons(home, mine, wish))
}

// otherButtons are what else there is for somebody who looks for another circle: in a circle to leave it, and without one to rest.
func (r *request) otherButtons(c cohort.Cohort, mine cohort.Circle, wish cohort.Wish) chat.Buttons {
	switch {
	case mine.ID != "":
		return chat.Buttons{r.wishButton(c.ID), r.leaveButton(mine)}
	case !wish.Asks():
		return chat.Buttons{{Action: nudges.ActionCircleJoin, Value: c.ID, Label: r.say("circle.join")}}
	case wish.Rests:
		return chat.Buttons{r.wishButton(c.ID), r.restOverButton(c.ID)}
	}
	return chat.Buttons{r.wishButton(c.ID), {Action: actionRest, Value: c.ID, Label: r.say("join.rest")}}
}

func (r *request) showOpenings(c cohort.Cohort, buttons chat.Buttons) (chat.Reply, error) {
	blocks, err := r.offerBlocks(c, mostOpenings)
	if err != nil {
		return chat.Reply{}, err
	}
	open, err := nudges.Openings(r.tx, c.ID, r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(open) == 0 {
		blocks = append([]chat.Block{chat.Text(r.say("join.none"))}, blocks...)
	} else {
		blocks = blocks[1:] // without the line above
	}
	if len(buttons) > 0 {
		blocks = append(blocks, buttons)
	}
	return r.inPlace(compose(blocks...)), nil
}

// circleToJoin finds the circle of a button's value, if the actor takes part in its cohort.
func (r *request) circleToJoin(id string) (cohort.Circle, error) {
	circle, err := r.tx.Circle(id)
	if err != nil {
		return circle, err
	}
	return circle, r.authorize(cohort.TakePart, circle.Cohort)
}

// enterCircle joins a circle. Somebody who is in another is asked whether they mean to leave that one.
func enterCircle(r *request) (chat.Reply, error) {
	circle, err := r.circleToJoin(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	mine, err := storage.Optional(r.tx.CircleOf(circle.Cohort, r.who.id))
	switch {
	case err != nil:
		return chat.Reply{}, err
	case mine.ID == circle.ID:
		return r.inPlace(compose(chat.Text(r.say("join.already")))), nil
	case mine.ID == "":
		reply, err := r.entered(circle)
		if errors.Is(err, nudges.ErrNoPlace) {
			return r.noPlace(circle)
		}
		return reply, err
	}
	open, err := nudges.Openings(r.tx, circle.Cohort, r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	if !slices.ContainsFunc(open, func(o nudges.Opening) bool { return o.Circle.ID == circle.ID }) {
		return r.noPlace(circle)
	}
	return chat.Reply{Form: &chat.Form{
		Name: formSwitch, State: nudges.Value(circle.ID, mine.ID), Title: r.say("circle.title"),
		Submit: r.say("join.switch"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("join.switch_question"))},
	}}, nil
}

// switchCircle leaves the circle that somebody was asked about, and joins the other. If that has no place any more, nothing changes.
func switchCircle(r *request) (chat.Reply, error) {
	to, from, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	circle, err := r.circleToJoin(to)
	if err != nil {
		return chat.Reply{}, err
	}
	mine, err := storage.Optional(r.tx.CircleOf(circle.Cohort, r.who.id))
	if err != nil {
		return chat.Reply{}, err
	}
	if mine.ID != from {
		return r.noPlace(circle)
	}
	if err := nudges.Leave(r.tx, circle.Cohort, r.who.id, r.now); err != nil {
		return chat.Reply{}, err
	}
	reply, err := r.entered(circle)
	if errors.Is(err, nudges.ErrNoPlace) { // they stay where they were
		err = refuse(chat.Reply{Form: r.done("circle.title", "join.no_place")})
	}
	return reply, err
}

// entered joins a circle.
func (r *request) entered(circle cohort.Circle) (chat.Reply, error) {
	if _, _, err := r.lastingIn(circle.Cohort); err != nil {
		return chat.Reply{}, err
	}
	if err := nudges.Join(r.tx, circle.Cohort, circle.ID, r.who.id, r.now); err != nil {
		return chat.Reply{}, err
	}
	if r.ev.AtHome {
		return home(r)
	}
	c, err := r.tx.Cohort(circle.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	settled, err := r.meetingSettled(c, circle)
	return r.inPlace(compose(append(r.soon(c, r.say("join.joined")), settled...)...)), err
}

// meetingSettled tells who joins a circle late when it meets next, or that this is being found out.
func (r *request) meetingSettled(c cohort.Cohort, circle cohort.Circle) ([]chat.Block, error) {
	settled, err := r.meetingFacts(c, circle)
	if err != nil || len(settled) > 0 {
		return settled, err
	}
	all, err := r.tx.Meetings(circle.ID)
	if slices.ContainsFunc(all, func(m cohort.Meeting) bool { return m.State == cohort.Proposed }) {
		settled = []chat.Block{chat.Text(r.say("join.times_open"))}
	}
	return settled, err
}

// noPlace says that a circle has no place, whatever the cause, and shows where somebody stands.
func (r *request) noPlace(circle cohort.Circle) (chat.Reply, error) {
	c, p, err := r.participantIn(circle.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks, err := r.circleBlocks(c, p)
	return r.inPlace(compose(append([]chat.Block{chat.Text(r.say("join.no_place")), chat.Divider{}}, blocks...)...)), err
}
