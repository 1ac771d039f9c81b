package storage

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

// written has two people write something, and a third nothing.
func written(t *testing.T, db *DB) {
	t.Helper()
	seed(t, db)
	if err := db.Unlock(t.Context(), db.ring.Load()); err != nil {
		t.Fatal(err)
	}
	write(t, db, func(tx *Tx) error {
		err := errors.Join(tx.SavePerson(cohort.Person{ID: "U3", Zone: "UTC"}), tx.SavePerson(cohort.Person{ID: "U4", Zone: "UTC"}))
		for _, person := range []string{"U1", "U2"} {
			err = errors.Join(err, tx.SaveReflection(cohort.Reflection{
				ID: "r" + person, Person: person, Cohort: "c1", Written: now, Note: "言葉 " + person, Visibility: cohort.OnlyMe,
			}))
		}
		return err
	})
}

// backedUp is the file of a backup that is made now.
func backedUp(t *testing.T, db *DB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup.db")
	if _, err := db.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return path
}

func keysOf(t *testing.T, db *DB) Keys {
	t.Helper()
	keys, err := db.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// putBack restores a backup with keys, and returns it with who is to be erased.
func putBack(t *testing.T, backup string, keys Keys) (db *DB, erased []string, err error) {
	t.Helper()
	db = openAt(t, backup)
	err = db.Write(t.Context(), func(tx *Tx) (err error) {
		erased, err = tx.PutKeys(keys)
		return err
	})
	return db, erased, err
}

// No byte of anybody's key is in a backup; without the keys it does not serve.
func TestBackupHoldsNoKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		written(t, db)
		keys := keysOf(t, db)
		if len(keys.Keys) != 2 || len(keys.Lives) != 4 || keys.Proof == "" {
			t.Fatalf("%+v", keys)
		}
		path := backedUp(t, db)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keys.Keys {
			raw, _ := base64.StdEncoding.DecodeString(key.Wrapped)
			if bytes.Contains(data, []byte(key.Wrapped)) || bytes.Contains(data, raw) {
				t.Error("a key is in it")
			}
		}
		restored := openAt(t, path)
		if err := restored.HasKeys(t.Context()); err != ErrKeysAbsent {
			t.Error(err)
		}
		err = restored.Read(t.Context(), func(tx *Tx) error { _, err := tx.Reflection("rU1"); return err })
		if !errors.Is(err, ErrUnreadable) {
			t.Errorf("read without its key: %v", err)
		}
	})
}

// Who was erased after a backup is found out when it is put back with newer keys, whether they had written something or not.
func TestNewerKeysTellWhoWasErased(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		written(t, db)
		path := backedUp(t, db)
		write(t, db, func(tx *Tx) error { _, err := tx.exec(`DELETE FROM people WHERE id IN ('U1', 'U3')`); return err })
		keys := keysOf(t, db)
		keys.Made = keys.Made.Add(time.Millisecond) // ids tell no more than that
		restored, erased, err := putBack(t, path, keys)
		if err != nil || !cmp.Equal(erased, []string{"U1", "U3"}) {
			t.Fatal(erased, err)
		}
		read(t, restored, func(tx *Tx) error {
			r, err := tx.Reflection("rU2")
			if r.Note != "言葉 U2" {
				t.Errorf("%+v", r)
			}
			_, gone := tx.Reflection("rU1")
			if !errors.Is(gone, ErrUnreadable) {
				t.Errorf("what was erased opens: %v", gone)
			}
			return err
		})
		if _, again, err := putBack(t, path, Keys{Made: time.Now()}); err != nil || len(again) != 0 {
			t.Errorf("a database that has its keys: %v %v", again, err)
		}
	})
}

