package nudges

import (
	"context"
	"time"

	"ippo/chat"
	"ippo/storage"
)

const (
	letterAfter   = 10 * 24 * time.Hour // after a cohort's last session the letters are there
	leastOfLetter = 3                   // reflections that somebody wrote, or steps that they tried: of less there is no letter
)

// planLetters plans, once for each cohort, that those who wrote or tried something are told of their letter. Who did not is told nothing.
func (e *Engine) planLetters(ctx context.Context, now time.Time) (next time.Time, err error) {
	due := map[string]time.Time{}
	err = e.db.Read(ctx, func(tx *storage.Tx) error {
		all, err := tx.Running()
		for _, c := range all {
			end, err := tx.ProgramEnd(c.ID)
			if err != nil {
				return err
			}
			at := end.Add(letterAfter)
			switch {
			case end.IsZero() || !at.Add(worthAWeek).After(now):
			case at.After(now):
				next = earliest(next, at)
			default:
				due[c.ID] = at
			}
		}
		return err
	})
	if err != nil {
		return next, err
	}
	for cohortID, at := range due {
		err := e.once(ctx, "letters/"+cohortID+"/"+at.UTC().Format(time.DateOnly), now, func(tx *storage.Tx) error {
			return enqueueLetters(tx, cohortID, at)
		})
		if err != nil {
			return next, err
		}
	}
	return next, nil
}

func enqueueLetters(tx *storage.Tx, cohortID string, at time.Time) error {
	people, err := tx.Tellers(cohortID, leastOfLetter)
	for _, p := range people {
		if err != nil {
			return err
		}
		_, err = enqueue(tx, storage.Delivery{
			Occasion: "letter/" + cohortID, Recipient: p.ID, Kind: KindLetter, Subject: cohortID, Due: p.Turn(at), Expires: p.Turn(at).Add(worthAWeek),
		})
	}
	return err
}

// wordLetter says that there is a letter. It comes when its person presses.
func wordLetter(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	r, err := participant(tx, d.Subject, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	return r.letterTo(chat.Message{Summary: r.words.Say("letter.ready"), Blocks: []chat.Block{
		chat.Text(r.words.Say("letter.ready")),
		chat.Buttons{{Action: ActionTake, Value: Value(KeepLetter, d.Subject), Label: r.words.Say("letter.take"), Primary: true}},
		chat.Context(r.words.Say("letter.ready_hint")),
	}}, now), nil
}
