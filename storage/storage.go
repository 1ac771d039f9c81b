// Package storage keeps everything that Ippo remembers, in SQLite. It holds all SQL, one file an entity, and the
// migrations that make the schema.
//
// Reads and writes happen inside a transaction: DB.Read and DB.Write open one, the methods of Tx compose within it.
package storage

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
)

// What a caller can act on.
var (
	ErrNotFound = errors.New("not found")
	ErrRepeated = errors.New("already done: the event is a repetition")
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is an open database. It is safe for concurrent use.
type DB struct {
	writer *sql.DB // one connection: its queue is fair, and no writer ever meets another's lock
	reader *sql.DB
}

// Open opens the database file at a path, makes it if it does not exist, and brings its schema up to date. A file that it
// makes can be read by its owner alone, and so can the write-ahead log beside it, which SQLite makes like it.
func Open(ctx context.Context, path string) (*DB, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := migrate(ctx, path); err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	writer, err := connect(path, "_txlock=immediate", glance, 1)
	if err != nil {
		return nil, err
	}
	reader, err := connect(path, "_query_only=1", patience, max(2, runtime.GOMAXPROCS(0)))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return &DB{writer: writer, reader: reader}, nil
}

// Close closes the database after the transactions in hand.
func (db *DB) Close() error { return errors.Join(db.reader.Close(), db.writer.Close()) }

// Write runs a function in a transaction that may write. What it did is durable when Write returns nil, and undone
// otherwise, also when it panics or the context ends first.
func (db *DB) Write(ctx context.Context, do func(*Tx) error) error { return within(ctx, db.writer, do) }

// Read runs a function in a transaction that sees one state of the database and cannot write.
func (db *DB) Read(ctx context.Context, do func(*Tx) error) error { return within(ctx, db.reader, do) }

// Tx is a transaction in hand. It belongs to one goroutine.
type Tx struct {
	ctx context.Context
	tx  *sql.Tx
}

// Another process's lock is waited for as long as patience lasts, which is less than a person's. A writer asks for it again
// and again, a glance each time, because SQLite's own waiting does not end with a context.
const (
	patience = 1500 * time.Millisecond
	glance   = 50 * time.Millisecond
)

func within(ctx context.Context, pool *sql.DB, do func(*Tx) error) error {
	tx, err := begin(ctx, pool)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // does nothing after a commit
	if err := do(&Tx{ctx: ctx, tx: tx}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func begin(ctx context.Context, pool *sql.DB) (*sql.Tx, error) {
	for began := time.Now(); ; {
		tx, err := pool.BeginTx(ctx, nil)
		var locked sqlite3.Error
		if err == nil || !errors.As(err, &locked) || locked.Code != sqlite3.ErrBusy || time.Since(began) > patience {
			return tx, err
		}
	}
}

// connect opens a pool. What SQLite leaves off by default and Ippo needs is said here: a write-ahead log, a disk write
// for each commit, foreign keys, and how long a statement waits for another process's lock.
func connect(path, mode string, wait time.Duration, connections int) (*sql.DB, error) {
	location := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	location.RawQuery = strings.Join([]string{
		"_journal_mode=WAL", "_synchronous=FULL", "_foreign_keys=1", "_secure_delete=on",
		fmt.Sprintf("_busy_timeout=%d", wait.Milliseconds()), mode,
	}, "&")
	pool, err := sql.Open("sqlite3", location.String())
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

func migrate(ctx context.Context, path string) (err error) {
	pool, err := connect(path, "_txlock=immediate", patience, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, pool, files)
	if err != nil {
		return err
	}
	current, latest, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > latest {
		return fmt.Errorf("its schema (%d) is newer than this program's (%d): use the newer program", current, latest)
	}
	_, err = provider.Up(ctx)
	return err
}
