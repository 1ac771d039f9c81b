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

// sharesWith has somebody share a reflection.
func (h *house) sharesWith(person, words string, v cohort.Visibility) (id string) {
	h.Helper()
	r := cohort.Reflection{
		ID: storage.NewID(), Person: person, Cohort: h.cohort.ID, Written: h.clock.Now(), Happened: words, Mood: 2, Visibility: v,
	}
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.SaveReflection(r), nudges.Share(tx, r, h.clock.Now()))
	})
	h.pass(time.Minute)
	return r.ID
}

// reads reports whether words stand in a room.
func (h *house) reads(room, words string) bool {
	for _, m := range h.platform.standing {
		if m.to == room && strings.Contains(m.text, words) {
			return true
		}
	}
	return false
}

// What was shared with a circle goes with its writer, stays their own, and does not come back with them.
func TestWhatIsSharedGoesWithItsWriter(t *testing.T) {
	h := open(t, 5)
	c := h.gathered("C0002", "U0001", "U0002", "U0003")
	id := h.sharesWith("U0001", "海外赴任の話", cohort.MyCircle)
	h.sharesWith("U0002", "資格の話", cohort.MyCircle)
	if !h.reads("C0002", "海外赴任の話") {
		t.Fatal("it is not shown in the room")
	}
	h.leaves("U0001")
	h.pass(time.Minute)
	if h.reads("C0002", "海外赴任の話") || !h.reads("C0002", "資格の話") {
		t.Error("what stands is not what those shared who are there")
	}
	h.joins(c, "U0001")
	h.pass(time.Minute)
	if h.reads("C0002", "海外赴任の話") {
		t.Error("it came back by itself")
	}
	h.write(func(tx *storage.Tx) error {
		r, err := tx.Reflection(id)
		if r.Visibility != cohort.OnlyMe || r.Circle != "" || r.Happened != "海外赴任の話" {
			t.Errorf("the writer has %+v", r)
		}
		return err
	})
}

// A reflection that waits for the morning is not shown in the circle that its writer has by then.
func TestNextCircleNeverSees(t *testing.T) {
	h := open(t, 6)
	h.gathered("C0002", "U0001", "U0002", "U0003")
	h.clock.Advance(13 * time.Hour) // it is night
	h.sharesWith("U0001", "海外赴任の話", cohort.MyCircle)
	h.leaves("U0001")
	next := cohort.Circle{ID: storage.NewID(), Cohort: h.cohort.ID, Number: 2, Members: []string{"U0001", "U0004", "U0005"}, Channel: "C0003", Formed: h.clock.Now()}
	h.write(func(tx *storage.Tx) error { return tx.SaveCircle(next) })
	h.pass(24 * time.Hour)
	if h.reads("C0002", "海外赴任の話") || h.reads("C0003", "海外赴任の話") {
		t.Error("it is shown to somebody")
	}
}

// A circle that ends keeps what was shared in it, until its writer leaves the cohort; who leaves is taken out of its room, too.
func TestEndedCircleKeepsWhatItHas(t *testing.T) {
	h := open(t, 6)
	h.gathered("C0002", "U0001", "U0002", "U0003")
	h.sharesWith("U0001", "海外赴任の話", cohort.MyCircle)
	h.sharesWith("U0001", "みなさんへ", cohort.MyCohort)
	h.write(func(tx *storage.Tx) error {
		f, err := nudges.NewForming(tx, h.cohort, true)
		return errors.Join(err, f.Confirm(tx, "", h.clock.Now()))
	})
	shared := h.of(nudges.KindShared)[0].Subject
	h.write(func(tx *storage.Tx) error { return tx.Redraw(shared, nudges.KindShared) })
	h.pass(time.Minute)
	if !h.reads("C0002", "海外赴任の話") {
		t.Error("the round took it away")
	}
	h.write(func(tx *storage.Tx) error { return nudges.LeaveCohort(tx, h.cohort.ID, "U0001", h.clock.Now()) })
	h.pass(time.Minute)
	if h.reads("C0002", "海外赴任の話") || h.reads(h.cohort.Channel, "みなさんへ") {
		t.Error("what somebody shared who has left the cohort stands there")
	}
	if h.made("dismiss", "U0001") != 1 {
		t.Error("who left the cohort is in the room of the ended circle still")
	}
}

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
			return nudges.Share(tx, r, h.clock.Now())
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
		return errors.Join(tx.Restore(r.ID, r.Person), nudges.Share(tx, r, h.clock.Now()))
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
