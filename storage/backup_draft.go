package storage

import (
	"context"
	"errors"
	"os"
	"slices"
)

// draft has SQLite write the file anew, and takes the keys of people out of it before anybody sees it. It returns how many rows the copy must have, as far as that is known: nothing if
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
	if err == nil {
		err = withoutKeys(ctx, path, counts)
	}
	if err != nil || after != before {
		return nil, err
	}
	return counts, nil
}

// withoutKeys takes the keys of people out of a draft, such that no byte of them is left in it.
func withoutKeys(ctx context.Context, path string, counts map[string]int) (err error) {
	if _, there := counts[keyTable]; !there { // a schema from before there were any
		return nil
	}
	pool, err := sqlitePool(path, "_journal_mode=MEMORY", patience, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	counts[keyTable] = 0
	for _, statement := range []string{`DELETE FROM ` + keyTable, `VACUUM`} {
		if _, err := pool.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// draft copies everything but the keys of people into a new file.
func (p *postgres) draft(ctx context.Context, path string) (counts map[string]int, err error) {
	file, err := Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sums, err := copyTables(ctx, &DB{engine: p}, file, slices.DeleteFunc(slices.Clone(tables), func(t table) bool { return t.name == keyTable }))
	counts = map[string]int{keyTable: 0}
	for _, sum := range sums {
		counts[sum.Table] = sum.Rows
	}
	return counts, err
}
