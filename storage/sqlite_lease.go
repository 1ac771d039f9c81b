package storage

import (
	"context"
	"fmt"

	"github.com/gofrs/flock"
)

// lockBeside is the lock of who serves from a file, on an empty file beside it. It holds until it is given back or the
// process ends, however it ends; reading and importing go on beside it.
func lockBeside(path string) *flock.Flock {
	return flock.New(path+".lock", flock.SetPermissions(0o600))
}

// reserve takes the lock, or returns ErrReserved if another process has it.
func (s *sqlite) reserve() error {
	locked, err := s.lock.TryLock()
	if err != nil {
		return fmt.Errorf("reserve: %w", err)
	}
	if !locked {
		return ErrReserved
	}
	return nil
}

// tryLead makes the lock a lease. A lock on a file cannot be lost, so any write of its holder is one of who leads.
func (s *sqlite) tryLead(context.Context) (*Lease, error) {
	select {
	case s.desk <- struct{}{}:
	default:
		return nil, ErrReserved
	}
	if err := s.reserve(); err != nil {
		<-s.desk
		return nil, err
	}
	within := func(ctx context.Context, do func(*Tx) error) error { return within(ctx, s, s.write, do) }
	free := func() error {
		defer func() { <-s.desk }()
		if s.reserved {
			return nil
		}
		return s.lock.Unlock()
	}
	return &Lease{within: within, free: free, ended: make(chan struct{})}, nil
}
