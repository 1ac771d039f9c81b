package storage

import (
	"time"

	"ippo/cohort"
)

const arrangementColumns = `id, cohort_id, organizer, anew, tries, fingerprint, groups, without, undo, version, made`

// BeginArrangement keeps how an organiser arranges the circles of a cohort, in place of what they arranged before.
func (tx *Tx) BeginArrangement(a cohort.Arrangement) error {
	_, err := tx.exec(`INSERT INTO arrangements (`+arrangementColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (cohort_id, organizer) DO UPDATE SET
			id = excluded.id, anew = excluded.anew, tries = excluded.tries, fingerprint = excluded.fingerprint, groups = excluded.groups,
			without = excluded.without, undo = excluded.undo, version = excluded.version, made = excluded.made`,
		a.ID, a.Cohort, a.Organizer, number(a.Anew), a.Tries, a.Fingerprint, list(a.Groups), list(a.Without), list(a.Undo), a.Version,
		millis(a.Made))
	return err
}

// ChangeArrangement keeps the next version of an arrangement, or returns ErrNotFound if another is kept by now, or none.
func (tx *Tx) ChangeArrangement(a cohort.Arrangement) error {
	return changed(tx.exec(`UPDATE arrangements SET tries = $3, fingerprint = $4, groups = $5, without = $6, undo = $7, version = $2, made = $8
		WHERE id = $1 AND version = $2 - 1`,
		a.ID, a.Version, a.Tries, a.Fingerprint, list(a.Groups), list(a.Without), list(a.Undo), millis(a.Made)))
}

// Arrangement returns how an organiser arranges the circles of a cohort, or ErrNotFound.
func (tx *Tx) Arrangement(cohortID, organizer string) (cohort.Arrangement, error) {
	return one(tx, func(r row) (a cohort.Arrangement, err error) {
		var anew, made int64
		var groups, without, undo string
		err = r.Scan(&a.ID, &a.Cohort, &a.Organizer, &anew, &a.Tries, &a.Fingerprint, &groups, &without, &undo, &a.Version, &made)
		if err != nil {
			return a, err
		}
		a.Anew, a.Made = anew == 1, instant(made)
		if a.Groups, err = unlist[[]string](groups); err != nil {
			return a, err
		}
		if a.Without, err = unlist[cohort.Without](without); err != nil {
			return a, err
		}
		a.Undo, err = unlist[cohort.Arranged](undo)
		return a, err
	}, `SELECT `+arrangementColumns+` FROM arrangements WHERE cohort_id = $1 AND organizer = $2`, cohortID, organizer)
}

// DropArrangements forgets how its organisers arrange the circles of a cohort, once there are real ones.
func (tx *Tx) DropArrangements(cohortID string) error {
	_, err := tx.exec(`DELETE FROM arrangements WHERE cohort_id = $1`, cohortID)
	return err
}

// ForgetArrangements forgets those that were last changed before a time.
func (tx *Tx) ForgetArrangements(before time.Time) error {
	_, err := tx.exec(`DELETE FROM arrangements WHERE made < $1`, millis(before))
	return err
}
