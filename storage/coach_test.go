package storage

import (
	"errors"
	"testing"

	"ippo/cohort"
)

func TestConsentToTheCoach(t *testing.T) { onBoth(t, testConsentToTheCoach) }

// Consent is changed by nothing but the person: their settings leave it as it is.
func testConsentToTheCoach(t *testing.T, db *DB) {
	seed(t, db)
	agreed := func(person, want string) {
		t.Helper()
		read(t, db, func(tx *Tx) error {
			if where, err := tx.Coach(person); err != nil || where != want {
				t.Errorf("%s agreed to %q, %v, and not to %q", person, where, err, want)
			}
			return nil
		})
	}
	agreed("U1", "")
	write(t, db, func(tx *Tx) error { return tx.SetCoach("U1", "models.example.com · small") })
	write(t, db, func(tx *Tx) error { return tx.SavePerson(cohort.Person{ID: "U1", Zone: "Asia/Tokyo", Language: "en"}) })
	agreed("U1", "models.example.com · small")
	agreed("U2", "")
	write(t, db, func(tx *Tx) error { return tx.SetCoach("U1", "") })
	agreed("U1", "")
	agreed("U404", "")
	err := db.Write(t.Context(), func(tx *Tx) error { return tx.SetCoach("U404", "anywhere") })
	if !errors.Is(err, ErrNotFound) {
		t.Errorf("for nobody: %v", err)
	}
}
