package nudges

import (
	"context"
	"errors"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// planMeetings does what is due for the meetings of circles: it proposes times to those that were just introduced, settles or lets
// go what nobody settled, and calls off what a circle that ended had before it. A circle that fails keeps no other from it.
func (e *Engine) planMeetings(ctx context.Context, now time.Time) (next time.Time, failed error) {
	var first []cohort.Circle
	var due, cut []cohort.Meeting
	err := e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		if first, err = circlesToMeet(tx, now); err != nil {
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
		failed = errors.Join(failed, e.write(ctx, func(tx *storage.Tx) error { return openFirst(tx, circle.ID, now) }))
	}
	for _, m := range append(cut, due...) {
		failed = errors.Join(failed, e.write(ctx, func(tx *storage.Tx) error { return actOn(tx, m.ID, now) }))
	}
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		next, err = tx.EarliestMeeting()
		return err
	})
	return next, errors.Join(failed, err)
}

// circlesToMeet lists the circles to which the first times are to be proposed.
func circlesToMeet(tx *storage.Tx, now time.Time) (first []cohort.Circle, err error) {
	all, err := tx.CirclesToMeet(KindCircle)
	for _, circle := range all {
		speaks, failed := CircleSpeaks(tx, circle, now)
		if err = errors.Join(err, failed); speaks {
			first = append(first, circle)
		}
	}
	return first, err
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
