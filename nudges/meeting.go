package nudges

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

const (
	timesProposed = 3                   // for a meeting
	timeToVote    = 3 * 24 * time.Hour  // after that Ippo settles what suits most
	votesToSettle = 2                   // at least
	timeToAnswer  = 7 * 24 * time.Hour  // after that Ippo asks once what would help, and keeps still
	untilNext     = 14 * 24 * time.Hour // from one meeting to the proposal of the next
)

// planMeetings does what is due for the meetings of circles: it proposes times to those that were just introduced, settles or lets
// go what nobody settled, and calls off what a circle that ended had before it.
func (e *Engine) planMeetings(ctx context.Context, now time.Time) (next time.Time, err error) {
	var first []cohort.Circle
	var due, cut []cohort.Meeting
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		if first, err = tx.CirclesToMeet(KindCircle); err != nil {
			return err
		}
		if cut, err = tx.MeetingsCutShort(); err != nil {
			return err
		}
		due, err = tx.MeetingsDue(now)
		return err
	})
	if err != nil {
		return next, err
	}
	for _, circle := range first {
		if err := e.write(ctx, func(tx *storage.Tx) error { return openFirst(tx, circle.ID, now) }); err != nil {
			return next, err
		}
	}
	for _, m := range append(cut, due...) {
		if err := e.write(ctx, func(tx *storage.Tx) error { return actOn(tx, m.ID, now) }); err != nil {
			return next, err
		}
	}
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		next, err = tx.EarliestMeeting()
		return err
	})
	return next, err
}

// openFirst proposes the first meeting of a circle, unless somebody was faster.
func openFirst(tx *storage.Tx, circleID string, now time.Time) error {
	circle, err := tx.Circle(circleID)
	if err != nil {
		return err
	}
	earlier, err := tx.Meetings(circleID)
	if err != nil || len(earlier) > 0 || !circle.Ended.IsZero() {
		return err
	}
	return ProposeMeeting(tx, circle, now)
}

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
	times, err := meetingTimes(tx, circle, now)
	if err != nil {
		return err
	}
	m := cohort.Meeting{
		ID: storage.NewID(), Circle: circle.ID, Number: len(earlier) + 1, Host: cohort.NextHost(circle.Members, hosts(earlier)),
		State: cohort.Proposed, Times: times, Minutes: cohort.MeetingMinutes, Proposed: now, NextAct: now.Add(timeToVote),
	}
	if err := tx.SaveMeeting(m); err != nil {
		return err
	}
	for _, m := range earlier { // what was offered to a silent circle is over
		if err := tx.Redraw(m.ID, KindSilence); err != nil {
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

// meetingTimes are the next times at the slots that all members share.
func meetingTimes(tx *storage.Tx, circle cohort.Circle, now time.Time) ([]time.Time, error) {
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

// actOn does what is due for a meeting by itself.
func actOn(tx *storage.Tx, id string, now time.Time) error {
	m, circle, err := meetingOf(tx, id)
	if err != nil {
		return err
	}
	speaks, err := CircleSpeaks(tx, circle, now)
	if err != nil {
		return err
	}
	switch {
	case !circle.Ended.IsZero() || len(circle.Members) == 0:
		return callOff(tx, circle, m, now)
	case !speaks: // after the program; whatever its members ask for, they still get
		return noMoreBy(tx, m)
	case m.NextAct.IsZero() || m.NextAct.After(now): // somebody pressed meanwhile
		return nil
	case m.State == cohort.Proposed:
		return settleOrAsk(tx, circle, m, now)
	case m.State == cohort.Fixed: // nobody said whether they met
		m.State, m.NextAct = cohort.Lapsed, time.Time{}
		if err := redrawn(tx, m, KindDidMeet); err != nil {
			return err
		}
		return askWhatHelps(tx, circle, m, now)
	case m.State == cohort.HasMet:
		return ProposeMeeting(tx, circle, now)
	}
	return noMoreBy(tx, m)
}

func meetingOf(tx *storage.Tx, id string) (m cohort.Meeting, circle cohort.Circle, err error) {
	if m, err = tx.Meeting(id); err != nil {
		return m, circle, err
	}
	circle, err = tx.Circle(m.Circle)
	return m, circle, err
}

// settleOrAsk settles the time that suits most. If there is none that suits two, it waits until a week has passed; then it asks once
// what would help. The times may be voted on for as long as they lie ahead.
func settleOrAsk(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, now time.Time) error {
	votes, err := tx.Votes(m.ID)
	if err != nil {
		return err
	}
	if best, n := votes.Best(m.Times, circle.Members, now); n >= votesToSettle {
		return Settle(tx, circle, m, best, now)
	}
	if ask := m.Proposed.Add(timeToAnswer); now.Before(ask) {
		m.NextAct = ask
		return tx.SaveMeeting(m)
	}
	m.NextAct = time.Time{}
	if err := tx.SaveMeeting(m); err != nil {
		return err
	}
	return askWhatHelps(tx, circle, m, now)
}

// askWhatHelps offers a silent circle new times, another circle or a rest: once for each meeting, so that it never comes twice without
// an answer in between.
func askWhatHelps(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, now time.Time) error {
	return tell(tx, circle, m, KindSilence, "silence/"+m.ID, now, now.Add(worthAWeek))
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
	if err := redrawn(tx, m, KindTimes, KindFixed); err != nil {
		return err
	}
	for _, plan := range []struct {
		kind         string
		due, expires time.Time
	}{
		{KindFixed, now, starts},
		{KindCalendar, now, starts},
		{KindAgenda, latest(morningOf(starts, c), now), starts.Add(time.Duration(m.Minutes) * time.Minute)},
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

// morningOf is nine o'clock on the day of a time, in the cohort's zone.
func morningOf(at time.Time, c cohort.Cohort) time.Time {
	local := at.In(c.Location())
	return time.Date(local.Year(), local.Month(), local.Day(), 9, 0, 0, 0, c.Location())
}

// afterMeeting is when a circle is asked whether it met: an hour after the end, and not at night.
func afterMeeting(m cohort.Meeting, c cohort.Cohort) time.Time {
	return cohort.Awake(m.Ends().Add(time.Hour), c.Location())
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

// cancelEntry takes a meeting out of its members' calendars, if it was put there.
func cancelEntry(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, now time.Time) error {
	entered, err := tx.CountSent(circle.Channel, m.ID, KindCalendar)
	if err != nil || entered == 0 {
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
