package storage

import "ippo/cohort"

const auditColumns = `number, at, organizer, cohort_id, deed, subject, person, seal`

// Audit adds a line to the log of what organisers did, in the transaction of the deed: both happen or neither. Its number and seal are
// found here. Nothing changes a line later, but that a person who was erased is named in none.
func (tx *Tx) Audit(e cohort.Logged) error {
	last, err := Optional(one(tx, scanLogged, `SELECT `+auditColumns+` FROM audit ORDER BY number DESC LIMIT 1`))
	if err != nil {
		return err
	}
	e.Number, e.Organizer, e.Subject = last.Number+1, holdableText(e.Organizer), holdableText(e.Subject)
	e = e.Sealed(last.Seal)
	_, err = tx.exec(`INSERT INTO audit (`+auditColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		e.Number, millis(e.At), e.Organizer, e.Cohort, string(e.Deed), e.Subject, e.Person, e.Seal)
	return err
}

// AuditLog lists all that organisers did, in the order in which they did it.
func (tx *Tx) AuditLog() ([]cohort.Logged, error) {
	return many(tx, scanLogged, `SELECT `+auditColumns+` FROM audit ORDER BY number`)
}

// AuditOf lists the last things that organisers did in a cohort, up to limit, newest first.
func (tx *Tx) AuditOf(cohortID string, limit int) ([]cohort.Logged, error) {
	return many(tx, scanLogged, `SELECT `+auditColumns+` FROM audit WHERE cohort_id = $1 ORDER BY number DESC LIMIT $2`, cohortID, limit)
}

func scanLogged(r row) (e cohort.Logged, err error) {
	var at int64
	err = r.Scan(&e.Number, &at, &e.Organizer, &e.Cohort, &e.Deed, &e.Subject, &e.Person, &e.Seal)
	e.At = instant(at)
	return e, err
}
