package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// What is made beside its place before it gets its name: backups are in folders, keys in files.
const (
	backupDrafts = ".ippo-backup-*"
	keyDrafts    = ".ippo-keys-*"
)

// How old a draft is that nobody works on any more. An old keyring opens for whoever was erased since, so it does not stay for long.
const (
	backupDraftAge = 24 * time.Hour
	keyDraftAge    = 10 * time.Minute
)

// ClearDrafts removes from a folder what was left by crashes while backups and keys were written.
func ClearDrafts(folder string, now time.Time) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		age, ours := backupDraftAge, isDraft(backupDrafts, entry.Name()) && entry.IsDir()
		if isDraft(keyDrafts, entry.Name()) && entry.Type().IsRegular() {
			age, ours = keyDraftAge, true
		}
		if !ours {
			continue
		}
		if info, errInfo := entry.Info(); errInfo == nil && info.ModTime().Before(now.Add(-age)) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(folder, entry.Name())))
		}
	}
	return err
}

func isDraft(pattern, name string) bool {
	ours, _ := filepath.Match(pattern, name)
	return ours
}

// WriteKeyFile writes keys into a new file that its owner alone can read. At no moment does it hold a part of them, also after a crash, and
// what is there already stays: then the error is fs.ErrExist.
func WriteKeyFile(path string, text []byte) error {
	return writeWhole(path, text, func(draft string) error {
		err := os.Link(draft, path) // as a renaming that takes no other's place
		if err != nil && !errors.Is(err, fs.ErrExist) {
			err = writeNew(path, text) // some file systems have no such links
		}
		return errors.Join(err, os.Remove(draft))
	})
}

// writeNew writes a file that is not there yet.
func writeNew(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// writeWhole writes a draft beside a place, brings it onto the disk, and has it put there.
func writeWhole(path string, text []byte, put func(draft string) error) error {
	draft, err := os.CreateTemp(filepath.Dir(path), keyDrafts) // which only its owner can read
	if err != nil {
		return err
	}
	_, err = draft.Write(text)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err == nil {
		err = put(draft.Name())
	}
	if err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	return flush(filepath.Dir(path))
}
