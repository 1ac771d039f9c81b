package handlers

import (
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// stayTogether keeps whether a member stays with their circle in the next round. Who wants new people is told to nobody.
func stayTogether(r *request) (chat.Reply, error) {
	circle, yes, reply, err := r.vote(cohort.NextRound)
	if err != nil || !reply.Empty() {
		return reply, err
	}
	sentence := "stay.noted_stay"
	if !yes {
		sentence = "stay.noted_change"
		if err := nudges.Asks(r.tx, circle.Cohort, r.who.id, r.now); err != nil { // or there would be no new people for them
			return chat.Reply{}, err
		}
	}
	return r.noted(sentence), r.tx.Redraw(circle.ID, nudges.KindStaying)
}

// afterProgram keeps whether a member wants the circle to go on after the program, and whether it does so now.
func afterProgram(r *request) (chat.Reply, error) {
	circle, yes, reply, err := r.vote(cohort.AfterProgram)
	if err != nil || !reply.Empty() {
		return reply, err
	}
	votes, err := r.tx.VotesOn(circle.ID, cohort.AfterProgram)
	if err != nil {
		return chat.Reply{}, err
	}
	goesOn := circle.GoesOn(votes)
	if goesOn == circle.Kept.IsZero() {
		kept := time.Time{}
		if goesOn {
			kept = r.now
		}
		if err := r.tx.KeepCircle(circle.ID, kept); err != nil {
			return chat.Reply{}, err
		}
	}
	sentence := "after.noted_no"
	if yes {
		sentence = "after.noted_yes"
	}
	return r.noted(sentence), r.tx.Redraw(circle.ID, nudges.KindAfter)
}

// vote keeps what somebody says in a matter of their circle. A button of a circle that they are not in, or that has ended, shows them
// where they stand.
func (r *request) vote(matter cohort.Matter) (circle cohort.Circle, yes bool, reply chat.Reply, err error) {
	id, answer, err := about(r.ev.Value)
	if err != nil {
		return circle, false, reply, err
	}
	if circle, err = r.circleToJoin(id); err != nil {
		return circle, false, reply, err
	}
	c, p, err := r.participantIn(circle.Cohort)
	if err != nil {
		return circle, false, reply, err
	}
	if !circle.Ended.IsZero() || !slices.Contains(circle.Members, p.ID) {
		reply, err = r.whereTheyStand(c, p)
		return circle, false, reply, err
	}
	yes = answer == "yes"
	return circle, yes, reply, r.tx.VoteOn(id, p.ID, matter, yes)
}

func (r *request) noted(sentence string) chat.Reply {
	if r.ev.AtHome {
		return text(r.say(sentence))
	}
	return r.inPlace(compose(chat.Text(r.say(sentence))))
}

// stayBlocks ask a member of a circle that would be formed anew whether they stay.
func (r *request) stayBlocks(c cohort.Cohort, mine cohort.Circle) ([]chat.Block, error) {
	at, err := nudges.NextRound(r.tx, c, r.now)
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
		nudges.StayButtons(r.who.words, mine),
	}, err
}
