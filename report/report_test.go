package report_test

import (
	"bytes"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"ippo/cohort"
	"ippo/locale"
	"ippo/report"
)

var made = time.Date(2027, 3, 3, 3, 0, 0, 0, time.UTC)

// example is a cohort after five months, of which the first was worked out before there were all figures.
func example(language string) report.Report {
	c := cohort.Cohort{ID: "c1", Name: "第4期", Language: language, Zone: "Asia/Tokyo"}
	var sessions []cohort.Session
	for i := range 12 {
		sessions = append(sessions, cohort.Session{Number: i + 1, Theme: "=1+1 人生の棚卸し", Starts: time.Date(2026, time.Month(10+i), 9, 10, 0, 0, 0, time.UTC), Minutes: 120,
			Speakers: []string{"山川 (国際NGO)", "<b>大原</b>"}, Link: "https://example.com/secret", Story: "話"})
	}
	var months []cohort.FiguresOf
	for i, bands := range [][]cohort.Shown{{cohort.NearlyAll, "10"}, {"20", "15"}, {"15", cohort.TooFew}, {"10", "5"}, {"20", cohort.NearlyAll}} {
		begins := time.Date(2027, time.Month(2-i), 1, 0, 0, 0, 0, time.UTC)
		m := cohort.FiguresOf{Month: begins.Format("2006-01"), Shown: map[cohort.Figure]cohort.Shown{cohort.CirclesMet: cohort.TooSmall}}
		for j, name := range cohort.Figures() {
			if i < 4 || name != cohort.Replied && name != cohort.Planned {
				m.Shown[name] = bands[j%2]
			}
		}
		months = append(months, m)
	}
	return report.New(c, sessions, months, made)
}

// bandsOf are the bands of all months in words, as the numbers page has them.
func bandsOf(r report.Report, w *locale.Words) (rows [][]string) {
	for _, m := range r.Months {
		row := []string{report.Month(w, m.Month)}
		for _, name := range cohort.Figures() {
			row = append(row, report.Short(w, name, m.Shown[name]))
		}
		rows = append(rows, row)
	}
	return rows
}

// The workbook, read back, has three sheets with the bands of each month, the sessions, charts, and a page set-up; nothing in it is a formula.
func TestWorkbook(t *testing.T) {
	for _, language := range locale.Languages() {
		w, r := locale.In(language), example(language)
		content, err := r.Workbook(w)
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{w.Say("report.sheet_overview"), w.Say("report.sheet_monthly"), w.Say("report.sheet_sessions")}
		if got := f.GetSheetList(); !slices.Equal(got, want) {
			t.Fatalf("the sheets are %q", got)
		}
		months, err := f.GetRows(want[1])
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range bandsOf(r, w) {
			if !slices.Equal(months[i+1], row) {
				t.Errorf("month %d reads\n%q, not\n%q", i, months[i+1], row)
			}
		}
		sessions, err := f.GetRows(want[2])
		if err != nil || len(sessions) != 13 || sessions[1][1] != "=1+1 人生の棚卸し" || sessions[1][4] != w.Say("report.done") || sessions[12][4] != w.Say("report.planned") {
			t.Errorf("the sessions read %q, %v", sessions, err)
		}
		overview, err := f.GetRows(want[0])
		if text := fmt.Sprint(overview); err != nil || !strings.Contains(text, w.Say("report.privacy", "Least", cohort.Least, "LeastOf", cohort.LeastOf)) ||
			!strings.Contains(text, w.Say("report.held", "Held", 5, "All", 12)) || !strings.Contains(text, w.Say("office.less")) {
			t.Errorf("the overview reads %s, %v", text, err)
		}
		for _, sheet := range want {
			layout, err := f.GetPageLayout(sheet)
			if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" {
				t.Errorf("%s is printed on %+v, %v", sheet, layout, err)
			}
			rows, _ := f.GetRows(sheet)
			for i, row := range rows {
				for j, text := range row {
					if strings.Contains(text, "example.com") {
						t.Errorf("there is a way into a session: %s", text)
					}
					cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
					if formula, _ := f.GetCellFormula(sheet, cell); formula != "" {
						t.Errorf("%s of %s is the formula %s", cell, sheet, formula)
					}
				}
			}
		}
		if !bytes.Contains(content, []byte("xl/charts/chart2.xml")) {
			t.Error("there are no two charts")
		}
		f.Close()
	}
}

