package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"ippo/config"
	"ippo/storage"
)

// runCopy moves everything into another, empty database: from a file to PostgreSQL, back, or to one of the same kind.
func runCopy(c *cli, args []string) error {
	var from, to string
	_, err := c.flags("copy", args, 0, 0, func(set *flag.FlagSet) {
		set.StringVar(&from, "from", "", "")
		set.StringVar(&to, "to", "", "")
	})
	if err != nil {
		return err
	}
	if from == "" || to == "" {
		return c.misused("copy")
	}
	source, err := c.openIdle(from, true)
	if err != nil {
		return err
	}
	defer source.Close()
	if err := c.completeSource(source, from); err != nil {
		return err
	}
	target, err := c.openIdle(to, false)
	if err != nil {
		return err
	}
	defer target.Close()
	sums, err := storage.Copy(c.ctx, source, target)
	if errors.Is(err, storage.ErrNotEmpty) {
		c.tell("cli.copy_not_empty", "Database", storage.Name(to))
		return errTold
	}
	if err != nil {
		return err
	}
	rows := 0
	for _, sum := range sums {
		fmt.Fprintf(c.stdout, "%-14s %9d  %s\n", sum.Table, sum.Rows, sum.Hash)
		rows += sum.Rows
	}
	c.tell("cli.copied", "Rows", rows, "From", storage.Name(from), "To", storage.Name(to))
	return nil
}

// completeSource puts the keys of people back into a backup that is to be copied, if they stand beside it.
func (c *cli) completeSource(source *storage.DB, from string) error {
	path, file := storage.File(from)
	if err := storage.Vacant(path + keysSuffix); !file || !errors.Is(err, fs.ErrExist) {
		return hasKeys(c.ctx, source, from)
	}
	settings, err := config.FromEnvironment()
	if err != nil {
		return err
	}
	settings.Database = from
	ring, err := ringFor(c.ctx, source, settings)
	if err != nil {
		return err
	}
	return putKeysBack(c.ctx, source, ring, from)
}

// openIdle opens a database and sees to it that nobody serves from it until it is closed.
func (c *cli) openIdle(database string, mustExist bool) (*storage.DB, error) {
	if mustExist && c.isMissing(database) {
		return nil, errTold
	}
	db, err := storage.Open(c.ctx, database)
	if err != nil {
		return nil, err
	}
	_, err = db.TryLead(c.ctx)
	if err == nil {
		return db, nil
	}
	if errors.Is(err, storage.ErrReserved) {
		c.tell("cli.copy_served", "Database", storage.Name(database))
		err = errTold
	}
	db.Close()
	return nil, err
}

// isMissing tells if a database's file is not there: opening it would make an empty one.
func (c *cli) isMissing(database string) bool {
	path, file := storage.File(database)
	if !file {
		return false
	}
	_, err := os.Stat(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	c.tell("cli.database_missing", "Path", path)
	return true
}
