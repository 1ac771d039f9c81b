package nudges_test

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// circle is one of the first so many people, with a room, to which times were proposed.
func (h *house) circle(people ...string) (circle cohort.Circle) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		number, err := tx.LastCircleNumber(h.cohort.ID)
		circle = cohort.Circle{
			ID: storage.NewID(), Cohort: h.cohort.ID, Number: number + 1, Members: people, Channel: "C0002", Formed: h.clock.Now(),
		}
		return errors.Join(err, tx.SaveCircle(circle), nudges.ProposeMeeting(tx, circle, h.clock.Now()))
	})
	return circle
}

// meeting is the last of a circle.
func (h *house) meeting(circle cohort.Circle) (last cohort.Meeting) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) error {
		all, err := tx.Meetings(circle.ID)
		if len(all) > 0 {
			last = all[len(all)-1]
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return last
}

// settle fixes the last meeting of a circle for a time.
func (h *house) settle(circle cohort.Circle, starts time.Time) {
	h.Helper()
	m := h.meeting(circle)
	h.write(func(tx *storage.Tx) error { return nudges.Settle(tx, circle, m, starts, h.clock.Now()) })
}

// about lists what was to be sent of a kind about a meeting.
func (h *house) about(m cohort.Meeting, kind string) (all []storage.Delivery) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) (err error) {
		all, err = tx.Deliveries(m.ID, kind)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return all
}

// The file for the calendars stands in the room, but its answer got lost, and a member puts the meeting off.
func TestEntryInDoubtIsTakenOutOfCalendars(t *testing.T) {
	h := open(t, 3)
	circle := h.circle("U0001", "U0002", "U0003")
	h.pass(time.Minute)
	h.settle(circle, h.clock.Now().AddDate(0, 0, 7))
	h.platform.loses, h.platform.wrong = true, func(call) error { return noAnswer }
	h.pass(10 * time.Second)
	m := h.meeting(circle)
	if files := h.about(m, nudges.KindCalendar); len(files) != 1 || files[0].State == storage.Sent || files[0].Attempts == 0 {
		t.Fatalf("the file is not in doubt: %+v", files)
	}
	h.write(func(tx *storage.Tx) error { return nudges.AskAnew(tx, circle, m, h.clock.Now()) })
	h.platform.loses, h.platform.wrong = false, nil
	h.pass(10 * time.Minute)
	if off := h.about(m, nudges.KindCalledOff); len(off) != 1 || off[0].State != storage.Sent {
		t.Errorf("it is still in the calendars: %+v", off)
	}
}

// What nobody was told yet is not taken out of any calendar.
func TestEntryThatWasNotTriedIsNotCalledOff(t *testing.T) {
	h := open(t, 3)
	circle := h.circle("U0001", "U0002", "U0003")
	h.clock.Advance(14 * time.Hour) // at night
	h.settle(circle, h.clock.Now().AddDate(0, 0, 7))
	h.pass(time.Minute)
	m := h.meeting(circle)
	h.write(func(tx *storage.Tx) error { return nudges.AskAnew(tx, circle, m, h.clock.Now()) })
	if off := h.about(m, nudges.KindCalledOff); len(off) != 0 {
		t.Errorf("a file takes out what never came: %+v", off)
	}
}

// A meeting early in the morning has its agenda in time, and not at night.
func TestAgendaComesInTime(t *testing.T) {
	zone := cohort.Location("Asia/Tokyo")
	for starts, want := range map[string]string{
		"12-08 19:00": "12-08 09:00", "12-08 11:00": "12-08 09:00", "12-08 10:00": "12-08 08:00", "12-08 09:00": "12-08 07:00",
		"12-08 08:30": "12-07 20:00", "12-08 07:30": "12-07 20:00", "12-08 00:30": "12-07 20:00", "12-08 23:30": "12-08 09:00",
	} {
		h := open(t, 2)
		circle := h.circle("U0001", "U0002")
		at, err := time.ParseInLocation("01-02 15:04", starts, zone)
		if err != nil {
			t.Fatal(err)
		}
		h.settle(circle, at.AddDate(2026, 0, 0))
		agenda := h.about(h.meeting(circle), nudges.KindAgenda)
		if got := agenda[0].Due.In(zone).Format("01-02 15:04"); got != want {
			t.Errorf("for %s: at %s, want %s", starts, got, want)
		}
		if agenda[0].Expires.Before(agenda[0].Due) {
			t.Errorf("for %s: it expires before it is due", starts)
		}
		h.clock.Advance(agenda[0].Due.Sub(h.clock.Now()))
		h.pass(time.Minute)
		day := "今日は"
		if agenda[0].Due.In(zone).Day() != at.Day() {
			day = "明日は"
		}
		if said := h.platform.lastTo("C0002"); !strings.Contains(said, day) || !strings.Contains(said, at.Format("15:04")) {
			t.Errorf("for %s: %s", starts, said)
		}
	}
}

