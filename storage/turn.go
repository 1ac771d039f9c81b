package storage

import (
	"cmp"
	"slices"

	"ippo/cohort"
)

const turnColumns = `id, person_id, sealed, added`

// turnWords are the sealed part of a turning point: all of it.
type turnWords struct {
	Age   int         `json:"age"`
	Event string      `json:"event"`
	Felt  cohort.Felt `json:"felt"`
}

// sealedTurn is a turning point as it is kept.
type sealedTurn struct {
	cohort.Turn
	sealed string
}

// SaveTurn keeps a turning point, new or changed. One that is there already stays its writer's.
func (tx *Tx) SaveTurn(t cohort.Turn) error {
	sealed, err := tx.seal(t.Person, "turns/"+t.ID, turnWords{t.Age, holdableText(t.Event), t.Felt})
	if err != nil {
		return err
	}
	return changed(tx.exec(`INSERT INTO turns (`+turnColumns+`) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed WHERE turns.person_id = excluded.person_id`,
		t.ID, t.Person, sealed, millis(t.Added)))
}

// Turns lists a person's turning points by their age; those of one year in the order in which they were written.
func (tx *Tx) Turns(person string) ([]cohort.Turn, error) {
	found, err := many(tx, scanTurn, `SELECT `+turnColumns+` FROM turns WHERE person_id = $1 ORDER BY added, id`, person)
	if err != nil {
		return nil, err
	}
	var all []cohort.Turn
	for _, f := range found {
		if err := tx.openTurn(&f); err != nil {
			return nil, err
		}
		all = append(all, f.Turn)
	}
	slices.SortStableFunc(all, func(a, b cohort.Turn) int { return cmp.Compare(a.Age, b.Age) })
	return all, nil
}

// Turn returns a turning point of a person's own, or ErrNotFound if it is not there or not theirs.
func (tx *Tx) Turn(id, person string) (cohort.Turn, error) {
	found, err := one(tx, scanTurn, `SELECT `+turnColumns+` FROM turns WHERE id = $1 AND person_id = $2`, id, person)
	if err == nil {
		err = tx.openTurn(&found)
	}
	return found.Turn, err
}

// EraseTurn erases a turning point of a person's own, or returns ErrNotFound if it is not there or not theirs.
func (tx *Tx) EraseTurn(id, person string) error {
	return changed(tx.exec(`DELETE FROM turns WHERE id = $1 AND person_id = $2`, id, person))
}

func (tx *Tx) openTurn(t *sealedTurn) error {
	var words turnWords
	err := tx.unseal(t.Person, "turns/"+t.ID, t.sealed, &words)
	t.Age, t.Event, t.Felt = words.Age, words.Event, words.Felt
	return err
}

func scanTurn(r row) (sealedTurn, error) {
	var f sealedTurn
	var added int64
	err := r.Scan(&f.ID, &f.Person, &f.sealed, &added)
	f.Added = instant(added)
	return f, err
}
