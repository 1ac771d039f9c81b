package nudges

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

const (
	timesProposed = 3                   // for a meeting
	votesToSettle = 2                   // at least
	timeToAnswer  = 7 * 24 * time.Hour  // after that Ippo asks once what would help, and keeps still
	untilNext     = 14 * 24 * time.Hour // from one meeting to the proposal of the next
)

// ProposeMeeting puts times for the next meeting to a circle, in its room. Times that were proposed before and not settled are let
// go. A circle without a room, or with a meeting to come, is left as it is.
func ProposeMeeting(tx *storage.Tx, circle cohort.Circle, now time.Time) error {
	earlier, err := tx.Meetings(circle.ID)
	if err != nil || circle.Channel == "" || len(circle.Members) == 0 {
		return err
	}
	for _, m := range earlier {
		switch {
		case m.State == cohort.Proposed:
			err = letGo(tx, m)
		case m.Open(now):
			return nil
		default:
			err = noMoreBy(tx, m)
		}
		if err != nil {
			return err
		}
	}
	times, err := meetingTimes(tx, circle, earlier, now)
	if err != nil {
		return err
	}
	m := cohort.Meeting{
		ID: storage.NewID(), Circle: circle.ID, Number: len(earlier) + 1, Host: cohort.NextHost(circle.Members, hosts(earlier)),
		State: cohort.Proposed, Times: times, Minutes: cohort.MeetingMinutes, Proposed: now, NextAct: now.Add(cohort.TimeToVote),
	}
	if err := tx.SaveMeeting(m); err != nil {
		return err
	}
	for _, m := range earlier { // what was offered to a silent circle is over
		if err := redraw(tx, m, KindSilence); err != nil {
			return err
		}
	}
	return tell(tx, circle, m, KindTimes, "times/"+m.ID, now, now.Add(worthAWeek))
}

// letGo ends a meeting that nobody settled.
func letGo(tx *storage.Tx, m cohort.Meeting) error {
	m.State, m.NextAct = cohort.Lapsed, time.Time{}
	return redrawn(tx, m, KindTimes)
}

// noMoreBy takes away what Ippo had still to do for a meeting by itself.
func noMoreBy(tx *storage.Tx, m cohort.Meeting) error {
	if m.NextAct.IsZero() {
		return nil
	}
	m.NextAct = time.Time{}
	return tx.SaveMeeting(m)
}

// hosts lists who hosted the meetings that came about, or may have.
func hosts(earlier []cohort.Meeting) (all []string) {
	for _, m := range earlier {
		if m.State != cohort.Lapsed || !m.Starts.IsZero() {
			all = append(all, m.Host)
		}
	}
	return all
}

// meetingTimes are the next times at the slots that all members share, but for one to which a meeting was fixed and put off.
func meetingTimes(tx *storage.Tx, circle cohort.Circle, earlier []cohort.Meeting, now time.Time) ([]time.Time, error) {
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return nil, err
	}
	sessions, err := tx.Sessions(c.ID)
	if err != nil {
		return nil, err
	}
	slots, err := sharedSlots(tx, circle)
	if err != nil {
		return nil, err
	}
	for _, m := range earlier {
		if m.State == cohort.Postponed {
			sessions = append(sessions, cohort.Session{Starts: m.Starts, Minutes: m.Minutes})
		}
	}
	return cohort.MeetingTimes(slots, now, c.Location(), sessions, timesProposed), nil
}

// sharedSlots are those of the members' wishes as they stand now, or else the one that the circle was formed for.
func sharedSlots(tx *storage.Tx, circle cohort.Circle) ([]string, error) {
	wishes, err := tx.Wishes(circle.Cohort)
	if err != nil {
		return nil, err
	}
	if shared := cohort.SharedSlots(wishesOf(wishes, circle.Members)); len(shared) > 0 {
		return shared, nil
	}
	if circle.Slot == "" {
		return nil, nil
	}
	return []string{circle.Slot}, nil
}

