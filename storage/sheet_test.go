package storage

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
)

// One draft a person, sealed, written over, and erased.
func TestSheet(t *testing.T) { onBoth(t, keepsSheets) }

func keepsSheets(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) error { return tx.SaveSheet("U1", cohort.Sheet{Can: "聞くこと"}, now) })
	write(t, db, func(tx *Tx) error {
		kept, err := tx.SheetOf("U1")
		if err != nil || kept.Can != "聞くこと" {
			t.Errorf("kept %+v, %v", kept, err)
		}
		again := cohort.Sheet{Will: "教える仕事", Ask: "週に一日"}
		if err := tx.SaveSheet("U1", again, now); err != nil {
			return err
		}
		if kept, err = tx.SheetOf("U1"); kept != again {
			t.Errorf("kept %+v, %v", kept, err)
		}
		rows, err := many(tx, value[string], `SELECT sealed FROM sheets`)
		if len(rows) != 1 || strings.Contains(rows[0], "教える") {
			t.Errorf("the rows: %q", rows)
		}
		if _, err := tx.SheetOf("U2"); !errors.Is(err, ErrNotFound) {
			t.Errorf("another's: %v", err)
		}
		return errors.Join(err, tx.EraseSheet("U1"), tx.EraseSheet("U1"))
	})
	read(t, db, func(tx *Tx) error {
		if _, err := tx.SheetOf("U1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("erased, there is %v", err)
		}
		return nil
	})
}

func TestStays(t *testing.T) { onBoth(t, keepsStays) }

func keepsStays(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		return tx.SaveCircle(cohort.Circle{ID: "k1", Cohort: "c1", Number: 1, Members: []string{"U1", "U2"}, Formed: now})
	})
	write(t, db, func(tx *Tx) error {
		if err := tx.LeaveCircle("k1", "U1", now.Add(time.Hour)); err != nil {
			return err
		}
		stays, err := tx.Stays("c1", "U1")
		if len(stays) != 1 || stays[0].Circle.ID != "k1" || !stays[0].From.Equal(now) || !stays[0].Until.Equal(now.Add(time.Hour)) {
			t.Errorf("the stays: %+v", stays)
		}
		others, err2 := tx.Stays("c1", "U2")
		if len(others) != 1 || !others[0].Until.IsZero() {
			t.Errorf("who is still in it: %+v", others)
		}
		return errors.Join(err, err2)
	})
}

// Who wrote three reflections, or tried three steps, has something to tell; what was taken back does not count.
func TestTellers(t *testing.T) { onBoth(t, findsTellers) }

func findsTellers(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) (err error) {
		for _, id := range []string{"a", "b", "c"} {
			err = errors.Join(err, tx.SaveReflection(cohort.Reflection{ID: id, Person: "U1", Cohort: "c1", Written: now, Note: id, Visibility: cohort.OnlyMe}),
				tx.SaveOffer(cohort.Offer{ID: id, Person: "U2", Cohort: "c1", Step: "x", Answer: cohort.Partly, Offered: now}))
		}
		return err
	})
	tellers := func() (ids []string) {
		read(t, db, func(tx *Tx) error {
			all, err := tx.Tellers("c1", 3)
			for _, p := range all {
				ids = append(ids, p.ID)
			}
			return err
		})
		return ids
	}
	if got := tellers(); strings.Join(got, " ") != "U1 U2" {
		t.Errorf("got %q", got)
	}
	write(t, db, func(tx *Tx) error { return tx.TakeBack("a", "U1", now) })
	if got := tellers(); strings.Join(got, " ") != "U2" {
		t.Errorf("with one taken back: %q", got)
	}
}
