package storage

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ippo/cohort"
)

// Of a story that is withdrawn, and of a reflection that was taken back, no byte is left on the disk.
func TestNothingIsLeftOfWhatWasErased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ippo.db")
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	unlocked(t, db)
	seed(t, db)
	told, noted := strings.Repeat("五十で変わりました。", 20), strings.Repeat("誰にも言えないこと。", 400) // longer than a page
	onDisk := func(words string) (found bool) {
		t.Helper()
		for _, file := range []string{path, path + "-wal"} {
			data, err := os.ReadFile(file)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			found = found || bytes.Contains(data, []byte(words[:30]))
		}
		return found
	}
	write(t, db, func(tx *Tx) error {
		return errors.Join(tx.SaveStory(cohort.Story{ID: "t1", Person: "U1", Cohort: "c1", Words: told, Written: now, Given: now}),
			tx.SaveReflection(cohort.Reflection{ID: "r9", Person: "U1", Cohort: "c1", Written: now, Note: noted, Visibility: cohort.OnlyMe}))
	})
	sealed := func(query string) (text string) {
		t.Helper()
		read(t, db, func(tx *Tx) (err error) {
			text, err = one(tx, value[string], query)
			return err
		})
		return text
	}
	told, noted = sealed(`SELECT sealed FROM stories WHERE id = 't1'`), sealed(`SELECT sealed FROM reflections WHERE id = 'r9'`)
	write(t, db, func(tx *Tx) error { return errors.Join(tx.EraseStory("t1", "U1"), tx.TakeBack("r9", "U1", now)) })
	write(t, db, func(tx *Tx) error { return tx.EraseTakenBack(now.AddDate(0, 0, 1)) })
	if !onDisk(told) || !onDisk(noted) {
		t.Fatal("this test would find nothing anywhere")
	}
	if err := db.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if onDisk(told) || onDisk(noted) {
		t.Error("they are still on the disk")
	}
	if err := db.Read(t.Context(), func(*Tx) error { return db.Scrub(t.Context()) }); err != nil {
		t.Errorf("while somebody reads: %v", err)
	}
}
