package nudges_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// What is shared changes where it stands, vanishes where it may no longer be read, and appears where it now may.
func TestSharedReflectionMoves(t *testing.T) {
	h := open(t, 3)
	c := h.gathered("C0002", "U0001", "U0002", "U0003")
	r := cohort.Reflection{ID: storage.NewID(), Person: "U0001", Cohort: h.cohort.ID, Written: h.clock.Now(), Note: "はじめの言葉", Visibility: cohort.OnlyMe}
	h.write(func(tx *storage.Tx) error { return tx.SaveReflection(r) })
	change := func(who cohort.Visibility, words string) {
		t.Helper()
		h.write(func(tx *storage.Tx) (err error) {
			r.Visibility, r.Note, r.Circle = who, words, ""
			if who == cohort.MyCircle {
				r.Circle = c.ID
			}
			if r, err = tx.ChangeReflection(r, h.clock.Now()); err != nil {
				return err
			}
			return nudges.ShareAnew(tx, r, h.clock.Now())
		})
	}
	reads := func(room string) (text string) {
		for _, m := range h.platform.standing {
			if m.to == room {
				text += m.text
			}
		}
		return text
	}
	stands := func(when, circle, channel string) {
		t.Helper()
		h.pass(time.Minute)
		for room, words := range map[string]string{"C0002": circle, "C0001": channel} {
			if got := reads(room); words == "" && strings.Contains(got, "言葉") || !strings.Contains(got, words) || strings.Count(got, "言葉") > 1 {
				t.Errorf("%s: %s reads %q, want %q", when, room, got, words)
			}
		}
	}
	stands("only for its writer", "", "")
	change(cohort.MyCircle, "はじめの言葉")
	stands("for the circle", "はじめの言葉", "")
	change(cohort.MyCircle, "直した言葉")
	stands("changed", "直した言葉", "")
	change(cohort.MyCohort, "直した言葉")
	stands("for the cohort", "", "直した言葉")
	change(cohort.MyCircle, "直した言葉")
	stands("for the circle again", "直した言葉", "")
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.TakeBack(r.ID, r.Person, h.clock.Now()), tx.Redraw(r.ID, nudges.KindShared))
	})
	stands("deleted", "", "")
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.Restore(r.ID, r.Person), nudges.ShareAnew(tx, r, h.clock.Now()))
	})
	stands("and back", "直した言葉", "")

	// Changed twice before the first could be shown: it is shown all the same.
	h.clock.Advance(13 * time.Hour) // night
	change(cohort.MyCohort, "夜の言葉")
	h.pass(time.Minute)
	change(cohort.OnlyMe, "夜の言葉")
	h.pass(10 * time.Hour)
	change(cohort.MyCohort, "夜の言葉")
	stands("in the morning", "", "夜の言葉")

	h.pass(26 * time.Hour)
	h.write(func(tx *storage.Tx) error {
		if _, err := tx.ReflectionBefore(r.ID); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("after a day it is kept how it was before: %v", err)
		}
		return nil
	})
}
