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
	if p.end, err = tx.ProgramEnd(id); err == nil {
		known[id] = p
	}
	return p, err
}
