package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ippo/nudges"
	"ippo/storage"
)

// runExport writes everything that there is of a person into two files that only their owner reads.
func runExport(c *cli, args []string) error {
	args, err := c.flags("export", args, 1, 2, nil)
	if err != nil {
		return err
	}
	person, folder := args[0], "."
	if len(args) > 1 {
		folder = args[1]
	}
	db, _, err := c.openWithKey()
	if err != nil {
		return err
	}
	defer db.Close()
	var all nudges.Everything
	err = db.Read(c.ctx, func(tx *storage.Tx) (err error) {
		all, err = nudges.GatherEverything(tx, person, time.Now())
		return err
	})
	if errors.Is(err, storage.ErrNotFound) {
		c.tell("erase.unknown", "Person", person)
		return errTold
	}
	if err != nil {
		return err
	}
	page := all.HTML()
	data, err := all.JSON()
	if err != nil {
		return err
	}
	name := filepath.Join(folder, "ippo-"+filepath.Base(person))
	files := []struct{ path, text string }{{name + ".html", page}, {name + ".json", data}}
	for _, file := range files {
		if err := storage.Vacant(file.path); errors.Is(err, fs.ErrExist) {
			c.tell("export.exists", "Path", file.path)
			return errTold
		}
	}
	for _, file := range files {
		if err := writeNew(file.path, file.text); err != nil {
			return err
		}
	}
	c.tell("export.done", "Page", files[0].path, "Data", files[1].path)
	return nil
}

// writeNew writes a file that is not there yet, and that its owner alone can read.
func writeNew(path, text string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}
