package nudges

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// peopleAtOnce is for how many something is planned in one transaction.
const peopleAtOnce = 500

// invitationHolds is how long after its time an invitation to reflect still makes sense.
const invitationHolds = 3 * 24 * time.Hour

// planSessions plans the reminders of sessions to come and the invitations after those that are over.
func (e *Engine) planSessions(ctx context.Context, now time.Time) (next time.Time, err error) {
	cohorts, sessions := map[string]cohort.Cohort{}, []cohort.Session(nil)
	err = e.db.Read(ctx, func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
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
		c := cohorts[s.Cohort]
		at, err := e.planReminders(ctx, c, s, now)
		if err != nil {
			return next, err
		}
		next = earliest(next, at)
		if at, err = e.planInvitation(ctx, c, s, now); err != nil {
			return next, err
		}
		next = earliest(next, at)
		if at, err = e.planEnd(ctx, s, now); err != nil {
			return next, err
		}
		next = earliest(next, at)
	}
	return next, nil
}

// planReminders plans the reminder whose time has come. Of several, after a time of being down, the latest stands for all.
func (e *Engine) planReminders(ctx context.Context, c cohort.Cohort, s cohort.Session, now time.Time) (time.Time, error) {
	var next time.Time
	var passed []time.Duration // longest lead first
	for _, lead := range c.Schedule.Reminders {
		if due := s.Starts.Add(-lead); due.After(now) {
			next = earliest(next, due)
		} else {
			passed = append(passed, lead)
		}
	}
	if len(passed) == 0 || !now.Before(s.Starts) {
		return next, nil
	}
	latest := passed[len(passed)-1]
	return next, e.once(ctx, reminderOccasion(s, latest), now, func(tx *storage.Tx) error {
		for _, lead := range passed {
			d := storage.Delivery{
				Occasion: reminderOccasion(s, lead), Recipient: c.Channel, Kind: KindReminder, Subject: s.ID,
				Due: s.Starts.Add(-lead), Expires: cmp.Or(next, s.Starts),
			}
			if lead != latest {
				d.Expires = d.Due // overtaken; it stays in the ledger as cancelled
			}
			if _, err := enqueue(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func reminderOccasion(s cohort.Session, lead time.Duration) string {
	return fmt.Sprintf("reminder/%s/%d/%s", s.ID, s.Starts.Unix(), lead)
}

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
				_, err := enqueue(tx, storage.Delivery{
					Occasion: occasion, Recipient: p.ID, Kind: KindInvitation, Subject: s.ID,
					Due: cohort.Awake(due, p.Location()), Expires: due.Add(invitationHolds),
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

// planEnd has the reminders of a session that is over say so: their buttons lead nowhere any more.
func (e *Engine) planEnd(ctx context.Context, s cohort.Session, now time.Time) (time.Time, error) {
	if s.Ends().After(now) {
		return s.Ends(), nil
	}
	return time.Time{}, e.once(ctx, fmt.Sprintf("end/%s/%d", s.ID, s.Starts.Unix()), now, func(tx *storage.Tx) error {
		return tx.Redraw(s.ID, KindReminder)
	})
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
// is saved, with the session as it was and as it will be.
func Changed(tx *storage.Tx, c cohort.Cohort, before, after cohort.Session, now time.Time) error {
	if looksTheSame(before, after) {
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

func looksTheSame(a, b cohort.Session) bool {
	return a.Number == b.Number && a.Theme == b.Theme && a.Starts.Equal(b.Starts) && a.Minutes == b.Minutes &&
		slices.Equal(a.Speakers, b.Speakers) && a.Link == b.Link
}

// movedReminders marks as planned what the channel was told already. A lead was told if it was sent, or marked by an earlier
// move; and with it those that are longer.
func movedReminders(tx *storage.Tx, c cohort.Cohort, before, after cohort.Session, now time.Time) error {
	all, err := tx.Deliveries(before.ID, KindReminder)
	if err != nil {
		return err
	}
	states := map[string]storage.State{}
	for _, d := range all {
		states[d.Occasion] = d.State
	}
	told := false
	for _, lead := range slices.Backward(c.Schedule.Reminders) { // shortest first
		planned, err := tx.Planned(reminderOccasion(before, lead))
		if err != nil {
			return err
		}
		state, inOutbox := states[reminderOccasion(before, lead)]
		told = told || planned && (!inOutbox || state == storage.Sent)
		if told && !after.Starts.Add(-lead).After(now) {
			if _, err := tx.Plan(reminderOccasion(after, lead), now); err != nil {
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

func wordReminder(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	s, err := tx.Session(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if !now.Before(s.Starts) && d.State != storage.Sent {
		return worded{}, stale("the session has begun")
	}
	c, err := tx.Cohort(s.Cohort)
	if err != nil {
		return worded{}, err
	}
	if d.State != storage.Sent && !isReminderOf(d, c, s) {
		return worded{}, stale("the session was moved")
	}
	attending, err := tx.Attending(s.ID)
	if err != nil {
		return worded{}, err
	}
	quiet := cohort.Awake(now, c.Location())
	if !quiet.Before(s.Starts) { // the session itself is in the night
		quiet = now
	}
	return worded{to: c.Channel, message: Reminder(locale.In(c.Language), c, s, attending, now), quietUntil: quiet}, nil
}

// isReminderOf reports whether a delivery was planned for the time at which the session now stands.
func isReminderOf(d storage.Delivery, c cohort.Cohort, s cohort.Session) bool {
	return slices.ContainsFunc(c.Schedule.Reminders, func(lead time.Duration) bool {
		return d.Occasion == reminderOccasion(s, lead)
	})
}

// Reminder is what the cohort's channel reads before a session.
func Reminder(w *locale.Words, c cohort.Cohort, s cohort.Session, attending int, now time.Time) chat.Message {
	zone := c.Location()
	m := chat.Message{
		Summary: w.Say("session.reminder_summary", "Theme", s.Theme, "When", w.When(s.Starts.In(zone))),
		Blocks:  []chat.Block{chat.Heading(w.Say("session.heading", "Number", s.Number, "Theme", s.Theme))},
	}
	if !now.Before(s.Ends()) { // there is nothing left to answer
		m.Blocks = append(m.Blocks, chat.Text(w.Say("session.over")), SessionFacts(w, c, s))
		return m
	}
	m.Blocks = append(m.Blocks, chat.Text(w.Say("session.reminder_"+nearness(s.Starts.In(zone), now.In(zone)))),
		SessionFacts(w, c, s), SessionButtons(w, s), chat.Context(attendingWords(w, attending)))
	return m
}

func attendingWords(w *locale.Words, attending int) string {
	if attending == 0 {
		return w.Say("session.attending_none")
	}
	return w.Say("session.attending_count", "Count", attending)
}

// nearness names how far away a session is by the calendar of its zone, for the sentence that opens its reminder.
func nearness(starts, now time.Time) string {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	switch days := day(starts).Sub(day(now)).Hours() / 24; {
	case starts.Sub(now) <= 90*time.Minute:
		return "soon"
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	default:
		return "days"
	}
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

// SessionButtons let a participant say whether they come, and join.
func SessionButtons(w *locale.Words, s cohort.Session) chat.Buttons {
	buttons := chat.Buttons{
		{Action: ActionAttend, Value: Value(s.ID, string(cohort.Attending)), Label: w.Say("session.attending"), Primary: true},
		{Action: ActionAttend, Value: Value(s.ID, string(cohort.NotThisTime)), Label: w.Say("session.not_this_time")},
	}
	if s.Link != "" {
		buttons = append(buttons, chat.Button{Action: ActionJoin, Label: w.Say("session.join"), URL: s.Link})
	}
	return buttons
}

func wordInvitation(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	s, err := tx.Session(d.Subject)
	if err != nil {
		return worded{}, err
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
	return r.letterTo(chat.Message{
		Summary: r.words.Say("session.invitation_summary"),
		Blocks: []chat.Block{
			chat.Text(r.words.Say(opening, "Theme", s.Theme)),
			chat.Buttons{{Action: ActionReflect, Value: s.ID, Label: r.words.Say("reflect.write"), Primary: true}},
			chat.Context(r.words.Say("reflect.only_me_hint")),
		},
	}, now), nil
}
