package main

import (
	"embed"
	"encoding/csv"
	"flag"
	"slices"
	"strings"
	"text/template"
	"time"

	"ippo/cohort"
	"ippo/locale"
)

// The cohort files to start from, in each language. "next" stands where the next session's date goes.
//
//go:embed templates
var templateFiles embed.FS

// runTemplate writes a file to start from: a list of people or sessions, a cohort file, or a whole year's programme.
func runTemplate(c *cli, args []string) error {
	language, asBook, from := c.words.Language(), false, ""
	args, err := c.flags("template", args, 1, 1, func(set *flag.FlagSet) {
		set.StringVar(&language, "lang", language, "")
		set.BoolVar(&asBook, "xlsx", false, "")
		set.StringVar(&from, "from", "", "")
	})
	if err != nil {
		return err
	}
	what := args[0]
	isList := what == "people" || what == "sessions"
	switch {
	case !slices.Contains(locale.Languages(), language), !isList && what != "cohort" && what != "programme",
		asBook && !isList, from != "" && what != "programme":
		return c.misused("template")
	}
	words := locale.In(language)
	if isList {
		list := blankList(words, what)
		if asBook {
			return list.writeBook(c.stdout)
		}
		return list.writeCSV(c)
	}
	begins := firstMonth(time.Now())
	if from != "" {
		if begins, err = time.Parse("2006-01", from); err != nil {
			return c.misused("template")
		}
	}
	return writeProgramme(c, words, what, begins)
}

// firstMonth is the month after next: early enough to begin with, and late enough to be told of.
func firstMonth(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month()+2, 1, 0, 0, 0, 0, time.UTC)
}

// templateZone is where the sessions of a template are held.
const templateZone = "Asia/Tokyo"

// writeProgramme writes a cohort file whose sessions are held from a month on.
func writeProgramme(c *cli, words *locale.Words, what string, begins time.Time) error {
	zone, err := time.LoadLocation(templateZone)
	if err != nil {
		return err
	}
	name := what + "." + words.Language() + ".yaml"
	month := 0
	read, err := template.New(name).Funcs(template.FuncMap{"next": func() string {
		month++
		return evening(begins.AddDate(0, month-1, 0), zone).Format("2006-01-02T15:04")
	}}).ParseFS(templateFiles, "templates/"+name)
	if err != nil {
		return err
	}
	return read.Execute(c.stdout, map[string]string{"Name": words.Say("template.cohort_name", "Year", begins.Year())})
}

// evening is seven o'clock on the second Wednesday of a month, or, if people are off then, on the next Wednesday.
func evening(month time.Time, zone *time.Location) time.Time {
	day := time.Date(month.Year(), month.Month(), 8, 19, 0, 0, 0, zone)
	for day.Weekday() != time.Wednesday {
		day = day.AddDate(0, 0, 1)
	}
	for cohort.DayOff(day, zone) {
		day = day.AddDate(0, 0, 7)
	}
	return day
}

// list is a list to be filled in: its columns, a row that shows how, and what to know of it.
type list struct {
	words   *locale.Words
	what    string
	columns []string // as config knows them
	example []any
}

// blankList is the list of people or sessions with nobody and nothing on it.
func blankList(words *locale.Words, what string) list {
	l := list{words: words, what: what}
	say := func(key string) string { return words.Say("template.example_" + key) }
	if what == "people" {
		l.columns = []string{"name", "email", "user", "department", "returning", "language", "timezone"}
		l.example = []any{say("name"), say("email"), "U0123ABCD", say("department"), say("returning"), say("language"), templateZone}
		return l
	}
	l.columns = []string{"theme", "date", "starts", "ends", "speakers", "link"}
	first := evening(firstMonth(time.Now()), time.UTC)
	l.example = []any{say("theme"), first.Truncate(24 * time.Hour), 19 * time.Hour, 21 * time.Hour, say("speakers"), "https://example.com/session-1"}
	return l
}

// headings are the names of the columns.
func (l list) headings() []string {
	all := make([]string, len(l.columns))
	for i, column := range l.columns {
		all[i] = l.words.Say("template.column_" + column)
	}
	return all
}

// hints are what to know before the list is filled in, a line each.
func (l list) hints() []string {
	return strings.Split(strings.TrimSpace(l.words.Say("template.hints_"+l.what)), "\n")
}

// writeCSV writes the list as text that Excel opens in UTF-8.
func (l list) writeCSV(c *cli) error {
	if _, err := c.stdout.Write([]byte("\ufeff")); err != nil {
		return err
	}
	out := csv.NewWriter(c.stdout)
	out.UseCRLF = true
	out.Write(l.headings())
	row := make([]string, len(l.example))
	for i, cell := range l.example {
		switch value := cell.(type) {
		case time.Time:
			row[i] = value.Format("2006/1/2")
		case time.Duration:
			row[i] = time.Time{}.Add(value).Format("15:04")
		case string:
			row[i] = value
		}
	}
	out.Write(row)
	out.Flush()
	return out.Error()
}
