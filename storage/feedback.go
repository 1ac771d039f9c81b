package storage

import (
	"encoding/json"
	"time"

	"ippo/cohort"
)

const feedbackColumns = `id, session_id, person_id, sealed, written`

// feedbackWords are the sealed part of what somebody says about a session: all of it.
type feedbackWords struct {
	Helpful string `json:"helpful,omitempty"`
	Pace    string `json:"pace,omitempty"`
	Next    string `json:"next,omitempty"`
	Line    string `json:"line,omitempty"`
	Shows   bool   `json:"shows,omitempty"`
}

// SaveFeedback keeps what somebody says about a session, in place of what they said before.
func (tx *Tx) SaveFeedback(f cohort.Feedback) error {
	sealed, err := tx.seal(f.Person, "feedback/"+f.ID, feedbackWords{f.Presses["helpful"], f.Presses["pace"], f.Presses["next"], holdableText(f.Line), f.Shows})
	if err != nil {
		return err
	}
	return changed(tx.exec(`INSERT INTO feedback (`+feedbackColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, written = excluded.written WHERE feedback.person_id = excluded.person_id`,
		f.ID, f.Session, f.Person, sealed, millis(f.Said)))
}

// FeedbackOf returns what a person said about a session, or ErrNotFound.
func (tx *Tx) FeedbackOf(session, person string) (cohort.Feedback, error) {
	f, err := one(tx, scanFeedback, `SELECT `+feedbackColumns+` FROM feedback WHERE session_id = $1 AND person_id = $2`, session, person)
	if err == nil {
		err = tx.openFeedback(&f)
	}
	return f, err
}

// FeedbackOn lists what was said about a session by those who take part.
func (tx *Tx) FeedbackOn(session string) ([]cohort.Feedback, error) {
	all, err := many(tx, scanFeedback, `SELECT `+feedbackColumns+` FROM feedback WHERE session_id = $1 AND person_id IN
		(SELECT p.person_id FROM participants p JOIN sessions s ON s.cohort_id = p.cohort_id WHERE s.id = $1 AND p.left_at = 0) ORDER BY id`, session)
	return opened(all, err, tx.openFeedback)
}

// FeedbackEver lists what was said about a session, also by those who have left since.
func (tx *Tx) FeedbackEver(session string) ([]cohort.Feedback, error) {
	all, err := many(tx, scanFeedback, `SELECT `+feedbackColumns+` FROM feedback WHERE session_id = $1 ORDER BY id`, session)
	return opened(all, err, tx.openFeedback)
}

// openFeedback opens what was said, as it was scanned.
func (tx *Tx) openFeedback(f *cohort.Feedback) error {
	var words feedbackWords
	err := tx.unseal(f.Person, "feedback/"+f.ID, f.Line, &words)
	f.Presses = map[string]string{"helpful": words.Helpful, "pace": words.Pace, "next": words.Next}
	f.Line, f.Shows = words.Line, words.Shows
	return err
}

// scanFeedback scans what was said; it is still sealed.
func scanFeedback(r row) (cohort.Feedback, error) {
	var f cohort.Feedback
	var said int64
	err := r.Scan(&f.ID, &f.Session, &f.Person, &f.Line, &said)
	f.Said = instant(said)
	return f, err
}

// summaryShown is what is kept of a summary as JSON.
type summaryShown struct {
	Bands map[string]map[string]cohort.Shown `json:"bands,omitempty"`
	Lines []string                           `json:"lines,omitempty"`
}

// SaveSummary keeps what is shown of what was said about a session. One that is there stays.
func (tx *Tx) SaveSummary(s cohort.Summary) error {
	_, err := tx.exec(`INSERT INTO summaries (`+summaryColumns+`) VALUES ($1, $2, $3, $4) ON CONFLICT (session_id) DO NOTHING`,
		s.Session, millis(s.Made), encoded(summaryShown{s.Bands, s.Lines}), string(s.Came))
	return err
}

// Summary returns what is shown of what was said about a session, or ErrNotFound if it is not worked out yet.
func (tx *Tx) Summary(session string) (cohort.Summary, error) {
	return one(tx, scanSummary, `SELECT `+summaryColumns+` FROM summaries WHERE session_id = $1`, session)
}

const summaryColumns = `session_id, made, shown, came`

func scanSummary(r row) (s cohort.Summary, err error) {
	var made int64
	var text string
	if err := r.Scan(&s.Session, &made, &text, &s.Came); err != nil {
		return s, err
	}
	var shown summaryShown
	err = json.Unmarshal([]byte(text), &shown)
	s.Made, s.Bands, s.Lines = instant(made), shown.Bands, shown.Lines
	return s, err
}

// ToSumUp lists the sessions that began after one time and were over at another, and are not summed up yet.
func (tx *Tx) ToSumUp(after, over time.Time) ([]cohort.Session, error) {
	return many(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE starts > $1 AND cancelled = 0 AND starts + minutes * 60000 <= $2
		AND cohort_id IN (SELECT id FROM cohorts WHERE archived = 0)
		AND NOT EXISTS (SELECT 1 FROM summaries m WHERE m.session_id = sessions.id) ORDER BY starts, id`, millis(after), millis(over))
}
