package journey

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode"

	"ippo/cohort"
	"ippo/locale"
)

//go:embed pages
var pages embed.FS

//go:embed pages/page.css
var style string

// policy lets a file show its own style and pictures that it brings along, and nothing else: no script, no network, no form.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}()

// shown is what a template is given.
type shown struct {
	Language, Title, Policy string
	Style                   template.CSS
	Of                      any
}

// render makes one file that needs no other.
func render(w *locale.Words, name, title string, zone *time.Location, since time.Time, of any) []byte {
	if zone == nil {
		zone = time.UTC
	}
	page := template.New(name).Funcs(template.FuncMap{
		"say":    w.Say,
		"dated":  func(t time.Time) bool { return !t.IsZero() },
		"partly": func(a cohort.Answer) bool { return a == cohort.Partly },
		"span":   func(from, until time.Time) string { return span(w, from.In(zone), until.In(zone)) },
		"when":   func(t time.Time) string { return w.WhenOf(t.In(zone), time.Time{}) },
		"change": func(key string, c Change) headed { return headed{w.Say(key), c} },
		"picture": func(png []byte) template.URL {
			return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png))
		},
		"day": func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return w.DayOf(t.In(zone), since.In(zone))
		},
	})
	var file bytes.Buffer
	page = template.Must(page.ParseFS(pages, "pages/head.html", "pages/"+name))
	err := page.Execute(&file, shown{Language: w.Language(), Title: title, Policy: policy, Style: template.CSS(style), Of: of})
	if err != nil {
		panic(fmt.Errorf("write %s: %w", name, err)) // the templates are ours, and a test shows all of them
	}
	return file.Bytes()
}

// headed is a change with what it is of.
type headed struct {
	Heading string
	Change
}

// said are the texts that say something, without what no file of text may hold.
func said(all []string) []string {
	var kept []string
	for _, text := range all {
		if text = strings.TrimSpace(strings.Map(writable, text)); text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

func writable(r rune) rune {
	if r != '\n' && r != '\t' && unicode.IsControl(r) {
		return unicode.ReplacementChar
	}
	return r
}
