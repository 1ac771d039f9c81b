package storage

import (
	"errors"
	"fmt"

	"github.com/gofrs/flock"
)

// ErrReserved says that another process delivers from the database already.
var ErrReserved = errors.New("another process serves from this database")

// Reserve takes a database file for the one process that delivers from it: two of them would say things twice. It returns
// ErrReserved if another has it. It holds until release is called or the process ends, however it ends, by a lock on an
// empty file beside the database; reading and importing go on beside it.
func Reserve(path string) (release func() error, err error) {
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if !locked {
		return nil, ErrReserved
	}
	return lock.Unlock, nil
}
