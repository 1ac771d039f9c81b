package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// house is an installation with two people who have written something, and backups in a folder.
type house struct {
	*testing.T
	database, backups string
	words             *locale.Words
}

func newHouse(t *testing.T, database string) *house {
	t.Helper()
	h := &house{T: t, database: database, backups: t.TempDir(), words: english(t)}
	t.Setenv("IPPO_DATABASE", database)
	t.Setenv("IPPO_KEY", storagetest.Key)
	t.Setenv("IPPO_BACKUPS", h.backups)
	importDemo(t, database)
	h.open(database, func(db *storage.DB) {
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			c, err := tx.Cohorts()
			if err != nil {
				return err
			}
			for _, person := range []string{hanako, taro} {
				err = errors.Join(err, tx.SaveReflection(cohort.Reflection{ID: storage.NewID(), Person: person, Cohort: c[0].ID, Written: time.Now(),
					Note: secretOf(person), Visibility: cohort.OnlyMe}))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	return h
}

func secretOf(person string) string {
	return "だれにも言えないことを書きました " + person
}

// open opens a database with the key of the environment.
func (h *house) open(database string, do func(*storage.DB)) {
	h.Helper()
	db, err := storage.Open(h.Context(), database)
	if err != nil {
		h.Fatal(err)
	}
	defer db.Close()
	if err := unlock(h.Context(), db, config.Settings{Database: database, Key: os.Getenv("IPPO_KEY")}); err != nil {
		h.Fatal(err)
	}
	do(db)
}

// reads returns the words of a person, or "" if there are none.
func (h *house) reads(database, person string) (words string) {
	h.Helper()
	h.open(database, func(db *storage.DB) {
		err := db.Read(h.Context(), func(tx *storage.Tx) error {
			all, err := tx.Reflections(person, 0, 10)
			for _, r := range all {
				words += r.Note
			}
			return err
		})
		if err != nil {
			h.Error(err)
		}
	})
	return words
}

// does runs a command that must go well.
func (h *house) does(args ...string) (stdout string) {
	h.Helper()
	code, out, said := ippo(h.T, args...)
	if code != exitDone || strings.Contains(out+said, "だれにも") {
		h.Fatalf("%v: %d\n%s%s", args, code, out, said)
	}
	return out
}

// inFile reports whether a file holds a text, as it is or in base64.
func inFile(t *testing.T, path, text string) bool {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return bytes.Contains(data, []byte(text)) || bytes.Contains(data, []byte(base64.StdEncoding.EncodeToString([]byte(text))))
}

// copied copies a file to a new place, and returns that.
func copied(t *testing.T, from, to string) string {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// Somebody erases themselves: their words, key and rows are neither in the database's file nor in its log, and the backup of before cannot
// be read for them, with the right key and the newest keyring; for the others it can.
func TestErasedIsUnreadableInOldBackupsToo(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		h := newHouse(t, database)
		backup := filepath.Join(t.TempDir(), "old.db")
		h.does("backup", backup)
		code, _, said := ippo(t, "erase", hanako)
		if code != exitFailed || !strings.Contains(said, h.words.Say("erase.not_sure")) || h.reads(database, hanako) == "" {
			t.Errorf("erased without being sure: %d %s", code, said)
		}
		var key storage.WrappedKey
		h.open(database, func(db *storage.DB) {
			keys, err := db.Keys(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range keys.Keys {
				if k.Person == hanako {
					key = k
				}
			}
		})
		if out := h.does("erase", hanako, "--yes"); !strings.Contains(out, "reflections") {
			t.Errorf("it does not say what goes: %s", out)
		}
		if _, file := storage.File(database); file {
			for _, path := range []string{database, database + "-wal", backup} {
				for _, text := range []string{secretOf(hanako), key.Wrapped, key.ID} {
					if inFile(t, path, text) && !(path == backup && text == key.ID) { // an id opens nothing
						t.Errorf("%s holds %q", path, text)
					}
				}
				if path != backup && inFile(t, path, `"`+hanako+`"`) {
					t.Errorf("%s knows of her", path)
				}
			}
		}
		keyring := filepath.Join(h.backups, keyringName)
		if inFile(t, keyring, hanako) || !inFile(t, keyring, taro) {
			t.Error("the keyring is not the newest")
		}
		code, _, said = ippo(t, "erase", hanako, "--yes")
		if code != exitFailed || !strings.Contains(said, hanako) {
			t.Errorf("once more: %d %s", code, said)
		}

		restored := copied(t, backup, filepath.Join(t.TempDir(), "restored.db"))
		copied(t, keyring, restored+keysSuffix)
		if h.reads(restored, taro) != secretOf(taro) || h.reads(restored, hanako) != "" {
			t.Error("the backup does not open as it should")
		}
		if _, err := os.Stat(restored + keysSuffix); err == nil {
			t.Error("the keyring was not taken in once and for all")
		}
		for table, rows := range tables(t, restored) {
			for _, row := range rows {
				if strings.Contains(row, hanako) && table != "goose_db_version" {
					t.Errorf("restored, there is something of her in %s: %s", table, row)
				}
			}
		}
	})
}

// A restored backup without its keyring, or with one that does not fit, is not served from, and is left as it is.
func TestRestoringSaysWhatIsMissing(t *testing.T) {
	h := newHouse(t, storagetest.SQLite(t))
	empty := filepath.Join(t.TempDir(), "empty.keys")
	if err := (storage.Keys{Made: time.Now().Add(-time.Hour)}).WriteFile(empty); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "old.db")
	left := filepath.Join(filepath.Dir(backup), ".ippo-keys-1") // by a crash; it opens for whoever was erased since
	if err := os.WriteFile(left, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(left, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.does("backup", backup)
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what a crash left of a keyring stays: %v", err)
	}
	keys := copied(t, backup+keysSuffix, filepath.Join(t.TempDir(), "whole.keys"))
	other := filepath.Join(t.TempDir(), "other.keys")
	whole, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	var all storage.Keys
	if err := json.Unmarshal(whole, &all); err != nil {
		t.Fatal(err)
	}
	old := all
	old.Made, old.Keys = time.Now().Add(-time.Hour), nil
	if err := old.WriteFile(other); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ keys, code string }{
		"none": {"", "keys_absent"}, "from before": {other, "keys_old"}, "of nobody": {empty, "keys_absent"}, "no keyring": {backup, "keys_unread"},
	} {
		restored := copied(t, backup, filepath.Join(t.TempDir(), "restored.db"))
		if c.keys != "" {
			copied(t, c.keys, restored+keysSuffix)
		}
		before := tables(t, restored)
		t.Setenv("IPPO_DATABASE", restored)
		for _, args := range [][]string{{"export", taro, t.TempDir()}, {"copy", "--from", restored, "--to", storagetest.SQLite(t)}} {
			code, _, said := ippo(t, args...)
			want, _, _ := strings.Cut(h.words.Say("config."+c.code, "Database", restored, "Path", restored+keysSuffix, "Cause", "|"), "|")
			if code != exitFailed || !strings.Contains(said, want) {
				t.Errorf("%s: %d %s, want %s", name, code, said, want)
			}
		}
		if len(tables(t, restored)["reflections"]) != len(before["reflections"]) || len(tables(t, restored)["keys"]) > 0 {
			t.Errorf("%s: something was changed", name)
		}
	}
	restored := copied(t, backup, filepath.Join(t.TempDir(), "restored.db"))
	copied(t, keys, restored+keysSuffix)
	moved := storagetest.Postgres(t)
	h.does("copy", "--from", restored, "--to", moved)
	if h.reads(moved, hanako) != secretOf(hanako) {
		t.Error("what was restored into PostgreSQL does not open")
	}
}

// The keys of an installation are changed by command, and the keyring beside the backups with them.
func TestKeysAreRotatedByCommand(t *testing.T) {
	h := newHouse(t, storagetest.SQLite(t))
	if code, _, said := ippo(t, "rotate"); code != exitFailed || said != h.words.Say("rotate.one_key")+"\n" {
		t.Errorf("%d %s", code, said)
	}
	old, fresh := storagetest.Key, storage.NewKey()
	t.Setenv("IPPO_KEY", fresh+","+old)
	h.does("rotate", "--all")
	t.Setenv("IPPO_KEY", old)
	if code, _, _ := ippo(t, "export", hanako, t.TempDir()); code != exitFailed {
		t.Error("the old key still opens")
	}
	t.Setenv("IPPO_KEY", fresh)
	if h.reads(h.database, hanako) != secretOf(hanako) {
		t.Error("the new key does not open")
	}
	backup := filepath.Join(t.TempDir(), "new.db")
	h.does("backup", backup)
	copied(t, filepath.Join(h.backups, keyringName), backup+keysSuffix)
	if h.reads(backup, taro) != secretOf(taro) {
		t.Error("a backup of after does not open with the keyring of the rotation")
	}
}

// A person's everything is written into two files that only their owner reads, and into no others.
func TestExportByCommand(t *testing.T) {
	h := newHouse(t, storagetest.SQLite(t))
	folder := t.TempDir()
	h.does("export", hanako, folder)
	for _, name := range []string{"ippo-" + hanako + ".html", "ippo-" + hanako + ".json"} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil || info.Mode().Perm() != 0o600 || !inFile(t, filepath.Join(folder, name), secretOf(hanako)) ||
			inFile(t, filepath.Join(folder, name), secretOf(taro)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	code, _, said := ippo(t, "export", hanako, folder)
	if code != exitFailed || said != h.words.Say("export.exists", "Path", filepath.Join(folder, "ippo-"+hanako+".html"))+"\n" {
		t.Errorf("over it: %d %s", code, said)
	}
	if code, _, said := ippo(t, "export", "U404"); code != exitFailed || said != h.words.Say("erase.unknown", "Person", "U404")+"\n" {
		t.Errorf("%d %s", code, said)
	}
}

// Who erased themselves and is still listed begins anew with the next import: with a key of their own again, and nothing of before.
func TestErasedAndListedBeginsAnew(t *testing.T) {
	h := newHouse(t, storagetest.SQLite(t))
	backup := filepath.Join(t.TempDir(), "old.db")
	h.does("backup", backup)
	h.does("erase", hanako, "--yes")
	importDemo(t, h.database)
	if h.reads(h.database, hanako) != "" {
		t.Error("what she erased is back")
	}
	h.open(h.database, func(db *storage.DB) {
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			all, err := tx.CohortsOf(hanako)
			if err != nil || len(all) != 1 {
				t.Fatalf("%d cohorts, %v", len(all), err)
			}
			return tx.SaveReflection(cohort.Reflection{ID: storage.NewID(), Person: hanako, Cohort: all[0].ID, Written: time.Now(), Note: "新しい始まり", Visibility: cohort.OnlyMe})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := writeKeys(t.Context(), db, backup+keysSuffix); err != nil {
			t.Fatal(err)
		}
	})
	if h.reads(h.database, hanako) != "新しい始まり" || h.reads(backup, hanako) != "" || h.reads(backup, taro) == "" {
		t.Error("the new key opens what was written before, or not what was written since")
	}
}
