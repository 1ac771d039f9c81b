package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ippo/config"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// A database gets a key of its own beside it, which nobody else can read; without it, or with another, it is not opened, and nothing is
// made in its place.
func TestDatabaseHasItsKey(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "ippo.db")
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	settings := config.Settings{Database: path}
	if err := unlock(t.Context(), db, settings); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path + ".key")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info, err)
	}
	if err := unlock(t.Context(), db, settings); err != nil {
		t.Errorf("once more: %v", err)
	}
	key, err := os.ReadFile(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	named := filepath.Join(folder, "elsewhere")
	if err := os.Rename(path+".key", named); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ key, code string }{
		"lost":              {"", "key_lost"},
		"another":           {storage.NewKey(), "key_other"},
		"no file of a key":  {path, "key_wrong"},
		"nothing to read":   {"c2VjcmV0", "key_unread"},
		"itself":            {strings.TrimSpace(string(key)), ""},
		"in a file":         {named, ""},
		"beside a new one":  {storage.NewKey() + "," + string(key), ""},
		"twice is no other": {string(key) + string(key), ""},
	} {
		settings.Key = test.key
		if got := problemCode(unlock(t.Context(), db, settings)); got != test.code {
			t.Errorf("%s: %q", name, got)
		}
	}
	if _, err := os.Stat(path + ".key"); err == nil {
		t.Error("a second key was made")
	}
	settings = config.Settings{Database: storagetest.Postgres(t)}
	if got := problemCode(unlock(t.Context(), db, settings)); got != "key_missing" {
		t.Errorf("PostgreSQL without a key: %q", got)
	}
}

// What is wrong with a key is told in words, and never shows it.
func TestWrongKeyIsNotShown(t *testing.T) {
	for _, code := range []string{"key_lost", "key_other", "key_wrong", "key_unread", "key_missing"} {
		if line := problemLine(english(t), config.Problem{Code: code, Args: []any{"Path", "p", "Database", "d"}}); strings.Contains(line, "config.") {
			t.Error(line)
		}
	}
	code, out, said := ippo(t, "key")
	if _, err := storage.ParseKeyring(out); code != exitDone || err != nil || said != "" {
		t.Errorf("%d %v %s", code, err, said)
	}
	if _, again, _ := ippo(t, "key"); again == out {
		t.Error("the same key twice")
	}
}

// problemCode is the code of the only problem that an error tells of; nothing for no error.
func problemCode(err error) string {
	var problems config.Problems
	switch {
	case err == nil:
		return ""
	case errors.As(err, &problems) && len(problems) == 1:
		return problems[0].Code
	}
	return err.Error()
}
