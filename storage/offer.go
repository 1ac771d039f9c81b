package storage

import (
	"time"

	"ippo/cohort"
)

const offerColumns = `id, person_id, cohort_id, step, answer, offered, answered, asks, because, topic, planned, plan, reminds,
	session, colour, story, instead, told`

// SaveOffer keeps a step that was put before a person.
func (tx *Tx) SaveOffer(o cohort.Offer) error {
	plan, err := tx.sealPlan(o.Person, o.ID, o.Plan)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO offers (`+offerColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		o.ID, o.Person, o.Cohort, o.Step, string(o.Answer), millis(o.Offered), millis(o.Answered), o.Asks,
		string(o.Because.Kind), o.Because.Topic, millis(o.Planned), plan, number(o.Reminds),
		o.Session, string(o.Colour), o.Story, o.Instead, o.Told)
	return err
}

// AnswerOffer keeps what became of an offered step, if it still stands where the answer starts from; it returns
// ErrNotFound if it does not: somebody was faster, or pressed twice.
func (tx *Tx) AnswerOffer(id string, from, to cohort.Answer, at time.Time) error {
	return changed(tx.exec(`UPDATE offers SET answer = $3, answered = $4 WHERE id = $1 AND answer = $2`,
		id, string(from), string(to), millis(at)))
}

// PlanOffer keeps when and how a person means to try a step, and whether they wish for a reminder; or returns ErrNotFound if they do not try
// it any more.
func (tx *Tx) PlanOffer(id string, at time.Time, how string, reminds bool) error {
	person, err := one(tx, value[string], `SELECT person_id FROM offers WHERE id = $1`, id)
	if err != nil {
		return err
	}
	plan, err := tx.sealPlan(person, id, how)
	if err != nil {
		return err
	}
	return changed(tx.exec(`UPDATE offers SET planned = $2, plan = $3, reminds = $4 WHERE id = $1 AND answer = 'trying'`,
		id, millis(at), plan, number(reminds)))
}

// TellWith keeps which story is passed on with an offer.
func (tx *Tx) TellWith(id, story string) error {
	return changed(tx.exec(`UPDATE offers SET story = $2 WHERE id = $1`, id, story))
}

// DropOffer takes back a step that was never put before its person; one that was answered stays.
func (tx *Tx) DropOffer(id string) error {
	_, err := tx.exec(`DELETE FROM offers WHERE id = $1 AND answer = 'open'`, id)
	return err
}

// Offer returns the offer of an id, or ErrNotFound.
func (tx *Tx) Offer(id string) (cohort.Offer, error) {
	o, err := one(tx, scanOffer, `SELECT `+offerColumns+` FROM offers WHERE id = $1`, id)
	if err == nil {
		err = tx.openPlan(&o)
	}
	return o, err
}

// Offers lists the steps that were put before a person, newest first.
func (tx *Tx) Offers(person string) ([]cohort.Offer, error) {
	all, err := many(tx, scanOffer, `SELECT `+offerColumns+` FROM offers WHERE person_id = $1
		ORDER BY offered DESC, id DESC`, person)
	return opened(all, err, tx.openPlan)
}

// sealPlan seals a plan in somebody's own words; no words are none.
func (tx *Tx) sealPlan(person, offer, plan string) (string, error) {
	if plan == "" {
		return "", nil
	}
	return tx.seal(person, "offers/"+offer, holdableText(plan))
}

// openPlan opens the plan of an offer as it was scanned.
func (tx *Tx) openPlan(o *cohort.Offer) error {
	sealed := o.Plan
	o.Plan = ""
	return tx.unseal(o.Person, "offers/"+o.ID, sealed, &o.Plan)
}

// scanOffer scans an offer; its plan is still sealed.
func scanOffer(r row) (cohort.Offer, error) {
	var o cohort.Offer
	var offered, answered, planned, reminds int64
	err := r.Scan(&o.ID, &o.Person, &o.Cohort, &o.Step, &o.Answer, &offered, &answered, &o.Asks, &o.Because.Kind, &o.Because.Topic, &planned, &o.Plan, &reminds,
		&o.Session, &o.Colour, &o.Story, &o.Instead, &o.Told)
	o.Offered, o.Answered, o.Planned = instant(offered), instant(answered), instant(planned)
	o.Reminds = reminds == 1
	return o, err
}
