package storage

import (
	"context"
	"errors"
	"sync"
	"time"
)

// What a caller can act on.
var (
	ErrReserved = errors.New("another process serves from this database")
	ErrLost     = errors.New("another process may deliver from this database now")
)

// Lease is the right to deliver from a database. One process has it at a time: two of them would say things twice.
type Lease struct {
	within  func(context.Context, func(*Tx) error) error
	free    func() error
	ended   chan struct{}
	endOnce sync.Once
	freed   sync.Once
}

// askAgain is how often who does not lead asks whether nobody else does.
const askAgain = time.Second

// Lead waits until this process is the one that delivers from the database. It ends with the context, or with the first
// failure to ask.
func (db *DB) Lead(ctx context.Context) (*Lease, error) {
	for {
		lease, err := db.TryLead(ctx)
		if !errors.Is(err, ErrReserved) {
			return lease, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(askAgain):
		}
	}
}

// TryLead is Lead without waiting: it returns ErrReserved if another leads, be it in this process.
func (db *DB) TryLead(ctx context.Context) (*Lease, error) {
	lease, err := db.engine.tryLead(ctx)
	if err == nil {
		write := db.telling(lease.within)
		lease.within = func(ctx context.Context, do func(*Tx) error) error { return write(ctx, db.unlocked(do)) }
		db.lease.Store(lease)
	}
	return lease, err
}

// Leading reports whether this DB is the one that delivers: it has the lease, or nobody else can have it.
func (db *DB) Leading() bool {
	lease := db.lease.Load()
	return lease != nil && !lease.over() || db.engine.alone()
}

// Write is DB.Write for whoever leads: it can succeed only while the lease is held, and returns ErrLost if it no longer is.
// A transaction that failed for another reason leaves the lease as it was.
func (l *Lease) Write(ctx context.Context, do func(*Tx) error) error {
	if l.over() {
		return ErrLost
	}
	return l.within(ctx, do)
}

// Lost is closed when the lease is no longer held: it was lost, or released.
func (l *Lease) Lost() <-chan struct{} { return l.ended }

// Release gives the lease up, so that another can lead at once. It waits for a Write in hand.
func (l *Lease) Release() (err error) {
	l.end()
	l.freed.Do(func() { err = l.free() })
	return err
}

func (l *Lease) end() { l.endOnce.Do(func() { close(l.ended) }) }

func (l *Lease) over() bool {
	select {
	case <-l.ended:
		return true
	default:
		return false
	}
}
