package handlers

import (
	"slices"
	"strconv"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// stayTogether keeps whether a member stays with their circle in the next round. Who wants new people is told to nobody. A button of
// another round shows where they stand.
func stayTogether(r *request) (chat.Reply, error) {
	b, reply, err := r.ballot()
	if err != nil || !reply.Empty() {
		return reply, err
	}
	round, err := nudges.StayRound(r.tx, b.cohort, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	answer, asked, _ := strings.Cut(b.answer, "/")
	if round.IsZero() || asked != strconv.FormatInt(round.Unix(), 10) {
		return r.whereTheyStand(b.cohort, b.person)
	}
	yes := answer == "yes"
	if err := r.tx.VoteOn(b.circle.ID, r.who.id, cohort.NextRound, yes); err != nil {
		return chat.Reply{}, err
	}
	sentence := "stay.noted_stay"
	if !yes {
		sentence = "stay.noted_change"
		if err := nudges.Asks(r.tx, b.cohort.ID, r.who.id, r.now); err != nil { // or there would be no new people for them
			return chat.Reply{}, err
		}
	}
	if !yes { // or the room would see that somebody pressed, and perhaps who
		return r.noted(r.say(sentence)), nil
	}
	return r.noted(r.say(sentence)), r.tx.Redraw(b.circle.ID, nudges.KindStaying)
}

// afterProgram keeps whether a member wants the circle to go on after the program. Who stops when it has gone on is asked whether they
// mean to leave it.
func afterProgram(r *request) (chat.Reply, error) {
	b, reply, err := r.ballot()
	if err != nil || !reply.Empty() {
		return reply, err
	}
	until, asked, err := nudges.AfterProgram(r.tx, b.cohort.ID, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	yes, late := b.answer == "yes", !until.After(r.now)
	switch {
	case !asked:
		return r.whereTheyStand(b.cohort, b.person)
	case !yes && late && !b.circle.Kept.IsZero():
		return r.askToLeave(b.circle), nil
	}
	goesOn, err := nudges.GoOn(r.tx, b.circle, r.who.id, yes, until, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	switch {
	case yes && goesOn:
		return r.noted(r.say("after.noted_kept")), nil
	case yes:
		return r.noted(r.say("after.noted_yes")), nil
	case late:
		return r.noted(r.say("after.noted_no_late")), nil
	}
	return r.noted(r.say("after.noted_no", "Day", r.who.words.Day(until.In(b.cohort.Location())))), nil
}

// ballot is what somebody says in a matter of their circle.
type ballot struct {
	cohort cohort.Cohort
	person cohort.Participant
	circle cohort.Circle
	answer string
}

// ballot reads what a button says. One of a circle that the person is not in, or that has ended, shows them where they stand.
func (r *request) ballot() (b ballot, reply chat.Reply, err error) {
	id, answer, err := about(r.ev.Value)
	if err != nil {
		return b, reply, err
	}
	circle, err := r.circleToJoin(id)
	if err != nil {
		return b, reply, err
	}
	c, p, err := r.participantIn(circle.Cohort)
	if err == nil && (!circle.Ended.IsZero() || !slices.Contains(circle.Members, p.ID)) {
		reply, err = r.whereTheyStand(c, p)
	}
	return ballot{c, p, circle, answer}, reply, err
}

func (r *request) noted(sentence string) chat.Reply {
	if r.ev.AtHome {
		return text(sentence)
	}
	return r.inPlace(compose(chat.Text(sentence)))
}

// stayBlocks ask a member of a circle that is formed anew within days whether they stay.
func (r *request) stayBlocks(c cohort.Cohort, mine cohort.Circle) ([]chat.Block, error) {
	at, err := nudges.StayRound(r.tx, c, r.now)
	if err != nil || at.IsZero() || mine.Opener != "" || !mine.Kept.IsZero() || mine.Channel == "" {
		return nil, err
	}
	votes, err := r.tx.VotesOn(mine.ID, cohort.NextRound)
	said := "stay.question"
	if yes, voted := votes[r.who.id]; yes {
		said = "stay.you_stay"
	} else if voted {
		said = "stay.you_change"
	}
	return []chat.Block{
		chat.Divider{}, chat.Text(r.say(said, "Day", r.who.words.Day(at.In(c.Location())))), chat.Context(r.say("stay.rule")),
		nudges.StayButtons(r.who.words, mine, at),
	}, err
}
