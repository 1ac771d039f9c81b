package handlers

import (
	"ippo/cohort"
	"ippo/storage"
)

// Grow has the lists follow a reflection as it is, which is what happens when it is changed.
func Grow(tx *storage.Tx, f cohort.Reflection) error {
	return (&request{tx: tx, who: actor{id: f.Person}}).grow(f)
}
