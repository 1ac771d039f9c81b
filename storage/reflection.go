package storage

import (
	"time"

	"ippo/cohort"
)

const reflectionColumns = `id, person_id, cohort_id, written, visibility, circle_id, changed, sealed`

// sealedReflection is a reflection as it is kept: what only its writer may know is sealed by their key.
type sealedReflection struct {
	cohort.Reflection
	sealed string
}

// reflectionWords are the sealed part of a reflection.
type reflectionWords struct {
	Note     string      `json:"note,omitempty"`
	Happened string      `json:"happened,omitempty"`
	Noticed  string      `json:"noticed,omitempty"`
	Can      string      `json:"can,omitempty"`
	Will     string      `json:"will,omitempty"`
	Mood     cohort.Mood `json:"mood,omitempty"`
}

// keptReflection is what is sealed of a reflection: also who may see it, so that nobody widens that who can write in the database but has
// not the key.
type keptReflection struct {
	reflectionWords
	Visibility cohort.Visibility `json:"visibility"`
	Circle     string            `json:"circle,omitempty"`
	Cohort     string            `json:"cohort"`
}

// SaveReflection keeps a new reflection.
func (tx *Tx) SaveReflection(r cohort.Reflection) error {
	sealed, err := tx.sealReflection(r)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO reflections (`+reflectionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)`,
		r.ID, r.Person, r.Cohort, millis(r.Written), string(r.Visibility), r.Circle, sealed)
	return err
}

func (tx *Tx) sealReflection(r cohort.Reflection) (string, error) {
	return tx.seal(r.Person, "reflections/"+r.ID, kept(r))
}

func kept(r cohort.Reflection) keptReflection {
	words := reflectionWords{
		Note: holdableText(r.Note), Happened: holdableText(r.Happened), Noticed: holdableText(r.Noticed),
		Can: holdableText(r.Can), Will: holdableText(r.Will), Mood: r.Mood,
	}
	return keptReflection{words, r.Visibility, r.Circle, r.Cohort}
}

// Reflection returns the reflection of an id, whoever wrote it, or ErrNotFound if it is not there or was taken back. Who may
// see it is not asked here.
func (tx *Tx) Reflection(id string) (cohort.Reflection, error) {
	return tx.reflection(`id = $1 AND taken_back = 0`, id)
}

// TakenBack returns a reflection that was taken back and is not erased yet, or ErrNotFound.
func (tx *Tx) TakenBack(id string) (cohort.Reflection, error) {
	return tx.reflection(`id = $1 AND taken_back > 0`, id)
}

func (tx *Tx) reflection(where, id string) (cohort.Reflection, error) {
	found, err := one(tx, scanReflection, `SELECT `+reflectionColumns+` FROM reflections WHERE `+where, id)
	if err == nil {
		err = tx.openReflection(&found)
	}
	return found.Reflection, err
}

// Reflections lists what a person wrote, newest first: up to limit of them, after leaving out the first skip.
func (tx *Tx) Reflections(person string, skip, limit int) ([]cohort.Reflection, error) {
	found, err := many(tx, scanReflection, `SELECT `+reflectionColumns+` FROM reflections WHERE person_id = $1 AND taken_back = 0
		ORDER BY written DESC, id DESC LIMIT $3 OFFSET $2`, person, skip, limit)
	if err != nil {
		return nil, err
	}
	var all []cohort.Reflection
	for _, f := range found {
		if err := tx.openReflection(&f); err != nil {
			return nil, err
		}
		all = append(all, f.Reflection)
	}
	return all, nil
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

func (tx *Tx) openReflection(r *sealedReflection) error {
	var k keptReflection
	err := tx.unseal(r.Person, "reflections/"+r.ID, r.sealed, &k)
	k.into(&r.Reflection)
	if r.Visibility != k.Visibility || r.Circle != k.Circle || r.Cohort != k.Cohort { // where the two differ, it is its writer's alone
		r.Visibility, r.Circle = cohort.OnlyMe, ""
	}
	return err
}

func (w reflectionWords) into(r *cohort.Reflection) {
	r.Note, r.Happened, r.Noticed, r.Can, r.Will, r.Mood = w.Note, w.Happened, w.Noticed, w.Can, w.Will, w.Mood
}

func scanReflection(r row) (sealedReflection, error) {
	var f sealedReflection
	var written, changed int64
	err := r.Scan(&f.ID, &f.Person, &f.Cohort, &written, &f.Visibility, &f.Circle, &changed, &f.sealed)
	f.Written, f.Changed = instant(written), instant(changed)
	return f, err
}
