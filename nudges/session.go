package nudges

import (
	"context"
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// planSessions plans the reminders of sessions to come and the invitations after those that are over.
func (e *Engine) planSessions(ctx context.Context, now time.Time) (next time.Time, err error) {
	cohorts, sessions := map[string]cohort.Cohort{}, []cohort.Session(nil)
	err = e.db.Read(ctx, func(tx *storage.Tx) error {
		all, err := tx.Running()
		if err != nil {
			return err
		}
		before, after := 24*time.Hour, invitationHolds
		for _, c := range all {
			cohorts[c.ID] = c
			before = max(before, slices.Max(append(c.Schedule.Reminders, 0)))
			after = max(after, invitationHolds+c.Schedule.Reflection)
		}
		sessions, err = tx.SessionsBetween(now.Add(-after-24*time.Hour), now.Add(before))
		if err != nil {
			return err
		}
		further, err := tx.SessionAfter(now.Add(before)) // so that the next occasion is in sight
		if errors.Is(err, storage.ErrNotFound) {
			return nil
		}
		sessions = append(sessions, further)
		return err
	})
	if err != nil {
		return next, err
	}
	for _, s := range sessions {
		c, runs := cohorts[s.Cohort]
		if !runs { // it is archived, or only being prepared
			continue
		}
		at, err := e.planReminders(ctx, c, s, now)
		if err != nil {
			return next, err
		}
		next = earliest(next, at)
		if at, err = e.planInvitation(ctx, c, s, now); err != nil {
			return next, err
		}
		next = earliest(next, at)
		if at, err = e.planTurns(ctx, s, now); err != nil {
			return next, err
		}
		next = earliest(next, at)
	}
	return next, e.sumUp(ctx, now)
}

// once plans an occasion if it was not planned before. It asks in a read first, so that a tick with nothing to do writes
// nothing.
func (e *Engine) once(ctx context.Context, occasion string, now time.Time, plan func(*storage.Tx) error) error {
	planned, err := e.planned(ctx, occasion)
	if err != nil || planned {
		return err
	}
	return e.write(ctx, func(tx *storage.Tx) error {
		isNew, err := tx.Plan(occasion, now)
		if err != nil || !isNew {
			return err
		}
		return plan(tx)
	})
}

func (e *Engine) planned(ctx context.Context, occasion string) (planned bool, err error) {
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		planned, err = tx.Planned(occasion)
		return err
	})
	return planned, err
}

// Changed takes account of a session that was changed: the reminders that stand in the channel are redrawn, and what was sent
// for its old time is not sent again for the new one, unless that lies ahead once more. It is to be called before the session
// is saved, with the session as it was and as it will be. Where its speaker's story was passed on it is drawn again, too.
func Changed(tx *storage.Tx, c cohort.Cohort, before, after cohort.Session, now time.Time) error {
	if before.Story != after.Story || before.StoryBy != after.StoryBy {
		if err := StoryChanged(tx, after.ID); err != nil {
			return err
		}
	}
	if before.InCalendars(after) && before.Because == after.Because {
		return nil
	}
	if !before.Starts.Equal(after.Starts) {
		if err := movedReminders(tx, c, before, after, now); err != nil {
			return err
		}
		if err := movedInvitation(tx, c, before, after, now); err != nil {
			return err
		}
	}
	return tx.Redraw(after.ID, KindReminder)
}

// SessionFacts are a session's time in the cohort's zone, and its speakers.
func SessionFacts(w *locale.Words, c cohort.Cohort, s cohort.Session) chat.Fields {
	zone := c.Location()
	facts := chat.Fields{{
		Label: w.Say("session.when"),
		Value: w.Say("session.when_value", "Span", w.Span(s.Starts.In(zone), s.Ends().In(zone)), "Zone", w.Zone(c.Zone)),
	}}
	if len(s.Speakers) > 0 {
		facts = append(facts, chat.Field{Label: w.Say("session.speakers"), Value: w.List(s.Speakers)})
	}
	return facts
}

// SessionButtons let a participant say whether they come, join, and take the session along.
func SessionButtons(w *locale.Words, s cohort.Session) chat.Buttons {
	buttons := chat.Buttons{
		{Action: ActionAttend, Value: Value(s.ID, string(cohort.Attending)), Label: w.Say("session.attending"), Primary: true},
		{Action: ActionAttend, Value: Value(s.ID, string(cohort.NotThisTime)), Label: w.Say("session.not_this_time")},
	}
	if s.Link != "" {
		buttons = append(buttons, chat.Button{Action: ActionJoin, Label: w.Say("session.join"), URL: s.Link})
	}
	return append(buttons, chat.Button{Action: ActionEntry, Value: s.ID, Label: w.Say("held.entry")},
		chat.Button{Action: ActionAskSpeaker, Value: s.ID, Label: w.Say("held.ask")})
}

// CameButton lets a participant say that they came.
func CameButton(w *locale.Words, s cohort.Session) chat.Button {
	return chat.Button{Action: ActionCame, Value: s.ID, Label: w.Say("held.came"), Primary: true}
}
