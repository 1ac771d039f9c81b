package nudges

import (
	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
	"slices"
	"time"
)

// echo is how long after a cohort's last session its nudges go on.
const echo = 4 * 7 * 24 * time.Hour

// isOver reports whether a cohort's year is over. One without sessions has no end.
func isOver(tx *storage.Tx, cohortID string, at time.Time) (bool, error) {
	sessions, err := tx.Sessions(cohortID)
	if err != nil || len(sessions) == 0 {
		return false, err
	}
	last := slices.MaxFunc(sessions, func(a, b cohort.Session) int { return a.Starts.Compare(b.Starts) })
	return at.After(last.Ends().Add(echo)), nil
}

// enqueueFarewell plans the word with which the nudges of a cohort end, once.
func enqueueFarewell(tx *storage.Tx, p cohort.Participant, due time.Time) error {
	_, err := enqueue(tx, storage.Delivery{
		Occasion: "farewell/" + p.Cohort, Recipient: p.ID, Kind: KindFarewell, Subject: p.Cohort,
		Due: cohort.Awake(due, p.Location()), Expires: due.Add(worthAWeek),
	})
	return err
}

func wordFarewell(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	r, err := participant(tx, d.Subject, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	return r.letterTo(chat.Message{
		Summary: r.words.Say("step.farewell"),
		Blocks:  []chat.Block{chat.Text(r.words.Say("step.farewell")), chat.Context(r.words.Say("step.farewell_hint"))},
	}, now), nil
}
