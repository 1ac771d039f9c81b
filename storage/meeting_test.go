package storage

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

func TestMeetings(t *testing.T) { onBoth(t, testMeetings) }

func testMeetings(t *testing.T, db *DB) {
	seed(t, db)
	at := func(days int) time.Time { return now.AddDate(0, 0, days) }
	first := cohort.Meeting{
		ID: "m1", Circle: "k1", Number: 1, Host: "U1", State: cohort.Proposed, Times: []time.Time{at(3), at(10)},
		Minutes: 60, Proposed: now, NextAct: at(3),
	}
	write(t, db, func(tx *Tx) error {
		return errors.Join(
			tx.SaveCircle(cohort.Circle{ID: "k1", Cohort: "c1", Number: 1, Members: []string{"U1", "U2"}, Channel: "C1", Formed: now}),
			tx.SaveMeeting(first), tx.Vote("m1", "U2", at(3)), tx.Vote("m1", "U1", at(3)), tx.Vote("m1", "U1", at(10)),
			tx.Vote("m1", "U1", at(10)), // unsaid
		)
	})
	read(t, db, func(tx *Tx) error {
		votes, err := tx.Votes("m1")
		if diff := cmp.Diff(cohort.Votes{at(3).Unix(): {"U1", "U2"}}, votes); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if due, err := tx.MeetingsDue(at(3).Add(-time.Millisecond)); len(due) != 0 || err != nil {
			t.Errorf("due too early: %v, %v", due, err)
		}
		due, err := tx.MeetingsDue(at(3))
		if diff := cmp.Diff([]cohort.Meeting{first}, due); diff != "" || err != nil {
			t.Error(diff, err)
		}
		next, err := tx.EarliestMeeting()
		if !next.Equal(at(3)) || err != nil {
			t.Errorf("next at %v, %v", next, err)
		}
		if cut, err := tx.MeetingsCutShort(); len(cut) != 0 || err != nil {
			t.Errorf("cut short although its circle lasts: %v, %v", cut, err)
		}
		return nil
	})
	fixed := first
	fixed.State, fixed.Starts, fixed.Sequence, fixed.NextAct, fixed.Rests = cohort.Fixed, at(3), 1, time.Time{}, true
	write(t, db, func(tx *Tx) error { return errors.Join(tx.SaveMeeting(fixed), tx.EndCircle("k1", at(1))) })
	read(t, db, func(tx *Tx) error {
		all, err := tx.Meetings("k1")
		if diff := cmp.Diff([]cohort.Meeting{fixed}, all); diff != "" || err != nil {
			t.Error(diff, err)
		}
		cut, err := tx.MeetingsCutShort()
		if diff := cmp.Diff([]cohort.Meeting{fixed}, cut); diff != "" || err != nil {
			t.Error(diff, err)
		}
		next, err := tx.EarliestMeeting()
		if !next.IsZero() || err != nil {
			t.Errorf("next at %v, %v", next, err)
		}
		return nil
	})
}

func TestCirclesToMeet(t *testing.T) { onBoth(t, testCirclesToMeet) }

func testCirclesToMeet(t *testing.T, db *DB) {
	seed(t, db)
	want := func(n int, when string) {
		t.Helper()
		read(t, db, func(tx *Tx) error {
			if all, err := tx.CirclesToMeet("circle"); len(all) != n || err != nil {
				t.Errorf("%s: %v, %v", when, all, err)
			}
			return nil
		})
	}
	var id string
	write(t, db, func(tx *Tx) error {
		_, err := tx.Enqueue(Delivery{Occasion: "circle/k1", Recipient: "k1", Kind: "circle", Subject: "k1", Due: now})
		return errors.Join(err, tx.SaveCircle(cohort.Circle{ID: "k1", Cohort: "c1", Number: 1, Members: []string{"U1"}, Formed: now}))
	})
	want(0, "before its room is open")
	write(t, db, func(tx *Tx) error {
		d, err := tx.Claim(now)
		id = d.ID
		return errors.Join(err, tx.SetCircleChannel("k1", "C1"))
	})
	want(0, "before its members were introduced")
	write(t, db, func(tx *Tx) error { return tx.Deliver(id, "C1", "1.1", now) })
	want(1, "after that")
	write(t, db, func(tx *Tx) error { return tx.LeaveCircle("k1", "U1", now) })
	want(0, "when nobody is left in it")
	write(t, db, func(tx *Tx) error { return tx.JoinCircle("k1", "U1", now) })
	want(1, "when somebody is again")
	write(t, db, func(tx *Tx) error {
		return tx.SaveMeeting(cohort.Meeting{ID: "m1", Circle: "k1", Number: 1, State: cohort.Lapsed})
	})
	want(0, "once it had a meeting")
}

func TestMeetingsAreCountedTogether(t *testing.T) { onBoth(t, testMeetingsAreCountedTogether) }

func testMeetingsAreCountedTogether(t *testing.T, db *DB) {
	seed(t, db)
	meeting := func(circle string, number int, state cohort.MeetingState, daysAgo int) cohort.Meeting {
		return cohort.Meeting{ID: circle + string(rune('0'+number)), Circle: circle, Number: number, State: state, Starts: now.AddDate(0, 0, -daysAgo)}
	}
	write(t, db, func(tx *Tx) error {
		for i, id := range []string{"k1", "k2", "k3", "k4", "k5"} {
			err := tx.SaveCircle(cohort.Circle{ID: id, Cohort: "c1", Number: i + 1, Members: []string{"U1", "U2"}, Channel: "C" + id, Formed: now})
			if err != nil {
				return err
			}
		}
		return errors.Join(
			tx.SaveMeeting(meeting("k1", 1, cohort.HasMet, 20)), tx.SaveMeeting(meeting("k1", 2, cohort.Postponed, 2)),
			tx.SaveMeeting(meeting("k2", 1, cohort.HasMet, 40)), tx.SaveMeeting(meeting("k2", 2, cohort.Postponed, 5)),
			tx.SaveMeeting(meeting("k3", 1, cohort.Lapsed, 5)), tx.SaveMeeting(meeting("k3", 2, cohort.Proposed, 0)),
			tx.SaveMeeting(meeting("k5", 1, cohort.HasMet, 1)), tx.EndCircle("k5", now),
		)
	})
	read(t, db, func(tx *Tx) error {
		counts, err := tx.CountMeetings("c1", now.AddDate(0, 0, -30))
		want := MeetingCounts{Circles: 4, People: 2, Met: 1, Postponed: 1, Silent: 1}
		if diff := cmp.Diff(want, counts); diff != "" || err != nil {
			t.Error(diff, err)
		}
		counts, err = tx.CountMeetings("nobody's", now)
		if counts != (MeetingCounts{}) || err != nil {
			t.Errorf("of a cohort without circles: %+v, %v", counts, err)
		}
		return nil
	})
}
