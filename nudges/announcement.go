package nudges

import (
	"context"
	"errors"
	"maps"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// mostNamed is how many people a list names before it only counts the rest.
const mostNamed = 100

// progressAfter is how long an announcement may be on its way before its author is told how far it has come, and how often that is
// brought up to date. While it comes no further Ippo looks less and less, in the end once in progressAtMost.
const progressAfter, progressAtMost = time.Minute, time.Hour

// announcing begins the occasion of an announcement's deliveries.
const announcing = "announcement/"

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
		under, done, err = tx.AnnouncementsUnderWay(bothKinds...)
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

// announce plans an announcement to its readers, a part of them in each transaction, so that nobody who acts waits for all of
// it. Only then it counts as announced; begun and broken off, it goes on. It may be withdrawn or stopped meanwhile.
func (e *Engine) announce(ctx context.Context, a cohort.Announcement, now time.Time) error {
	held := false
	err := e.write(ctx, func(tx *storage.Tx) error {
		current, err := tx.Announcement(a.ID)
		if err == nil {
			held, err = holdBack(tx, current, now)
		}
		return err
	})
	if err != nil || held {
		return err
	}
	for _, id := range a.Reach() {
		for last, more := "", true; more; {
			err := e.write(ctx, func(tx *storage.Tx) error {
				current, err := tx.Announcement(a.ID)
				if err != nil || current.State != cohort.Scheduled {
					more = false
					return err
				}
				last, more, err = announceSome(tx, current, id, last, now)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return e.write(ctx, func(tx *storage.Tx) error {
		return ignoreMissing(tx.MoveAnnouncement(a.ID, cohort.Scheduled, cohort.Announced))
	})
}

// announceSome plans an announcement to some of its readers in a cohort, after one of those who take part, and returns the last of them.
func announceSome(tx *storage.Tx, a cohort.Announcement, cohortID, after string, now time.Time) (last string, more bool, err error) {
	meant, err := audience(tx, a, cohortID, now)
	if err != nil {
		return after, false, err
	}
	people, err := tx.ParticipantsAfter(cohortID, after, peopleAtOnce)
	if err != nil {
		return after, false, err
	}
	last = after
	for _, p := range people {
		last = p.ID
		if !meant(p.ID) {
			continue
		}
		due := a.Due(p.Person)
		d := storage.Delivery{
			Occasion: announcing + a.ID, Recipient: p.ID, Kind: KindAnnouncement, Subject: a.ID,
			Due: p.Awake(due), Expires: due.Add(worthAWeek),
		}
		if _, err := enqueue(tx, d); err != nil {
			return last, false, err
		}
		if err := attach(tx, a, d); err != nil {
			return last, false, err
		}
	}
	return last, len(people) == peopleAtOnce, nil
}

// ignoreMissing takes it for done where something is not there, or not as it was.
func ignoreMissing(err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

// planProgress has the authors of announcements that are on their way for long, or on their way back, told how far they have come, and
// returns when to look again.
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
			counts, err := howFar(tx, a)
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

// howFar counts, by state, the deliveries of an announcement with its files; of one that is recalled how many of them still stand.
func howFar(tx *storage.Tx, a cohort.Announcement) (map[storage.State]int, error) {
	if a.State == cohort.Recalling {
		left, err := stillStands(tx, a)
		return map[storage.State]int{storage.Sent: left}, err
	}
	return withFiles(tx, a)
}

// withFiles counts, by state, the deliveries of an announcement and those of its files.
func withFiles(tx *storage.Tx, a cohort.Announcement) (map[storage.State]int, error) {
	counts := map[storage.State]int{}
	for _, kind := range bothKinds {
		some, err := tx.CountDeliveries(a.ID, kind)
		if err != nil {
			return nil, err
		}
		for state, n := range some {
			counts[state] += n
		}
	}
	return counts, nil
}

// stillStands counts the messages and files of an announcement that are yet to be taken out.
func stillStands(tx *storage.Tx, a cohort.Announcement) (all int, err error) {
	for _, kind := range bothKinds {
		left, err := tx.ToBeRedrawn(a.ID, kind)
		if err != nil {
			return 0, err
		}
		all += left
	}
	return all, nil
}