// What is settled at night for that very night is told at once: in the morning it would be too late.
func TestMeetingInTheNightIsToldOfInTheNight(t *testing.T) {
	h := open(t, 2)
	circle := h.circle("U0001", "U0002")
	h.pass(time.Minute)
	h.clock.Advance(13 * time.Hour) // 23:01
	h.settle(circle, h.clock.Now().Add(7*time.Hour+29*time.Minute))
	h.pass(time.Minute)
	for _, kind := range []string{nudges.KindFixed, nudges.KindCalendar} {
		if told := h.about(h.meeting(circle), kind); told[0].State != storage.Sent {
			t.Errorf("%s is %s", kind, told[0].State)
		}
	}
}

// What cannot be kept for one circle is told, and keeps no other from its first times or from having its votes counted.
func TestCircleThatFailsHoldsUpNoOther(t *testing.T) {
	h := open(t, 9)
	failing, voting := h.circle("U0001", "U0002"), h.circle("U0003", "U0004")
	h.write(func(tx *storage.Tx) error {
		var failed error
		for _, circle := range []cohort.Circle{failing, voting} {
			m := h.meeting(circle)
			failed = errors.Join(failed, tx.Vote(m.ID, circle.Members[0], m.Times[1]), tx.Vote(m.ID, circle.Members[1], m.Times[1]))
		}
		return failed
	})
	db, err := sql.Open("sqlite3", "file:"+h.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(`CREATE TRIGGER refuse BEFORE UPDATE ON meetings WHEN NEW.circle_id = '` + failing.ID + `'
		BEGIN SELECT RAISE(ABORT, 'no'); END`)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(cohort.TimeToVote + time.Hour)
	if _, err := h.engine.Step(t.Context()); err == nil {
		t.Error("the failure is not told")
	}
	if state := h.meeting(failing).State; state != cohort.Proposed {
		t.Errorf("the failing one is %s", state)
	}
	if state := h.meeting(voting).State; state != cohort.Fixed {
		t.Errorf("the other is %s", state)
	}
}

// A circle whose room opens when the program is over hears nothing there by itself.
func TestNoFirstTimesAfterTheProgram(t *testing.T) {
	h := open(t, 2)
	h.session(-40 * 24 * time.Hour)
	circle := cohort.Circle{ID: storage.NewID(), Cohort: h.cohort.ID, Number: 1, Members: []string{"U0001", "U0002"}, Formed: begins}
	h.write(func(tx *storage.Tx) error {
		_, err := tx.Enqueue(storage.Delivery{
			Occasion: "circle/" + circle.ID, Recipient: circle.ID, Kind: nudges.KindCircle, Subject: circle.ID, Due: begins, Urgency: storage.Ordinary,
		})
		return errors.Join(tx.SaveCircle(circle), err)
	})
	h.pass(time.Hour)
	if n := h.platform.received("C0002"); n != 1 {
		t.Errorf("%d messages, want the introduction alone", n)
	}
	if m := h.meeting(circle); m.ID != "" {
		t.Errorf("times were proposed: %+v", m)
	}
}

// The time that was just put off is not among the new ones.
func TestTimeThatWasPutOffIsNotProposedAgain(t *testing.T) {
	h := open(t, 2)
	circle := h.circle("U0001", "U0002")
	first := h.meeting(circle)
	h.settle(circle, first.Times[1])
	m := h.meeting(circle)
	h.write(func(tx *storage.Tx) error { return nudges.AskAnew(tx, circle, m, h.clock.Now()) })
	anew := h.meeting(circle)
	if anew.ID == m.ID || len(anew.Times) != len(first.Times) || slices.ContainsFunc(anew.Times, m.Starts.Equal) {
		t.Errorf("%v was put off, and %v are proposed", m.Starts, anew.Times)
	}
}

// A circle that met and pressed nothing is not told that its times are hard to find.
func TestCircleThatAnsweredNothingIsAskedKindly(t *testing.T) {
	h := open(t, 2)
	circle := h.circle("U0001", "U0002")
	h.settle(circle, h.clock.Now().AddDate(0, 0, 1))
	h.pass(10 * 24 * time.Hour)
	if said := h.platform.lastTo("C0002"); !strings.Contains(said, "この前の集まりは") || strings.Contains(said, "合いにくい") {
		t.Error(said)
	}
}

// What a circle was asked has no buttons left when it ends.
func TestNothingCanBePressedInACircleThatEnded(t *testing.T) {
	h := open(t, 2)
	circle := h.circle("U0001", "U0002")
	h.settle(circle, h.clock.Now().AddDate(0, 0, 1))
	h.pass(10 * 24 * time.Hour)
	h.write(func(tx *storage.Tx) error { return nudges.Leave(tx, h.cohort.ID, "U0002", h.clock.Now()) })
	h.pass(time.Hour)
	for _, m := range h.platform.standing {
		if m.to == "C0002" && (strings.Contains(m.text, nudges.ActionMeetingAnswer) || strings.Contains(m.text, nudges.ActionMeetingTimes)) {
			t.Error(m.text)
		}
	}
}
