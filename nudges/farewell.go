package nudges

import (
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// Echo is how long after a cohort's last session its nudges go on.
const Echo = 4 * 7 * 24 * time.Hour

// endOf is when a cohort's nudges end. One without sessions has no end.
func endOf(tx *storage.Tx, cohortID string) (time.Time, error) {
	end, err := tx.ProgramEnd(cohortID)
	if end.IsZero() {
		return cohort.Forever, err
	}
	return end.Add(Echo), err
}

// enqueueFarewell plans the word with which the nudges of a cohort end, once.
func enqueueFarewell(tx *storage.Tx, p cohort.Participant, due time.Time) error {
	_, err := enqueue(tx, storage.Delivery{
		Occasion: "farewell/" + p.Cohort, Recipient: p.ID, Kind: KindFarewell, Subject: p.Cohort,
		Due: p.Turn(due), Expires: p.Turn(due).Add(worthAWeek),
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
