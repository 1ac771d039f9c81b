package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/storage/storagetest"
)

func TestBackupHoldsWhatWasKeptBefore(t *testing.T) { onBoth(t, testBackupHoldsWhatWasKeptBefore) }

func testBackupHoldsWhatWasKeptBefore(t *testing.T, db *DB) {
	furnish(t, db)
	var kept atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			if db.Write(ctx, func(tx *Tx) error { return tx.Once(fmt.Sprint("Late", i), now) }) == nil {
				kept.Add(1)
			}
		}
	})
	for kept.Load() < 10 {
		time.Sleep(time.Millisecond)
	}
	var path string
	var before, during, rows int
	for try := 0; try < 100 && during == 0; try++ { // on a fast machine a backup may be done before anybody writes
		path = filepath.Join(t.TempDir(), "backup.db")
		before = int(kept.Load())
		var err error
		if rows, err = db.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		during = int(kept.Load()) - before
	}
	stop()
	writing.Wait()
	if during == 0 {
		t.Error("nobody could write meanwhile")
	}
	alone(t, path)
	restored := openAt(t, path)
	read(t, restored, func(tx *Tx) error {
		for i := range before {
			if n, err := one(tx, value[int], `SELECT COUNT(*) FROM seen WHERE id = $1`, fmt.Sprint("Late", i)); n != 1 || err != nil {
				t.Errorf("write %d, which was done before, is not in it: %v", i, err)
			}
		}
		return nil
	})
	all := 0
	for _, s := range sums(t, restored) {
		if all += s.Rows; (s.Rows == 0) != (s.Table == keyTable) {
			t.Errorf("%s has %d rows", s.Table, s.Rows)
		}
	}
	if all != rows {
		t.Errorf("it holds %d rows; %d were said", all, rows)
	}
	write(t, restored, func(tx *Tx) error { return tx.Once("new", now) }) // life goes on
}

// alone checks that a backup is one file that only its owner reads, with nothing left beside it.
func alone(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if left := names(t, filepath.Dir(path)); left != filepath.Base(path) {
		t.Errorf("in the folder: %s", left)
	}
}

func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return strings.Join(all, " ")
}

func TestBackupMovesToEitherEngine(t *testing.T) { onBoth(t, testBackupMovesToEitherEngine) }

func testBackupMovesToEitherEngine(t *testing.T, db *DB) {
	furnish(t, db)
	path := filepath.Join(t.TempDir(), "backup.db")
	if _, err := db.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	write(t, db, func(tx *Tx) error { _, err := tx.exec(`DELETE FROM keys`); return err }) // which no backup holds
	if diff := cmp.Diff(sums(t, db), sums(t, openAt(t, path))); diff != "" {
		t.Error(diff)
	}
	moved := openAt(t, storagetest.Postgres(t))
	if _, err := Copy(t.Context(), openAt(t, path), moved); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sums(t, db), sums(t, moved)); diff != "" {
		t.Error(diff)
	}
}

func TestFailedBackupLeavesNothing(t *testing.T) { onBoth(t, testFailedBackupLeavesNothing) }

func testFailedBackupLeavesNothing(t *testing.T, db *DB) {
	furnish(t, db)
	folder := t.TempDir()
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := db.Backup(ended, filepath.Join(folder, "a.db")); err == nil {
		t.Error("made a backup although it was told to stop")
	}
	if _, err := db.Backup(t.Context(), filepath.Join(folder, "none", "a.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into a folder that is not there: %v", err)
	}
	if left := names(t, folder); left != "" {
		t.Errorf("left behind: %s", left)
	}
	taken := filepath.Join(folder, "b.db")
	if err := os.WriteFile(taken, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Backup(t.Context(), taken); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file that is there: %v", err)
	}
	if kept, _ := os.ReadFile(taken); string(kept) != "precious" || names(t, folder) != "b.db" {
		t.Errorf("%q, and in the folder: %s", kept, names(t, folder))
	}
}

func TestDamagedCopyIsNoBackup(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	furnish(t, db)
	path := filepath.Join(t.TempDir(), "draft.db")
	counts, err := db.engine.draft(t.Context(), path)
	if err != nil || counts["seen"] != 2*batch+1 {
		t.Fatal(counts, err)
	}
	if _, err := inspect(t.Context(), path, counts); err != nil {
		t.Error(err)
	}
	counts["seen"]++
	if _, err := inspect(t.Context(), path, counts); err == nil || !strings.Contains(err.Error(), "seen") {
		t.Errorf("a lost row: %v", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, _ := file.Stat()
	if _, err := file.WriteAt(make([]byte, 8192), info.Size()/2); err != nil {
		t.Fatal(err)
	}
	file.Close()
	if _, err := inspect(t.Context(), path, nil); err == nil {
		t.Error("damage was not seen")
	}
}

func TestBackupChangesNothingOfItsSource(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		if _, err := OpenAsIs(t.Context(), database); err == nil {
			t.Error("opened what is not there")
		}
		db := openAt(t, database)
		write(t, db, func(tx *Tx) error {
			_, err := tx.exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)")
			return err
		})
		asIs, err := OpenAsIs(t.Context(), database)
		if _, file := File(database); file && err == nil { // a whole file is copied whole
			defer asIs.Close()
			_, err = asIs.Backup(t.Context(), filepath.Join(t.TempDir(), "backup.db"))
			if err != nil {
				t.Error(err)
			}
		} else if err == nil || file || !strings.Contains(err.Error(), "9999") {
			t.Errorf("got %v", err)
		}
	})
}
