package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/cohort"
	"ippo/config"
	"ippo/storage"
)

// backups makes a backup whenever its time has come, and keeps the newest ones. Of several that serve from one database, the
// one that delivers does it.
type backups struct {
	db     *storage.DB
	folder string
	keep   int
	times  cohort.Rhythm
	zone   *time.Location
	clock  clockwork.Clock
	log    *slog.Logger
	keys   storage.Keys // as they stand in the folder
}

// backupName is the name of a backup by its time in UTC, so that names sort by age. Nothing that is called otherwise is
// ever removed.
const backupName = "ippo-20060102T150405Z.db"

// keyringName is the file with the keys of people beside the backups.
const keyringName = "ippo.keys"

var backupNames = regexp.MustCompile(`^ippo-\d{8}T\d{6}Z\.db$`)

// lookAgain bounds how long a wall clock that was set goes unnoticed.
const lookAgain = time.Minute

// startBackups makes the folder and the backups that settings ask for, until stop is called. The error is that of the folder.
func startBackups(db *storage.DB, settings config.Settings, clock clockwork.Clock, log *slog.Logger) (stop func(), err error) {
	if settings.Backups == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(settings.Backups, 0o700); err != nil {
		return nil, err
	}
	b := &backups{
		db: db, folder: settings.Backups, keep: settings.BackupKeep, times: settings.BackupTimes, zone: time.Local, clock: clock, log: log,
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.run(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}, nil
}

// run makes backups until the context ends. One that was missed, because nobody served at its time or there is none yet,
// is made at once; one that failed is tried again at the next time.
func (b *backups) run(ctx context.Context) {
	var tried time.Time
	for ctx.Err() == nil {
		now := b.clock.Now()
		sleep := lookAgain
		if b.db.Leading() {
			next := b.next(now, tried)
			if !next.After(now) {
				tried = now
				b.make(ctx, now)
				continue
			}
			b.keepKeys(ctx)
			sleep = min(sleep, next.Sub(now))
		}
		select {
		case <-ctx.Done():
		case <-b.clock.After(sleep):
		}
	}
}

// next is when a backup is due after the newest one, and after the last try. One from the future, of a clock that was wrong,
// does not count.
func (b *backups) next(now, tried time.Time) time.Time {
	last := tried
	made, _ := b.made() // a folder that cannot be read fails the backup, which is said then
	for _, name := range made {
		if at, err := time.Parse(backupName, name); err == nil && at.After(last) && !at.After(now) {
			last = at
		}
	}
	if last.IsZero() {
		return last
	}
	return b.times.Next(last, b.zone)
}

func (b *backups) make(ctx context.Context, now time.Time) {
	path := filepath.Join(b.folder, now.UTC().Format(backupName))
	began := time.Now()
	rows, err := b.db.Backup(ctx, path)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		b.log.Error("backup failed", "file", path, "error", err)
		return
	}
	b.keepKeys(ctx)
	if err := b.thin(); err != nil {
		b.log.Error("old backups stay", "error", err)
	}
	b.log.Info("backup done", "file", path, "rows", rows, "took", time.Since(began).Round(time.Millisecond))
}

// keepKeys keeps the keys of people in the folder as they are in the database: with the newest ones, whoever was erased is unreadable in all
// backups. It is asked for at each look, because any process may erase somebody. What crashes left half done goes first, old keys above all.
func (b *backups) keepKeys(ctx context.Context) {
	if err := storage.ClearDrafts(b.folder, b.clock.Now()); err != nil {
		b.log.Error("drafts of broken backups stay", "error", err)
	}
	path := filepath.Join(b.folder, keyringName)
	keys, err := b.db.Keys(ctx)
	if err == nil {
		if _, gone := os.Stat(path); gone == nil && keys.Same(b.keys) {
			return
		}
		err = keys.WriteFile(path)
	}
	if err == nil {
		b.keys = keys
	} else if ctx.Err() == nil {
		b.log.Error("the keyring beside the backups is not the newest", "file", path, "error", err)
	}
}

// thin removes all but the newest backups. Those of a time to come, made while a clock was wrong, count for nothing and stay.
func (b *backups) thin() error {
	made, err := b.made()
	made = slices.DeleteFunc(made, func(name string) bool { return name > b.clock.Now().UTC().Format(backupName) })
	for _, name := range made[:max(0, len(made)-b.keep)] {
		err = errors.Join(err, os.Remove(filepath.Join(b.folder, name)))
	}
	return err
}

// made lists the backups in the folder by name, the oldest first.
func (b *backups) made() (names []string, err error) {
	entries, err := os.ReadDir(b.folder)
	for _, entry := range entries {
		if entry.Type().IsRegular() && backupNames.MatchString(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	return names, err
}
