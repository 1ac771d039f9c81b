// Package storage keeps everything that Ippo remembers, in an SQLite file or in PostgreSQL. It holds all SQL, one file an
// entity, and the migrations that make the schema; the same statements serve both.
//
// Reads and writes happen inside a transaction: DB.Read and DB.Write open one, the methods of Tx compose within it. A Lease
// says which process delivers.
package storage

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
)

// What a caller can act on.
var (
	ErrNotFound = errors.New("not found")
	ErrRepeated = errors.New("already done: the event is a repetition")
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine engine
	lease  atomic.Pointer[Lease] // the last one that was given
	ring   atomic.Pointer[Keyring]
	ended  func([]Ended)
}

// engine is what SQLite and PostgreSQL do differently.
type engine interface {
	write(context.Context) (*sql.Tx, error)  // begins a transaction that may write; there is one of them at a time
	read(context.Context) (*sql.Tx, error)   // begins one that sees one state of the database and cannot write
	rewrite(string) string                   // puts a statement's placeholders, $1, into the engine's own form
	tryLead(context.Context) (*Lease, error) // ErrReserved if somebody else leads
	alone() bool                             // nobody else can lead
	draft(context.Context, string) (map[string]int, error)
	scrub(context.Context) error // leaves nothing of what was erased
	take(*Tx) error              // lets a transaction take as long as it needs, for a copy of everything
	close() error
}

// Open opens a database, makes it if it does not exist, and brings its schema up to date. It is named by the path of an
// SQLite file, or by the address of a database in PostgreSQL, which must exist (postgres://…). A schema that is newer than
// this program is refused. The error names the database without a password.
func Open(ctx context.Context, database string) (*DB, error) { return open(ctx, database, opening{}) }

// OpenToServe opens a database like Open, to serve from it. A file is reserved for this process first, for as long as it is
// open: nobody else can serve from it (ErrReserved). Several may serve from PostgreSQL, where Lead says which one delivers.
func OpenToServe(ctx context.Context, database string) (*DB, error) {
	return open(ctx, database, opening{toServe: true})
}

// OpenAsIs opens a database that is there, to back it up, and changes nothing of it. A file that is not there is
// fs.ErrNotExist. What Tx reads may not be in the schema; only PostgreSQL's is asked to be up to date.
func OpenAsIs(ctx context.Context, database string) (*DB, error) {
	return open(ctx, database, opening{asIs: true})
}

// OpenScratch opens a file like Open, for what is thrown away after: what is written there need not outlive a failing machine, and so
// is written faster.
func OpenScratch(ctx context.Context, path string) (*DB, error) {
	return open(ctx, path, opening{scratch: true})
}

// opening is how a database is opened.
type opening struct{ toServe, asIs, scratch bool }

func open(ctx context.Context, database string, how opening) (*DB, error) {
	var e engine
	var err error
	if path, file := File(database); file {
		e, err = openSQLite(ctx, path, how)
	} else {
		e, err = openPostgres(ctx, database, how)
	}
	if errors.Is(err, ErrReserved) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", Name(database), err)
	}
	db := &DB{engine: e}
	if how.scratch {
		ring, err := ParseKeyring(NewKey())
		if err != nil {
			return nil, errors.Join(err, e.close())
		}
		db.ring.Store(ring) // thrown away with what it seals
	}
	return db, nil
}

// Close closes the database after the transactions in hand, and releases its lease.
func (db *DB) Close() error {
	var err error
	if lease := db.lease.Load(); lease != nil {
		err = lease.Release()
	}
	return errors.Join(err, db.engine.close())
}

// Write runs a function in a transaction that may write. Such transactions come one after the other, whichever process
// they are of. What the function did is durable when Write returns nil, and undone otherwise, also when it panics or the
// context ends first.
func (db *DB) Write(ctx context.Context, do func(*Tx) error) error {
	return db.telling(func(ctx context.Context, do func(*Tx) error) error {
		return within(ctx, db.engine, db.engine.write, do)
	})(ctx, db.unlocked(do))
}

// Read runs a function in a transaction that sees one state of the database and cannot write.
func (db *DB) Read(ctx context.Context, do func(*Tx) error) error {
	return within(ctx, db.engine, db.engine.read, db.unlocked(do))
}

// unlocked gives the transaction the keys.
func (db *DB) unlocked(do func(*Tx) error) func(*Tx) error {
	return func(tx *Tx) error {
		tx.ring = db.ring.Load()
		return do(tx)
	}
}

// Scrub sees to it that nothing of what was erased is left in the database's files. While somebody reads, it can be that only a later call
// does.
func (db *DB) Scrub(ctx context.Context) error { return db.engine.scrub(ctx) }

// Tx is a transaction in hand. It belongs to one goroutine.
type Tx struct {
	ctx    context.Context
	tx     *sql.Tx
	engine engine
	ended  []Ended
	ring   *Keyring
	keys   map[string]cipher.AEAD // of people, unwrapped
}

func within(ctx context.Context, e engine, begin func(context.Context) (*sql.Tx, error), do func(*Tx) error) error {
	tx, err := begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // does nothing after a commit
	if err := do(&Tx{ctx: ctx, tx: tx, engine: e}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