// Settle fixes a meeting for a time, or moves it there: its members are told, get it for their calendars, and are asked on the day and
// after it.
func Settle(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, starts, now time.Time) error {
	if m.State == cohort.Fixed && m.Starts.Equal(starts) {
		return nil
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return err
	}
	if m.Host, err = currentHost(tx, circle, m); err != nil {
		return err
	}
	m.State, m.Starts = cohort.Fixed, starts
	m.Sequence++
	asked := afterMeeting(m, c)
	m.NextAct = asked.Add(timeToAnswer)
	if err := redrawn(tx, m, KindTimes, KindFixed, KindSilence); err != nil {
		return err
	}
	all, err := tx.Meetings(circle.ID)
	if err != nil {
		return err
	}
	for _, earlier := range all[:m.Number-1] { // whether the circle met then is of the past
		if err := redraw(tx, earlier, KindDidMeet); err != nil {
			return err
		}
	}
	for _, plan := range []struct {
		kind         string
		due, expires time.Time
	}{
		{KindFixed, now, starts},
		{KindCalendar, now, starts},
		{KindAgenda, latest(agendaDue(starts, c.Location()), now), m.Ends()},
		{KindDidMeet, asked, asked.Add(worthAWeek)},
	} {
		if err := tell(tx, circle, m, plan.kind, occasionOf(plan.kind, m), plan.due, plan.expires); err != nil {
			return err
		}
	}
	return nil
}

// occasionOf names a delivery about a meeting as it is fixed now.
func occasionOf(kind string, m cohort.Meeting) string {
	return fmt.Sprintf("%s/%s/%d", kind, m.ID, m.Sequence)
}

// afterMeeting is when a circle is asked whether it met: an hour after the end, and not at night.
func afterMeeting(m cohort.Meeting, c cohort.Cohort) time.Time {
	return cohort.Awake(m.Ends().Add(time.Hour), c.Location())
}

// endCircle ends a circle, and has what its room could still press drawn without its buttons.
func endCircle(tx *storage.Tx, circleID string, now time.Time) error {
	if err := errors.Join(tx.EndCircle(circleID, now), tx.Redraw(circleID, KindOpening), tx.RedrawTold(circleID, "", KindTrying)); err != nil {
		return err
	}
	all, err := tx.Meetings(circleID)
	for _, m := range all {
		err = errors.Join(err, redraw(tx, m, KindDidMeet, KindSilence))
	}
	return err
}

// callOff ends what a circle that has ended had before it, also in its members' calendars.
func callOff(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, now time.Time) error {
	ahead := m.State == cohort.Fixed && now.Before(m.Starts)
	if m.State == cohort.Proposed || m.State == cohort.Fixed {
		m.State = cohort.Lapsed
	}
	m.NextAct = time.Time{}
	if err := redrawn(tx, m, KindTimes, KindFixed, KindDidMeet); err != nil || !ahead {
		return err
	}
	return cancelEntry(tx, circle, m, now)
}

// cancelEntry takes a meeting out of its members' calendars, if it was put there or may have been: an attempt may have arrived
// although its answer did not.
func cancelEntry(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, now time.Time) error {
	entries, err := tx.Deliveries(m.ID, KindCalendar)
	if err != nil || !slices.ContainsFunc(entries, func(d storage.Delivery) bool { return d.Attempts > 0 }) {
		return err
	}
	return tell(tx, circle, m, KindCalledOff, occasionOf(KindCalledOff, m), now, now.Add(worthAWeek))
}

// tell plans what a circle hears about a meeting in its room.
func tell(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, kind, occasion string, due, expires time.Time) error {
	_, err := enqueue(tx, storage.Delivery{
		Occasion: occasion, Recipient: circle.Channel, Kind: kind, Subject: m.ID, Due: due, Expires: expires,
	})
	return err
}

// redrawn keeps a changed meeting and has what shows it drawn again.
func redrawn(tx *storage.Tx, m cohort.Meeting, kinds ...string) error {
	if err := tx.SaveMeeting(m); err != nil {
		return err
	}
	return redraw(tx, m, kinds...)
}

// redraw has what shows a meeting drawn again.
func redraw(tx *storage.Tx, m cohort.Meeting, kinds ...string) error {
	for _, kind := range kinds {
		if err := tx.Redraw(m.ID, kind); err != nil {
			return err
		}
	}
	return nil
}

// wishesOf are those of some people.
func wishesOf(all []cohort.Wish, people []string) []cohort.Wish {
	return slices.DeleteFunc(slices.Clone(all), func(w cohort.Wish) bool { return !slices.Contains(people, w.Person) })
}
