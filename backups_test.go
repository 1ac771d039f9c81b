package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/config"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// schedule is backups at work on a calendar that a test moves.
type schedule struct {
	*testing.T
	clock  *clockwork.FakeClock
	folder string
	log    lines
}

// lines are what was logged, one by one.
type lines chan string

func (l lines) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

func newSchedule(t *testing.T, db *storage.DB, keep int) *schedule {
	t.Helper()
	s := &schedule{
		T: t, clock: clockwork.NewFakeClockAt(time.Date(2026, 11, 25, 12, 0, 0, 0, time.Local)),
		folder: filepath.Join(t.TempDir(), "backups"), log: make(lines, 100),
	}
	settings := config.Settings{Backups: s.folder, BackupKeep: keep, BackupTimes: "0 3 * * *"}
	stop, err := startBackups(db, settings, s.clock, slog.New(slog.NewJSONHandler(s.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return s
}

// says waits for the next line of the log.
func (s *schedule) says(want string) {
	s.Helper()
	select {
	case line := <-s.log:
		if !strings.Contains(line, want) {
			s.Errorf("want %s, got %s", want, line)
		}
	case <-time.After(20 * time.Second):
		s.Fatalf("%s: not in time", want)
	}
}

// to moves the calendar to a time of a day and waits until everything of before was done.
func (s *schedule) to(day, hour, minute int) {
	s.Helper()
	if err := s.clock.BlockUntilContext(s.Context(), 1); err != nil {
		s.Fatal(err)
	}
	s.clock.Advance(time.Date(2026, 11, day, hour, minute, 0, 0, time.Local).Sub(s.clock.Now()))
}

// backupsOf names those of the backups of some days, at three in the morning, and of the one that was made at the start.
func backupsOf(days ...int) string {
	var names []string
	for _, day := range days {
		hour := 3
		if day == 25 {
			hour = 12
		}
		names = append(names, time.Date(2026, 11, day, hour, 0, 0, 0, time.Local).UTC().Format(backupName))
	}
	return strings.Join(names, " ")
}

func (s *schedule) holds(want string) {
	s.Helper()
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		s.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if entry.Name() != keyringName {
			names = append(names, entry.Name())
		}
	}
	if got := strings.Join(names, " "); got != want {
		s.Errorf("the folder holds %s, want %s", got, want)
	}
}

func TestBackupsAreMadeInTimeAndTheNewestKept(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		db := leading(t, database)
		s := newSchedule(t, db, 2)
		s.says(`"msg":"backup done"`) // there was none yet
		s.holds(backupsOf(25))
		s.to(26, 2, 59)
		for name, text := range map[string]string{"notes.txt": "", "ippo-20250101T030000Z.db.old": "", "zippo-20250101T030000Z.db": ""} {
			if err := os.WriteFile(filepath.Join(s.folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for day := 26; day <= 28; day++ {
			s.to(day, 3, 0)
			s.says(`"msg":"backup done"`)
		}
		s.to(28, 23, 0)
		s.holds("ippo-20250101T030000Z.db.old " + backupsOf(27, 28) + " notes.txt zippo-20250101T030000Z.db")
		kept, err := storage.Open(t.Context(), filepath.Join(s.folder, backupsOf(28)))
		if err != nil {
			t.Fatal(err)
		}
		kept.Close()
	})
}

func TestBackupThatWasMissedIsMade(t *testing.T) {
	db := leading(t, storagetest.SQLite(t))
	first := newSchedule(t, db, 7)
	first.says("backup done")
	b := &backups{folder: first.folder, times: "0 3 * * *", zone: time.Local}
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.Local) }
	for name, test := range map[string]struct{ now, tried, want time.Time }{
		"in time":                    {at(25, 13), time.Time{}, at(26, 3)},
		"down at night":              {at(28, 9), time.Time{}, at(26, 3)}, // which is past: at once
		"failed in the night":        {at(28, 9), at(28, 3), at(29, 3)},
		"a clock that was set wrong": {at(24, 9), time.Time{}, time.Time{}},
	} {
		if got := b.next(test.now, test.tried); !got.Equal(test.want) {
			t.Errorf("%s: next at %v, want %v", name, got, test.want)
		}
	}
}

func TestFailedBackupIsSaidAndTriedAgain(t *testing.T) {
	s := newSchedule(t, leading(t, storagetest.SQLite(t)), 7)
	s.says("backup done")
	if err := s.clock.BlockUntilContext(t.Context(), 1); err != nil { // the keyring is written
		t.Fatal(err)
	}
	away := s.folder + ".away"
	if err := os.Rename(s.folder, away); err != nil {
		t.Fatal(err)
	}
	s.to(26, 3, 0)
	s.says(`"msg":"backup failed"`)
	s.says("the keyring beside the backups is not the newest")
	if err := os.Rename(away, s.folder); err != nil {
		t.Fatal(err)
	}
	s.to(27, 2, 59)
	s.holds(backupsOf(25))
	s.to(27, 3, 0)
	s.says("backup done")
	s.holds(backupsOf(25, 27))
}

func TestOnlyWhoDeliversMakesBackups(t *testing.T) {
	address := storagetest.Postgres(t)
	leader := leading(t, address)
	other, err := storage.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	s := newSchedule(t, other, 7)
	s.to(26, 3, 0)
	s.to(26, 3, 1)
	s.to(26, 3, 2)
	s.holds("")
	leader.Close()
	if _, err := other.Lead(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.to(26, 3, 3)
	s.says("backup done")
}

func TestDraftsOfCrashesAreCleared(t *testing.T) {
	s := newSchedule(t, leading(t, storagetest.SQLite(t)), 7)
	s.says("backup done")
	for name, age := range map[string]time.Duration{".ippo-backup-1": 25 * time.Hour, ".ippo-backup-2": time.Hour, ".other-backup-1": 25 * time.Hour} {
		folder := filepath.Join(s.folder, name)
		if err := os.MkdirAll(filepath.Join(folder, "within"), 0o700); err != nil {
			t.Fatal(err)
		}
		made := time.Date(2026, 11, 26, 3, 0, 0, 0, time.Local).Add(-age)
		if err := os.Chtimes(folder, made, made); err != nil {
			t.Fatal(err)
		}
	}
	s.to(26, 3, 0)
	s.says("backup done")
	s.holds(".ippo-backup-2 .other-backup-1 " + backupsOf(25, 26))
}

// leading opens a database and leads from it.
func leading(t *testing.T, database string) *storage.DB {
	t.Helper()
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := db.Lead(ctx); err != nil {
		t.Fatal(err)
	}
	return db
}

// Within a minute the keyring follows what any process does: with the newest one, old backups are unreadable for who was erased.
func TestKeyringFollowsWithinAMinute(t *testing.T) {
	database := storagetest.SQLite(t)
	s := newSchedule(t, leading(t, database), 7)
	s.says("backup done")
	keyring := filepath.Join(s.folder, keyringName)
	h := newHouse(t, database) // writes beside it
	s.to(25, 12, 1)
	s.to(25, 12, 2) // by then what was to be done before is done
	if !inFile(t, keyring, hanako) || !inFile(t, keyring, taro) {
		t.Error("new keys are not in it")
	}
	h.does("erase", hanako, "--yes")
	s.to(25, 12, 3)
	s.to(25, 12, 4)
	if inFile(t, keyring, hanako) || !inFile(t, keyring, taro) {
		t.Error("it still holds her key")
	}
}
