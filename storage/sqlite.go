package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
)

// sqlite is a database in a file.
type sqlite struct {
	path     string
	writer   *sql.DB // one connection: its queue is fair, and no writer ever meets another's lock
	reader   *sql.DB
	lock     *flock.Flock
	mode     string        // in which its pools are opened
	reserved bool          // the lock is held from the opening to the end
	desk     chan struct{} // one lease at a time in this process
}

// Another process's lock is waited for as long as patience lasts, which is less than a person's. A writer asks for it again
// and again, a glance each time, because SQLite's own waiting does not end with a context.
const (
	patience = 1500 * time.Millisecond
	glance   = 50 * time.Millisecond
)

// openSQLite opens a file. One that it makes can be read by its owner alone, and so can the write-ahead log beside it, which
// SQLite makes like it.
func openSQLite(ctx context.Context, path string, how opening) (*sqlite, error) {
	s := &sqlite{path: path, lock: lockBeside(path), mode: logged, reserved: how.toServe, desk: make(chan struct{}, 1)}
	if how.scratch {
		s.mode = scratch
	}
	if how.toServe {
		if err := s.reserve(); err != nil {
			return nil, err
		}
	}
	prepare := s.prepare
	if how.asIs {
		prepare = func(context.Context) error { _, err := os.Stat(path); return err }
	}
	if err := errors.Join(prepare(ctx), s.connect()); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// prepare makes the file if it is not there, and brings its schema up to date.
func (s *sqlite) prepare(ctx context.Context) error {
	file, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	pool, err := sqlitePool(s.path, s.mode+"&_txlock=immediate", patience, 1)
	if err != nil {
		return err
	}
	return errors.Join(migrate(ctx, goose.DialectSQLite3, pool), pool.Close())
}

func (s *sqlite) connect() (err error) {
	if s.writer, err = sqlitePool(s.path, s.mode+"&_txlock=immediate", glance, 1); err != nil {
		return err
	}
	s.reader, err = sqlitePool(s.path, s.mode+"&_query_only=1", patience, max(2, runtime.GOMAXPROCS(0)))
	return err
}

// The modes of a database that is written while it is read, with a write-ahead log; scratch does not wait for the disk.
const (
	logged  = "_journal_mode=WAL"
	scratch = logged + "&_synchronous=OFF"
)

// sqlitePool opens a pool in a mode. What else SQLite leaves off by default and Ippo needs is said here: a disk write for
// each commit, unless the mode says otherwise, foreign keys, statements that are prepared once, and how long one waits for another process's
// lock.
func sqlitePool(path, mode string, wait time.Duration, connections int) (*sql.DB, error) {
	location := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	location.RawQuery = strings.Join([]string{
		mode, "_synchronous=FULL", "_foreign_keys=1", "_secure_delete=on", "_stmt_cache_size=100", fmt.Sprintf("_busy_timeout=%d", wait.Milliseconds()),
	}, "&")
	pool, err := sql.Open("sqlite3", location.String())
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

func (s *sqlite) write(ctx context.Context) (*sql.Tx, error) {
	for began := time.Now(); ; {
		tx, err := s.writer.BeginTx(ctx, nil)
		var locked sqlite3.Error
		if err == nil || !errors.As(err, &locked) || locked.Code != sqlite3.ErrBusy || time.Since(began) > patience {
			return tx, err
		}
	}
}

func (s *sqlite) read(ctx context.Context) (*sql.Tx, error) { return s.reader.BeginTx(ctx, nil) }

// rewrite turns $1 into ?1: SQLite reads $1 as a name, bound in order of appearance.
func (s *sqlite) rewrite(statement string) string { return strings.ReplaceAll(statement, "$", "?") }

func (s *sqlite) alone() bool { return s.reserved }

// scrub empties the write-ahead log, which holds what was written before. In the database itself it is overwritten (_secure_delete).
func (s *sqlite) scrub(ctx context.Context) error {
	if s.mode == scratch { // is thrown away
		return nil
	}
	_, err := s.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}

func (s *sqlite) take(*Tx) error { return nil }

func (s *sqlite) close() error {
	var all error
	for _, pool := range []*sql.DB{s.reader, s.writer} {
		if pool != nil {
			all = errors.Join(all, pool.Close())
		}
	}
	return errors.Join(all, s.lock.Unlock())
}
