package storage

import (
	"ippo/cohort"
)

const enquiryColumns = `id, announcement_id, cohort_id, person_id, sealed, hidden, asked, answered_by, answered`

// enquiryWords are the sealed part of a question. That the asker's name is hidden is sealed too, so that nobody uncovers it who has not the
// key.
type enquiryWords struct {
	Words  string `json:"words"`
	Answer string `json:"answer,omitempty"`
	Hidden bool   `json:"hidden,omitempty"`
	About  string `json:"about"`
}

// SaveEnquiry keeps a question, new or answered. One that is there already stays its asker's.
func (tx *Tx) SaveEnquiry(e cohort.Enquiry) error {
	sealed, err := tx.seal(e.Person, "enquiries/"+e.ID, enquiryWords{holdableText(e.Words), holdableText(e.Answer), e.Hidden, e.Announcement})
	if err != nil {
		return err
	}
	return changed(tx.exec(`INSERT INTO enquiries (`+enquiryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, answered_by = excluded.answered_by, answered = excluded.answered
			WHERE enquiries.person_id = excluded.person_id`,
		e.ID, e.Announcement, e.Cohort, e.Person, sealed, number(e.Hidden), millis(e.Asked), e.AnsweredBy, millis(e.Answered)))
}

// Enquiry returns the question of an id, or ErrNotFound.
func (tx *Tx) Enquiry(id string) (cohort.Enquiry, error) {
	all, err := tx.enquiriesWhere(`id = $1`, id)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return cohort.Enquiry{}, err
	}
	return all[0], nil
}

// Enquiries lists what was asked about an announcement, the oldest first.
func (tx *Tx) Enquiries(announcement string) ([]cohort.Enquiry, error) {
	return tx.enquiriesWhere(`announcement_id = $1`, announcement)
}

// CountEnquiries counts what was asked about an announcement, and how much of it is answered.
func (tx *Tx) CountEnquiries(announcement string) (asked, answered int, err error) {
	counts, err := one(tx, func(r row) (c [2]int, err error) { return c, r.Scan(&c[0], &c[1]) },
		`SELECT COUNT(*), COALESCE(SUM(CASE WHEN answered > 0 THEN 1 ELSE 0 END), 0) FROM enquiries WHERE announcement_id = $1`, announcement)
	return counts[0], counts[1], err
}

// TakeOutEnquiries has the messages of a kind drawn again in which a person's questions stand.
func (tx *Tx) TakeOutEnquiries(person, kind string) error {
	_, err := tx.exec(`UPDATE deliveries SET wanted = wanted + 1 WHERE kind = $2 AND state IN ('sending', 'sent')
		AND subject IN (SELECT id FROM enquiries WHERE person_id = $1)`, person, kind)
	return err
}

func (tx *Tx) enquiriesWhere(condition string, values ...any) ([]cohort.Enquiry, error) {
	all, err := many(tx, scanEnquiry, `SELECT `+enquiryColumns+` FROM enquiries WHERE `+condition+` ORDER BY asked, id`, values...)
	return opened(all, err, tx.openEnquiry)
}

// openEnquiry opens a question as it was scanned.
func (tx *Tx) openEnquiry(e *cohort.Enquiry) error {
	var words enquiryWords
	err := tx.unseal(e.Person, "enquiries/"+e.ID, e.Words, &words)
	e.Words, e.Answer, e.Hidden = words.Words, words.Answer, words.Hidden
	if words.About != e.Announcement { // it was moved by somebody who has not the key
		e.Words, e.Answer, e.Hidden = "", "", true
	}
	return err
}

// scanEnquiry scans a question; its words are still sealed.
func scanEnquiry(r row) (e cohort.Enquiry, err error) {
	var hidden, asked, answered int64
	err = r.Scan(&e.ID, &e.Announcement, &e.Cohort, &e.Person, &e.Words, &hidden, &asked, &e.AnsweredBy, &answered)
	e.Hidden, e.Asked, e.Answered = hidden == 1, instant(asked), instant(answered)
	return e, err
}
