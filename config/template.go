package config

import (
	"bytes"
	"embed"
	"encoding/csv"
	"io"
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

// templateZone is where the sessions of a template are held.
const templateZone = "Asia/Tokyo"

// The cohort files to start from.
const (
	EmptyProgramme = "cohort"    // with a first session
	ReadyProgramme = "programme" // with the twelve of a year
)

// FirstMonth is the month in which a template begins: the one after next, early enough to begin with, and late enough to be told of.
func FirstMonth(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month()+2, 1, 0, 0, 0, 0, time.UTC)
}

// Programme is a cohort file to start from, whose sessions are held from a month on: on the evening of the second Wednesday, or, if people are off
// then, of the next one.
func Programme(w *locale.Words, what string, begins time.Time) ([]byte, error) {
	zone, err := time.LoadLocation(templateZone)
	if err != nil {
		return nil, err
	}
	name := what + "." + w.Language() + ".yaml"
	month := 0
	read, err := template.New(name).Funcs(template.FuncMap{"next": func() string {
		month++
		return evening(begins.AddDate(0, month-1, 0), zone).Format("2006-01-02T15:04")
	}}).ParseFS(templateFiles, "templates/"+name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = read.Execute(&out, map[string]string{"Name": w.Say("template.cohort_name", "Year", begins.Year())})
	return out.Bytes(), err
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

// Template is a list to be filled in: its columns, a row that shows how, perhaps rows to start from, and what to know of it.
type Template struct {
	words   *locale.Words
	kind    ListKind
	columns []string
	example []any
	rows    [][]any
}

// NewTemplate is the list of a kind with nobody and nothing on it.
func NewTemplate(w *locale.Words, kind ListKind, now time.Time) Template {
	t := Template{words: w, kind: kind}
	say := func(key string) string { return w.Say("template.example_" + key) }
	if kind == PeopleList {
		t.columns = []string{"name", "email", "user", "department", "returning", "language", "timezone"}
		t.example = []any{say("name"), say("email"), "U0123ABCD", say("department"), say("returning"), say("language"), templateZone}
		return t
	}
	t.columns = []string{"theme", "date", "starts", "ends", "speakers", "link"}
	t.example = sessionRow(say("theme"), evening(FirstMonth(now), time.UTC), 120, []string{say("speakers")}, "https://example.com/session-1")
	return t
}

// ReadyTemplate is the list of sessions with the ready programme of a year on it, to be changed as one likes.
func ReadyTemplate(w *locale.Words, now time.Time) (Template, error) {
	t := NewTemplate(w, SessionsList, now)
	text, err := Programme(w, ReadyProgramme, FirstMonth(now))
	if err != nil {
		return t, err
	}
	file, err := ParseCohort(ReadyProgramme, text, "", nil)
	if err != nil {
		return t, err
	}
	for _, s := range file.Sessions {
		t.rows = append(t.rows, sessionRow(s.Theme, s.Starts.In(file.Cohort.Location()), s.Minutes, s.Speakers, s.Link))
	}
	return t, nil
}

// sessionRow is a session as a row: its day and its times by the clock on the wall.
func sessionRow(theme string, starts time.Time, minutes int, speakers []string, link string) []any {
	day := time.Date(starts.Year(), starts.Month(), starts.Day(), 0, 0, 0, 0, time.UTC)
	at := time.Duration(starts.Hour())*time.Hour + time.Duration(starts.Minute())*time.Minute
	return []any{theme, day, at, at + time.Duration(minutes)*time.Minute, strings.Join(speakers, "、"), link}
}

// all are the rows below the headings.
func (t Template) all() [][]any { return append([][]any{t.example}, t.rows...) }

// headings are the names of the columns.
func (t Template) headings() []string {
	all := make([]string, len(t.columns))
	for i, column := range t.columns {
		all[i] = t.words.Say("template.column_" + column)
	}
	return all
}

// hints are what to know before the list is filled in, a line each.
func (t Template) hints() []string {
	return strings.Split(strings.TrimSpace(t.words.Say("template.hints_"+string(t.kind))), "\n")
}

// WriteCSV writes the list as text that Excel opens in UTF-8.
func (t Template) WriteCSV(to io.Writer) error {
	if _, err := to.Write([]byte("\ufeff")); err != nil {
		return err
	}
	out := csv.NewWriter(to)
	out.UseCRLF = true
	out.Write(t.headings())
	for _, cells := range t.all() {
		row := make([]string, len(cells))
		for i, cell := range cells {
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
	}
	out.Flush()
	return out.Error()
}
