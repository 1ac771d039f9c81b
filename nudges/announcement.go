package nudges

import (
	"context"
	"maps"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// mostNamed is how many people a list names before it only counts the rest.
const mostNamed = 100

// progressAfter is how long an announcement may be on its way before its author is told how far it has come, and how often that is
// brought up to date. While it comes no further Ippo looks less and less, in the end once in progressAtMost.
const progressAfter, progressAtMost = time.Minute, time.Hour

// told is how far an announcement had come when Ippo last looked, and when it looks again.
type told struct {
	counts map[storage.State]int
	wait   time.Duration
	again  time.Time
}

// planAnnouncements hands announcements whose time has come to delivery, and tells their authors how far these have come.
func (e *Engine) planAnnouncements(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due, under, done []cohort.Announcement
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		if due, err = tx.AnnouncementsDue(now); err != nil {
			return err
		}
		under, done, err = tx.AnnouncementsUnderWay(KindAnnouncement)
		return err
	})
	if err != nil {
		return next, err
	}
	for _, a := range due {
		if err := e.announce(ctx, a, now); err != nil {
			return next, err
		}
	}
	for _, a := range done {
		delete(e.told, a.ID)
		if err := e.write(ctx, func(tx *storage.Tx) error { return report(tx, a, now) }); err != nil {
			return next, err
		}
	}
	next, err = e.planProgress(ctx, under, now)
	if err != nil {
		return next, err
	}
	var scheduled time.Time
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		scheduled, err = tx.NextAnnouncement()
		return err
	})
	return earliest(next, scheduled), err
}

// announce plans an announcement to all who take part, a part of them in each transaction, so that nobody who acts waits for all of
// it. Only then it counts as announced; begun and broken off, it goes on. It may be withdrawn meanwhile.
func (e *Engine) announce(ctx context.Context, a cohort.Announcement, now time.Time) error {
	for last, more := "", true; more; {
		err := e.write(ctx, func(tx *storage.Tx) error {
			current, err := tx.Announcement(a.ID)
			if err != nil || current.State != cohort.Scheduled {
				more = false
				return err
			}
			people, err := tx.ParticipantsAfter(a.Cohort, last, peopleAtOnce)
			if err != nil {
				return err
			}
			for _, p := range people {
				last = p.ID
				_, err := enqueue(tx, storage.Delivery{
					Occasion: "announcement/" + a.ID, Recipient: p.ID, Kind: KindAnnouncement, Subject: a.ID,
					Due: p.Awake(a.At), Expires: a.At.Add(worthAWeek),
				})
				if err != nil {
					return err
				}
			}
			if more = len(people) == peopleAtOnce; more {
				return nil
			}
			return tx.MoveAnnouncement(a.ID, cohort.Scheduled, cohort.Announced)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// planProgress has the authors of announcements that are on their way for long told how far they have come, and returns when to
// look again.
func (e *Engine) planProgress(ctx context.Context, under []cohort.Announcement, now time.Time) (next time.Time, err error) {
	for _, a := range under {
		last := e.told[a.ID]
		if last.wait == 0 {
			last.again = a.At.Add(progressAfter)
		}
		if last.again.After(now) {
			next = earliest(next, last.again)
			continue
		}
		err := e.write(ctx, func(tx *storage.Tx) error {
			counts, err := tx.CountDeliveries(a.ID, KindAnnouncement)
			if err != nil {
				return err
			}
			if maps.Equal(counts, last.counts) {
				last.wait = min(2*last.wait, progressAtMost)
				return nil
			}
			last.counts, last.wait = counts, progressAfter
			return tellProgress(tx, a, now)
		})
		if err != nil {
			return next, err
		}
		last.again = now.Add(last.wait)
		e.told[a.ID] = last
		next = earliest(next, last.again)
	}
	return next, nil
}

// report tells the author who received an announcement, in the message that told how far it had come if there is one.
func report(tx *storage.Tx, a cohort.Announcement, now time.Time) error {
	if err := tx.MoveAnnouncement(a.ID, cohort.Announced, cohort.Reported); err != nil {
		return err
	}
	return tellProgress(tx, a, now)
}

// tellProgress has who is to learn it told who received an announcement so far, in one message that is brought up to date.
func tellProgress(tx *storage.Tx, a cohort.Announcement, now time.Time) error {
	c, err := tx.Cohort(a.Cohort)
	if err != nil {
		return err
	}
	for _, reader := range reportReaders(c, a) {
		isNew, err := enqueue(tx, storage.Delivery{
			Occasion: "report/" + a.ID, Recipient: reader, Kind: KindReport, Subject: a.ID, Due: now, Expires: now.Add(worthAWeek),
		})
		if err == nil && isNew { // in the end it names people
			err = tx.Look(c.ID, reader, cohort.SawReceipts, now)
		}
		if err != nil {
			return err
		}
	}
	return tx.Redraw(a.ID, KindReport)
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
	if a.State == cohort.Withdrawn {
		return worded{}, stale("the announcement was withdrawn")
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
			if err := tellProgress(tx, a, now); err != nil {
				return worded{}, err
			}
		}
		return worded{}, stale("the person no longer organises the cohort")
	}
	reader := organizerOf(tx, c, d.Recipient)
	w := locale.In(Language(reader, c))
	message, err := progress(tx, w, a)
	if a.State != cohort.Announced && err == nil {
		message.Summary = w.Say("announce.report_summary")
		message.Blocks, err = Receipts(tx, w, a)
	}
	return worded{to: d.Recipient, message: message, words: w, quietUntil: reader.Awake(now)}, err
}

// progress tells how far an announcement has come that is still on its way.
func progress(tx *storage.Tx, w *locale.Words, a cohort.Announcement) (chat.Message, error) {
	counts, err := tx.CountDeliveries(a.ID, KindAnnouncement)
	all := 0
	for _, n := range counts {
		all += n
	}
	sentence := w.Say("announce.on_its_way", "Count", counts[storage.Sent], "All", all)
	return chat.Message{
		Summary: sentence, Blocks: []chat.Block{chat.Text(sentence), chat.Quote(a.Words), chat.Context(w.Say("announce.on_its_way_hint"))},
	}, err
}

// Receipts tell who received an announcement, who has not yet, and who cannot be reached.
func Receipts(tx *storage.Tx, w *locale.Words, a cohort.Announcement) ([]chat.Block, error) {
	counts, err := tx.CountDeliveries(a.ID, KindAnnouncement)
	if err != nil {
		return nil, err
	}
	received, all := counts[storage.Sent], 0
	for _, n := range counts {
		all += n
	}
	heading := w.Say("announce.received", "Count", received, "All", all)
	if received == all {
		heading = w.Say("announce.received_all", "Count", received)
	}
	blocks := []chat.Block{chat.Text(heading), chat.Quote(a.Words)}
	for _, group := range []struct {
		key       string
		state, or storage.State
	}{
		{"announce.received_by", storage.Sent, storage.Sent}, {"announce.waiting_for", storage.Waiting, storage.Sending},
		{"announce.failed_for", storage.Failed, storage.Cancelled},
	} {
		count := counts[group.state]
		if group.or != group.state {
			count += counts[group.or]
		}
		if count == 0 {
			continue
		}
		named, err := tx.Recipients(a.ID, KindAnnouncement, group.state, group.or, mostNamed)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, chat.Text(w.Say(group.key, "Count", count)), chat.People(named))
		if rest := count - len(named); rest > 0 {
			blocks = append(blocks, chat.Context(w.Say("announce.and_others", "Count", rest)))
		}
	}
	return blocks, nil
}