// Who was erased and came back is another in a backup of before: what stands there of their former life is erased, opens by no key of the new
// one, and takes nothing of it. It does not matter in which of the two they wrote.
func TestWhoCameBackIsNotWhoWasErased(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		written(t, db)
		write(t, db, func(tx *Tx) error { return tx.Refuse("U4", []string{"U1"}) }) // all that U4 left, who never wrote anything
		path := backedUp(t, db)
		write(t, db, func(tx *Tx) error {
			for _, person := range []string{"U1", "U3", "U4"} {
				err := errors.Join(tx.Erase(person, "leaving"), tx.SavePerson(cohort.Person{ID: person, Zone: "UTC"}))
				if err != nil {
					return err
				}
			}
			return nil
		})
		write(t, db, func(tx *Tx) error { // U4 writes only now, U1 again, and U3 never
			for _, person := range []string{"U1", "U4"} {
				err := tx.SaveReflection(cohort.Reflection{ID: "r2" + person, Person: person, Cohort: "c1", Written: now, Note: "新しい言葉", Visibility: cohort.OnlyMe})
				if err != nil {
					return err
				}
			}
			return nil
		})
		keys := keysOf(t, db)
		keys.Made = keys.Made.Add(time.Millisecond)
		restored, erased, err := putBack(t, path, keys)
		if err != nil || !cmp.Equal(erased, []string{"U1", "U3", "U4"}) {
			t.Fatal(erased, err)
		}
		read(t, restored, func(tx *Tx) error {
			if _, err := tx.Reflection("rU1"); !errors.Is(err, ErrUnreadable) {
				t.Errorf("what was erased opens by the new key: %v", err)
			}
			n, err := one(tx, value[int], `SELECT COUNT(*) FROM keys`)
			if n != 1 {
				t.Errorf("%d keys were put back, want that of U2", n)
			}
			return err
		})
		write(t, restored, func(tx *Tx) error {
			return errors.Join(tx.Erase("U1", "leaving"), tx.Erase("U3", "leaving"), tx.Erase("U4", "leaving"))
		})
		if err := restored.HasKeys(t.Context()); err != nil {
			t.Errorf("it is not served from: %v", err)
		}
	})
}

// Keys from before the database erase nobody, and neither do those with which nothing of it opens.
func TestKeysThatDoNotFitChangeNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		written(t, db)
		for name, c := range map[string]struct {
			keys Keys
			want error
		}{
			"older":           {Keys{Made: time.Now().Add(-time.Hour)}, ErrOldKeys},
			"new for all":     {Keys{Made: time.Now().Add(time.Hour), Anew: time.Now().Add(time.Minute)}, ErrOldBackup},
			"somebody else's": {Keys{Made: time.Now().Add(-time.Minute), Keys: []WrappedKey{{ID: keysOf(t, db).Keys[0].ID, Person: "U2"}}}, ErrOldKeys},
		} {
			restored, erased, err := putBack(t, backedUp(t, db), c.keys)
			if err != c.want || erased != nil {
				t.Errorf("%s: %v %v", name, erased, err)
			}
			if err := restored.HasKeys(t.Context()); err != ErrKeysAbsent {
				t.Errorf("%s: something was kept: %v", name, err)
			}
		}
	})
}

func TestKeysAreAFileThatOnlyItsOwnerReads(t *testing.T) {
	want := Keys{Made: now, Proof: "p", Lives: []Life{{"l", "U3"}}, Keys: []WrappedKey{{"k", "U1", "w"}}}
	path := filepath.Join(t.TempDir(), "x.keys")
	for range 2 { // the second takes the place of the first
		if err := want.WriteFile(path); err != nil {
			t.Fatal(err)
		}
		alone(t, path)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := ReadKeys(file)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for _, text := range []string{"", "{}", "words"} {
		if _, err := ReadKeys(strings.NewReader(text)); err == nil {
			t.Errorf("%q was read", text)
		}
	}
	if err := want.WriteFile(filepath.Join(t.TempDir(), "none", "x.keys")); err == nil {
		t.Error("into a folder that is not there")
	}
}
