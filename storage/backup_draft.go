package storage

import (
	"context"
	"errors"
	"os"
)

// draft has SQLite write the file anew. It returns how many rows the copy must have, as far as that is known: nothing if
// others wrote meanwhile.
func (s *sqlite) draft(ctx context.Context, path string) (counts map[string]int, err error) {
	empty, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600) // SQLite would let others read it
	if err != nil {
		return nil, err
	}
	if err := empty.Close(); err != nil {
		return nil, err
	}
	pool, err := sqlitePool(s.path, "_txlock=deferred", patience, 1)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	version := func() (n int64, err error) {
		err = pool.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&n) // changes when another connection has written
		return n, err
	}
	before, err := version()
	if err != nil {
		return nil, err
	}
	if counts, err = countRows(ctx, pool); err != nil {
		return nil, err
	}
	if _, err := pool.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return nil, err
	}
	after, err := version()
	if err != nil || after != before {
		return nil, err
	}
	return counts, nil
}

// draft copies everything into a new file.
func (p *postgres) draft(ctx context.Context, path string) (counts map[string]int, err error) {
	file, err := Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sums, err := Copy(ctx, &DB{engine: p}, file)
	counts = map[string]int{}
	for _, sum := range sums {
		counts[sum.Table] = sum.Rows
	}
	return counts, err
}
