package storage

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"ippo/cohort"
)

const announcementColumns = `id, cohort_id, author, words, send_at, state, created, cohorts, audience, buttons, link, image, image_alt,
	wall, corrected, instead, changed_by, version, file, approved`

// SaveAnnouncement keeps an announcement, new or changed. It counts its version up; of one that is there it returns ErrNotFound unless that
// stands at the version that the given one has.
func (tx *Tx) SaveAnnouncement(a cohort.Announcement) error {
	if a.ChangedBy == "" {
		a.ChangedBy = a.Author
	}
	if a.Audience.Kind == "" {
		a.Audience.Kind = cohort.Everyone
	}
	return changed(tx.exec(`INSERT INTO announcements (`+announcementColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, CAST($18 AS BIGINT) + 1, $19, $20)
		ON CONFLICT (id) DO UPDATE SET cohort_id = excluded.cohort_id, words = excluded.words, send_at = excluded.send_at,
			state = excluded.state, cohorts = excluded.cohorts, audience = excluded.audience, buttons = excluded.buttons, link = excluded.link,
			image = excluded.image, image_alt = excluded.image_alt, wall = excluded.wall, corrected = excluded.corrected,
			instead = excluded.instead, changed_by = excluded.changed_by, version = excluded.version, file = excluded.file,
			created = excluded.created, approved = excluded.approved
			WHERE announcements.version = excluded.version - 1`,
		a.ID, a.Cohort, a.Author, a.Words, millis(a.At), string(a.State), millis(a.Created), list(a.Cohorts), encoded(a.Audience),
		list(a.Buttons), a.Link, a.Image, a.ImageAlt, a.Wall, millis(a.Corrected), a.Instead, a.ChangedBy, a.Version, a.File, number(a.Approved)))
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

// ForgetDrafts forgets the announcements that were worked on last before a time, and never confirmed or approved; not one whose time is yet to come.
func (tx *Tx) ForgetDrafts(before time.Time) error {
	_, err := tx.exec(`DELETE FROM announcements WHERE created < $1 AND (state = 'draft' OR state = 'pending' AND send_at < $1)`, millis(before))
	return err
}

// DeleteDraft deletes an announcement that nobody has yet, or returns ErrNotFound.
func (tx *Tx) DeleteDraft(id string) error {
	return changed(tx.exec(`DELETE FROM announcements WHERE id = $1 AND state = 'draft'`, id))
}

// LatestDraft returns the draft on which somebody worked last, or ErrNotFound.
func (tx *Tx) LatestDraft(person string) (cohort.Announcement, error) {
	return one(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements
		WHERE state = 'draft' AND changed_by = $1 ORDER BY created DESC, id DESC LIMIT 1`, person)
}

// AnnouncementsDue lists the scheduled announcements whose time has come.
func (tx *Tx) AnnouncementsDue(now time.Time) ([]cohort.Announcement, error) {
	return many(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements
		WHERE state = 'scheduled' AND send_at <= $1 ORDER BY send_at, id`, millis(now))
}

// AnnouncementsUnderWay lists the announcements that were handed to delivery, or are being taken out again, and are not done: those of
// which deliveries (of these kinds) are left to be made or messages to be redrawn, and those of which none is.
func (tx *Tx) AnnouncementsUnderWay(kinds ...string) (under, done []cohort.Announcement, err error) {
	all, err := many(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements WHERE state IN ('announced', 'recalling')
		ORDER BY send_at, id`)
	for _, a := range all {
		is := `state IN ('waiting', 'sending')`
		if a.State == cohort.Recalling {
			is = `(state = 'sending' OR (state = 'sent' AND wanted > shown))`
		}
		isLeft := false
		for _, kind := range kinds {
			left, err := many(tx, value[int], `SELECT 1 FROM deliveries WHERE subject = $1 AND kind = $2 AND `+is+` LIMIT 1`, a.ID, kind)
			if err != nil {
				return nil, nil, err
			}
			isLeft = isLeft || len(left) > 0
		}
		if isLeft {
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

// isFor is of an announcement to a cohort ($1; $2 as it stands in a list), be it with others.
const isFor = `(cohort_id = $1 OR REPLACE(cohorts, $2, '') <> cohorts)`

// PendingAnnouncements lists a cohort's announcements that are scheduled or on their way, the earliest first.
func (tx *Tx) PendingAnnouncements(cohortID string) ([]cohort.Announcement, error) {
	return many(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements
		WHERE `+isFor+` AND state IN ('scheduled', 'announced') ORDER BY send_at, id`, cohortID, `"`+cohortID+`"`)
}

// Announcements lists up to limit of the announcements that are for a cohort, those that go out last first; drafts, which have no time, by when
// they were worked on.
func (tx *Tx) Announcements(cohortID string, limit int) ([]cohort.Announcement, error) {
	return many(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements
		WHERE `+isFor+` ORDER BY CASE WHEN send_at > 0 THEN send_at ELSE created END DESC, id DESC LIMIT $3`, cohortID, `"`+cohortID+`"`, limit)
}

// noReader takes a person out of the lists of people for whom announcements are.
func (tx *Tx) noReader(person string) error {
	all, err := many(tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcements WHERE REPLACE(audience, $1, '') <> audience`, encoded(person))
	for _, a := range all {
		a.Audience.People = slices.DeleteFunc(a.Audience.People, func(id string) bool { return id == person })
		_, failed := tx.exec(`UPDATE announcements SET audience = $2 WHERE id = $1`, a.ID, encoded(a.Audience))
		err = errors.Join(err, failed)
	}
	return err
}

func scanAnnouncement(r row) (cohort.Announcement, error) {
	var a cohort.Announcement
	var at, created, corrected, approved int64
	var cohorts, audience, buttons string
	err := r.Scan(&a.ID, &a.Cohort, &a.Author, &a.Words, &at, &a.State, &created, &cohorts, &audience, &buttons, &a.Link, &a.Image,
		&a.ImageAlt, &a.Wall, &corrected, &a.Instead, &a.ChangedBy, &a.Version, &a.File, &approved)
	if err != nil {
		return a, err
	}
	a.At, a.Created, a.Corrected, a.Approved = instant(at), instant(created), instant(corrected), approved == 1
	if a.Cohorts, err = unlist[string](cohorts); err != nil {
		return a, err
	}
	if a.Buttons, err = unlist[cohort.Button](buttons); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(audience), &a.Audience)
}
