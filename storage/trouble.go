package storage

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What an operator is to look at.
const (
	stuckAfter = 15 * time.Minute // due for so long, and not sent
	stuckTries = 3
	moving     = 5 * time.Minute // since the last message: longer, and the line does not move
)

// Pending is what is due now.
type Pending struct {
	Due     [Bulk + 1]int // waiting and due, by urgency
	InDoubt int           // being sent, or without a known answer
}

// Pending counts what is due. It looks at that alone, not at all that waits.
func (tx *Tx) Pending(now time.Time) (p Pending, err error) {
	return one(tx, func(r row) (p Pending, err error) {
		err = r.Scan(&p.Due[Urgent], &p.Due[Ordinary], &p.Due[Bulk], &p.InDoubt)
		return p, err
	}, `SELECT
		(SELECT COUNT(*) FROM deliveries WHERE state = 'waiting' AND urgency = 0 AND next_try <= $1),
		(SELECT COUNT(*) FROM deliveries WHERE state = 'waiting' AND urgency = 1 AND next_try <= $1),
		(SELECT COUNT(*) FROM deliveries WHERE state = 'waiting' AND urgency = 2 AND next_try <= $1),
		(SELECT COUNT(*) FROM deliveries WHERE state = 'sending')`, millis(now))
}

// LastSent is when anything was last sent; zero if nothing was.
func (tx *Tx) LastSent() (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MAX(sent), 0) FROM deliveries WHERE sent > 0`)
	return instant(ms), err
}

// Wanted says which deliveries to list; what is empty or 0 does not restrict.
type Wanted struct {
	State State
	Kinds []string // any of them; none: all
	Limit int
}

// Outbox lists deliveries, those that are due last first.
func (tx *Tx) Outbox(w Wanted) ([]Delivery, error) { return tx.outbox(w, "1 = 1") }

// Troubles lists, of the deliveries that are wanted, those that somebody should know of: failed, in doubt, sent again where nobody
// could look, and stuck. Stuck is what was tried several times, or has been due for long; but not what is put off for one of the
// causes that are held, or what only waits in a line that moves.
func (tx *Tx) Troubles(w Wanted, held []string, now time.Time) ([]Delivery, error) {
	last, err := tx.LastSent()
	if err != nil {
		return nil, err
	}
	longDue, inLine := millis(now.Add(-stuckAfter)), 0
	if now.Sub(last) < moving {
		inLine = 1
	}
	values := []any{longDue, inLine}
	causes := make([]string, len(held))
	for i, cause := range held {
		values = append(values, cause)
		causes[i] = fmt.Sprintf("$%d", len(values))
	}
	stuck := fmt.Sprintf(`attempts >= %d OR (due < $1 AND NOT (attempts = 0 AND CAST($2 AS BIGINT) = 1)
		AND NOT (next_try >= $1 AND cause IN (%s)))`, stuckTries, strings.Join(causes, ", "))
	return tx.outbox(w, `(state IN ('failed', 'sending') OR blind > 0 OR (state = 'waiting' AND (`+stuck+`)))`, values...)
}

func (tx *Tx) outbox(w Wanted, condition string, values ...any) ([]Delivery, error) {
	restrict := func(column string, to ...string) {
		for i, one := range to {
			values = append(values, one)
			to[i] = fmt.Sprintf("$%d", len(values))
		}
		if len(to) > 0 {
			condition += fmt.Sprintf(" AND %s IN (%s)", column, strings.Join(to, ", "))
		}
	}
	if w.State != "" {
		restrict("state", string(w.State))
	}
	restrict("kind", slices.Clone(w.Kinds)...)
	query := `SELECT ` + deliveryColumns + ` FROM deliveries WHERE ` + condition + ` ORDER BY due DESC, id DESC`
	if w.Limit > 0 {
		values = append(values, w.Limit)
		query += fmt.Sprintf(" LIMIT $%d", len(values))
	}
	return many(tx, scanDelivery, query, values...)
}

// LetGo lets a delivery that waits, failed or was cancelled be sent now, as if it had never been tried. It returns ErrNotFound if it
// is in another state, or worthless by now.
func (tx *Tx) LetGo(id string, now time.Time) error {
	return changed(tx.exec(`UPDATE deliveries SET state = 'waiting', next_try = $2, attempts = 0, cause = '', carrier = ''
		WHERE id = $1 AND state IN ('waiting', 'failed', 'cancelled') AND (expires = 0 OR expires > $2)`, id, millis(now)))
}

// Renew plans a delivery anew that failed or was cancelled, as if it had never been tried. It returns ErrNotFound if it is in another
// state.
func (tx *Tx) Renew(id string, due, expires time.Time) error {
	return changed(tx.exec(`UPDATE deliveries SET state = 'waiting', due = $2, next_try = $2, expires = $3, attempts = 0, cause = '', carrier = ''
		WHERE id = $1 AND state IN ('failed', 'cancelled')`, id, millis(due), millis(expires)))
}

// Withdraw ends a delivery that waits or failed, for a cause. It returns ErrNotFound if it is in another state.
func (tx *Tx) Withdraw(id, cause string) error {
	return tx.end(Cancelled, time.Time{}, `UPDATE deliveries SET state = 'cancelled', cause = $2
		WHERE id = $1 AND state IN ('waiting', 'failed')`, id, cause)
}
