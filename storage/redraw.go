package storage

// Redraw asks for the messages about a subject to be drawn again, because what they show has changed.
func (tx *Tx) Redraw(subject, kind string) error {
	_, err := tx.exec(`UPDATE deliveries SET wanted = wanted + 1 WHERE subject = $1 AND kind = $2
		AND state IN ('sending', 'sent')`, subject, kind)
	return err
}

// RedrawFor has the messages of a kind to one person drawn again.
func (tx *Tx) RedrawFor(recipient, kind string) error {
	_, err := tx.exec(`UPDATE deliveries SET wanted = wanted + 1 WHERE recipient = $1 AND kind = $2
		AND state IN ('sending', 'sent')`, recipient, kind)
	return err
}

// RedrawAt has the message about a subject to one person drawn again.
func (tx *Tx) RedrawAt(subject, kind, recipient string) error {
	_, err := tx.exec(`UPDATE deliveries SET wanted = wanted + 1 WHERE subject = $1 AND kind = $2 AND recipient = $3
		AND state IN ('sending', 'sent')`, subject, kind, recipient)
	return err
}

// ToBeRedrawn counts the messages about a subject that do not show yet what they are to show.
func (tx *Tx) ToBeRedrawn(subject, kind string) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM deliveries WHERE wanted > shown AND subject = $1 AND kind = $2
		AND state IN ('sending', 'sent')`, subject, kind)
}

// ToRedraw lists up to limit sent messages that are to be drawn again.
func (tx *Tx) ToRedraw(limit int) ([]Delivery, error) {
	return many(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE wanted > shown
		AND state = 'sent' ORDER BY id LIMIT $1`, limit)
}

// Redrawn records that a message shows what was wanted up to a number or, if there is a cause, that it stands as it was and will not be tried again.
func (tx *Tx) Redrawn(id string, wanted int, cause string) error {
	return changed(tx.exec(`UPDATE deliveries SET shown = $2, cause = $3 WHERE id = $1`, id, wanted, cause))
}

// MayStand lists, by id, up to limit of those with whom a message about a subject may still stand that was to be taken away: because it could not be,
// or because it may have been sent twice.
func (tx *Tx) MayStand(subject string, limit int) ([]string, error) {
	return many(tx, value[string], `SELECT DISTINCT recipient FROM deliveries WHERE `+mayStand+` ORDER BY recipient LIMIT $2`, subject, limit)
}

// CountMayStand counts whom MayStand lists.
func (tx *Tx) CountMayStand(subject string) (int, error) {
	return one(tx, value[int], `SELECT COUNT(DISTINCT recipient) FROM deliveries WHERE `+mayStand, subject)
}

const mayStand = `subject = $1 AND state = 'sent' AND wanted > 0 AND wanted <= shown AND (cause <> '' OR blind > 0)`
