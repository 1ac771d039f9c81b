package storage

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

func TestArrangements(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		a := cohort.Arrangement{
			ID: "a1", Cohort: "c1", Organizer: "U9", Anew: true, Tries: 2, Fingerprint: "f", Version: 3, Made: now,
			Groups: [][]string{{"U1", "U2"}}, Without: []cohort.Without{{Person: "U3", Why: "no_fit"}},
			Undo: []cohort.Arranged{{Groups: [][]string{{"U1", "U2", "U3"}}}},
		}
		other := a
		other.ID, other.Organizer, other.Made = "a2", "U8", now.Add(-time.Hour)
		write(t, db, func(tx *Tx) error { return errors.Join(tx.BeginArrangement(other), tx.BeginArrangement(a)) })
		kept := func(organizer string, want error) {
			t.Helper()
			read(t, db, func(tx *Tx) error {
				got, err := tx.Arrangement("c1", organizer)
				if !errors.Is(err, want) {
					t.Errorf("%s: %v, want %v", organizer, err, want)
				}
				if organizer == "U9" && err == nil {
					if diff := cmp.Diff(a, got); diff != "" {
						t.Error(diff)
					}
				}
				return nil
			})
		}
		kept("U9", nil)
		a.Version, a.Without = 4, nil
		write(t, db, func(tx *Tx) error { return tx.ChangeArrangement(a) })
		kept("U9", nil)
		late, begun := a, a
		late.Groups = [][]string{{"U1"}}
		begun.ID, begun.Version = "a3", 0
		for _, step := range []struct {
			do   func(*Tx) error
			want error
		}{
			{func(tx *Tx) error { return tx.ChangeArrangement(late) }, ErrNotFound}, // of the version before, a moment too late
			{func(tx *Tx) error { return tx.BeginArrangement(begun) }, nil},
			{func(tx *Tx) error { late.Version++; return tx.ChangeArrangement(late) }, ErrNotFound}, // of what was begun before
		} {
			if err := db.Write(t.Context(), step.do); !errors.Is(err, step.want) {
				t.Errorf("%v, want %v", err, step.want)
			}
		}
		a = begun
		kept("U9", nil)
		write(t, db, func(tx *Tx) error { return tx.ForgetArrangements(now) })
		kept("U9", nil)
		kept("U8", ErrNotFound)
		write(t, db, func(tx *Tx) error { return tx.DropArrangements("c1") })
		kept("U9", ErrNotFound)
	})
}

func TestRefusalsAndRest(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		wish := cohort.Wish{Cohort: "c1", Person: "U1", Topics: []string{"license"}, Slots: []string{"tue-19"}, Asked: now, Size: 3, Rests: true, Withdrawn: true}
		write(t, db, func(tx *Tx) error {
			return errors.Join(tx.Refuse("U1", []string{"U2", "U404"}), tx.Refuse("U1", []string{"U404", "U3"}), tx.SaveWish(wish))
		})
		read(t, db, func(tx *Tx) error {
			refused, err := tx.Refusals("U1")
			if diff := cmp.Diff([]string{"U3", "U404"}, refused); diff != "" || err != nil {
				t.Error(diff, err)
			}
			if theirs, err := tx.Refusals("U3"); len(theirs) != 0 || err != nil {
				t.Errorf("the other's: %v, %v", theirs, err)
			}
			got, err := tx.Wish("c1", "U1")
			if diff := cmp.Diff(wish, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
			return nil
		})
		write(t, db, func(tx *Tx) error { return tx.Rested("c1", true) })
		read(t, db, func(tx *Tx) error {
			if got, err := tx.Wish("c1", "U1"); got.Rests || got.Size != 3 || err != nil {
				t.Errorf("%+v, %v", got, err)
			}
			return nil
		})
	})
}
