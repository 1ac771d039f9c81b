package nudges

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

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

// planEnd has the reminders of a session that is over say so: their buttons lead nowhere any more.
func (e *Engine) planEnd(ctx context.Context, s cohort.Session, now time.Time) (time.Time, error) {
	if s.Ends().After(now) {
		return s.Ends(), nil
	}
	return time.Time{}, e.once(ctx, fmt.Sprintf("end/%s/%d", s.ID, s.Starts.Unix()), now, func(tx *storage.Tx) error {
		return tx.Redraw(s.ID, KindReminder)
	})
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
	return worded{
		to: c.Channel, message: Reminder(locale.In(c.Language), c, s, attending, now),
		quietUntil: awakeBefore(now, s.Starts, c.Location()),
	}, nil
}

// awakeBefore is until when word of what is ahead waits: the end of the quiet hours; not at all, if that is too late.
func awakeBefore(now, ahead time.Time, zone *time.Location) time.Time {
	if quiet := cohort.Awake(now, zone); quiet.Before(ahead) {
		return quiet
	}
	return now
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
