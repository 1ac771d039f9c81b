package storage

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

// TestWaitingImports keeps what a file says for its organiser alone, the last one of a kind, for a while.
func TestWaitingImports(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		want := cohort.Import{ID: "w2", Organizer: "U9", Cohort: "c1", Kind: "people", File: `{"name":"a"}`, Made: now,
			People: []cohort.Entrant{{ID: "U1", Department: "営業"}}, Sessions: []cohort.Session{{Theme: "x", Starts: now, Speakers: []string{"y"}}},
			Doubtful: []string{"U2"}, LeftOut: 3}
		first := want
		first.ID = "w1"
		write(t, db, func(tx *Tx) error { return errors.Join(tx.SaveImport(first), tx.SaveImport(want)) })
		find := func(id, organizer string) (got cohort.Import, err error) {
			read(t, db, func(tx *Tx) error { got, err = tx.Import(id, organizer); return nil })
			return got, err
		}
		got, err := find("w2", "U9")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		for _, other := range [][2]string{{"w1", "U9"}, {"w2", "U8"}} {
			if _, err := find(other[0], other[1]); !errors.Is(err, ErrNotFound) {
				t.Errorf("%v: %v", other, err)
			}
		}
		write(t, db, func(tx *Tx) error { return tx.ForgetImports(now.Add(-time.Hour)) })
		if _, err := find("w2", "U9"); err != nil {
			t.Error(err)
		}
		other := want
		other.ID, other.Kind, other.Made = "w3", "sessions", now.Add(-25*time.Hour)
		write(t, db, func(tx *Tx) error { return errors.Join(tx.SaveImport(other), tx.ForgetImports(now.Add(-24*time.Hour))) })
		if _, err := find("w3", "U9"); !errors.Is(err, ErrNotFound) {
			t.Errorf("after a day: %v", err)
		}
		write(t, db, func(tx *Tx) error { _ = tx.Erase("U1", "leaving"); return nil })
		if _, err := find("w2", "U9"); !errors.Is(err, ErrNotFound) {
			t.Errorf("a list with somebody who was erased: %v", err)
		}
	})
}
