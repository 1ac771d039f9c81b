package main

import (
	"errors"
	"flag"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/report"
	"ippo/storage"
)

// runReport writes the report of a cohort to standard output, in the cohort's language: as a page to print, or as a workbook. It shows what
// organisers are shown, and is a look as theirs is.
func runReport(c *cli, args []string) error {
	var page, book bool
	args, err := c.flags("report", args, 1, 1, func(set *flag.FlagSet) {
		set.BoolVar(&page, "html", false, "")
		set.BoolVar(&book, "xlsx", false, "")
	})
	if err != nil {
		return err
	}
	if page && book {
		return c.misused("report")
	}
	var of report.Report
	err = c.withOutbox(func(o *outbox) error {
		return o.db.Write(c.ctx, func(tx *storage.Tx) error {
			found, err := tx.CohortNamed(args[0])
			if errors.Is(err, storage.ErrNotFound) {
				found, err = tx.Cohort(args[0])
			}
			if err != nil {
				return err
			}
			if of, err = nudges.ReportOf(tx, found, o.now); err != nil {
				return err
			}
			return errors.Join(tx.Look(found.ID, cohort.Operator, cohort.SawFigures, o.now),
				tx.Audit(cohort.Logged{At: o.now, Organizer: cohort.Operator, Cohort: found.ID, Deed: cohort.Saw, Subject: nudges.OverviewReport}))
		})
	})
	if errors.Is(err, storage.ErrNotFound) {
		c.tell("report.unknown", "Cohort", args[0])
		return errTold
	}
	if err != nil {
		return err
	}
	content, err := reportFile(of, book)
	if err == nil {
		_, err = c.stdout.Write(content)
	}
	return err
}

// reportFile is a report as a file, in its cohort's language.
func reportFile(of report.Report, book bool) ([]byte, error) {
	w := locale.In(of.Cohort.Language)
	if book {
		return of.Workbook(w)
	}
	png, alt, err := of.Picture(w)
	return of.HTML(w, png, alt), err
}
