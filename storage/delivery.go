package storage

import (
	"errors"
	"time"
)

// State is how far a delivery has come. docs/delivery.md draws the ways between them.
type State string

// The states of a delivery.
const (
	Waiting   State = "waiting"
	Sending   State = "sending" // the call is about to be made, or was made and its answer is not known
	Sent      State = "sent"
	Cancelled State = "cancelled" // it no longer made sense
	Failed    State = "failed"    // it cannot be sent
)

// Urgency says what goes first when much is due.
type Urgency int

// The urgencies, the most urgent first.
const (
	Urgent   Urgency = iota // soon worthless, such as a reminder
	Ordinary                // to one person, at their time
	Bulk                    // the same to everybody
)

// Delivery is one thing to be sent to one recipient, or one that was.
type Delivery struct {
	ID        string
	Occasion  string // with Recipient unique: what happens once is sent once
	Recipient string // a channel's or a person's id; for a circle's room the circle's
	Kind      string
	Subject   string // the id of what it is about
	Urgency   Urgency
	Due       time.Time
	Expires   time.Time // worthless from then on; zero: never
	State     State
	NextTry   time.Time // Waiting: not before
	Attempts  int
	Tried     time.Time // when the last attempt began
	Blind     int       // how often it was sent again where nobody may look whether it had arrived: it may stand there so often more
	Cause     string    // why it was put off, cancelled or given up
	Alone     bool      // in one message with others it was refused
	Carrier   string    // the delivery whose message holds this one too; empty: it goes by itself
	Channel   string    // the platform's receipt
	Message   string
	Wanted    int // how often the message was to be redrawn, and which of these it shows
	Shown     int
	Sent      time.Time
}

// Unsent reports whether a delivery came to its end without being sent.
func (d Delivery) Unsent() bool { return d.State == Failed || d.State == Cancelled }

const deliveryColumns = `id, occasion, recipient, kind, subject, urgency, due, expires, state, next_try, attempts, tried, blind,
	cause, alone, carrier, channel, message, wanted, shown, sent`

