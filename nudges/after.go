package nudges

import (
	"context"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// planAfter plans that circles are asked, a week after the program, whether they go on.
func (e *Engine) planAfter(ctx context.Context, now time.Time) (next time.Time, err error) {
	ends := map[string]time.Time{}
	err = e.db.Read(ctx, func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		for _, c := range all {
			if err == nil {
				ends[c.ID], err = programEnd(tx, c.ID)
			}
		}
		return err
	})
	if err != nil {
		return next, err
	}
	for id, end := range ends {
		ask, answered := end.Add(cohort.AskedAfter), end.Add(cohort.AnsweredAfter)
		if end.IsZero() || !answered.After(now) {
			continue
		}
		if ask.After(now) {
			next = earliest(next, ask)
			continue
		}
		err := e.once(ctx, "after/"+id, now, func(tx *storage.Tx) error { return askWhetherItGoesOn(tx, id, answered, now) })
		if err != nil {
			return next, err
		}
	}
	return next, nil
}

func askWhetherItGoesOn(tx *storage.Tx, cohortID string, answered, now time.Time) error {
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
			d.Occasion, d.Recipient, d.Subject = d.Kind+"/"+c.ID, c.Channel, c.ID
			if _, err := enqueue(tx, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// wordAfter asks in a room whether the circle goes on after the program.
func wordAfter(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, c, err := speaking(tx, d.Subject, now)
	if err != nil {
		return worded{}, err
	}
	end, err := programEnd(tx, c.ID)
	if err != nil {
		return worded{}, err
	}
	if end.Add(cohort.AskedAfter).After(now) {
		return worded{}, stale("the program goes on")
	}
	w := locale.In(c.Language)
	question := w.Say("after.question")
	blocks := []chat.Block{chat.Text(question)}
	said, err := saidYes(tx, circle, cohort.AfterProgram)
	switch {
	case !circle.Kept.IsZero():
		blocks = append(blocks, chat.Text(w.Say("after.kept")))
	case said > 0:
		blocks = append(blocks, chat.Context(w.Say("after.count", "Count", said)))
	}
	blocks = append(blocks, chat.Buttons{
		{Action: ActionCircleAfter, Value: Value(circle.ID, "yes"), Label: w.Say("after.go_on")},
		{Action: ActionCircleAfter, Value: Value(circle.ID, "no"), Label: w.Say("after.stop")},
	})
	return worded{
		to: circle.Channel, quietUntil: cohort.Awake(now, c.Location()), message: chat.Message{Summary: question, Blocks: blocks},
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
	end, err := programEnd(tx, c.ID)
	if err != nil {
		return worded{}, err
	}
	if end.Add(cohort.AnsweredAfter).After(now) {
		return worded{}, stale("the program goes on")
	}
	w := locale.In(c.Language)
	sentence := w.Say("after.thanks")
	return worded{
		to: circle.Channel, quietUntil: cohort.Awake(now, c.Location()),
		message: chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Text(sentence)}},
	}, nil
}
