package nudges

import (
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// asksWhetherMet is how long after a meeting its members are asked at home whether they met.
const asksWhetherMet = 7 * 24 * time.Hour

// MeetingAsks is what a circle's meeting asks of one of its members, in their words: which times suit, until they said so, or whether the
// circle met. Mostly it asks nothing.
func MeetingAsks(tx *storage.Tx, w *locale.Words, circle cohort.Circle, person string, now time.Time) ([]chat.Block, error) {
	all, err := tx.Meetings(circle.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	a, err := findMeeting(tx, all[len(all)-1].ID, now)
	if err != nil {
		return nil, err
	}
	a.words = w
	switch {
	case a.State == cohort.Fixed && !now.Before(a.Ends()) && now.Sub(a.Ends()) < asksWhetherMet:
		return a.didMeet(false).Blocks, nil
	case a.State != cohort.Proposed:
		return nil, nil
	}
	ahead := slices.DeleteFunc(slices.Clone(a.Times), func(at time.Time) bool { return !at.After(now) })
	said := slices.ContainsFunc(ahead, func(at time.Time) bool { return slices.Contains(a.votes.Of(at, circle.Members), person) })
	if len(ahead) == 0 || said {
		return nil, nil
	}
	return a.times().Blocks[1:], nil // the page has its own heading
}

// InvitesToReflect reports whether the invitation to reflect on a session that is over still makes sense.
func InvitesToReflect(c cohort.Cohort, s cohort.Session, now time.Time) bool {
	due := s.Ends().Add(c.Schedule.Reflection)
	return c.Schedule.Reflection >= 0 && !now.Before(due) && now.Sub(due) <= invitationHolds
}
