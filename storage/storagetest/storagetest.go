// Package storagetest gives tests a fresh database of each kind that Ippo runs on: an SQLite file, and a database on a
// PostgreSQL server of the test binary's own, which is started when it is first asked for.
package storagetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Run runs a package's tests and stops the server after them. TestMain calls it, and exits with what it returns.
func Run(m *testing.M) int {
	defer func() {
		if shared.server != nil {
			shared.server.stop()
		}
	}()
	return m.Run()
}

// OnBoth runs a test on a fresh database of each kind. They are named as storage.Open takes them, and empty.
func OnBoth(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns the path of a file that is not there yet.
func SQLite(t testing.TB) string {
	return filepath.Join(t.TempDir(), "a b %20 期.db") // a path that an address would misread
}

// Postgres makes a database that is dropped after the test, and returns its address (over TCP, with a password that must
// not be seen anywhere: Password).
func Postgres(t testing.TB) string { return PostgresWith(t, "") }

// PostgresWith is Postgres for a database that is made with options, as CREATE DATABASE has them.
func PostgresWith(t testing.TB, options string) string {
	t.Helper()
	shared.once.Do(func() { shared.server, shared.err = start() })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	name := fmt.Sprintf("test%d", shared.databases.Add(1))
	shared.server.do(t, "CREATE DATABASE "+name+" "+options)
	t.Cleanup(func() { shared.server.do(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return shared.server.address(name)
}

// PostgresLike is Postgres with what prepare puts into a database: once for all tests that ask for it, in a model that theirs are
// copies of. Making the tables takes far longer than copying them.
func PostgresLike(t testing.TB, prepare func(address string) error) string {
	t.Helper()
	shared.model.Do(func() {
		shared.unmade = errors.New("the model was not made: an earlier test tells why")
		address := Postgres(outlives{t})
		shared.unmade = prepare(address)
		shared.like = "TEMPLATE " + path.Base(strings.Split(address, "?")[0])
	})
	if shared.unmade != nil {
		t.Fatal(shared.unmade)
	}
	return PostgresWith(t, shared.like)
}

// outlives is a test that leaves what it makes to the tests after it.
type outlives struct{ testing.TB }

func (outlives) Cleanup(func()) {}

// Connect opens a connection of the test's own to a database in PostgreSQL.
func Connect(t testing.TB, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Unlock unlocks a database with the tests' key: its parse and unlock are storage.ParseKeyring and the database's Unlock, which this package
// cannot name.
func Unlock[Keyring any](t testing.TB, parse func(string) (Keyring, error), unlock func(context.Context, Keyring) error) {
	t.Helper()
	ring, err := parse(Key)
	if err == nil {
		err = unlock(context.Background(), ring)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Key is the key of a test's database, in base64.
const Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

var shared struct {
	once      sync.Once
	server    *server
	err       error
	databases atomic.Int64
	model     sync.Once
	like      string // how a database is made that is like the model
	unmade    error  // why there is none
}

func (s *server) do(t testing.TB, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", s.address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
