package main

import (
	"errors"
	"flag"

	"ippo/config"
	"ippo/storage"
)

// runRotate wraps the keys of people by the first key of IPPO_KEY in place of the second, and with --all makes new keys for everybody. It
// may be broken off and run again, and Ippo may serve meanwhile if it knows both keys.
func runRotate(c *cli, args []string) error {
	all := false
	if _, err := c.flags("rotate", args, 0, 0, func(set *flag.FlagSet) { set.BoolVar(&all, "all", false, "") }); err != nil {
		return err
	}
	db, settings, err := c.openWithKey()
	if err != nil {
		return err
	}
	defer db.Close()
	wrapped, err := db.Rewrap(c.ctx)
	switch {
	case err == nil:
	case !errors.Is(err, storage.ErrOneKey):
		return err
	case !all:
		c.tell("rotate.one_key")
		return errTold
	}
	renewed := 0
	if all {
		if renewed, err = db.Renew(c.ctx); err != nil {
			return err
		}
	}
	if err := errors.Join(db.Scrub(c.ctx), c.keepKeys(db, settings)); err != nil {
		return err
	}
	if wrapped > 0 || !all {
		c.tell("rotate.done", "Count", wrapped)
	}
	if all {
		c.tell("rotate.anew", "Count", renewed)
	}
	return nil
}

// keepKeys brings the keyring beside the backups up to date, or tells that it cannot.
func (c *cli) keepKeys(db *storage.DB, settings config.Settings) error {
	err := keepKeys(c.ctx, db, settings)
	if err == nil {
		return nil
	}
	c.tell("rotate.keyring", "Folder", settings.Backups, "Cause", err)
	return errTold
}
