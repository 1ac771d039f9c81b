package storage

import (
	"time"

	"ippo/cohort"
)

// ChangeReflection keeps a reflection as its writer changed it, and how it was before. It returns ErrNotFound if it is not there, not
// theirs, taken back, or was changed since the version that they changed: r.Changed says which one that is. The new version is returned.
func (tx *Tx) ChangeReflection(r cohort.Reflection, now time.Time) (cohort.Reflection, error) {
	stands, err := tx.Reflection(r.ID)
	if err != nil {
		return r, err
	}
	if stands.Person != r.Person || !stands.Changed.Equal(r.Changed) {
		return r, ErrNotFound
	}
	before, err := tx.seal(r.Person, beforeReflection(r.ID), kept(stands))
	if err != nil {
		return r, err
	}
	sealed, err := tx.sealReflection(r)
	if err != nil {
		return r, err
	}
	at := now
	if soonest := r.Changed.Add(time.Millisecond); at.Before(soonest) { // no two versions are of one time
		at = soonest
	}
	err = changed(tx.exec(`UPDATE reflections SET sealed = $3, visibility = $4, circle_id = $5, before = $6, changed = $7
		WHERE id = $1 AND person_id = $2 AND taken_back = 0 AND changed = $8`,
		r.ID, r.Person, sealed, string(r.Visibility), r.Circle, before, millis(at), millis(r.Changed)))
	r.Changed = instant(millis(at))
	return r, err
}

// ReflectionBefore returns a reflection that stands as it was before it was last changed, or ErrNotFound if it was not changed, or too
// long ago. Its version is the one that stands: kept by ChangeReflection, it takes that one's place.
func (tx *Tx) ReflectionBefore(id string) (cohort.Reflection, error) {
	r, err := tx.Reflection(id)
	if err != nil {
		return r, err
	}
	sealed, err := one(tx, value[string], `SELECT before FROM reflections WHERE id = $1`, id)
	if err != nil {
		return r, err
	}
	if sealed == "" {
		return r, ErrNotFound
	}
	var earlier keptReflection
	err = tx.unseal(r.Person, beforeReflection(id), sealed, &earlier)
	earlier.into(&r)
	r.Visibility, r.Circle = earlier.Visibility, earlier.Circle
	return r, err
}

// EraseBefore erases how reflections were that were last changed before a time.
func (tx *Tx) EraseBefore(at time.Time) error {
	_, err := tx.exec(eraseBefore, millis(at))
	return err
}

const eraseBefore = `UPDATE reflections SET before = '' WHERE before <> '' AND changed < $1`

// Restore lets a reflection stand again that its writer took back, or returns ErrNotFound if it is not there, not theirs, or stands.
func (tx *Tx) Restore(id, person string) error {
	return changed(tx.exec(`UPDATE reflections SET taken_back = 0 WHERE id = $1 AND person_id = $2 AND taken_back > 0`, id, person))
}

// LastWritten returns when a person last wrote something, also if they took it back; zero: never.
func (tx *Tx) LastWritten(person string) (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MAX(written), 0) FROM reflections WHERE person_id = $1`, person)
	return instant(ms), err
}

func beforeReflection(id string) string { return "reflections/" + id + "/before" }
