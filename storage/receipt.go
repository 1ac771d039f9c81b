package storage

// CountSent counts what was sent to a recipient about a subject.
func (tx *Tx) CountSent(recipient, subject, kind string) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM deliveries WHERE recipient = $1 AND subject = $2 AND kind = $3 AND state = 'sent'`,
		recipient, subject, kind)
}

// Recipients lists up to limit of those for whom deliveries about a subject are in one of two states, by id.
func (tx *Tx) Recipients(subject, kind string, state, or State, limit int) ([]string, error) {
	return many(tx, value[string], `SELECT recipient FROM deliveries WHERE subject = $1 AND kind = $2 AND state IN ($3, $4)
		ORDER BY recipient LIMIT $5`, subject, kind, string(state), string(or), limit)
}

// SentTo lists who received something about a subject, by id.
func (tx *Tx) SentTo(subject, kind string) ([]string, error) {
	return many(tx, value[string], `SELECT recipient FROM deliveries WHERE subject = $1 AND kind = $2 AND state = 'sent' ORDER BY recipient`,
		subject, kind)
}

// CountDeliveries counts, by state, what was to be sent about a subject.
func (tx *Tx) CountDeliveries(subject, kind string) (map[State]int, error) {
	return tx.counts(`SELECT state, COUNT(*) FROM deliveries WHERE subject = $1 AND kind = $2 GROUP BY state`, subject, kind)
}

// CountUnsent counts, by cause, what was not sent about a subject and will not be.
func (tx *Tx) CountUnsent(subject, kind string) (map[string]int, error) {
	type count struct {
		cause string
		n     int
	}
	all, err := many(tx, func(r row) (c count, err error) {
		err = r.Scan(&c.cause, &c.n)
		return c, err
	}, `SELECT cause, COUNT(*) FROM deliveries WHERE subject = $1 AND kind = $2 AND state IN ('failed', 'cancelled') GROUP BY cause`, subject, kind)
	counts := map[string]int{}
	for _, c := range all {
		counts[c.cause] = c.n
	}
	return counts, err
}

// UnsentTo lists, by id, up to limit of those to whom something about a subject was not sent for a cause, and will not be.
func (tx *Tx) UnsentTo(subject, kind, cause string, limit int) ([]string, error) {
	return many(tx, value[string], `SELECT recipient FROM deliveries WHERE subject = $1 AND kind = $2 AND state IN ('failed', 'cancelled') AND cause = $3
		ORDER BY recipient LIMIT $4`, subject, kind, cause, limit)
}

// CountByState counts all deliveries by state.
func (tx *Tx) CountByState() (map[State]int, error) {
	return tx.counts(`SELECT state, COUNT(*) FROM deliveries GROUP BY state`)
}

func (tx *Tx) counts(query string, values ...any) (map[State]int, error) {
	type count struct {
		state State
		n     int
	}
	all, err := many(tx, func(r row) (count, error) {
		var c count
		err := r.Scan(&c.state, &c.n)
		return c, err
	}, query, values...)
	counts := make(map[State]int, len(all))
	for _, c := range all {
		counts[c.state] = c.n
	}
	return counts, err
}
