package nudges

import (
	"strconv"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// FacetAt is the side from which a cohort's people look at their career at a time: a number from 1.
func FacetAt(tx *storage.Tx, cohortID string, at time.Time) (int, error) {
	sessions, err := tx.Sessions(cohortID)
	return cohort.FacetAt(sessions, at), err
}

// FacetLine is the question of such a side, with its name.
func FacetLine(w *locale.Words, facet int) string {
	key := "facet." + strconv.Itoa(facet) + "."
	return w.Say("facet.this_month", "Name", w.Say(key+"name"), "Question", w.Say(key+"question"))
}
