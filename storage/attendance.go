package storage

import (
	"time"

	"ippo/cohort"
)

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

// AttendanceOf returns a person's answer to a session, or nothing if there is none.
func (tx *Tx) AttendanceOf(session, person string) (cohort.Attendance, error) {
	answers, err := many(tx, value[cohort.Attendance],
		`SELECT answer FROM attendance WHERE session_id = $1 AND person_id = $2`, session, person)
	if err != nil || len(answers) == 0 {
		return "", err
	}
	return answers[0], nil
}

// Comers lists who said that they come to a session, also before it was moved, and still take part in its cohort.
func (tx *Tx) Comers(session string) ([]string, error) {
	return many(tx, value[string], `SELECT a.person_id FROM attendance a JOIN sessions s ON s.id = a.session_id
		JOIN participants p ON p.cohort_id = s.cohort_id AND p.person_id = a.person_id
		WHERE a.session_id = $1 AND a.answer IN ($2, $3) AND p.left_at = 0 ORDER BY a.person_id`,
		session, string(cohort.Attending), string(cohort.AskedAnew))
}

// AskAnew has the answers of who said that they come to a session asked again.
func (tx *Tx) AskAnew(session string) error {
	_, err := tx.exec(`UPDATE attendance SET answer = $2 WHERE session_id = $1 AND answer = $3`,
		session, string(cohort.AskedAnew), string(cohort.Attending))
	return err
}

// Came keeps that a person came to a session, by what they say, and whether they were told that organisers see it.
func (tx *Tx) Came(session, person string, how cohort.CameHow, named bool, at time.Time) error {
	_, err := tx.exec(`INSERT INTO attendance (session_id, person_id, answer, answered, came_at, came_how, came_named) VALUES ($1, $2, '', 0, $3, $4, $5)
		ON CONFLICT (session_id, person_id) DO UPDATE SET came_at = excluded.came_at, came_how = excluded.came_how, came_named = excluded.came_named`,
		session, person, millis(at), string(how), number(named))
	return err
}

// DidNotCome takes back that a person came to a session.
func (tx *Tx) DidNotCome(session, person string) error {
	_, err := tx.exec(`UPDATE attendance SET came_at = 0, came_how = '', came_named = 0 WHERE session_id = $1 AND person_id = $2`, session, person)
	return err
}

// PresenceOf returns whether a person said that they came to a session, and how.
func (tx *Tx) PresenceOf(session, person string) (cohort.Presence, error) {
	return Optional(one(tx, func(r row) (p cohort.Presence, err error) {
		var at int64
		err = r.Scan(&at, &p.How)
		p.At = instant(at)
		return p, err
	}, `SELECT came_at, came_how FROM attendance WHERE session_id = $1 AND person_id = $2`, session, person))
}

// WhoCame lists who said that they came to a session, and still take part in its cohort.
func (tx *Tx) WhoCame(session string) ([]string, error) {
	return many(tx, value[string], `SELECT a.person_id FROM attendance a JOIN sessions s ON s.id = a.session_id
		JOIN participants p ON p.cohort_id = s.cohort_id AND p.person_id = a.person_id
		WHERE a.session_id = $1 AND a.came_at > 0 AND p.left_at = 0 ORDER BY a.person_id`, session)
}

// WhoCameNamed lists of WhoCame those whom organisers may see: who were told so when they said it.
func (tx *Tx) WhoCameNamed(session string) ([]string, error) {
	return many(tx, value[string], `SELECT a.person_id FROM attendance a JOIN sessions s ON s.id = a.session_id
		JOIN participants p ON p.cohort_id = s.cohort_id AND p.person_id = a.person_id
		WHERE a.session_id = $1 AND a.came_at > 0 AND a.came_named = 1 AND p.left_at = 0 ORDER BY a.person_id`, session)
}

// TryWord counts a try of a person at the word of a session, and reports whether they may: not more often within an hour than so many.
func (tx *Tx) TryWord(session, person string, most int, now time.Time) (bool, error) {
	_, err := tx.exec(`INSERT INTO attendance (session_id, person_id, answer, answered, tries, tries_since) VALUES ($1, $2, '', 0, 1, $3)
		ON CONFLICT (session_id, person_id) DO UPDATE SET
			tries = CASE WHEN attendance.tries_since <= $4 THEN 1 ELSE attendance.tries + 1 END,
			tries_since = CASE WHEN attendance.tries_since <= $4 THEN excluded.tries_since ELSE attendance.tries_since END`,
		session, person, millis(now), millis(now.Add(-time.Hour)))
	if err != nil {
		return false, err
	}
	tries, err := one(tx, value[int], `SELECT tries FROM attendance WHERE session_id = $1 AND person_id = $2`, session, person)
	return tries <= most, err
}

// AnsweredSession lists who answered a session's reminder, whatever they answered.
func (tx *Tx) AnsweredSession(session string) ([]string, error) {
	return many(tx, value[string], `SELECT person_id FROM attendance WHERE session_id = $1 AND answer NOT IN ('', $2)`, session, string(cohort.AskedAnew))
}
