package storage

import (
	"errors"
	"slices"
	"testing"

	"ippo/storage/storagetest"
)

// Every table that says something of a person is among what they are given, goes when they are erased, and is sealed anew with their key. A
// table that is added has to be thought of here.
func TestEveryTableOfPeopleIsKnown(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	for _, table := range tables {
		given := slices.IndexFunc(ofPeople, func(o struct {
			name, person string
			sealed       []string
		}) bool {
			return o.name == table.name
		})
		read(t, db, func(tx *Tx) error {
			columns, err := tx.columns(table)
			if slices.Contains(columns, "person_id") {
				if given < 0 && table.name != keyTable { // a key is of use to nobody
					t.Errorf("%s is not given to its person", table.name)
				}
				gone, err2 := one(tx, value[int], `SELECT COUNT(*) FROM pragma_foreign_key_list($1) WHERE "from" = 'person_id' AND "table" = 'people' AND on_delete = 'CASCADE'`,
					table.name)
				if gone != 1 {
					t.Errorf("%s does not go with its person", table.name)
				}
				err = errors.Join(err, err2)
			}
			if slices.Contains(columns, "sealed") && (given < 0 || !slices.Contains(ofPeople[given].sealed, "sealed")) {
				t.Errorf("what is sealed in %s is not opened", table.name)
			}
			if given >= 0 && !slices.Contains(columns, ofPeople[given].person) {
				t.Errorf("%s has no column %s", table.name, ofPeople[given].person)
			}
			return err
		})
	}
	write(t, db, func(tx *Tx) error {
		if _, err := tx.seal("U1", "notes/n1", "言葉"); err == nil || errors.Is(err, ErrLocked) {
			t.Errorf("sealed in a table that nobody would open: %v", err)
		}
		return nil
	})
}
