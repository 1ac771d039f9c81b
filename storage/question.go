package storage

import (
	"errors"
	"slices"
	"time"

	"ippo/cohort"
)

const askColumns = `id, session_id, person_id, sealed, written, given`

// askWords are the sealed part of a question.
type askWords struct {
	Words   string `json:"words"`
	Hidden  bool   `json:"hidden,omitempty"` // so that nobody shows a name who has not the key
	Given   bool   `json:"given,omitempty"`
	Session string `json:"session"`
}

// SaveAsk keeps a question to a session's speakers, new or changed. One that is there already stays its writer's.
func (tx *Tx) SaveAsk(q cohort.Ask) error {
	sealed, err := tx.seal(q.Person, "questions/"+q.ID, askWords{holdableText(q.Words), q.Hidden, !q.Given.IsZero(), q.Session})
	if err != nil {
		return err
	}
	return changed(tx.exec(`INSERT INTO questions (`+askColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, given = excluded.given WHERE questions.person_id = excluded.person_id`,
		q.ID, q.Session, q.Person, sealed, millis(q.Asked), millis(q.Given)))
}

// EraseAsk erases a person's own question, or returns ErrNotFound if it is not there or not theirs.
func (tx *Tx) EraseAsk(id, person string) error {
	return changed(tx.exec(`DELETE FROM questions WHERE id = $1 AND person_id = $2`, id, person))
}

// Ask returns the question of an id, or ErrNotFound. Who may see it is not asked here.
func (tx *Tx) Ask(id string) (cohort.Ask, error) {
	q, err := one(tx, scanAsk, `SELECT `+askColumns+` FROM questions WHERE id = $1`, id)
	if err == nil {
		err = tx.openAsk(&q)
	}
	return q, err
}

// AsksBy lists what a person asks at a session, the oldest first.
func (tx *Tx) AsksBy(session, person string) ([]cohort.Ask, error) {
	return tx.asksWhere(`session_id = $1 AND person_id = $2`, session, person)
}

// AsksGiven lists what is asked at a session, and others may read, the oldest first. Who has left took along what bears their name; what bears
// none stays, or its going would tell whose it was.
func (tx *Tx) AsksGiven(session string) ([]cohort.Ask, error) {
	all, err := tx.asksWhere(`session_id = $1 AND given > 0`, session)
	if err != nil {
		return nil, err
	}
	in, err := many(tx, value[string], `SELECT p.person_id FROM participants p JOIN sessions s ON s.cohort_id = p.cohort_id
		WHERE s.id = $1 AND p.left_at = 0 AND p.person_id IN (SELECT person_id FROM questions WHERE session_id = $1)`, session)
	there := map[string]bool{}
	for _, person := range in {
		there[person] = true
	}
	return slices.DeleteFunc(all, func(q cohort.Ask) bool { return q.Given.IsZero() || !q.Hidden && !there[q.Person] }), err
}

// EraseInCompany takes the lines of what was said, and all questions, away from others at the sessions at which a person has said or asked something,
// and which are over. If only theirs went, one would know whose it was; which of them bear a name only their keys tell. What others wrote stays theirs.
func (tx *Tx) EraseInCompany(person string, now time.Time) error {
	const over = ` IN (SELECT s.id FROM sessions s WHERE s.starts + s.minutes * CAST(60000 AS BIGINT) <= $2 AND
		(EXISTS (SELECT 1 FROM questions q WHERE q.session_id = s.id AND q.person_id = $1)
		OR EXISTS (SELECT 1 FROM feedback f WHERE f.session_id = s.id AND f.person_id = $1)))`
	sums, err := many(tx, scanSummary, `SELECT `+summaryColumns+` FROM summaries WHERE session_id`+over, person, millis(now))
	for _, sum := range sums {
		if len(sum.Lines) > 0 {
			_, failed := tx.exec(`UPDATE summaries SET shown = $2 WHERE session_id = $1`, sum.Session, encoded(summaryShown{Bands: sum.Bands}))
			err = errors.Join(err, failed)
		}
	}
	_, failed := tx.exec(`UPDATE questions SET given = 0 WHERE session_id`+over, person, millis(now))
	return errors.Join(err, failed)
}

func (tx *Tx) asksWhere(condition string, values ...any) ([]cohort.Ask, error) {
	all, err := many(tx, scanAsk, `SELECT `+askColumns+` FROM questions WHERE `+condition+` ORDER BY written, id`, values...)
	return opened(all, err, tx.openAsk)
}

// openAsk opens a question as it was scanned.
func (tx *Tx) openAsk(q *cohort.Ask) error {
	var words askWords
	err := tx.unseal(q.Person, "questions/"+q.ID, q.Words, &words)
	q.Words, q.Hidden = words.Words, words.Hidden
	if !words.Given || words.Session != q.Session {
		q.Given = time.Time{}
	}
	return err
}

// scanAsk scans a question; its words are still sealed.
func scanAsk(r row) (cohort.Ask, error) {
	var q cohort.Ask
	var asked, given int64
	err := r.Scan(&q.ID, &q.Session, &q.Person, &q.Words, &asked, &given)
	q.Asked, q.Given = instant(asked), instant(given)
	return q, err
}

// RedrawHeard is Redraw for the deliveries about all sessions of a cohort: if only those were drawn again at which somebody asked or said something,
// one would see that they did.
func (tx *Tx) RedrawHeard(cohortID, kind string) error {
	_, err := tx.exec(`UPDATE deliveries SET wanted = wanted + 1 WHERE kind = $2 AND state IN ('sending', 'sent') AND subject IN
		(SELECT id FROM sessions WHERE cohort_id = $1)`, cohortID, kind)
	return err
}
