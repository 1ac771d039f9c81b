package nudges

import (
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"ippo/storage"
)

// everythingOrder is the order in which everything stands on its page: what somebody wrote first. What is not named follows.
var everythingOrder = []string{
	"reflections", "stories", "turns", "aims", "sheets", "offers", "attendance", "participants", "wishes", "refusals", "circles", "circle_members",
	"circle_votes", "meeting_votes", "cheers", "announcements", "people", "deliveries",
}

// HTML is everything to be read by its person: one page that needs nothing else.
func (e Everything) HTML() (string, error) {
	page := everythingPage{
		Language: e.words.Language(), Title: e.words.Say("data.page_title"), Made: e.words.Say("data.page_made", "Day", e.words.DayOf(e.Made.In(e.zone), time.Time{})),
	}
	names := slices.Clone(everythingOrder)
	var others []string
	for name := range e.Data {
		if !slices.Contains(names, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	for _, name := range append(names, others...) {
		if len(e.Data[name]) == 0 {
			continue
		}
		section := everythingSection{Heading: e.called("table", name)}
		for _, row := range e.Data[name] {
			section.Entries = append(section.Entries, e.entry(row))
		}
		page.Sections = append(page.Sections, section)
	}
	var text strings.Builder
	err := everythingTemplate.Execute(&text, page)
	return text.String(), err
}

type everythingPage struct {
	Language, Title, Made string
	Sections              []everythingSection
}

type everythingSection struct {
	Heading string
	Entries [][]everythingLine
}

type everythingLine struct{ Label, Text string }

// entry is one row in lines. Ids that say nothing to a reader are left out.
func (e Everything) entry(row storage.Row) (lines []everythingLine) {
	columns := make([]string, 0, len(row))
	for column := range row {
		columns = append(columns, column)
	}
	slices.Sort(columns)
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, everythingLine{e.called("field", label), text})
		}
	}
	for _, column := range columns {
		switch v := row[column].(type) {
		case map[string]any:
			parts := make([]string, 0, len(v))
			for part := range v {
				parts = append(parts, part)
			}
			slices.Sort(parts)
			for _, part := range parts {
				add(part, said(v[part]))
			}
		case time.Time:
			add(column, e.words.WhenOf(v.In(e.zone), time.Time{}))
		default:
			add(column, e.named(column, said(v), row))
		}
	}
	return lines
}

// named says an id in words, as far as it means anything.
func (e Everything) named(column, text string, row storage.Row) string {
	switch column {
	case "cohort_id":
		return e.Cohorts[text]
	case "session_id", "session":
		return e.Sessions[text]
	case "step":
		id, _ := row["id"].(string)
		return e.Steps[id]
	case "id", "circle_id", "meeting_id", "offer_id", "subject", "asks", "instead", "told", "story", "source":
		return ""
	case "kind":
		return e.worded("kinds."+text, text)
	}
	return e.worded("data.value."+text, text)
}

// worded is a sentence, or a text where there is none.
func (e Everything) worded(key, text string) string {
	if e.words.Has(key) {
		return e.words.Say(key)
	}
	return text
}

// said is a value as text.
func said(v any) string {
	switch v := v.(type) {
	case json.RawMessage:
		return strings.NewReplacer(`[`, "", `]`, "", `"`, "", `,`, ", ").Replace(string(v))
	case float64:
		return fmt.Sprintf("%g", v)
	}
	return fmt.Sprint(v)
}

// called is what a table or column is called; its own name if it has no other.
func (e Everything) called(kind, name string) string {
	return e.worded("data."+kind+"."+name, strings.ReplaceAll(name, "_", " "))
}

var everythingTemplate = template.Must(template.New("everything").Parse(`<!DOCTYPE html>
<html lang="{{.Language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body { font: 17px/1.7 system-ui, sans-serif; color: #222; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-bottom: 1px solid #ccc }
dl { margin: 1rem 0; padding: .5rem 1rem; background: #f6f6f3; border-radius: .5rem; break-inside: avoid }
dt { font-size: .8rem; color: #666 } dd { margin: 0 0 .4rem; white-space: pre-wrap; overflow-wrap: anywhere }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
<p>{{.Made}}</p>
{{range .Sections}}<h2>{{.Heading}}</h2>
{{range .Entries}}<dl>{{range .}}<dt>{{.Label}}</dt><dd>{{.Text}}</dd>{{end}}</dl>
{{end}}{{end}}</body>
</html>
`))
