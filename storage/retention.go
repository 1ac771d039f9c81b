package storage

import "time"

// Writers lists who takes part in a cohort, or took part, and has written anything that is kept.
func (tx *Tx) Writers(cohortID string) ([]string, error) {
	return many(tx, value[string], `SELECT p.person_id FROM participants p JOIN people e ON e.id = p.person_id
		WHERE p.cohort_id = $1 AND e.key_id <> '' ORDER BY p.person_id`, cohortID)
}

// KeptUntil is until when a person wishes that what they wrote is kept; zero: as long as for all.
func (tx *Tx) KeptUntil(person string) (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT kept_until FROM people WHERE id = $1`, person)
	return instant(ms), err
}

// KeepUntil keeps until when a person wishes that what they wrote is kept.
func (tx *Tx) KeepUntil(person string, until time.Time) error {
	return changed(tx.exec(`UPDATE people SET kept_until = $2 WHERE id = $1`, person, millis(until)))
}

// LatestTo returns the latest delivery of a kind to somebody, or ErrNotFound.
func (tx *Tx) LatestTo(recipient, kind string) (Delivery, error) {
	return one(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE recipient = $1 AND kind = $2 ORDER BY due DESC, id DESC LIMIT 1`,
		recipient, kind)
}
