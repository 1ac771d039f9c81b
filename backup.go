package main

import (
	"errors"
	"io/fs"

	"ippo/config"
	"ippo/storage"
)

// runBackup writes what the database holds into a new file, also while Ippo serves from it.
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
	rows, err := db.Backup(c.ctx, args[0])
	if errors.Is(err, fs.ErrExist) {
		c.tell("cli.backup_exists", "Path", args[0])
		return errTold
	}
	if err != nil {
		return err
	}
	c.tell("cli.backed_up", "Rows", rows, "Database", storage.Name(settings.Database), "Path", args[0])
	return nil
}
