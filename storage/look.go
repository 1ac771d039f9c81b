package storage

import (
	"time"

	"ippo/cohort"
)

// Look keeps that an organiser looks at something about a cohort's people. It belongs in the transaction that reads what they see: both
// happen or neither. What is kept is never changed.
func (tx *Tx) Look(cohortID, organizer string, what cohort.LookedAt, at time.Time) error {
	_, err := tx.exec(`INSERT INTO looks (id, cohort_id, organizer, what, at) VALUES ($1, $2, $3, $4, $5)`,
		NewID(), cohortID, organizer, string(what), millis(at))
	return err
}

// Looks lists what organisers looked at in a cohort since a time, newest first.
func (tx *Tx) Looks(cohortID string, since time.Time) ([]cohort.Look, error) {
	return many(tx, func(r row) (l cohort.Look, err error) {
		var at int64
		err = r.Scan(&l.ID, &l.Cohort, &l.Organizer, &l.What, &at)
		l.At = instant(at)
		return l, err
	}, `SELECT id, cohort_id, organizer, what, at FROM looks WHERE cohort_id = $1 AND at >= $2 ORDER BY at DESC, id DESC`,
		cohortID, millis(since))
}

// LookedSince reports whether a look of an organiser at something of a cohort is kept since a time.
func (tx *Tx) LookedSince(cohortID, organizer string, what cohort.LookedAt, since time.Time) (bool, error) {
	found, err := many(tx, value[int], `SELECT 1 FROM looks WHERE cohort_id = $1 AND at >= $2 AND organizer = $3 AND what = $4 LIMIT 1`,
		cohortID, millis(since), organizer, string(what))
	return len(found) > 0, err
}

// ForgetLooks forgets those before a time.
func (tx *Tx) ForgetLooks(before time.Time) error {
	_, err := tx.exec(`DELETE FROM looks WHERE at < $1`, millis(before))
	return err
}
