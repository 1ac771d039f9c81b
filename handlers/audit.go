package handlers

import "ippo/cohort"

// audits adds to the log what the organiser who acts does, in the transaction in which they do it. The subject is the id of what it is done
// to, or how many, and never a person; the person is the participant whom it is done to, or nobody.
func (r *request) audits(deed cohort.Deed, cohortID, subject, person string) error {
	return r.tx.Audit(cohort.Logged{At: r.now, Organizer: r.who.id, Cohort: cohortID, Deed: deed, Subject: subject, Person: person})
}
