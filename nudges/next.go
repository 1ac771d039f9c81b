package nudges

import (
	"errors"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// NextStep is when a person's next step comes, by their own clock, if nothing is changed until then; zero if none comes, or they pause.
func NextStep(tx *storage.Tx, p cohort.Person, now time.Time) (time.Time, error) {
	c, err := leading(tx, p.ID)
	if errors.Is(err, storage.ErrNotFound) || p.Paused(now) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	end, err := endOf(tx, c.ID)
	if err != nil {
		return time.Time{}, err
	}
	next, err := tx.NextNudge(c.ID, p.ID)
	if err != nil {
		return time.Time{}, err
	}
	rhythm := cohort.Participant{Person: p, Cohort: c.ID}.Steps(c)
	if !next.After(now) {
		next = rhythm.NextWorking(now, p.Location())
	}
	if p.Fortnightly && p.Skips && !next.IsZero() {
		next = rhythm.NextWorking(next, p.Location())
	}
	if next.IsZero() || next.After(end) {
		return time.Time{}, nil
	}
	return p.StepTurn(next).In(p.Location()), nil
}