// Enqueue puts a delivery into the outbox, unless its occasion is there for its recipient already. It reports whether
// the delivery is new.
func (tx *Tx) Enqueue(d Delivery) (bool, error) {
	rows, err := tx.exec(`INSERT INTO deliveries (`+deliveryColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $7, 0, 0, 0, '', 0, '', '', '', 0, 0, 0)
		ON CONFLICT (occasion, recipient) DO NOTHING`,
		NewID(), d.Occasion, d.Recipient, d.Kind, d.Subject, int(d.Urgency), millis(d.Due), millis(d.Expires))
	return rows == 1, err
}

// Claim takes the most urgent waiting delivery that is due, of these the one that has been due longest, and marks it as being
// sent; it returns ErrNotFound if none is due. The condition stands outside the subqueries too: without it two claimers could
// take the same row.
func (tx *Tx) Claim(now time.Time) (Delivery, error) {
	return one(tx, scanDelivery, `UPDATE deliveries SET state = 'sending', attempts = attempts + 1, tried = $1
		WHERE state = 'waiting' AND id = COALESCE(
			(SELECT id FROM deliveries WHERE state = 'waiting' AND urgency = 0 AND next_try <= $1 ORDER BY next_try, id LIMIT 1),
			(SELECT id FROM deliveries WHERE state = 'waiting' AND urgency = 1 AND next_try <= $1 ORDER BY next_try, id LIMIT 1),
			(SELECT id FROM deliveries WHERE state = 'waiting' AND urgency = 2 AND next_try <= $1 ORDER BY next_try, id LIMIT 1))
		RETURNING `+deliveryColumns, millis(now))
}

// Carry lets a waiting delivery go with another that was claimed at the same time: whatever becomes of that one's message
// becomes of it.
func (tx *Tx) Carry(id, carrier string, now time.Time) error {
	return changed(tx.exec(`UPDATE deliveries SET state = 'sending', attempts = attempts + 1, tried = $3, carrier = $2
		WHERE id = $1 AND state = 'waiting'`, id, carrier, millis(now)))
}

// PutOff sends a claimed delivery, and those that it carries, back to wait until a time, for a cause.
func (tx *Tx) PutOff(id string, until time.Time, cause string) error {
	return changed(tx.exec(`UPDATE deliveries SET state = 'waiting', next_try = $2, cause = $3, carrier = ''
		WHERE (id = $1 OR (carrier = $1 AND carrier <> '')) AND state = 'sending'`, id, millisFrom(until), cause))
}

// PutApart is PutOff for a delivery that was refused in one message with those that it carries: each goes by itself from now on.
func (tx *Tx) PutApart(id string, until time.Time, cause string) error {
	return changed(tx.exec(`UPDATE deliveries SET state = 'waiting', next_try = $2, cause = $3, carrier = '', alone = 1
		WHERE (id = $1 OR (carrier = $1 AND carrier <> '')) AND state = 'sending'`, id, millisFrom(until), cause))
}

// Repeat sends a claimed delivery back to be sent again at a time although nobody could look whether it had arrived.
func (tx *Tx) Repeat(id string, at time.Time, cause string) error {
	return changed(tx.exec(`UPDATE deliveries SET state = 'waiting', next_try = $2, cause = $3, carrier = '', blind = blind + 1
		WHERE (id = $1 OR (carrier = $1 AND carrier <> '')) AND state = 'sending'`, id, millisFrom(at), cause))
}

// PostponeKind has all that waits of a kind wait until a time at least, for a cause.
func (tx *Tx) PostponeKind(kind string, until time.Time, cause string) error {
	_, err := tx.exec(`UPDATE deliveries SET next_try = $2, cause = $3 WHERE kind = $1 AND state = 'waiting' AND next_try < $2`, kind, millisFrom(until), cause)
	return err
}

// Postpone sends a claimed delivery, and those that it carries, back to wait until a time, for a cause, as if it had not been
// claimed.
func (tx *Tx) Postpone(id string, until time.Time, cause string) error {
	return changed(tx.exec(`UPDATE deliveries SET state = 'waiting', attempts = attempts - 1, next_try = $2, cause = $3, carrier = ''
		WHERE (id = $1 OR (carrier = $1 AND carrier <> '')) AND state = 'sending'`, id, millisFrom(until), cause))
}

// Prolong keeps until when a delivery makes sense.
func (tx *Tx) Prolong(id string, expires time.Time) error {
	return changed(tx.exec(`UPDATE deliveries SET expires = $2 WHERE id = $1`, id, millis(expires)))
}

// Spoil notes an attempt at a waiting delivery that failed before it could be claimed for good, for a cause.
func (tx *Tx) Spoil(id string, until time.Time, cause string) error {
	return changed(tx.exec(`UPDATE deliveries SET attempts = attempts + 1, next_try = $2, cause = $3
		WHERE id = $1 AND state = 'waiting'`, id, millisFrom(until), cause))
}

// Deliver records the receipt of a delivery, and of those that it carried.
func (tx *Tx) Deliver(id, channel, message string, at time.Time) error {
	return tx.end(Sent, at, `UPDATE deliveries SET state = 'sent', cause = '', channel = $2, message = $3, sent = $4
		WHERE (id = $1 OR (carrier = $1 AND carrier <> '')) AND state = 'sending'`, id, channel, message, millis(at))
}

// Drop ends a delivery, and those that it carries, without its being sent: Cancelled or Failed, for a cause.
func (tx *Tx) Drop(id string, as State, cause string) error {
	return tx.end(as, time.Time{}, `UPDATE deliveries SET state = $2, cause = $3
		WHERE (id = $1 OR (carrier = $1 AND carrier <> '')) AND state IN ('waiting', 'sending')`, id, string(as), cause)
}

// InDoubt lists deliveries whose call was about to be made, or was made, without a known answer; not those that they carry.
func (tx *Tx) InDoubt() ([]Delivery, error) {
	return many(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE state = 'sending' AND carrier = ''
		ORDER BY tried, id`)
}

// WaitingFor lists, in the order of their due times, what has been due to a recipient before a time and may be sent now.
func (tx *Tx) WaitingFor(recipient string, dueBefore, now time.Time) ([]Delivery, error) {
	return many(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE recipient = $1 AND state = 'waiting' AND due < $2 AND next_try <= $3 ORDER BY due, id`,
		recipient, millis(dueBefore), millis(now))
}

// KindsSince lists the kinds of what was sent to a recipient since a time, or is being sent, besides two deliveries.
func (tx *Tx) KindsSince(recipient string, since time.Time, besides, or string) ([]string, error) {
	return many(tx, value[string], `SELECT kind FROM deliveries
		WHERE recipient = $1 AND (sent >= $2 OR state = 'sending') AND id <> $3 AND id <> $4`, recipient, max(millis(since), 1), besides, or)
}

// CountSince counts what of a kind was due to a recipient after a time, and was sent or is on its way.
func (tx *Tx) CountSince(recipient, kind string, after time.Time) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM deliveries
		WHERE recipient = $1 AND kind = $2 AND due > $3 AND state IN ('waiting', 'sending', 'sent')`, recipient, kind, millis(after))
}

