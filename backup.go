package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"ippo/config"
	"ippo/storage"
)

// runBackup writes what the database holds into a new file, and the keys of people into another beside it, also while Ippo serves.
func runBackup(c *cli, args []string) error {
	args, err := c.flags("backup", args, 1, 1, nil)
	if err != nil {
		return err
	}
	settings, err := config.FromEnvironment()
	if err != nil {
		return err
	}
	if c.isMissing(settings.Database) {
		return errTold
	}
	db, err := storage.OpenAsIs(c.ctx, settings.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	keys := args[0] + keysSuffix
	for _, path := range []string{args[0], keys} {
		if err := storage.Vacant(path); errors.Is(err, fs.ErrExist) {
			c.tell("cli.backup_exists", "Path", path)
			return errTold
		}
	}
	if err := storage.ClearDrafts(filepath.Dir(args[0]), time.Now()); err != nil {
		return err
	}
	rows, err := db.Backup(c.ctx, args[0])
	if err != nil {
		return err
	}
	if err := writeKeys(c.ctx, db, keys); err != nil {
		c.tell("cli.keyring_failed", "Path", keys, "Cause", err)
		return errTold
	}
	c.tell("cli.backed_up", "Rows", rows, "Database", storage.Name(settings.Database), "Path", args[0])
	return nil
}
