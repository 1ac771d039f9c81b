package storage

import (
	"fmt"
	"time"

	"ippo/cohort"
)

const answerColumns = `announcement_id, person_id, seen, comes, at`

// SaveAnswered keeps what somebody pressed on an announcement, in place of what they pressed before.
func (tx *Tx) SaveAnswered(a cohort.Answered) error {
	_, err := tx.exec(`INSERT INTO answers (`+answerColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (announcement_id, person_id) DO UPDATE SET seen = excluded.seen, comes = excluded.comes, at = excluded.at`,
		a.Announcement, a.Person, millis(a.Seen), number(a.Comes), millis(a.At))
	return err
}

// AnsweredBy returns what somebody pressed on an announcement; the zero Answered if nothing.
func (tx *Tx) AnsweredBy(announcement, person string) (cohort.Answered, error) {
	return Optional(one(tx, scanAnswered, `SELECT `+answerColumns+` FROM answers WHERE announcement_id = $1 AND person_id = $2`,
		announcement, person))
}

// AnswersTo lists what was pressed on an announcement, by person.
func (tx *Tx) AnswersTo(announcement string) ([]cohort.Answered, error) {
	return many(tx, scanAnswered, `SELECT `+answerColumns+` FROM answers WHERE announcement_id = $1 ORDER BY person_id`, announcement)
}

// CountAnswers counts who pressed on an announcement that they have seen it, and that they come.
func (tx *Tx) CountAnswers(announcement string) (seen, come int, err error) {
	counts, err := one(tx, func(r row) (c [2]int, err error) { return c, r.Scan(&c[0], &c[1]) },
		`SELECT COALESCE(SUM(CASE WHEN seen > 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(comes), 0) FROM answers WHERE announcement_id = $1`, announcement)
	return counts[0], counts[1], err
}

// WhoComes lists up to limit of those who pressed on an announcement that they come, by id.
func (tx *Tx) WhoComes(announcement string, limit int) ([]string, error) {
	return many(tx, value[string], `SELECT person_id FROM answers WHERE announcement_id = $1 AND comes = 1 ORDER BY person_id LIMIT $2`,
		announcement, limit)
}

func scanAnswered(r row) (a cohort.Answered, err error) {
	var seen, comes, at int64
	err = r.Scan(&a.Announcement, &a.Person, &seen, &comes, &at)
	a.Seen, a.Comes, a.At = instant(seen), comes == 1, instant(at)
	return a, err
}

// ReportRow is what became of a message to one person, and what they answered.
type ReportRow struct {
	Person     string
	Department string
	State      State
	Sent       time.Time
	Cause      string // why it was not sent
	Seen       time.Time
	Comes      bool
}

// ReportRows lists what became of an announcement to some cohorts, by person. A department is that of one of them.
func (tx *Tx) ReportRows(announcement, kind string, cohorts []string) ([]ReportRow, error) {
	within, values := "", []any{announcement, kind}
	for _, id := range cohorts {
		values = append(values, id)
		within += fmt.Sprintf(", $%d", len(values))
	}
	return many(tx, func(r row) (one ReportRow, err error) {
		var sent, seen, comes int64
		err = r.Scan(&one.Person, &one.State, &sent, &one.Cause, &seen, &comes, &one.Department)
		one.Sent, one.Seen, one.Comes = instant(sent), instant(seen), comes == 1
		return one, err
	}, `SELECT d.recipient, d.state, d.sent, d.cause, COALESCE(a.seen, 0), COALESCE(a.comes, 0),
			COALESCE((SELECT MAX(p.department) FROM participants p WHERE p.person_id = d.recipient AND p.cohort_id IN (''`+within+`)), '')
		FROM deliveries d LEFT JOIN answers a ON a.announcement_id = d.subject AND a.person_id = d.recipient
		WHERE d.subject = $1 AND d.kind = $2 ORDER BY d.recipient`, values...)
}
