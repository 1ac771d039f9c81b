package storage

import "time"

// TellOffer keeps that a circle is told of a step that is being tried; or returns ErrNotFound if it is not tried, or told already.
func (tx *Tx) TellOffer(id, circleID string) error {
	return changed(tx.exec(`UPDATE offers SET told = $2 WHERE id = $1 AND answer = 'trying' AND told = ''`, id, circleID))
}

// UntellOffer takes back that a circle is told of a step, and forgets who cheered; or returns ErrNotFound if it is not told.
func (tx *Tx) UntellOffer(id, circleID string) error {
	if err := changed(tx.exec(`UPDATE offers SET told = '' WHERE id = $1 AND told = $2 AND told <> ''`, id, circleID)); err != nil {
		return err
	}
	_, err := tx.exec(`DELETE FROM cheers WHERE offer_id = $1`, id)
	return err
}

// RedrawTold is Redraw for what a circle was told of steps: of those of one person, or of all if nobody is named.
func (tx *Tx) RedrawTold(circleID, person, kind string) error {
	_, err := tx.exec(`UPDATE deliveries SET wanted = wanted + 1 WHERE kind = $3 AND state IN ('sending', 'sent')
		AND subject IN (SELECT id FROM offers WHERE told = $1 AND told <> '' AND (person_id = $2 OR $2 = ''))`, circleID, person, kind)
	return err
}

// Cheer keeps that somebody cheers at a step; a second time it changes nothing.
func (tx *Tx) Cheer(offer, person string, at time.Time) error {
	_, err := tx.exec(`INSERT INTO cheers (offer_id, person_id, at) VALUES ($1, $2, $3) ON CONFLICT (offer_id, person_id) DO NOTHING`,
		offer, person, millis(at))
	return err
}

// ForgetCheers takes back what a person cheered at in a circle.
func (tx *Tx) ForgetCheers(circleID, person string) error {
	_, err := tx.exec(`DELETE FROM cheers WHERE person_id = $2 AND offer_id IN (SELECT id FROM offers WHERE told = $1 AND told <> '')`,
		circleID, person)
	return err
}

// Cheers lists who cheers at a step, the first first.
func (tx *Tx) Cheers(offer string) ([]string, error) {
	return many(tx, value[string], `SELECT person_id FROM cheers WHERE offer_id = $1 ORDER BY at, person_id`, offer)
}
