package nudges_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

func TestLetGoOfAnAnnouncementIsReportedAnew(t *testing.T) {
	h := open(t, 2)
	h.platform.wrong = func(c call) error {
		if c.to == "U0002" {
			return &chat.Error{Fault: chat.Unreachable, Err: errors.New("user_disabled")}
		}
		return nil
	}
	h.announce(time.Second, "会場が変わります")
	h.pass(5 * time.Minute)
	if d := h.delivery("U0002"); d.State != storage.Failed {
		t.Fatalf("%+v", d)
	}
	before := len(h.platform.calls)
	h.platform.wrong = nil
	h.mend(nudges.LetGo, h.delivery("U0002"), nil)
	h.pass(time.Minute)
	if d := h.delivery("U0002"); d.State != storage.Sent {
		t.Errorf("%+v", d)
	}
	if !slices.ContainsFunc(h.platform.calls[before:], func(c call) bool { return c.method == "edit" }) {
		t.Error("the organiser is not told that one more received it")
	}
	h.mend(nudges.LetGo, h.delivery("U0002"), nudges.ErrState)
	h.mend(nudges.Withdraw, h.delivery("U0002"), nudges.ErrState)
	late := h.delivery("U0001")
	late.State, late.Expires = storage.Failed, h.clock.Now()
	h.mend(nudges.LetGo, late, nudges.ErrWorthless)
}

// Whoever wanted to show something, and was told that nobody sees it, must be able to rely on that.
func TestWithdrawnReflectionIsToldAndNotLetGo(t *testing.T) {
	h := open(t, 1)
	r := cohort.Reflection{ID: storage.NewID(), Person: "U0001", Cohort: h.cohort.ID, Note: "気づき", Visibility: cohort.MyCohort, Written: h.clock.Now()}
	shared := func() (d storage.Delivery) {
		h.write(func(tx *storage.Tx) error {
			all, err := tx.Deliveries(r.ID, nudges.KindShared)
			d = all[0]
			return err
		})
		return d
	}
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.SaveReflection(r), nudges.Share(tx, r, h.clock.Now().Add(time.Minute)))
	})
	h.mend(nudges.Withdraw, shared(), nil)
	h.mend(nudges.LetGo, shared(), nudges.ErrToldOther)
	h.pass(5 * time.Minute)
	posts := 0
	for _, c := range h.platform.calls {
		if c.method == "post" {
			posts++
			if c.to != "U0001" {
				t.Errorf("it is shown in %s", c.to)
			}
		}
	}
	if posts != 1 {
		t.Errorf("its writer is told %d times that it is not shown", posts)
	}
}

// mend does something with a delivery, as an operator would.
func (h *house) mend(how func(*storage.Tx, storage.Delivery, time.Time) error, d storage.Delivery, want error) {
	h.Helper()
	err := h.db.Write(h.Context(), func(tx *storage.Tx) error { return how(tx, d, h.clock.Now()) })
	if !errors.Is(err, want) {
		h.Errorf("%s: %v, want %v", d.State, err, want)
	}
}
