package storage

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage/storagetest"
)

// One draft a person, sealed, written over, and erased.
func TestSheet(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	furnish(t, db) // which keeps one of U1
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

func TestStays(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	furnish(t, db)
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
