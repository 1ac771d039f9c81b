package storage

import (
	"context"
	"time"
)

// Ended is a delivery that came to its end: sent, cancelled or failed.
type Ended struct {
	Kind  string
	State State
	Due   time.Time
	Sent  time.Time // of one that was sent
}

// OnEnded has a function told of the deliveries that this process brings to their ends, each time after that is durable. It is to
// be set before anything is written.
func (db *DB) OnEnded(tell func([]Ended)) { db.ended = tell }

// telling is a way to write after which it is told what has ended.
func (db *DB) telling(write func(context.Context, func(*Tx) error) error) func(context.Context, func(*Tx) error) error {
	if db.ended == nil {
		return write
	}
	return func(ctx context.Context, do func(*Tx) error) error {
		var ended []Ended
		err := write(ctx, func(tx *Tx) error {
			err := do(tx)
			ended = tx.ended
			return err
		})
		if err == nil && len(ended) > 0 {
			db.ended(ended)
		}
		return err
	}
}

// end runs a statement that ends deliveries and returns the kind and due time of each; it returns ErrNotFound if there were none.
func (tx *Tx) end(as State, sent time.Time, statement string, values ...any) error {
	ended, err := many(tx, func(r row) (Ended, error) {
		e, due := Ended{State: as, Sent: sent}, int64(0)
		err := r.Scan(&e.Kind, &due)
		e.Due = instant(due)
		return e, err
	}, statement+` RETURNING kind, due`, values...)
	tx.ended = append(tx.ended, ended...)
	return changed(len(ended), err)
}
