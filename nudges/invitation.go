package nudges

import (
	"context"
	"fmt"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// peopleAtOnce is for how many something is planned in one transaction.
const peopleAtOnce = 500

// invitationHolds is how long after its time an invitation to reflect still makes sense.
const invitationHolds = 3 * 24 * time.Hour

// planInvitation plans the invitation to reflect, to every participant.
func (e *Engine) planInvitation(ctx context.Context, c cohort.Cohort, s cohort.Session, now time.Time) (time.Time, error) {
	if c.Schedule.Reflection < 0 {
		return time.Time{}, nil
	}
	due := s.Ends().Add(c.Schedule.Reflection)
	if due.After(now) {
		return due, nil
	}
	if now.Sub(due) > invitationHolds {
		return time.Time{}, nil
	}
	return time.Time{}, e.invite(ctx, c, s, due, now)
}

// invite plans an invitation to all who take part, a part of them in each transaction, so that nobody who acts waits for all of it.
// Only then it counts as planned; begun and broken off, it goes on.
func (e *Engine) invite(ctx context.Context, c cohort.Cohort, s cohort.Session, due, now time.Time) error {
	occasion := invitationOccasion(s)
	planned, err := e.planned(ctx, occasion)
	if err != nil || planned {
		return err
	}
	if err := e.write(ctx, func(tx *storage.Tx) error { return dropWaiting(tx, s, occasion) }); err != nil {
		return err
	}
	for last, more := "", true; more; {
		err := e.write(ctx, func(tx *storage.Tx) error {
			people, err := tx.ParticipantsAfter(c.ID, last, peopleAtOnce)
			if err != nil {
				return err
			}
			for _, p := range people {
				last = p.ID
				turn := p.Turn(due)
				_, err := enqueue(tx, storage.Delivery{
					Occasion: occasion, Recipient: p.ID, Kind: KindInvitation, Subject: s.ID,
					Due: turn, Expires: turn.Add(invitationHolds),
				})
				if err != nil {
					return err
				}
			}
			if more = len(people) == peopleAtOnce; more {
				return nil
			}
			_, err = tx.Plan(occasion, now)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func invitationOccasion(s cohort.Session) string {
	return fmt.Sprintf("invitation/%s/%d", s.ID, s.Starts.Unix())
}

// dropWaiting takes back the invitations that still wait from when the session stood at another time.
func dropWaiting(tx *storage.Tx, s cohort.Session, occasion string) error {
	all, err := tx.Deliveries(s.ID, KindInvitation)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.State == storage.Waiting && d.Occasion != occasion {
			if err := tx.Drop(d.ID, storage.Cancelled, "the session was moved"); err != nil {
				return err
			}
		}
	}
	return nil
}

// movedInvitation marks the invitation as planned if it was planned for the old time, and the new one is over as well.
func movedInvitation(tx *storage.Tx, c cohort.Cohort, before, after cohort.Session, now time.Time) error {
	planned, err := tx.Planned(invitationOccasion(before))
	if err != nil || !planned || after.Ends().Add(c.Schedule.Reflection).After(now) {
		return err
	}
	_, err = tx.Plan(invitationOccasion(after), now)
	return err
}

func wordInvitation(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	s, err := tx.Session(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if !s.Cancelled.IsZero() {
		return worded{}, stale("the session was cancelled")
	}
	planned, err := tx.Planned(invitationOccasion(s))
	if err != nil {
		return worded{}, err
	}
	if !planned && d.Occasion != invitationOccasion(s) { // for the time at which the session now stands
		return worded{}, stale("the session was moved")
	}
	r, err := participant(tx, s.Cohort, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	attendance, err := tx.AttendanceOf(s.ID, r.ID)
	if err != nil {
		return worded{}, err
	}
	opening := "session.invitation"
	if attendance == cohort.NotThisTime {
		opening = "session.invitation_absent"
	}
	facet, err := FacetAt(tx, s.Cohort, s.Starts)
	if err != nil {
		return worded{}, err
	}
	buttons := chat.Buttons{{Action: ActionReflect, Value: s.ID, Label: r.words.Say("reflect.write"), Primary: true}}
	if attendance != cohort.NotThisTime && s.FeedbackTaken(now) {
		buttons = append(buttons, chat.Button{Action: ActionFeedback, Value: s.ID, Label: r.words.Say("held.feedback")})
	}
	return r.letterTo(chat.Message{
		Summary: r.words.Say("session.invitation_summary"),
		Blocks: []chat.Block{
			chat.Text(r.words.Say(opening, "Theme", s.Theme)),
			chat.Context(FacetLine(r.words, facet)),
			buttons,
			chat.Context(r.words.Say("reflect.only_me_hint")),
		},
	}, now), nil
}
