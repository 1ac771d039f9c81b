package storage

import (
	"time"

	"ippo/cohort"
)

// SaveSheet keeps the draft of somebody's sheet, in place of what was kept before.
func (tx *Tx) SaveSheet(person string, s cohort.Sheet, at time.Time) error {
	sealed, err := tx.seal(person, "sheets/"+person, cohort.Sheet{
		Can: holdableText(s.Can), Will: holdableText(s.Will), Tried: holdableText(s.Tried), Next: holdableText(s.Next), Ask: holdableText(s.Ask),
	})
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO sheets (id, person_id, sealed, made) VALUES ($1, $1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, made = excluded.made`, person, sealed, millis(at))
	return err
}

// SheetOf returns the draft of somebody's sheet, or ErrNotFound.
func (tx *Tx) SheetOf(person string) (s cohort.Sheet, err error) {
	sealed, err := one(tx, value[string], `SELECT sealed FROM sheets WHERE person_id = $1`, person)
	if err == nil {
		err = tx.unseal(person, "sheets/"+person, sealed, &s)
	}
	return s, err
}

// EraseSheet erases the draft of somebody's sheet. Without one it does nothing.
func (tx *Tx) EraseSheet(person string) error {
	_, err := tx.exec(`DELETE FROM sheets WHERE person_id = $1`, person)
	return err
}
