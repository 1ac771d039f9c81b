package storage

import (
	"errors"
	"testing"

	"ippo/cohort"
	"ippo/storage/storagetest"
)

// What somebody shares with a circle, or with anybody of a cohort, becomes theirs alone; what others share, or they elsewhere, stays.
func TestUnshare(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		all := []cohort.Reflection{
			{ID: "own", Person: "U1", Visibility: cohort.OnlyMe}, {ID: "cohort", Person: "U1", Visibility: cohort.MyCohort},
			{ID: "k1", Person: "U1", Visibility: cohort.MyCircle}, {ID: "k2", Person: "U1", Visibility: cohort.MyCircle},
			{ID: "hers", Person: "U2", Visibility: cohort.MyCircle},
		}
		circles := map[string]string{"k1": "k1", "k2": "k2", "hers": "k1"}
		write(t, db, func(tx *Tx) (err error) {
			for _, r := range all {
				r.Cohort, r.Written, r.Note = "c1", now, "言葉"
				err = errors.Join(err, tx.SaveReflection(r), tx.SetSight(r.ID, r.Visibility, circles[r.ID]))
			}
			return err
		})
		shared := func(want ...string) {
			t.Helper()
			read(t, db, func(tx *Tx) error {
				var failed error
				still := map[string]bool{}
				for _, id := range want {
					still[id] = true
				}
				for _, before := range all {
					r, err := tx.Reflection(before.ID)
					if failed = errors.Join(failed, err); (r.Visibility != cohort.OnlyMe) != still[r.ID] || r.Note != "言葉" || (!still[r.ID] && r.Circle != "") {
						t.Errorf("%s is for %q of %q", r.ID, r.Visibility, r.Circle)
					}
				}
				return failed
			})
		}
		shared("cohort", "k1", "k2", "hers")
		write(t, db, func(tx *Tx) error { return tx.Unshare("c1", "U1", "k1", "shared") })
		shared("cohort", "k2", "hers")
		write(t, db, func(tx *Tx) error { return tx.Unshare("c9", "U1", "", "shared") })
		shared("cohort", "k2", "hers")
		write(t, db, func(tx *Tx) error { return tx.Unshare("c1", "U1", "", "shared") })
		shared("hers")
		read(t, db, func(tx *Tx) error {
			rooms, err := tx.RoomsOf("c1", "U1")
			told, failed := tx.ToldBy("c1", "U1", "")
			if len(rooms)+len(told) != 0 {
				t.Errorf("rooms %v, told %v", rooms, told)
			}
			return errors.Join(err, failed)
		})
	})
}

// Who left cannot undo their way back to readers.
func TestUnsharedIsNotUndone(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		r := cohort.Reflection{ID: "r1", Person: "U1", Cohort: "c1", Written: now, Note: "言葉", Visibility: cohort.MyCohort}
		if err := tx.SaveReflection(r); err != nil {
			return err
		}
		r.Note = "直した言葉"
		if _, err := tx.ChangeReflection(r, now); err != nil {
			return err
		}
		if err := tx.Unshare("c1", "U1", "", "shared"); err != nil {
			return err
		}
		if before, err := tx.ReflectionBefore("r1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("%+v, %v", before, err)
		}
		return nil
	})
}
