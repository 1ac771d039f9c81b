package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ippo/bot/slack"
	"ippo/config"
	"ippo/storage"
)

// runDoctor checks what an installation needs, and says in one line each what to do about what is wrong.
func runDoctor(c *cli, args []string) error {
	if _, err := c.flags("doctor", args, 0, 0, nil); err != nil {
		return err
	}
	settings, err := config.FromEnvironment()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.ctx, time.Minute)
	defer cancel()
	findings, channels := examineDatabase(ctx, settings.Database)
	findings = append(findings, c.examineKey(ctx, settings)...)
	findings = append(findings, examineCalendar(settings)...)
	var problems config.Problems
	if errors.As(settings.CheckSlack(), &problems) {
		c.findings(findings)
		return problems
	}
	bot := slack.New(slack.Options{
		BotToken: settings.BotToken, AppToken: settings.AppToken, APIURL: settings.APIURL, Log: c.log(settings.Log),
	})
	findings = append(findings, bot.Examine(ctx, channels)...)
	c.findings(findings)
	if slices.ContainsFunc(findings, func(f slack.Finding) bool { return !f.Good }) {
		return errTold
	}
	return nil
}

func (c *cli) findings(findings []slack.Finding) {
	for _, finding := range findings {
		mark := "ok  "
		if !finding.Good {
			mark = "FIX "
		}
		fmt.Fprintln(c.stdout, mark, c.words.Say("doctor."+finding.Code, finding.Args...))
	}
}

// examineDatabase checks that the database opens, can be written, and holds a cohort. It returns the cohorts' channels.
func examineDatabase(ctx context.Context, database string) ([]slack.Finding, []string) {
	path, broken := storage.Name(database), "database_broken"
	if _, file := storage.File(database); !file {
		broken = "server_broken"
	}
	db, err := storage.Open(ctx, database)
	if err != nil {
		return []slack.Finding{{Code: broken, Args: []any{"Path", path, "Cause", err}}}, nil
	}
	defer db.Close()
	var channels []string
	err = db.Write(ctx, func(tx *storage.Tx) error {
		cohorts, err := tx.Cohorts()
		for _, c := range cohorts {
			channels = append(channels, c.Channel)
		}
		if err == nil {
			err = tx.ForgetSeen(time.Unix(1, 0)) // a write that changes nothing
		}
		return err
	})
	switch {
	case err != nil:
		return []slack.Finding{{Code: broken, Args: []any{"Path", path, "Cause", err}}}, nil
	case len(channels) == 0:
		return []slack.Finding{{Good: true, Code: "database", Args: []any{"Path", path}}, {Code: "no_cohort"}}, nil
	}
	return []slack.Finding{{Good: true, Code: "database", Args: []any{"Path", path}}}, channels
}

// examineCalendar tells whether cohorts' calendars are served, and whether their links are offered and safe on the way.
func examineCalendar(settings config.Settings) []slack.Finding {
	switch {
	case settings.Calendar == "":
		return nil
	case settings.CalendarURL == "":
		return []slack.Finding{{Good: true, Code: "calendar_unlinked", Args: []any{"Address", settings.Calendar}}}
	case !strings.HasPrefix(settings.CalendarURL, "https://"):
		return []slack.Finding{{Code: "calendar_open", Args: []any{"URL", settings.CalendarURL}}}
	}
	return []slack.Finding{{Good: true, Code: "calendar", Args: []any{"Address", settings.Calendar, "URL", settings.CalendarURL}}}
}
