package main

import (
	"fmt"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
)

// runAudit writes the log of what organisers did, all of it, in CSV, and tells whether every line is as it was written. It fails if one is not.
func runAudit(c *cli, args []string) error {
	if _, err := c.flags("audit", args, 0, 0, nil); err != nil {
		return err
	}
	settings, err := config.FromEnvironment()
	if err != nil {
		return err
	}
	db, err := storage.Open(c.ctx, settings.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	var all []cohort.Logged
	names := map[string]string{}
	err = db.Read(c.ctx, func(tx *storage.Tx) (err error) {
		cohorts, err := tx.Cohorts()
		for _, one := range cohorts {
			names[one.ID] = one.Name
		}
		if err == nil {
			all, err = tx.AuditLog()
		}
		return err
	})
	if err != nil {
		return err
	}
	table, err := nudges.AuditTable(c.words, time.Local, all, names)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(c.stdout, table); err != nil {
		return err
	}
	if first := cohort.FirstBroken(all); first > 0 {
		c.tell("audit.broken", "Number", first)
		return errTold
	}
	c.tell("audit.unbroken", "Count", len(all))
	return nil
}
