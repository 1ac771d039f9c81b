package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/intake"
	"ippo/locale"
	"ippo/rehearsal"
	"ippo/storage"
)

// runRehearse shows the whole year of a cohort file as everybody would see it. Nothing is sent, and no database of anybody's touched.
func runRehearse(c *cli, args []string) error {
	var asJSON, silent, circles, everyStep bool
	var from, person string
	args, err := c.flags("rehearse", args, 1, 2, func(set *flag.FlagSet) {
		set.BoolVar(&asJSON, "json", false, "")
		set.BoolVar(&silent, "silent", false, "")
		set.BoolVar(&circles, "circles", false, "")
		set.BoolVar(&everyStep, "all", false, "")
		set.StringVar(&from, "from", "", "")
		set.StringVar(&person, "person", "", "")
	})
	if err != nil {
		return err
	}
	file, err := readCohort(args)
	var problems config.Problems
	if errors.As(err, &problems) {
		return c.mend(file, problems, "rehearse.mend")
	}
	if err != nil {
		return err
	}
	file.StandIn()
	words := locale.In(file.Cohort.Language)
	begins := whenToBegin(file, time.Now())
	if from != "" {
		if begins, err = parseFrom(from, file.Cohort.Location()); err != nil {
			fmt.Fprintln(c.stderr, words.Say("rehearse.from_wrong", "Value", from))
			return errUsage
		}
	}
	year, err := rehearse(c.ctx, file, rehearsal.Options{From: begins, Silent: silent, Circles: circles})
	if err != nil {
		return err
	}
	all := len(year.Messages)
	remarks := year.Remarks(words, func(d storage.Delivery) string { return whyUnsent(words, d) })
	if person != "" {
		if !year.Knows(person) {
			fmt.Fprintln(c.stderr, words.Say("rehearse.person_unknown", "Person", person))
			return errUsage
		}
		year = year.For(person)
	}
	if asJSON {
		err = year.WriteLines(c.stdout, asIs)
	} else {
		err = year.WriteText(c.stdout, words, asIs, everyStep || person != "")
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(c.stderr, words.Say("rehearse.done", "Cohort", file.Cohort.Name, "From", words.DayOf(begins.In(file.Cohort.Location()), time.Time{}),
		"Count", all))
	if person == "" && !asJSON && len(year.People) > 0 {
		fmt.Fprintln(c.stderr, words.Say("rehearse.one_person", "Person", year.People[0].ID))
	}
	if silent && file.Cohort.Schedule.Nudge != "" {
		fmt.Fprintln(c.stderr, words.Say("rehearse.silent"))
	}
	if !silent && file.Cohort.Schedule.Nudge != "" {
		fmt.Fprintln(c.stderr, words.Say("rehearse.answers"))
	}
	if !circles && file.Cohort.Schedule.Circles != "" {
		fmt.Fprintln(c.stderr, words.Say("rehearse.circles"))
	}
	for _, remark := range remarks {
		fmt.Fprintln(c.stderr, words.Say("rehearse.remark", "Remark", remark))
	}
	return nil
}

// rehearse plays the year of a cohort file.
func rehearse(ctx context.Context, file config.File, o rehearsal.Options) (rehearsal.Year, error) {
	o.Fill = func(ctx context.Context, db *storage.DB, now time.Time) error {
		_, err := apply(ctx, db, file, now, intake.Permits{})
		return err
	}
	return rehearsal.Play(ctx, o)
}

// whenToBegin is now, as long as a session is to come. A year that is over is played from a week before the first thing that it said.
func whenToBegin(file config.File, now time.Time) time.Time {
	if len(file.Sessions) == 0 {
		return now
	}
	byStart := func(a, b cohort.Session) int { return a.Starts.Compare(b.Starts) }
	if slices.MaxFunc(file.Sessions, byStart).Starts.After(now) {
		return now
	}
	longest := slices.Max(append(slices.Clone(file.Cohort.Schedule.Reminders), 0))
	return slices.MinFunc(file.Sessions, byStart).Starts.Add(-longest).AddDate(0, 0, -7)
}

// parseFrom reads a day, or a day and an hour, in the cohort's zone.
func parseFrom(text string, zone *time.Location) (time.Time, error) {
	if at, err := cohort.At(time.DateOnly, text, zone); err == nil {
		return at, nil
	}
	return cohort.At("2006-01-02T15:04", text, zone)
}

// whyUnsent says why a delivery was not sent in a rehearsal.
func whyUnsent(w *locale.Words, d storage.Delivery) string {
	why, code := reason(d)
	if why == "" {
		why = "unknown"
	}
	return w.Say("deliveries.why."+why, "Code", code)
}

// asIs names people by their ids, which is all that a cohort file knows of them.
func asIs(id string) string { return id }
