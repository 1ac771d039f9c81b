package storage

import (
	"errors"
	"slices"
	"time"

	"ippo/cohort"
)

const sessionColumns = `id, cohort_id, number, theme, starts, minutes, speakers, link, topics, question, act, story, story_by,
	speaker_ids, word, materials, by_hand, cancelled, because, version, sequence, changed, changed_by, cancelled_by`

// SaveSession keeps a session, new or changed.
func (tx *Tx) SaveSession(s cohort.Session) error {
	_, err := tx.exec(`INSERT INTO sessions (`+sessionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
		ON CONFLICT (id) DO UPDATE SET number = excluded.number, theme = excluded.theme, starts = excluded.starts,
			minutes = excluded.minutes, speakers = excluded.speakers, link = excluded.link, topics = excluded.topics,
			question = excluded.question, act = excluded.act, story = excluded.story, story_by = excluded.story_by,
			speaker_ids = excluded.speaker_ids, word = excluded.word, materials = excluded.materials, by_hand = excluded.by_hand,
			cancelled = excluded.cancelled, because = excluded.because, version = excluded.version, sequence = excluded.sequence,
			changed = excluded.changed, changed_by = excluded.changed_by,
			cancelled_by = excluded.cancelled_by`,
		s.ID, s.Cohort, s.Number, s.Theme, millis(s.Starts), s.Minutes, list(s.Speakers), s.Link, list(s.Topics), s.Question, s.Act,
		s.Story, s.StoryBy, list(s.SpeakerIDs), s.Word, list(s.Materials), number(s.ByHand), millis(s.Cancelled), s.Because, s.Version,
		s.Sequence, millis(s.Changed), s.ChangedBy, s.CancelledBy)
	return err
}

// ChangeSession keeps a session that was changed from the version that it names, as the next one. It returns ErrNotFound if it stands at
// another by now.
func (tx *Tx) ChangeSession(s cohort.Session) error {
	err := changed(tx.exec(`UPDATE sessions SET version = version + 1 WHERE id = $1 AND version = $2`, s.ID, s.Version))
	if err != nil {
		return err
	}
	s.Version++
	return tx.SaveSession(s)
}

// noSpeaker takes a person out of the speakers of all sessions.
func (tx *Tx) noSpeaker(person string) error {
	all, err := many(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE speaker_ids <> '[]' AND REPLACE(speaker_ids, $1, '') <> speaker_ids`,
		encoded(person))
	for _, s := range all {
		others := slices.DeleteFunc(s.SpeakerIDs, func(id string) bool { return id == person })
		_, failed := tx.exec(`UPDATE sessions SET speaker_ids = $2 WHERE id = $1`, s.ID, list(others))
		err = errors.Join(err, failed)
	}
	return err
}

// Session returns the session of an id, or ErrNotFound.
func (tx *Tx) Session(id string) (cohort.Session, error) {
	return one(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE id = $1`, id)
}

// Sessions lists a cohort's sessions in order of their number, without those that are cancelled.
func (tx *Tx) Sessions(cohortID string) ([]cohort.Session, error) {
	return many(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE cohort_id = $1 AND cancelled = 0 ORDER BY number, starts, id`, cohortID)
}

// ProgramEnd is when the last session of a cohort ends that is held; zero: it has none.
func (tx *Tx) ProgramEnd(cohortID string) (time.Time, error) {
	at, err := one(tx, value[int64], `SELECT COALESCE(MAX(starts + minutes * CAST(60000 AS BIGINT)), 0) FROM sessions WHERE cohort_id = $1 AND cancelled = 0`, cohortID)
	return instant(at), err
}

// SessionsEver lists a cohort's sessions in order of their number, the cancelled ones among them.
func (tx *Tx) SessionsEver(cohortID string) ([]cohort.Session, error) {
	return many(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE cohort_id = $1 ORDER BY number, starts, id`, cohortID)
}

// SpeaksIn lists the cohorts at whose sessions a person speaks.
func (tx *Tx) SpeaksIn(person string) ([]string, error) {
	return many(tx, value[string], `SELECT DISTINCT cohort_id FROM sessions WHERE speaker_ids <> '[]'
		AND REPLACE(speaker_ids, $1, '') <> speaker_ids ORDER BY cohort_id`, encoded(person))
}

// SessionsBetween lists the sessions of all cohorts that are held and start after one time and not after another.
func (tx *Tx) SessionsBetween(from, to time.Time) ([]cohort.Session, error) {
	return many(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions
		WHERE starts > $1 AND starts <= $2 AND cancelled = 0 ORDER BY starts, id`, millis(from), millis(to))
}

// SessionAfter returns the first session of any cohort that is held and starts after a time, or ErrNotFound.
func (tx *Tx) SessionAfter(at time.Time) (cohort.Session, error) {
	return one(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE starts > $1 AND cancelled = 0 ORDER BY starts, id LIMIT 1`, millis(at))
}

// NextSession returns a cohort's first session that is held and not over at a time, or ErrNotFound.
func (tx *Tx) NextSession(cohortID string, now time.Time) (cohort.Session, error) {
	return one(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions
		WHERE cohort_id = $1 AND cancelled = 0 AND starts + minutes * 60000 > $2 ORDER BY starts, id LIMIT 1`, cohortID, millis(now))
}

func scanSession(r row) (cohort.Session, error) {
	var s cohort.Session
	var starts, cancelled, last int64
	var byHand int
	var speakers, topics, ids, materials string
	err := r.Scan(&s.ID, &s.Cohort, &s.Number, &s.Theme, &starts, &s.Minutes, &speakers, &s.Link, &topics, &s.Question, &s.Act,
		&s.Story, &s.StoryBy, &ids, &s.Word, &materials, &byHand, &cancelled, &s.Because, &s.Version, &s.Sequence, &last, &s.ChangedBy, &s.CancelledBy)
	if err != nil {
		return s, err
	}
	s.Starts, s.Cancelled, s.Changed, s.ByHand = instant(starts), instant(cancelled), instant(last), byHand == 1
	var failed [4]error
	s.Topics, failed[0] = unlist[string](topics)
	s.Speakers, failed[1] = unlist[string](speakers)
	s.SpeakerIDs, failed[2] = unlist[string](ids)
	s.Materials, failed[3] = unlist[cohort.Material](materials)
	return s, errors.Join(failed[:]...)
}
