package nudges

import (
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// programs are cohorts with when they end, each looked up once in a round.
type programs map[string]program

type program struct {
	cohort.Cohort
	end time.Time // of the last session; zero: there is none
}

func (known programs) of(tx *storage.Tx, id string) (p program, err error) {
	p, found := known[id]
	if found {
		return p, nil
	}
	if p.Cohort, err = tx.Cohort(id); err != nil {
		return p, err
	}
	if p.end, err = programEnd(tx, id); err == nil {
		known[id] = p
	}
	return p, err
}

// programEnd is when the last session of a cohort ends; zero: it has none.
func programEnd(tx *storage.Tx, cohortID string) (end time.Time, err error) {
	sessions, err := tx.Sessions(cohortID)
	for _, s := range sessions {
		end = latest(end, s.Ends())
	}
	return end, err
}
