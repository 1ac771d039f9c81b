package storage

import (
	"time"

	"ippo/cohort"
)

const announcementColumns = `id, cohort_id, author, words, send_at, state, created`

// SaveAnnouncement keeps an announcement, new or changed.
func (tx *Tx) SaveAnnouncement(a cohort.Announcement) error {
	_, err := tx.exec(`INSERT INTO announcements (`+announcementColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET cohort_id = excluded.cohort_id, words = excluded.words,
			send_at = excluded.send_at, state = excluded.state`,
		a.ID, a.Cohort, a.Author, a.Words, millis(a.At), string(a.State), millis(a.Created))
	return err
}

// Announcement returns the announcement of an id, or ErrNotFound.
func (tx *Tx) Announcement(id string) (cohort.Announcement, error) {
	return one(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements WHERE id = $1`, id)
}

// MoveAnnouncement changes an announcement's state, or returns ErrNotFound if it does not stand at the first one.
func (tx *Tx) MoveAnnouncement(id string, from, to cohort.AnnouncementState) error {
	return changed(tx.exec(`UPDATE announcements SET state = $3 WHERE id = $1 AND state = $2`,
		id, string(from), string(to)))
}

// ForgetDrafts forgets the announcements that were begun before a time, and not confirmed.
func (tx *Tx) ForgetDrafts(before time.Time) error {
	_, err := tx.exec(`DELETE FROM announcements WHERE state = 'draft' AND created < $1`, millis(before))
	return err
}

// AnnouncementsDue lists the scheduled announcements whose time has come.
func (tx *Tx) AnnouncementsDue(now time.Time) ([]cohort.Announcement, error) {
	return many(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements
		WHERE state = 'scheduled' AND send_at <= $1 ORDER BY send_at, id`, millis(now))
}

// AnnouncementsUnderWay lists the announcements that were handed to delivery and are not reported yet: those of which deliveries
// (of the kind) are left to be made, and those of which none is.
func (tx *Tx) AnnouncementsUnderWay(kind string) (under, done []cohort.Announcement, err error) {
	all, err := many(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements WHERE state = 'announced'
		ORDER BY send_at, id`)
	for _, a := range all {
		left, err := many(tx, value[int], `SELECT 1 FROM deliveries WHERE subject = $1 AND kind = $2
			AND state IN ('waiting', 'sending') LIMIT 1`, a.ID, kind)
		if err != nil {
			return nil, nil, err
		}
		if len(left) > 0 {
			under = append(under, a)
		} else {
			done = append(done, a)
		}
	}
	return under, done, err
}

// NextAnnouncement returns when the next scheduled announcement goes out; zero if none does.
func (tx *Tx) NextAnnouncement() (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MIN(send_at), 0) FROM announcements WHERE state = 'scheduled'`)
	return instant(ms), err
}

// PendingAnnouncements lists a cohort's announcements that are scheduled or on their way, the earliest first.
func (tx *Tx) PendingAnnouncements(cohortID string) ([]cohort.Announcement, error) {
	return many(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements
		WHERE cohort_id = $1 AND state IN ('scheduled', 'announced') ORDER BY send_at, id`, cohortID)
}

// Announcements lists a cohort's announcements except drafts, newest first.
func (tx *Tx) Announcements(cohortID string, limit int) ([]cohort.Announcement, error) {
	return many(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements
		WHERE cohort_id = $1 AND state <> 'draft' ORDER BY send_at DESC, id DESC LIMIT $2`, cohortID, limit)
}

func scanAnnouncement(r row) (cohort.Announcement, error) {
	var a cohort.Announcement
	var at, created int64
	err := r.Scan(&a.ID, &a.Cohort, &a.Author, &a.Words, &at, &a.State, &created)
	a.At, a.Created = instant(at), instant(created)
	return a, err
}
