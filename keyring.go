package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
)

// keysSuffix ends the name of the file with people's keys that belongs to a backup, or to a database that is being restored.
const keysSuffix = ".keys"

// writeKeys writes the keys of people into a file, in place of what it held.
func writeKeys(ctx context.Context, db *storage.DB, path string) error {
	keys, err := db.Keys(ctx)
	if err != nil {
		return err
	}
	return keys.WriteFile(path)
}

// keepKeys brings the keyring beside the backups up to date, if there are any: somebody was erased, or has another key.
func keepKeys(ctx context.Context, db *storage.DB, settings config.Settings) error {
	if settings.Backups == "" {
		return nil
	}
	if err := os.MkdirAll(settings.Backups, 0o700); err != nil {
		return err
	}
	return writeKeys(ctx, db, filepath.Join(settings.Backups, keyringName))
}

// putKeysBack takes the keys of people that stand beside a restored database into it, once, and erases whoever was erased since the backup
// was made. Where keys are missing, or do not fit, it changes nothing, and says what to do.
func putKeysBack(ctx context.Context, db *storage.DB, ring *storage.Keyring, database string) error {
	path, file := storage.File(database)
	path += keysSuffix
	text, err := os.Open(path)
	if !file || errors.Is(err, fs.ErrNotExist) {
		return hasKeys(ctx, db, database)
	}
	if err != nil {
		return config.Problems{{Code: "keys_unread", Args: []any{"Path", path, "Cause", err}}}
	}
	defer text.Close()
	keys, err := storage.ReadKeys(text)
	if err == nil && keys.Proof == "" { // from before anybody wrote anything
		if err := hasKeys(ctx, db, database); err != nil {
			return err
		}
		return os.Remove(path)
	}
	if err == nil {
		err = keys.Fit(ring)
	}
	if err != nil {
		return config.Problems{{Code: "keys_unread", Args: []any{"Path", path, "Cause", err}}}
	}
	err = db.Write(ctx, func(tx *storage.Tx) error {
		erased, err := tx.PutKeys(keys)
		for _, person := range erased {
			if err == nil {
				err = nudges.Erase(tx, person, time.Now())
			}
		}
		return err
	})
	switch {
	case errors.Is(err, storage.ErrOldKeys):
		return config.Problems{{Code: "keys_old", Args: []any{"Path", path}}}
	case errors.Is(err, storage.ErrOldBackup):
		return config.Problems{{Code: "keys_new", Args: []any{"Path", path}}}
	case err != nil:
		return err
	}
	return errors.Join(db.Scrub(ctx), os.Remove(path))
}

// hasKeys checks that a database was not restored without the keys of people.
func hasKeys(ctx context.Context, db *storage.DB, database string) error {
	err := db.HasKeys(ctx)
	if !errors.Is(err, storage.ErrKeysAbsent) {
		return err
	}
	path, file := storage.File(database)
	if !file {
		return config.Problems{{Code: "keys_absent_server", Args: []any{"Database", storage.Name(database)}}}
	}
	return config.Problems{{Code: "keys_absent", Args: []any{"Database", database, "Path", path + keysSuffix}}}
}