// NextTry returns when the next waiting delivery may be sent; zero if none waits.
func (tx *Tx) NextTry() (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MIN(first), 0) FROM (
		SELECT MIN(next_try) AS first FROM deliveries WHERE state = 'waiting' AND urgency = 0
		UNION ALL SELECT MIN(next_try) FROM deliveries WHERE state = 'waiting' AND urgency = 1
		UNION ALL SELECT MIN(next_try) FROM deliveries WHERE state = 'waiting' AND urgency = 2) AS firsts`)
	return instant(ms), err
}

// SentSince lists when messages were sent since a time, the earliest first; at most limit of them, the latest.
func (tx *Tx) SentSince(at time.Time, limit int) ([]time.Time, error) {
	return many(tx, func(r row) (time.Time, error) {
		ms, err := value[int64](r)
		return instant(ms), err
	}, `SELECT sent FROM (SELECT sent FROM deliveries WHERE sent > $1 AND carrier = '' ORDER BY sent DESC LIMIT $2) AS latest
		ORDER BY sent`, max(millis(at), 0), limit)
}

// Delivery returns the delivery of an id, or ErrNotFound.
func (tx *Tx) Delivery(id string) (Delivery, error) {
	return one(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE id = $1`, id)
}

// DeliveryAt returns the delivery to a recipient that stands at a place, or ErrNotFound.
func (tx *Tx) DeliveryAt(recipient, channel, message string) (Delivery, error) {
	return one(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE recipient = $1 AND channel = $2 AND message = $3 AND message <> '' AND carrier = ''`, recipient, channel, message)
}

// DeliveryOn returns what was to be sent to a recipient on an occasion, or ErrNotFound.
func (tx *Tx) DeliveryOn(occasion, recipient string) (Delivery, error) {
	return one(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE occasion = $1 AND recipient = $2`, occasion, recipient)
}

// Deliveries lists what was to be sent about a subject, in order.
func (tx *Tx) Deliveries(subject, kind string) ([]Delivery, error) {
	return many(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE subject = $1 AND kind = $2
		ORDER BY id`, subject, kind)
}

// CancelWaiting ends what waits to be sent about a subject, for a cause. What is being sent is not among it.
func (tx *Tx) CancelWaiting(subject, kind, cause string) error {
	err := tx.end(Cancelled, time.Time{}, `UPDATE deliveries SET state = 'cancelled', cause = $3
		WHERE subject = $1 AND kind = $2 AND state = 'waiting'`, subject, kind, cause)
	if errors.Is(err, ErrNotFound) { // nothing waits
		return nil
	}
	return err
}

// InMessage lists the deliveries to a recipient that stand in one message, the one that carries the others first.
func (tx *Tx) InMessage(recipient, channel, message string) ([]Delivery, error) {
	return many(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE recipient = $1 AND channel = $2 AND message = $3 AND state = 'sent' ORDER BY CASE WHEN carrier = '' THEN 0 ELSE 1 END, id`,
		recipient, channel, message)
}

func scanDelivery(r row) (Delivery, error) {
	var d Delivery
	var due, expires, next, tried, sent, alone int64
	err := r.Scan(&d.ID, &d.Occasion, &d.Recipient, &d.Kind, &d.Subject, &d.Urgency, &due, &expires, &d.State, &next, &d.Attempts,
		&tried, &d.Blind, &d.Cause, &alone, &d.Carrier, &d.Channel, &d.Message, &d.Wanted, &d.Shown, &sent)
	d.Due, d.Expires, d.NextTry, d.Tried, d.Sent = instant(due), instant(expires), instant(next), instant(tried), instant(sent)
	d.Alone = alone == 1
	return d, err
}

// DeliveriesOf lists all deliveries of a kind.
func (tx *Tx) DeliveriesOf(kind string) ([]Delivery, error) {
	return many(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries WHERE kind = $1 ORDER BY id`, kind)
}
