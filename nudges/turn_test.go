package nudges_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// tokyo is a time in the zone of the house's people.
func tokyo(day, hour int) time.Time {
	return time.Date(2026, 12, day, hour, 0, 0, 0, cohort.Location("Asia/Tokyo"))
}

// came lists when messages came to somebody, by their clock.
func (h *house) came(to string) (at []string) {
	for i, m := range h.platform.standing {
		if m.to == to {
			at = append(at, h.platform.when[i].In(cohort.Location("Asia/Tokyo")).Format("01-02 15:04"))
		}
	}
	return at
}

// What is due at the same time becomes one message, in the order of precedence.
func TestOneMessageHoldsWhatIsDueAtTheSameTime(t *testing.T) {
	h := open(t, 1)
	s := h.session(-30 * day)
	due := h.clock.Now()
	h.write(func(tx *storage.Tx) error { // the farewell is planned first, and stands last
		for _, d := range []storage.Delivery{
			{Occasion: "farewell/" + h.cohort.ID, Kind: nudges.KindFarewell, Subject: h.cohort.ID},
			{Occasion: fmt.Sprintf("invitation/%s/%d", s.ID, s.Starts.Unix()), Kind: nudges.KindInvitation, Subject: s.ID},
		} {
			d.Recipient, d.Due, d.Expires, d.Urgency = "U0001", due, due.Add(3*day), storage.Ordinary
			if _, err := tx.Enqueue(d); err != nil {
				return err
			}
		}
		return nil
	})
	h.pass(time.Minute)
	if counts := h.count(); counts[storage.Sent] != 2 || h.platform.received("U0001") != 1 {
		t.Fatalf("%d messages, and the ledger holds %v; want both in one", h.platform.received("U0001"), counts)
	}
	said := h.platform.lastTo("U0001")
	first, last := strings.Index(said, "棚卸し"), strings.Index(said, "一区切り")
	if !strings.Contains(said, "ひとつにまとめました") || first < 0 || last < first {
		t.Errorf("it says:\n%s", said)
	}
}

// An invitation to reflect does not expire while days off keep it.
func TestInvitationOutlivesDaysOff(t *testing.T) {
	h := open(t, 1)
	h.session(tokyo(27, 19).Sub(h.clock.Now()))
	h.pass(tokyo(28, 1).Sub(h.clock.Now()))
	h.clock.Advance(20 * time.Hour) // nobody is there until the evening; on the next day the days around New Year begin
	h.restart()
	h.pass(12 * day)
	if got := h.came("U0001"); len(got) != 1 || got[0] != "01-04 08:00" {
		t.Errorf("the invitation comes at %v; the ledger: %q", got, h.ledger())
	}
}

// A step that leaves its day to an invitation comes on the next working day, also where the one after it is soon due.
func TestStepThatLeavesItsDayIsNotLost(t *testing.T) {
	for rhythm, want := range map[cohort.Rhythm]string{
		"0 9 * * MON":         "12-07 08:00, 12-08 09:00, 12-14 09:00",
		"0 9 * * MON,THU":     "12-03 09:00, 12-07 08:00, 12-08 09:00, 12-10 09:00, 12-14 09:00",
		"0 9 * * MON,WED,FRI": "12-02 09:00, 12-04 09:00, 12-07 08:00, 12-08 09:00, 12-09 09:00, 12-11 09:00, 12-14 09:00",
	} {
		h := open(t, 1)
		h.clock.Advance(tokyo(1, 12).Sub(h.clock.Now()))
		h.session(tokyo(6, 19).Sub(h.clock.Now())) // on a Sunday evening
		h.session(300 * day)
		h.nudgesAt(rhythm)
		h.pass(tokyo(14, 10).Sub(h.clock.Now()))
		if got := strings.Join(h.came("U0001"), ", "); got != want {
			t.Errorf("%s: %s, want %s", rhythm, got, want)
		}
	}
}

// A step comes on no weekend that nobody chose: neither after a gap nor because of somebody's quiet hours.
func TestStepWaitsForAWorkingDay(t *testing.T) {
	t.Run("after a gap", func(t *testing.T) {
		h := open(t, 1)
		h.session(300 * day)
		h.nudgesAt("0 9 * * FRI")
		h.step()
		h.clock.Advance(tokyo(4, 22).Sub(h.clock.Now()))
		h.restart()
		h.pass(5 * day)
		if got := strings.Join(h.came("U0001"), ", "); got != "12-07 08:00" {
			t.Errorf("it comes at %s", got)
		}
	})
	for rhythm, want := range map[cohort.Rhythm]string{"0 18 * * FRI": "12-07 09:00", "0 12 * * SAT": "12-05 12:00", "0 18 * * TUE": "12-02 09:00"} {
		t.Run(string(rhythm), func(t *testing.T) {
			h := open(t, 1)
			h.clock.Advance(tokyo(1, 12).Sub(h.clock.Now()))
			h.session(300 * day)
			h.write(func(tx *storage.Tx) error {
				p, err := tx.Person("U0001")
				p.Quiet = cohort.Quiet{From: 17, Until: 9}
				return errors.Join(err, tx.SavePerson(p))
			})
			h.nudgesAt(rhythm)
			h.pass(7*day - time.Hour)
			if got := strings.Join(h.came("U0001"), ", "); got != want {
				t.Errorf("it comes at %s, want %s", got, want)
			}
		})
	}
}

// In a queue that is long only because much is on its way, a step does not make room for an announcement.
func TestQueueIsNoGap(t *testing.T) {
	h := open(t, 25)
	h.platform.limit = 1 // a minute
	h.session(300 * day)
	h.nudgesAt("0 12 * * MON")
	h.announce(2*time.Hour-20*time.Second, "お知らせ")
	h.pass(12 * time.Hour)
	steps := 0
	for _, m := range h.platform.standing {
		if strings.Contains(m.text, "今週の小さな一歩") {
			steps++
		}
		if strings.Contains(m.text, "お届けできずにいた") {
			t.Errorf("a queue is called a gap:\n%s", m.text)
		}
	}
	if steps != 25 {
		t.Errorf("%d steps on their day, want 25", steps)
	}
}

// However often circles are formed, who finds none is told once a week; so no round takes their days for steps.
func TestNoPlaceIsToldOnceAWeek(t *testing.T) {
	h := open(t, 4)
	h.cohort.Schedule.Circles = "0 10 * * *"
	h.session(300 * day)
	h.nudgesAt("0 12 * * MON")
	h.write(func(tx *storage.Tx) error {
		return tx.SaveWish(cohort.Wish{Cohort: h.cohort.ID, Person: "U0001", Asked: h.clock.Now()})
	})
	h.pass(27 * day)
	told, steps := 0, 0
	for _, m := range h.platform.standing {
		switch {
		case m.to != "U0001":
		case strings.Contains(m.text, "今週の小さな一歩"):
			steps++
		default:
			told++
		}
	}
	if told != 4 || steps != 4 {
		t.Errorf("in four weeks it is told %d times, beside %d steps: %v", told, steps, h.came("U0001"))
	}
}
