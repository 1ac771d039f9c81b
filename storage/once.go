package storage

import "time"

// Once marks an event as acted on, or returns ErrRepeated if it was marked before. It belongs in the transaction of the
// act: both happen or neither.
func (tx *Tx) Once(event string, at time.Time) error {
	rows, err := tx.exec(`INSERT INTO seen (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, event, millis(at))
	if err == nil && rows == 0 {
		return ErrRepeated
	}
	return err
}

// ForgetSeen forgets the events that were acted on before a time; the platform repeats none that is so old.
func (tx *Tx) ForgetSeen(before time.Time) error {
	_, err := tx.exec(`DELETE FROM seen WHERE at < $1`, millis(before))
	return err
}

// Plan marks an occasion as planned and reports whether it is new.
func (tx *Tx) Plan(occasion string, at time.Time) (bool, error) {
	rows, err := tx.exec(`INSERT INTO occasions (id, planned) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`,
		occasion, millis(at))
	return rows == 1, err
}

// Planned reports whether an occasion was planned.
func (tx *Tx) Planned(occasion string) (bool, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM occasions WHERE id = $1`, occasion)
	return n > 0, err
}
