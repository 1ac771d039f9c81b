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

// planTurns has the reminders of a session drawn again when what can be pressed there changes: when one can say that one came, when it is
// over, and when all is said.
func (e *Engine) planTurns(ctx context.Context, s cohort.Session, now time.Time) (next time.Time, err error) {
	next = earliest(next, later(s.Ends().Add(cohort.FeedbackOpen), now))
	for _, turn := range []struct {
		name string
		at   time.Time
	}{{"begin", s.Starts.Add(-cohort.CameBefore)}, {"end", s.Ends()}, {"close", s.Ends().Add(cohort.CameAfter)}} {
		if turn.at.After(now) {
			next = earliest(next, turn.at)
			continue
		}
		err := e.once(ctx, fmt.Sprintf("%s/%s/%d", turn.name, s.ID, s.Starts.Unix()), now, func(tx *storage.Tx) error {
			return tx.Redraw(s.ID, KindReminder)
		})
		if err != nil {
			return next, err
		}
	}
	return next, nil
}

// later is a time if it lies ahead, and otherwise none.
func later(at, now time.Time) time.Time {
	if at.After(now) {
		return at
	}
	return time.Time{}
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
	switch {
	case d.State == storage.Sent:
	case !s.Cancelled.IsZero():
		return worded{}, stale("the session was cancelled")
	case !now.Before(s.Starts):
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
	if !s.Cancelled.IsZero() {
		m.Summary = w.Say("held.off_summary", "Theme", s.Theme, "When", w.When(s.Starts.In(zone)))
		m.Blocks = append(append(m.Blocks, cancelledBlocks(w, s)...), SessionFacts(w, c, s))
		return m
	}
	if !now.Before(s.Ends()) { // there is nothing left to answer
		m.Blocks = append(m.Blocks, chat.Text(w.Say("session.over")), SessionFacts(w, c, s))
		if s.CountsWho(now) {
			m.Blocks = append(append(m.Blocks, chat.Buttons{CameButton(w, s)}), whoSees(w, c)...)
		}
		return m
	}
	buttons := SessionButtons(w, s)
	if s.CountsWho(now) {
		buttons = append(chat.Buttons{CameButton(w, s)}, buttons...)
	}
	m.Blocks = append(m.Blocks, chat.Text(w.Say("session.reminder_"+nearness(s.Starts.In(zone), now.In(zone)))),
		SessionFacts(w, c, s), buttons, chat.Context(attendingWords(w, attending)))
	if s.CountsWho(now) {
		m.Blocks = append(m.Blocks, whoSees(w, c)...)
	}
	return m
}

// whoSees says, where one says that one came, that organisers see who did; where they do not, there is nothing to be said.
func whoSees(w *locale.Words, c cohort.Cohort) []chat.Block {
	if c.Attendance != cohort.Named {
		return nil
	}
	return []chat.Block{chat.Context(w.Say("held.came_named"))}
}

// cancelledBlocks say that a session is not held, with what organisers say of it.
func cancelledBlocks(w *locale.Words, s cohort.Session) []chat.Block {
	blocks := []chat.Block{chat.Text(w.Say("held.off"))}
	if s.Because != "" {
		blocks = append(blocks, chat.Quote(s.Because))
	}
	return blocks
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
