package nudges

import (
	"context"
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// AfterProgram is until when the members of a cohort's circles say whether these go on after the program, and reports whether they have
// been asked by now.
func AfterProgram(tx *storage.Tx, cohortID string, now time.Time) (until time.Time, asked bool, err error) {
	end, err := tx.ProgramEnd(cohortID)
	if end.IsZero() || err != nil {
		return until, false, err
	}
	return end.Add(cohort.AnsweredAfter), !end.Add(cohort.AskedAfter).After(now), nil
}

// planAfter plans that circles are asked, a week after the program, whether they go on; and a week later, that who does not is taken out
// of those that do. If sessions are added meanwhile, this comes again after the true end.
func (e *Engine) planAfter(ctx context.Context, now time.Time) (next time.Time, err error) {
	var all []cohort.Cohort
	ends := map[string]time.Time{}
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		all, err = tx.Running()
		for _, c := range all {
			if err == nil {
				ends[c.ID], err = tx.ProgramEnd(c.ID)
			}
		}
		return err
	})
	if err != nil {
		return next, err
	}
	for _, c := range all {
		end := ends[c.ID]
		if end.IsZero() {
			continue
		}
		ask, answered, day := end.Add(cohort.AskedAfter), end.Add(cohort.AnsweredAfter), end.In(c.Location()).Format(time.DateOnly)
		for _, plan := range []struct {
			occasion    string
			from, until time.Time
			do          func(*storage.Tx) error
		}{
			{"after", ask, answered, func(tx *storage.Tx) error { return askWhetherItGoesOn(tx, c.ID, day, answered, now) }},
			{"parting", answered, answered.Add(worthAWeek), func(tx *storage.Tx) error { return partEverywhere(tx, c.ID, now) }},
		} {
			switch {
			case !plan.until.After(now):
				continue
			case plan.from.After(now):
				next = earliest(next, plan.from)
				continue
			}
			if err := e.once(ctx, plan.occasion+"/"+c.ID+"/"+day, now, plan.do); err != nil {
				return next, err
			}
		}
	}
	return next, nil
}

func askWhetherItGoesOn(tx *storage.Tx, cohortID, day string, answered, now time.Time) error {
	standing, err := tx.Standing(cohortID)
	if err != nil {
		return err
	}
	for _, c := range standing {
		if c.Channel == "" || len(c.Members) < 2 {
			continue
		}
		for _, d := range []storage.Delivery{
			{Kind: KindAfter, Due: now, Expires: answered},
			{Kind: KindThanks, Due: answered, Expires: answered.Add(worthAWeek)},
		} {
			d.Occasion, d.Recipient, d.Subject = d.Kind+"/"+c.ID+"/"+day, c.Channel, c.ID
			if _, err := enqueue(tx, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// partEverywhere takes those who do not go on out of the circles of a cohort that do.
func partEverywhere(tx *storage.Tx, cohortID string, now time.Time) error {
	standing, err := tx.Standing(cohortID)
	for _, c := range standing {
		if err == nil && !c.Kept.IsZero() {
			err = part(tx, c, now)
		}
	}
	return err
}

// part takes those who said that they do not go on out of a circle that does.
func part(tx *storage.Tx, c cohort.Circle, now time.Time) error {
	votes, err := tx.VotesOn(c.ID, cohort.AfterProgram)
	for _, member := range c.Members {
		if yes, voted := votes[member]; err == nil && voted && !yes {
			err = errors.Join(tx.WithdrawWish(c.Cohort, member), takeOut(tx, c.ID, member, now))
		}
	}
	return err
}

// GoOn keeps what a member says about going on after the program, and reports whether the circle does so now. One that does only after
// the time to say so goes on at once: without who said no, and with times for its next meeting.
func GoOn(tx *storage.Tx, c cohort.Circle, person string, yes bool, until, now time.Time) (goesOn bool, err error) {
	if err := tx.VoteOn(c.ID, person, cohort.AfterProgram, yes); err != nil {
		return false, err
	}
	votes, err := tx.VotesOn(c.ID, cohort.AfterProgram)
	if err != nil {
		return false, err
	}
	goesOn = c.GoesOn(votes)
	switch kept := !c.Kept.IsZero(); {
	case goesOn && !kept:
		err = tx.KeepCircle(c.ID, now)
		if err == nil && !until.After(now) {
			err = errors.Join(part(tx, c, now), meetAgain(tx, c.ID, now))
		}
	case !goesOn && kept:
		err = tx.KeepCircle(c.ID, time.Time{})
	}
	return goesOn, errors.Join(err, tx.Redraw(c.ID, KindAfter))
}

// meetAgain proposes times for a meeting to a circle with which Ippo was done, unless it looks after one still.
func meetAgain(tx *storage.Tx, circleID string, now time.Time) error {
	circle, err := tx.Circle(circleID)
	if err != nil {
		return err
	}
	meetings, err := tx.Meetings(circleID)
	if err != nil || slices.ContainsFunc(meetings, func(m cohort.Meeting) bool { return m.Open(now) && !m.NextAct.IsZero() }) {
		return err
	}
	return ProposeMeeting(tx, circle, now)
}

// wordAfter asks in a room whether the circle goes on after the program, or says that it does.
func wordAfter(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, c, err := speaking(tx, d.Subject, now)
	if err != nil {
		return worded{}, err
	}
	until, asked, err := AfterProgram(tx, c.ID, now)
	if err != nil {
		return worded{}, err
	}
	if !asked {
		return worded{}, stale("the program goes on")
	}
	w := locale.In(c.Language)
	sentence := w.Say("after.question", "Day", w.Day(until.In(c.Location())))
	said, err := saidYes(tx, circle, cohort.AfterProgram)
	var count []chat.Block
	switch {
	case !circle.Kept.IsZero():
		sentence = w.Say("after.kept")
	case said > 0:
		count = []chat.Block{chat.Context(w.Say("after.count", "Count", said))}
	}
	blocks := append(append([]chat.Block{chat.Text(sentence)}, count...), chat.Buttons{
		{Action: ActionCircleAfter, Value: Value(circle.ID, "yes"), Label: w.Say("after.go_on")},
		{Action: ActionCircleAfter, Value: Value(circle.ID, "no"), Label: w.Say("after.stop")},
	})
	return worded{
		to: circle.Channel, quietUntil: cohort.Awake(now, c.Location()), message: chat.Message{Summary: sentence, Blocks: blocks},
	}, err
}

// wordThanks is the last word in the room of a circle that is not kept.
func wordThanks(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Subject)
	if err != nil {
		return worded{}, err
	}
	switch {
	case !circle.Ended.IsZero() || len(circle.Members) == 0:
		return worded{}, stale("the circle has ended")
	case !circle.Kept.IsZero():
		return worded{}, stale("the circle goes on")
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return worded{}, err
	}
	until, asked, err := AfterProgram(tx, c.ID, now)
	if err != nil {
		return worded{}, err
	}
	if !asked || until.After(now) {
		return worded{}, stale("the program goes on")
	}
	w := locale.In(c.Language)
	sentence := w.Say("after.thanks")
	return worded{
		to: circle.Channel, quietUntil: cohort.Awake(now, c.Location()),
		message: chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Text(sentence)}},
	}, nil
}
