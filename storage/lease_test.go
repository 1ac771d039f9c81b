package storage

import (
	"context"
	"errors"
	"testing"
	"time"

	"ippo/storage/storagetest"
)

func TestOneLeads(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		a, b := pair(t, database)
		first := lead(t, a)
		if !a.Leading() || b.Leading() {
			t.Errorf("leading: %v and %v", a.Leading(), b.Leading())
		}
		for _, db := range []*DB{a, b} {
			if _, err := db.TryLead(t.Context()); !errors.Is(err, ErrReserved) {
				t.Errorf("a second lease: %v", err)
			}
		}
		if err := first.Write(t.Context(), func(tx *Tx) error { return tx.Once("e", now) }); err != nil {
			t.Error(err)
		}
		waiting, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := b.Lead(waiting); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waited without end: %v", err)
		}
		if err := first.Release(); err != nil {
			t.Error(err)
		}
		<-first.Lost()
		if err := first.Write(t.Context(), func(*Tx) error { return nil }); !errors.Is(err, ErrLost) {
			t.Errorf("wrote after it was released: %v", err)
		}
		second := lead(t, b)
		if a.Leading() || !b.Leading() {
			t.Errorf("leading: %v and %v", a.Leading(), b.Leading())
		}
		b.Close() // which releases
		<-second.Lost()
		lead(t, a)
	})
}

func TestFileIsServedByOne(t *testing.T) {
	path := storagetest.SQLite(t)
	db, err := OpenToServe(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenToServe(t.Context(), path); !errors.Is(err, ErrReserved) {
		t.Errorf("served twice: %v", err)
	}
	if err := lead(t, db).Release(); err != nil {
		t.Error(err)
	}
	other := openAt(t, path)
	if _, err := other.TryLead(t.Context()); !errors.Is(err, ErrReserved) {
		t.Errorf("the file is not reserved any more: %v", err)
	}
	lead(t, db) // again
	db.Close()
	lead(t, other)
}

func TestAddressIsServedByMany(t *testing.T) {
	address := storagetest.Postgres(t)
	for range 2 {
		db, err := OpenToServe(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
	}
}

func TestLeaseEndsWithItsSession(t *testing.T) {
	address := storagetest.Postgres(t)
	a, b := pair(t, address)
	for name, notice := range map[string]func(*Lease){
		"while it writes": func(l *Lease) {
			err := l.Write(t.Context(), func(tx *Tx) error {
				terminate(t, address)
				return tx.Once("lost", now)
			})
			if !errors.Is(err, ErrLost) {
				t.Errorf("wrote without the lock: %v", err)
			}
		},
		"before it writes": func(l *Lease) {
			terminate(t, address)
			if err := l.Write(t.Context(), func(tx *Tx) error { return tx.Once("lost", now) }); !errors.Is(err, ErrLost) {
				t.Errorf("wrote without the lock: %v", err)
			}
		},
		"while it rests": func(l *Lease) { terminate(t, address) },
	} {
		t.Run(name, func(t *testing.T) {
			lease := lead(t, a)
			notice(lease)
			began := time.Now()
			successor := lead(t, b)
			select {
			case <-lease.Lost():
			case <-time.After(2 * pulse):
				t.Error("the loss was not noticed")
			}
			if took := time.Since(began); took > 2*pulse {
				t.Errorf("the other leads after %v", took)
			}
			write(t, a, func(tx *Tx) error { return tx.ForgetSeen(now.Add(time.Hour)) }) // it goes on answering people
			if err := errors.Join(lease.Release(), successor.Release()); err != nil {
				t.Error(err)
			}
		})
	}
	read(t, a, func(tx *Tx) error {
		if n, err := one(tx, value[int], `SELECT COUNT(*) FROM seen`); n != 0 || err != nil {
			t.Errorf("%d written without the lock, %v", n, err)
		}
		return nil
	})
}

func TestLeaseOutlivesWhatFails(t *testing.T) { onBoth(t, testLeaseOutlivesWhatFails) }

func testLeaseOutlivesWhatFails(t *testing.T, db *DB) {
	lease := lead(t, db)
	failed := errors.New("failed")
	ended, end := context.WithCancel(t.Context())
	end()
	for name, fail := range map[string]func() error{
		"the function": func() error { return lease.Write(t.Context(), func(*Tx) error { return failed }) },
		"a statement": func() error {
			return lease.Write(t.Context(), func(tx *Tx) error { _, err := tx.exec("nonsense"); return err })
		},
		"the context first": func() error { return lease.Write(ended, func(*Tx) error { return nil }) },
		"the context during": func() error {
			ctx, cancel := context.WithCancel(t.Context())
			return lease.Write(ctx, func(tx *Tx) error { cancel(); return tx.Once("undone", now) })
		},
		"the context after": func() error {
			ctx, cancel := context.WithCancel(t.Context())
			return lease.Write(ctx, func(tx *Tx) error { defer cancel(); return tx.Once("undone", now) })
		},
	} {
		if err := fail(); err == nil || errors.Is(err, ErrLost) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := lease.Write(t.Context(), func(tx *Tx) error { return tx.Once("undone", now) }); err != nil || !db.Leading() {
		t.Errorf("it was lost, or something was not undone: %v", err)
	}
}

// A statement that waits on the server is cancelled there, and the session stays.
func TestCancelledWaitLeavesTheLease(t *testing.T) {
	a, b := pair(t, storagetest.Postgres(t))
	lease := lead(t, a)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	write(t, b, func(*Tx) error {
		if err := lease.Write(ctx, func(*Tx) error { return nil }); err == nil || errors.Is(err, ErrLost) {
			t.Errorf("beside a writer: %v", err)
		}
		return nil
	})
	if err := lease.Write(t.Context(), func(*Tx) error { return nil }); err != nil {
		t.Error(err)
	}
}

func lead(t *testing.T, db *DB) *Lease {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	lease, err := db.Lead(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return lease
}

// terminate ends the session of a lease from the server's side, and waits until its lock is free.
func terminate(t *testing.T, address string) {
	t.Helper()
	server := storagetest.Connect(t, address)
	const holder = `FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32) + objid::bigint = $1`
	number := 0
	if err := server.QueryRow(`SELECT COUNT(pg_terminate_backend(pid, 5000)) `+holder, lockOf("lead", "public")).Scan(&number); err != nil || number != 1 {
		t.Fatalf("%d sessions ended, %v", number, err)
	}
}
