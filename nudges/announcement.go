package nudges

import (
	"context"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// mostNamed is how many people a list names before it only counts the rest.
const mostNamed = 100

// planAnnouncements hands announcements whose time has come to delivery, and reports those that everybody has.
func (e *Engine) planAnnouncements(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due, done []cohort.Announcement
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		if due, err = tx.AnnouncementsDue(now); err != nil {
			return err
		}
		done, err = tx.AnnouncementsDelivered(KindAnnouncement)
		return err
	})
	if err != nil {
		return next, err
	}
	for _, a := range due {
		if err := e.db.Write(ctx, func(tx *storage.Tx) error { return announce(tx, a, now) }); err != nil {
			return next, err
		}
	}
	for _, a := range done {
		if err := e.db.Write(ctx, func(tx *storage.Tx) error { return report(tx, a, now) }); err != nil {
			return next, err
		}
	}
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		next, err = tx.NextAnnouncement()
		return err
	})
	return next, err
}

func announce(tx *storage.Tx, a cohort.Announcement, now time.Time) error {
	if err := tx.MoveAnnouncement(a.ID, cohort.Scheduled, cohort.Announced); err != nil {
		return err
	}
	people, err := tx.Participants(a.Cohort)
	if err != nil {
		return err
	}
	for _, p := range people {
		_, err := tx.Enqueue(storage.Delivery{
			Occasion: "announcement/" + a.ID, Recipient: p.ID, Kind: KindAnnouncement, Subject: a.ID,
			Due: cohort.Awake(a.At, p.Location()),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func report(tx *storage.Tx, a cohort.Announcement, now time.Time) error {
	if err := tx.MoveAnnouncement(a.ID, cohort.Announced, cohort.Reported); err != nil {
		return err
	}
	c, err := tx.Cohort(a.Cohort)
	if err != nil {
		return err
	}
	return planReport(tx, c, a, now)
}

func planReport(tx *storage.Tx, c cohort.Cohort, a cohort.Announcement, now time.Time) error {
	for _, reader := range reportReaders(c, a) {
		_, err := tx.Enqueue(storage.Delivery{
			Occasion: "report/" + a.ID, Recipient: reader, Kind: KindReport, Subject: a.ID, Due: now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// reportReaders are who learns who received an announcement: its author or, if they organise the cohort no more, who does.
func reportReaders(c cohort.Cohort, a cohort.Announcement) []string {
	if c.Organized(a.Author) {
		return []string{a.Author}
	}
	return c.Organizers
}

func wordAnnouncement(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	a, err := tx.Announcement(d.Subject)
	if err != nil {
		return worded{}, err
	}
	r, err := participant(tx, a.Cohort, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	return r.letterTo(Announced(r.words, r.cohort, a), now), nil
}

// Announced is an announcement as its readers see it.
func Announced(w *locale.Words, c cohort.Cohort, a cohort.Announcement) chat.Message {
	heading := w.Say("announce.heading", "Cohort", c.Name)
	return chat.Message{
		Summary: heading,
		Blocks: []chat.Block{
			chat.Heading(heading), chat.Quote(a.Words),
			chat.Context(w.Say("announce.from_organizers")),
		},
	}
}

func wordReport(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	a, err := tx.Announcement(d.Subject)
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(a.Cohort)
	if err != nil {
		return worded{}, err
	}
	if !c.Organized(d.Recipient) {
		if d.State != storage.Sent { // the others learn it instead
			if err := planReport(tx, c, a, now); err != nil {
				return worded{}, err
			}
		}
		return worded{}, stale("the person no longer organises the cohort")
	}
	reader := cohort.Person{ID: d.Recipient, Zone: c.Zone}
	if known, err := tx.Person(d.Recipient); err == nil {
		reader = known
	}
	w := locale.In(Language(reader, c))
	blocks, err := Receipts(tx, w, a)
	if err != nil {
		return worded{}, err
	}
	return worded{
		to:         d.Recipient,
		message:    chat.Message{Summary: w.Say("announce.report_summary"), Blocks: blocks},
		quietUntil: cohort.Awake(now, reader.Location()),
	}, nil
}

// Receipts tell who received an announcement, who has not yet, and who cannot be reached.
func Receipts(tx *storage.Tx, w *locale.Words, a cohort.Announcement) ([]chat.Block, error) {
	deliveries, err := tx.Deliveries(a.ID, KindAnnouncement)
	if err != nil {
		return nil, err
	}
	var received, waiting, failed chat.People
	for _, d := range deliveries {
		switch d.State {
		case storage.Sent:
			received = append(received, d.Recipient)
		case storage.Waiting, storage.Sending:
			waiting = append(waiting, d.Recipient)
		default:
			failed = append(failed, d.Recipient)
		}
	}
	blocks := []chat.Block{
		chat.Text(w.Say("announce.received", "Count", len(received), "All", len(deliveries))),
		chat.Quote(a.Words),
	}
	for _, group := range []struct {
		key    string
		people chat.People
	}{{"announce.received_by", received}, {"announce.waiting_for", waiting}, {"announce.failed_for", failed}} {
		if len(group.people) == 0 {
			continue
		}
		shown := min(len(group.people), mostNamed)
		blocks = append(blocks, chat.Text(w.Say(group.key, "Count", len(group.people))), group.people[:shown])
		if rest := len(group.people) - shown; rest > 0 {
			blocks = append(blocks, chat.Context(w.Say("announce.and_others", "Count", rest)))
		}
	}
	return blocks, nil
}
