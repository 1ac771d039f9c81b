package storage

import (
	"time"

	"ippo/cohort"
)

const sessionColumns = `id, cohort_id, number, theme, starts, minutes, speakers, link, topics, question, act, story, story_by`

// SaveSession keeps a session, new or changed.
func (tx *Tx) SaveSession(s cohort.Session) error {
	_, err := tx.exec(`INSERT INTO sessions (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET number = excluded.number, theme = excluded.theme, starts = excluded.starts,
			minutes = excluded.minutes, speakers = excluded.speakers, link = excluded.link, topics = excluded.topics,
			question = excluded.question, act = excluded.act, story = excluded.story, story_by = excluded.story_by`,
		s.ID, s.Cohort, s.Number, s.Theme, millis(s.Starts), s.Minutes, list(s.Speakers), s.Link, list(s.Topics), s.Question, s.Act,
		s.Story, s.StoryBy)
	return err
}

// DeleteSession takes a session out of its cohort, with the answers to it.
func (tx *Tx) DeleteSession(id string) error {
	return changed(tx.exec(`DELETE FROM sessions WHERE id = $1`, id))
}

// Session returns the session of an id, or ErrNotFound.
func (tx *Tx) Session(id string) (cohort.Session, error) {
	return one(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE id = $1`, id)
}

// Sessions lists a cohort's sessions in order of their number.
func (tx *Tx) Sessions(cohortID string) ([]cohort.Session, error) {
	return many(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE cohort_id = $1 ORDER BY number`, cohortID)
}

// SessionsBetween lists the sessions of all cohorts that start after one time and not after another.
func (tx *Tx) SessionsBetween(from, to time.Time) ([]cohort.Session, error) {
	return many(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions
		WHERE starts > $1 AND starts <= $2 ORDER BY starts`, millis(from), millis(to))
}

// SessionAfter returns the first session of any cohort that starts after a time, or ErrNotFound.
func (tx *Tx) SessionAfter(at time.Time) (cohort.Session, error) {
	return one(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE starts > $1 ORDER BY starts LIMIT 1`, millis(at))
}

// NextSession returns a cohort's first session that is not over at a time, or ErrNotFound.
func (tx *Tx) NextSession(cohortID string, now time.Time) (cohort.Session, error) {
	return one(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions
		WHERE cohort_id = $1 AND starts + minutes * 60000 > $2 ORDER BY starts LIMIT 1`, cohortID, millis(now))
}

// Attend keeps a person's answer to a session; a later answer replaces an earlier one.
func (tx *Tx) Attend(session, person string, answer cohort.Attendance, at time.Time) error {
	_, err := tx.exec(`INSERT INTO attendance (session_id, person_id, answer, answered) VALUES ($1, $2, $3, $4)
		ON CONFLICT (session_id, person_id) DO UPDATE SET answer = excluded.answer, answered = excluded.answered`,
		session, person, string(answer), millis(at))
	return err
}

// Attending counts who said that they come to a session, and still take part in its cohort.
func (tx *Tx) Attending(session string) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM attendance a JOIN sessions s ON s.id = a.session_id
		JOIN participants p ON p.cohort_id = s.cohort_id AND p.person_id = a.person_id
		WHERE a.session_id = $1 AND a.answer = $2 AND p.left_at = 0`, session, string(cohort.Attending))
}

// AnsweredSession lists who answered a session's reminder, whatever they answered.
func (tx *Tx) AnsweredSession(session string) ([]string, error) {
	return many(tx, value[string], `SELECT person_id FROM attendance WHERE session_id = $1`, session)
}

// AttendanceOf returns a person's answer to a session, or nothing if there is none.
func (tx *Tx) AttendanceOf(session, person string) (cohort.Attendance, error) {
	answers, err := many(tx, value[cohort.Attendance],
		`SELECT answer FROM attendance WHERE session_id = $1 AND person_id = $2`, session, person)
	if err != nil || len(answers) == 0 {
		return "", err
	}
	return answers[0], nil
}

func scanSession(r row) (cohort.Session, error) {
	var s cohort.Session
	var starts int64
	var speakers, topics string
	err := r.Scan(&s.ID, &s.Cohort, &s.Number, &s.Theme, &starts, &s.Minutes, &speakers, &s.Link, &topics, &s.Question, &s.Act,
		&s.Story, &s.StoryBy)
	if err != nil {
		return s, err
	}
	s.Starts = instant(starts)
	if s.Topics, err = unlist[string](topics); err != nil {
		return s, err
	}
	s.Speakers, err = unlist[string](speakers)
	return s, err
}
