package storage

import "time"

// SetUnreachable notes that a person or a channel could not be written to, for a cause. It reports whether that is new: since
// they were last written to, nothing had failed.
func (tx *Tx) SetUnreachable(recipient, cause string, at time.Time) (bool, error) {
	rows, err := tx.exec(`INSERT INTO unreachable (recipient, since, cause) VALUES ($1, $2, $3)
		ON CONFLICT (recipient) DO NOTHING`, recipient, millis(at), cause)
	return rows == 1, err
}

// Reached notes that a person or a channel was written to.
func (tx *Tx) Reached(recipient string) error {
	_, err := tx.exec(`DELETE FROM unreachable WHERE recipient = $1`, recipient)
	return err
}

// Unreached is somebody who cannot be written to.
type Unreached struct {
	Person string
	Since  time.Time
}

// Unreached lists who takes part in a cohort and cannot be written to, the latest first.
func (tx *Tx) Unreached(cohortID string) ([]Unreached, error) {
	return many(tx, func(r row) (u Unreached, err error) {
		var since int64
		err = r.Scan(&u.Person, &since)
		u.Since = instant(since)
		return u, err
	}, `SELECT u.recipient, u.since FROM unreachable u JOIN participants p ON p.person_id = u.recipient
		WHERE p.cohort_id = $1 AND p.left_at = 0 ORDER BY u.since DESC, u.recipient`, cohortID)
}

// UnreachableSince lists who could not be written to for the first time within a span of time, and cannot be since, by id.
func (tx *Tx) UnreachableSince(from, before time.Time) ([]string, error) {
	return many(tx, value[string], `SELECT recipient FROM unreachable WHERE since >= $1 AND since < $2 ORDER BY recipient`,
		millis(from), millis(before))
}

// Unreachable tells why, of all people and channels that cannot be written to.
func (tx *Tx) Unreachable() (map[string]string, error) {
	pairs, err := many(tx, func(r row) (pair [2]string, err error) {
		return pair, r.Scan(&pair[0], &pair[1])
	}, `SELECT recipient, cause FROM unreachable`)
	all := make(map[string]string, len(pairs))
	for _, pair := range pairs {
		all[pair[0]] = pair[1]
	}
	return all, err
}

// Reaches reports whether a person or a channel could be written to the last time.
func (tx *Tx) Reaches(recipient string) (bool, error) {
	found, err := many(tx, value[int], `SELECT 1 FROM unreachable WHERE recipient = $1`, recipient)
	return len(found) == 0, err
}
