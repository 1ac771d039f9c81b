package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"time"

	"ippo/cohort"
	"ippo/locale"
)

//go:embed pages/report.html
var pages embed.FS

//go:embed pages/report.css
var style string

// policy lets the file show its own style and the picture that it brings along, and nothing else.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}()

// line is a figure with its bands, a month each.
type line struct {
	Figure string
	Bands  []string
}

// shown is what the page is made of: words only.
type shown struct {
	Language, Title, Policy string
	Style                   template.CSS
	Cohort, Span, Made      string
	Held                    string
	Months                  []string
	Lines                   []line
	Sessions                [][]string
	Picture                 template.URL
	Alt                     string
}

// HTML is the report as one page that needs no other file, to be read or printed on A4. The picture may be left out.
func (r Report) HTML(w *locale.Words, png []byte, alt string) []byte {
	s := shown{
		Language: w.Language(), Title: w.Say("report.title", "Cohort", r.Cohort.Name), Policy: policy, Style: template.CSS(style),
		Cohort: r.Cohort.Name, Span: r.span(w), Made: w.DayOf(r.Made.In(r.zone()), time.Time{}),
		Held: w.Say("report.held", "Held", r.Held(), "All", len(r.Sessions)), Sessions: r.sessionRows(w), Alt: alt,
	}
	if r.tells() {
		for _, m := range r.Months {
			s.Months = append(s.Months, Month(w, m.Month))
		}
		for _, name := range r.figures() {
			l := line{Figure: w.Say("numbers." + string(name))}
			for _, m := range r.Months {
				l.Bands = append(l.Bands, Short(w, name, m.Shown[name]))
			}
			s.Lines = append(s.Lines, l)
		}
	}
	if len(png) > 0 {
		s.Picture = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png))
	}
	page := template.Must(template.New("report.html").Funcs(template.FuncMap{
		"say": func(key string) string { return w.Say("report."+key, "Least", cohort.Least, "LeastOf", cohort.LeastOf) },
	}).ParseFS(pages, "pages/report.html"))
	var file bytes.Buffer
	if err := page.Execute(&file, s); err != nil {
		panic(fmt.Errorf("write a report: %w", err)) // the template is ours, and a test shows all of it
	}
	return file.Bytes()
}

// sessionRows is a row a session: number, theme, day, speakers, and whether it was held.
func (r Report) sessionRows(w *locale.Words) (rows [][]string) {
	for _, s := range r.Sessions {
		state := "report.planned"
		if !r.Made.Before(s.Ends()) {
			state = "report.done"
		}
		rows = append(rows, []string{fmt.Sprint(s.Number), s.Theme, w.WhenOf(s.Starts.In(r.zone()), time.Time{}), w.List(s.Speakers), w.Say(state)})
	}
	return rows
}
