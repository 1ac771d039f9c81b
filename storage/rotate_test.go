package storage

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage/storagetest"
)

// with gives a database keys, and says what came of it.
func with(t *testing.T, db *DB, keys string) error {
	t.Helper()
	ring, err := ParseKeyring(keys)
	if err != nil {
		t.Fatal(err)
	}
	return db.Unlock(t.Context(), ring)
}

// readable checks that what two people wrote opens.
func readable(t *testing.T, db *DB) {
	t.Helper()
	read(t, db, func(tx *Tx) error {
		for _, person := range []string{"U1", "U2"} {
			if r, err := tx.Reflection("r" + person); err != nil || r.Note != "言葉 "+person {
				t.Errorf("%q %v", r.Note, err)
			}
		}
		return nil
	})
}

// The installation's key is changed for another: then the old one opens nothing, and the new one alone everything.
func TestNewKeyTakesThePlaceOfTheOld(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		written(t, db)
		if _, err := db.Rewrap(t.Context()); err != ErrOneKey {
			t.Errorf("without a second key: %v", err)
		}
		fresh := NewKey()
		if err := with(t, db, fresh); !errors.Is(err, ErrWrongKey) {
			t.Error(err)
		}
		if err := with(t, db, fresh+","+storagetest.Key); err != nil {
			t.Fatal(err)
		}
		if n, err := db.Rewrap(t.Context()); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		if err := with(t, db, storagetest.Key); !errors.Is(err, ErrWrongKey) {
			t.Errorf("the old key: %v", err)
		}
		if err := with(t, db, fresh); err != nil {
			t.Fatal(err)
		}
		readable(t, db)
	})
}

// Everybody's own key is changed, and all that they wrote with it, sealed in whatever table; the keys of before open nothing any more.
func TestEverybodyGetsANewKey(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		written(t, db)
		write(t, db, func(tx *Tx) error {
			sealed, err := tx.seal("U1", "turns/t1", map[string]any{"age": 48})
			if err != nil {
				return err
			}
			_, err = tx.exec(`INSERT INTO turns (id, person_id, sealed, added) VALUES ('t1', 'U1', $1, 1)`, sealed)
			return errors.Join(err,
				tx.SaveOffer(cohort.Offer{ID: "o1", Person: "U1", Cohort: "c1", Step: "x", Answer: cohort.Trying, Plan: "水曜に", Offered: now}))
		})
		before, backup := keysOf(t, db), backedUp(t, db)
		time.Sleep(2 * time.Millisecond) // ids tell no more than the millisecond
		if n, err := db.Renew(t.Context()); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		readable(t, db)
		read(t, db, func(tx *Tx) error {
			o, err := tx.Offer("o1")
			all, err2 := tx.Everything("U1")
			if o.Plan != "水曜に" || len(all["turns"]) != 1 {
				t.Errorf("%+v %+v", o, all)
			}
			return errors.Join(err, err2)
		})
		write(t, db, func(tx *Tx) error {
			for _, key := range before.Keys {
				if _, err := tx.exec(`UPDATE keys SET id = $1, wrapped = $2 WHERE person_id = $3`, key.ID, key.Wrapped, key.Person); err != nil {
					return err
				}
			}
			if _, err := tx.Reflection("rU1"); !errors.Is(err, ErrUnreadable) {
				t.Errorf("with the key of before: %v", err)
			}
			return nil
		})
		after := before
		after.Anew, after.Keys, after.Made = time.Now(), nil, time.Now().Add(time.Hour)
		if _, _, err := putBack(t, backup, after); err != ErrOldBackup {
			t.Errorf("a backup of before with the keys of after: %v", err)
		}
	})
}

// Whoever serves reads and writes while keys are changed, and nobody's words are lost for a moment.
func TestKeysAreChangedWhileServing(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	written(t, db)
	if err := with(t, db, NewKey()+","+storagetest.Key); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	serving.Go(func() {
		for n := 0; ctx.Err() == nil || n == 0; n++ {
			readable(t, db)
			write(t, db, func(tx *Tx) error {
				return tx.SaveReflection(cohort.Reflection{ID: NewID(), Person: "U2", Cohort: "c1", Written: now, Note: "その間の言葉", Visibility: cohort.OnlyMe})
			})
		}
	})
	for range 3 {
		if _, err := db.Renew(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := db.Rewrap(t.Context()); err != nil {
			t.Error(err)
		}
	}
	stop()
	serving.Wait()
	readable(t, db)
	read(t, db, func(tx *Tx) error { _, err := tx.Reflections("U2", 0, 10000); return err })
}

// A rotation that is broken off in the middle leaves everything readable, and goes on where it was.
func TestRotationGoesOnAfterItWasBrokenOff(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	written(t, db)
	time.Sleep(2 * time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	write(t, db, func(tx *Tx) error {
		_, err := tx.exec(`CREATE TRIGGER accident BEFORE UPDATE ON reflections WHEN OLD.person_id = 'U2' BEGIN SELECT RAISE(ABORT, 'no'); END`)
		return err
	})
	if n, err := db.Renew(ctx); err == nil || n != 1 {
		t.Fatal(n, err)
	}
	cancel()
	readable(t, db)
	first := keysOf(t, db)
	write(t, db, func(tx *Tx) error { _, err := tx.exec(`DROP TRIGGER accident`); return err })
	if n, err := db.Renew(t.Context()); err != nil || n != 1 {
		t.Errorf("it began anew with %d: %v", n, err)
	}
	readable(t, db)
	if keysOf(t, db).Anew != first.Anew {
		t.Error("it was another rotation")
	}
	if err := with(t, db, NewKey()+" "+storagetest.Key); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Rewrap(ctx); err == nil { // told to stop
		t.Error("went on")
	}
	if err := with(t, db, storagetest.Key); err != nil {
		t.Errorf("before it is done the old key holds: %v", err)
	}
}
