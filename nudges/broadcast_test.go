package nudges_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// latest is the announcement that is dated last.
func (h *house) latest() (a cohort.Announcement) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) error {
		all, err := tx.Announcements(h.cohort.ID, 1)
		if err == nil {
			a = all[0]
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return a
}

// called counts the calls of a method about a participant.
func (h *house) called(method, words string) (n int) {
	for _, c := range h.platform.calls {
		if c.method == method && (words == "" || c.words == words) && c.to != "U0900" {
			n++
		}
	}
	return n
}

// Stopped in the middle, at most what was in flight still goes; recalled, all of it is taken out, though the process is another in between.
func TestBroadcastIsStoppedAndRecalled(t *testing.T) {
	t.Parallel()
	const people, stopAt, restartAt = 10_000, 1_500, 500
	h := open(t, people)
	h.announce(0, "全員へ")
	posted := 0
	h.platform.wrong = func(c call) error {
		if c.method == "post" && c.words == "全員へ" && c.to != "U0900" {
			if posted++; posted == stopAt {
				h.write(func(tx *storage.Tx) error {
					a, err := tx.Announcement(h.latest().ID)
					if err == nil {
						_, err = nudges.Stop(tx, a, "U0900", h.clock.Now())
					}
					return err
				})
			}
		}
		return nil
	}
	h.pass(3 * time.Hour)
	got := h.called("post", "全員へ")
	if got < stopAt || got > stopAt+2 {
		t.Fatalf("it was stopped after %d messages, and %d were sent", stopAt, got)
	}
	if counts := h.count(); counts[storage.Waiting]+counts[storage.Sending] > 0 {
		t.Fatalf("of the stopped announcement there is left: %v", counts)
	}

	h.write(func(tx *storage.Tx) error { return nudges.Recall(tx, h.latest(), "", "U0900", h.clock.Now()) })
	for h.called("delete", "") < restartAt {
		h.pass(time.Second)
	}
	h.restart()
	h.pass(3 * time.Hour)
	if n := h.called("delete", ""); n < got || n > got+1 {
		t.Errorf("of %d messages %d were taken away", got, n)
	}
	if left := slices.DeleteFunc(slices.Clone(h.platform.standing), func(m standing) bool { return m.to == "U0900" || m == (standing{}) }); len(left) > 0 {
		t.Errorf("%d messages still stand, such as %v", len(left), left[0])
	}
	if a := h.latest(); a.State != cohort.Recalled {
		t.Errorf("the announcement is %s", a.State)
	}
}

// What stands beside an announcement in one message stays there when the announcement is recalled.
func TestRecallLeavesWhatStandsBesideIt(t *testing.T) {
	h := open(t, 1)
	h.announce(0, "一つめ")
	h.announce(time.Second, "二つめ")
	h.clock.Advance(time.Hour) // the process was away: both come in one message
	h.pass(time.Minute)
	if n := h.platform.received("U0001"); n != 1 {
		t.Fatalf("%d messages", n)
	}
	h.write(func(tx *storage.Tx) error { return nudges.Recall(tx, h.latest(), "", "U0900", h.clock.Now()) })
	h.pass(time.Minute)
	if got := h.platform.lastTo("U0001"); !strings.Contains(got, "一つめ") || strings.Contains(got, "二つめ") {
		t.Errorf("there stands %s", got)
	}
}

// A picture that the platform cannot get keeps no words back.
func TestRefusedPictureIsLeftOut(t *testing.T) {
	h := open(t, 3)
	h.write(func(tx *storage.Tx) error {
		return tx.SaveAnnouncement(cohort.Announcement{ID: storage.NewID(), Cohort: h.cohort.ID, Author: "U0900", Words: "絵のあるお知らせ",
			Image: "https://example.com/gone.png", ImageAlt: "会場", At: h.clock.Now(), State: cohort.Scheduled, Created: h.clock.Now()})
	})
	h.platform.refuses = "gone.png"
	h.pass(10 * time.Minute)
	for _, user := range []string{"U0001", "U0002", "U0003"} {
		if got := h.platform.lastTo(user); !strings.Contains(got, "絵のあるお知らせ") {
			t.Errorf("%s has %q", user, got)
		}
	}
	if got := h.platform.lastTo("U0900"); !inWords(got, "notice.image_refused") {
		t.Errorf("the organiser reads %s", got)
	}
}

// At a time of day, an announcement comes by each reader's own clock.
func TestAnnouncementByReadersClocks(t *testing.T) {
	h := open(t, 3)
	zones := map[string]string{"U0001": "Asia/Tokyo", "U0002": "Europe/Berlin", "U0003": "America/New_York"}
	h.write(func(tx *storage.Tx) error {
		for id, zone := range zones {
			p, err := tx.Person(id)
			p.Zone = zone
			if err == nil {
				err = tx.SavePerson(p)
			}
			if err != nil {
				return err
			}
		}
		at, err := cohort.At(cohort.WallLayout, "2026-12-01T12:00", cohort.Location("Asia/Tokyo"))
		if err != nil {
			return err
		}
		return tx.SaveAnnouncement(cohort.Announcement{ID: storage.NewID(), Cohort: h.cohort.ID, Author: "U0900", Words: "正午に",
			Wall: "2026-12-01T12:00", At: at, State: cohort.Scheduled, Created: h.clock.Now()})
	})
	h.pass(48 * time.Hour)
	for _, c := range h.platform.calls {
		if zone, reads := zones[c.to]; reads && c.method == "post" {
			if wall := c.at.In(cohort.Location(zone)).Format("2006-01-02T15:04"); wall != "2026-12-01T12:00" {
				t.Errorf("%s has it at %s", c.to, wall)
			}
		}
	}
	if n := len(h.platform.calls); n < 4 {
		t.Errorf("only %d calls", n)
	}
}

// Who has left keeps what stood with them in one message: what they cannot be reached by any more is not taken from them.
func TestBundleStaysWithWhoHasLeft(t *testing.T) {
	h := open(t, 1)
	h.announce(0, "一つめ")
	h.announce(time.Second, "二つめ")
	h.clock.Advance(time.Hour)
	h.pass(time.Minute)
	a := h.latest()
	h.write(func(tx *storage.Tx) error { return nudges.LeaveCohort(tx, h.cohort.ID, "U0001", h.clock.Now()) })
	h.write(func(tx *storage.Tx) error { return nudges.Correct(tx, a, "直した", "U0900", h.clock.Now()) })
	h.pass(time.Minute)
	if got := h.platform.lastTo("U0001"); !strings.Contains(got, "一つめ") || !strings.Contains(got, "二つめ") {
		t.Errorf("there stands %q", got)
	}
}

// What became a draft while it was handed over goes to nobody.
func TestDraftIsNotSent(t *testing.T) {
	h := open(t, 2)
	h.announce(time.Hour, "書きかけ")
	a := h.latest()
	h.write(func(tx *storage.Tx) error {
		_, err := tx.Enqueue(storage.Delivery{Occasion: "announcement/" + a.ID, Recipient: "U0001", Kind: nudges.KindAnnouncement, Subject: a.ID, Due: h.clock.Now()})
		if err != nil {
			return err
		}
		return tx.MoveAnnouncement(a.ID, cohort.Scheduled, cohort.Draft)
	})
	h.pass(2 * time.Hour)
	if n := h.platform.received("U0001"); n != 0 {
		t.Errorf("%d messages, the last: %s", n, h.platform.lastTo("U0001"))
	}
}
