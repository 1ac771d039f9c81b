package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// What a crash left goes when nobody can be at work on it any more: an old keyring soon, a broken backup after a day. Nothing else does.
func TestDraftsAreCleared(t *testing.T) {
	folder := t.TempDir()
	ages := map[string]time.Duration{
		".ippo-keys-1": 11 * time.Minute, ".ippo-keys-2": 9 * time.Minute, ".ippo-backup-1": 25 * time.Hour, ".ippo-backup-2": 23 * time.Hour,
		"ippo.keys": 25 * time.Hour, "ippo.db.key": 25 * time.Hour,
	}
	for name, age := range ages {
		path := filepath.Join(folder, name)
		err := os.WriteFile(path, []byte("x"), 0o600)
		if isDraft(backupDrafts, name) {
			err = errors.Join(os.Remove(path), os.MkdirAll(filepath.Join(path, "within"), 0o700))
		}
		if err = errors.Join(err, os.Chtimes(path, now, now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	if err := ClearDrafts(folder, now); err != nil {
		t.Fatal(err)
	}
	if got := inFolder(t, folder); !slices.Equal(got, []string{".ippo-backup-2", ".ippo-keys-2", "ippo.db.key", "ippo.keys"}) {
		t.Errorf("what stays: %q", got)
	}
	if err := ClearDrafts(filepath.Join(folder, "none"), now); err != nil {
		t.Error(err)
	}
}

// A key is there as a whole or not at all, for its owner alone, and takes no other's place.
func TestKeyFileIsWrittenOnce(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "ippo.db.key")
	if err := WriteKeyFile(path, []byte("first")); err != nil {
		t.Fatal(err)
	}
	alone(t, path)
	if err := WriteKeyFile(path, []byte("second")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second one: %v", err)
	}
	if text, err := os.ReadFile(path); string(text) != "first" {
		t.Errorf("it holds %q, %v", text, err)
	}
	if got := inFolder(t, folder); !slices.Equal(got, []string{"ippo.db.key"}) {
		t.Errorf("beside it: %q", got)
	}
}

func inFolder(t *testing.T, folder string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}
