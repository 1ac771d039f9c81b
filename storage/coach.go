package storage

// SetCoach keeps to which server and model somebody agreed that their words may be sent; empty: to none.
func (tx *Tx) SetCoach(person, where string) error {
	return changed(tx.exec(`UPDATE people SET coach = $2 WHERE id = $1`, person, where))
}

// Coach returns the server and model that somebody agreed to; empty: none, or nobody knows them.
func (tx *Tx) Coach(person string) (string, error) {
	return Optional(one(tx, value[string], `SELECT coach FROM people WHERE id = $1`, person))
}
