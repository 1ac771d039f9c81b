package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
)

// runErase destroys a person's key and every row about them, also while Ippo serves, and brings the keyring beside the backups up to date. It
// shows what goes, in numbers only, and asks before.
func runErase(c *cli, args []string) error {
	sure := false
	args, err := c.flags("erase", args, 1, 1, func(set *flag.FlagSet) { set.BoolVar(&sure, "yes", false, "") })
	if err != nil {
		return err
	}
	person := args[0]
	db, settings, err := c.openThere()
	if err != nil {
		return err
	}
	defer db.Close()
	var kept []storage.Kept
	err = db.Read(c.ctx, func(tx *storage.Tx) error {
		if _, err := tx.Person(person); err != nil {
			return err
		}
		kept, err = tx.Kept(person)
		return err
	})
	unknown := errors.Is(err, storage.ErrNotFound)
	if err != nil && !unknown {
		return err
	}
	if !unknown {
		c.tell("erase.will_go", "Person", person)
		for _, k := range kept {
			fmt.Fprintf(c.stdout, "%-16s %6d\n", k.Table, k.Rows)
		}
		if !sure && !c.agrees(person) {
			c.tell("erase.not_sure")
			return errTold
		}
		err := db.Write(c.ctx, func(tx *storage.Tx) error { return nudges.Erase(tx, person, time.Now()) })
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
		if err := db.Scrub(c.ctx); err != nil {
			return err
		}
	}
	if err := keepKeys(c.ctx, db, settings); err != nil { // also for who was erased before: it may have failed then
		c.tell("erase.keyring", "Folder", settings.Backups, "Cause", err)
		return errTold
	}
	if unknown {
		c.tell("erase.unknown", "Person", person)
		return errTold
	}
	c.tell("erase.done", "Person", person)
	return nil
}

// agrees asks whoever sits at a terminal to type a person's id once more.
func (c *cli) agrees(person string) bool {
	file, ok := c.stdin.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	fmt.Fprint(c.stderr, c.words.Say("erase.sure"))
	answer, _ := bufio.NewReader(c.stdin).ReadString('\n')
	return strings.TrimSpace(answer) == person
}

// openThere opens the database that settings name, if it is there.
func (c *cli) openThere() (*storage.DB, config.Settings, error) {
	settings, err := config.FromEnvironment()
	if err != nil {
		return nil, settings, err
	}
	if c.isMissing(settings.Database) {
		return nil, settings, errTold
	}
	db, err := storage.Open(c.ctx, settings.Database)
	return db, settings, err
}

// openWithKey is openThere with the key by which what people wrote is read.
func (c *cli) openWithKey() (*storage.DB, config.Settings, error) {
	db, settings, err := c.openThere()
	if err != nil {
		return nil, settings, err
	}
	if err := unlock(c.ctx, db, settings); err != nil {
		return nil, settings, errors.Join(err, db.Close())
	}
	return db, settings, nil
}
