package storage

import (
	"time"

	"ippo/cohort"
)

const reflectionColumns = `id, person_id, cohort_id, written, note, happened, noticed, can, will, mood, visibility`

// SaveReflection keeps a new reflection.
func (tx *Tx) SaveReflection(r cohort.Reflection) error {
	_, err := tx.exec(`INSERT INTO reflections (`+reflectionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.ID, r.Person, r.Cohort, millis(r.Written), r.Note, r.Happened, r.Noticed, r.Can, r.Will,
		int(r.Mood), string(r.Visibility))
	return err
}

// Reflection returns the reflection of an id, whoever wrote it, or ErrNotFound if it is not there or was taken back. Who may
// see it is not asked here.
func (tx *Tx) Reflection(id string) (cohort.Reflection, error) {
	return one(tx, scanReflection, `SELECT `+reflectionColumns+` FROM reflections WHERE id = $1 AND taken_back = 0`, id)
}

// TakenBack returns a reflection that was taken back and is not erased yet, or ErrNotFound.
func (tx *Tx) TakenBack(id string) (cohort.Reflection, error) {
	return one(tx, scanReflection, `SELECT `+reflectionColumns+` FROM reflections WHERE id = $1 AND taken_back > 0`, id)
}

// Reflections lists what a person wrote, newest first: up to limit of them, after leaving out the first skip.
func (tx *Tx) Reflections(person string, skip, limit int) ([]cohort.Reflection, error) {
	return many(tx, scanReflection, `SELECT `+reflectionColumns+` FROM reflections WHERE person_id = $1 AND taken_back = 0
		ORDER BY written DESC, id DESC LIMIT $3 OFFSET $2`, person, skip, limit)
}

// CountReflections counts what a person wrote.
func (tx *Tx) CountReflections(person string) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM reflections WHERE person_id = $1 AND taken_back = 0`, person)
}

// TakeBack hides a person's own reflection from everybody, or returns ErrNotFound if it is not there, not theirs, or taken back
// already. It is erased later: until then it can be given back once more, should the answer that held it get lost.
func (tx *Tx) TakeBack(id, person string, at time.Time) error {
	return changed(tx.exec(`UPDATE reflections SET taken_back = $3 WHERE id = $1 AND person_id = $2 AND taken_back = 0`,
		id, person, millis(at)))
}

// EraseTakenBack erases the reflections that were taken back before a time.
func (tx *Tx) EraseTakenBack(before time.Time) error {
	_, err := tx.exec(`DELETE FROM reflections WHERE taken_back > 0 AND taken_back < $1`, millis(before))
	return err
}

func scanReflection(r row) (cohort.Reflection, error) {
	var f cohort.Reflection
	var written int64
	err := r.Scan(&f.ID, &f.Person, &f.Cohort, &written, &f.Note, &f.Happened, &f.Noticed, &f.Can, &f.Will,
		&f.Mood, &f.Visibility)
	f.Written = instant(written)
	return f, err
}
