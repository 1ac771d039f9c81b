package nudges

import (
	"slices"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// VoteFor says for a member that a time of a proposed meeting suits them, or unsays it. What suits everybody is settled at once.
func VoteFor(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, person string, at, now time.Time) error {
	if err := tx.Vote(m.ID, person, at); err != nil {
		return err
	}
	votes, err := tx.Votes(m.ID)
	if err != nil {
		return err
	}
	best, n := votes.Best(m.Times, circle.Members, now)
	if n == len(circle.Members) && n >= votesToSettle {
		return Settle(tx, circle, m, best, now)
	}
	if n >= votesToSettle {
		m.NextAct = m.Counted(best, now)
	}
	return redrawn(tx, m, KindTimes)
}

// Answer keeps whether a circle met. It may be mended: the last answer counts. What follows from it happens unless the circle has gone
// on to a later meeting that it began to settle.
func Answer(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, answer cohort.MeetingState, now time.Time) error {
	if m.State == answer {
		return nil
	}
	wentOn, err := wentOn(tx, m)
	if err == nil && !wentOn {
		err = letGoAfter(tx, m)
	}
	if err != nil {
		return err
	}
	m.State, m.NextAct = answer, time.Time{}
	if answer == cohort.HasMet && !wentOn {
		m.NextAct = latest(m.Starts.Add(untilNext), now)
	}
	if err := redrawn(tx, m, KindDidMeet, KindFixed, KindSilence); err != nil || wentOn || !circle.Ended.IsZero() {
		return err
	}
	switch answer {
	case cohort.Postponed:
		if err := cancelEntry(tx, circle, m, now); err != nil {
			return err
		}
		return ProposeMeeting(tx, circle, now)
	case cohort.Missed:
		return askWhatHelps(tx, circle, m, now)
	}
	return nil
}

// wentOn reports whether there is a later meeting that anybody did something for.
func wentOn(tx *storage.Tx, m cohort.Meeting) (bool, error) {
	later, err := laterThan(tx, m)
	for _, l := range later {
		votes, err := tx.Votes(l.ID)
		if err != nil || l.State != cohort.Proposed || len(votes) > 0 {
			return true, err
		}
	}
	return false, err
}

// letGoAfter ends the later meetings that nobody settled.
func letGoAfter(tx *storage.Tx, m cohort.Meeting) error {
	later, err := laterThan(tx, m)
	for _, l := range later {
		if err == nil && l.State == cohort.Proposed {
			err = letGo(tx, l)
		}
	}
	return err
}

// laterThan lists the meetings after one that did not lapse.
func laterThan(tx *storage.Tx, m cohort.Meeting) ([]cohort.Meeting, error) {
	all, err := tx.Meetings(m.Circle)
	return slices.DeleteFunc(all, func(other cohort.Meeting) bool { return other.Number <= m.Number || other.State == cohort.Lapsed }), err
}

// AskAnew puts off a meeting that is still to come, and puts new times to its circle.
func AskAnew(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting, now time.Time) error {
	if m.State == cohort.Fixed {
		m.State, m.NextAct = cohort.Postponed, time.Time{}
		if err := redrawn(tx, m, KindFixed); err != nil {
			return err
		}
		if err := cancelEntry(tx, circle, m, now); err != nil {
			return err
		}
	}
	return ProposeMeeting(tx, circle, now)
}

// Rest lets a circle be: Ippo keeps still until somebody presses. The times that others have voted for stand.
func Rest(tx *storage.Tx, m cohort.Meeting) error {
	m.NextAct, m.Rests = time.Time{}, true
	return redrawn(tx, m, KindSilence)
}

// MembersChanged takes account of somebody who has left a circle or come to it: who hosts and which times suit follow.
func MembersChanged(tx *storage.Tx, circleID string, now time.Time) error {
	circle, err := tx.Circle(circleID)
	if err != nil {
		return err
	}
	all, err := tx.Meetings(circleID)
	if err != nil {
		return err
	}
	for _, m := range all {
		if !m.Open(now) {
			continue
		}
		if err := redraw(tx, m, KindTimes, KindFixed); err != nil {
			return err
		}
		votes, err := tx.Votes(m.ID)
		if err != nil {
			return err
		}
		best, n := votes.Best(m.Times, circle.Members, now)
		if m.State == cohort.Proposed && n == len(circle.Members) && n >= votesToSettle {
			return Settle(tx, circle, m, best, now)
		}
	}
	return nil
}
