package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keyTable holds what no backup does.
const keyTable = "keys"

// Backup writes what the database holds at one moment into a new SQLite file, while others read and write, and returns
// how many rows these are. The keys of people are not in it: see Tx.Keys. The file is checked and on the disk when it gets its name; its
// owner alone can read it. A file that is there already is left alone (fs.ErrExist), and a backup that fails leaves nothing behind.
func (db *DB) Backup(ctx context.Context, path string) (rows int, err error) {
	if err := Vacant(path); err != nil {
		return 0, fmt.Errorf("back up: %w", err)
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), backupDrafts) // beside the file, so that the renaming is one step
	if err != nil {
		return 0, fmt.Errorf("back up: %w", err)
	}
	defer os.RemoveAll(folder)
	draft := filepath.Join(folder, "draft.db")
	counts, err := db.engine.draft(ctx, draft)
	if err == nil {
		rows, err = inspect(ctx, draft, counts)
	}
	if err == nil {
		err = settle(draft, path)
	}
	if err != nil {
		return 0, fmt.Errorf("back up: %w", err)
	}
	return rows, nil
}

// Vacant returns fs.ErrExist if something is at a path.
func Vacant(path string) error {
	_, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil:
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	return err
}

// inspect checks that SQLite finds a draft whole, and that it holds the rows that it should; it returns how many.
func inspect(ctx context.Context, draft string, counts map[string]int) (all int, err error) {
	pool, err := sqlitePool(draft, "_journal_mode=DELETE", patience, 1) // one file, which can be opened where nothing can be written
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	verdict := ""
	if err := pool.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil || verdict != "ok" {
		return 0, errors.Join(fmt.Errorf("the copy is damaged: %s", verdict), err)
	}
	lost := 0
	if err := pool.QueryRowContext(ctx, `SELECT COUNT(*) FROM pragma_foreign_key_check`).Scan(&lost); err != nil || lost > 0 {
		return 0, errors.Join(fmt.Errorf("the copy is damaged: %d rows refer to none", lost), err)
	}
	found, err := countRows(ctx, pool)
	if err != nil {
		return 0, err
	}
	if found[keyTable] > 0 {
		return 0, errors.New("the copy holds people's keys")
	}
	for table, n := range found {
		if want, known := counts[table]; known && n != want {
			return 0, fmt.Errorf("the copy has %d rows of %s, not %d", n, table, want)
		}
		all += n
	}
	return all, nil
}

// settle brings a draft onto the disk and gives it its name.
func settle(draft, path string) error {
	if err := os.Chmod(draft, 0o600); err != nil {
		return err
	}
	if err := flush(draft); err != nil {
		return err
	}
	if err := Vacant(path); err != nil {
		return err
	}
	if err := os.Rename(draft, path); err != nil {
		return err
	}
	return flush(filepath.Dir(path))
}

func flush(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// countRows counts the rows of those of our tables that an SQLite database has; an older one has fewer.
func countRows(ctx context.Context, db *sql.DB) (map[string]int, error) {
	counts := map[string]int{}
	for _, t := range tables {
		there, n := false, 0
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = ?`, t.name).Scan(&there); err != nil {
			return nil, err
		}
		if !there {
			continue
		}
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+t.name).Scan(&n); err != nil {
			return nil, err
		}
		counts[t.name] = n
	}
	return counts, nil
}