// The page is one file: well formed, with the same numbers as the workbook, no script, and nothing from outside.
func TestPage(t *testing.T) {
	for _, language := range locale.Languages() {
		w, r := locale.In(language), example(language)
		picture, alt, err := r.Picture(w)
		if err != nil {
			t.Fatal(err)
		}
		root, err := html.Parse(bytes.NewReader(r.HTML(w, picture, alt)))
		if err != nil {
			t.Fatal(err)
		}
		var tables [][][]string
		for n := range root.Descendants() {
			switch n.Data {
			case "table":
				tables = append(tables, cells(n))
			case "script", "link", "iframe", "form", "b":
				t.Errorf("there is a <%s>", n.Data)
			}
			for _, a := range n.Attr {
				if (a.Key == "src" || a.Key == "href") && !strings.HasPrefix(a.Val, "data:image/png;base64,") {
					t.Errorf("%s leads outside: %s", a.Key, a.Val)
				}
			}
		}
		if len(tables) != 2 || len(tables[1]) != 13 {
			t.Fatalf("the tables are %q", tables)
		}
		for month, row := range bandsOf(r, w) {
			for figure := range cohort.Figures() {
				if got := tables[0][figure+1][month+1]; got != row[figure+1] {
					t.Errorf("figure %d of month %d is %q, not %q", figure, month, got, row[figure+1])
				}
			}
		}
	}
}

func cells(table *html.Node) (rows [][]string) {
	for n := range table.Descendants() {
		switch {
		case n.Data == "tr":
			rows = append(rows, nil)
		case n.Type == html.ElementNode && (n.Data == "td" || n.Data == "th"):
			text := ""
			for c := range n.Descendants() {
				if c.Type == html.TextNode {
					text += c.Data
				}
			}
			rows[len(rows)-1] = append(rows[len(rows)-1], text)
		}
	}
	return rows
}

// The picture is a PNG, and its text tells every band that it draws.
func TestPicture(t *testing.T) {
	for _, language := range locale.Languages() {
		w, r := locale.In(language), example(language)
		content, alt, err := r.Picture(w)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(bytes.NewReader(content)); err != nil {
			t.Error(err)
		}
		for _, m := range r.Months {
			if !strings.Contains(alt, report.Short(w, cohort.Reflected, m.Shown[cohort.Reflected])) || !strings.Contains(alt, report.Month(w, m.Month)) {
				t.Errorf("of %s, the text says nothing: %s", m.Month, alt)
			}
		}
	}
}

// Of a small cohort, and before the first month is over, the report says so, and shows no number.
func TestReportOfAFew(t *testing.T) {
	w := locale.In("ja")
	small := cohort.FiguresOf{Month: "2026-11", Shown: map[cohort.Figure]cohort.Shown{}}
	for _, name := range cohort.AllFigures() {
		small.Shown[name] = cohort.TooSmall
	}
	for _, months := range [][]cohort.FiguresOf{nil, {small}} {
		r := report.New(cohort.Cohort{Name: "第5期", Language: "ja", Zone: "Asia/Tokyo"}, nil, months, made)
		if _, err := r.Workbook(w); err != nil {
			t.Error(err)
		}
		if page := string(r.HTML(w, nil, "")); !strings.Contains(page, w.Say("report.no_figures", "LeastOf", cohort.LeastOf)) || strings.Contains(page, "人以上</td>") {
			t.Errorf("the page says %s", page)
		}
	}
}
