package storage

import (
	"testing"
	"time"

	"ippo/cohort"
)

func TestAuditLogShowsWhatWasChangedInIt(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		for i := range 4 {
			write(t, db, func(tx *Tx) error {
				return tx.Audit(cohort.Logged{At: now.Add(time.Duration(i) * time.Second), Organizer: "U9\x00", Cohort: "c1", Deed: cohort.Withdrew, Subject: "a1", Person: "U1"})
			})
		}
		broken := func() (first int64) {
			read(t, db, func(tx *Tx) error {
				all, err := tx.AuditLog()
				first = cohort.FirstBroken(all)
				return err
			})
			return first
		}
		if n := broken(); n != 0 {
			t.Fatalf("as it was written, line %d of the log is broken", n)
		}
		write(t, db, func(tx *Tx) error { return tx.Erase("U1", "leaving") })
		if n := broken(); n != 0 {
			t.Errorf("an erased person breaks line %d", n)
		}
		read(t, db, func(tx *Tx) error {
			all, err := tx.AuditOf("c1", 2)
			if err == nil && (len(all) != 2 || all[0].Number != 4 || all[0].Person != "") {
				t.Errorf("the last two are %+v", all)
			}
			return err
		})
		write(t, db, func(tx *Tx) error {
			_, err := tx.exec(`UPDATE audit SET organizer = 'U8' WHERE number = 3`)
			return err
		})
		if n := broken(); n != 3 {
			t.Errorf("line 3 was changed, and the log is broken at %d", n)
		}
		write(t, db, func(tx *Tx) error {
			_, err := tx.exec(`DELETE FROM audit WHERE number = 2`)
			return err
		})
		if n := broken(); n != 2 {
			t.Errorf("line 2 was taken away, and the log is broken at %d", n)
		}
	})
}
