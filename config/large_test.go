package config_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"ippo/config"
)

// TestFaultyThroughout reads large files in which everything is wrong, or stands for something large: the reading stops early,
// and takes little more memory than the file itself.
func TestFaultyThroughout(t *testing.T) {
	head := strings.Split(good, "schedule:")[0]
	wide := "[" + strings.Repeat("U0900,", 100_000) + "]"
	many := func(item string, n int) string { return strings.Repeat(item, n) }
	for _, test := range []struct{ name, file, people, code string }{
		{"wrong people", head + "participants:\n" + many("- {user: 山田, zone: x}\n", 100_000), "", "person_id_wrong"},
		{"wrong rows", good, "user,returning\n" + many("山田,?\n", 300_000), "person_id_wrong"},
		{"rows too short", good, "user,returning\n" + many("U0001\n", 300_000), "row_length"},
		{"the same person", head + "participants:\n- &p {user: U0001}\n" + many("- *p\n", 100_000), "", "participant_twice"},
		{"unknown fields", head + many("x: &x y\n", 100_000), "", "unknown_key"},
		{"a very long field", head + "? " + many("k", 4_000_000) + "\n: 1\n", "", "unknown_key"},
		{"a very long id", head + "participants:\n- {user: &p " + many("あ", 1_000_000) + "}\n" + many("- {user: *p}\n", 400), "", "person_id_wrong"},
		{"organisers without end", strings.Replace(head, "[U0900]", wide, 1), "", "too_many_organizers"},
		{"topics without end", head + "topics: [" + many("x,", 100_000) + "]\n", "", "too_many_topics"},
		{"reminders without end", head + "schedule:\n  reminders: [" + many("1h,", 100_000) + "]\n", "", "too_many_reminders"},
		{"speakers that stand for many", strings.Replace(head, "[U0900]", "&many "+wide, 1) + "sessions:\n" +
			many("- {theme: x, starts: 2026-12-09T19:00, speakers: *many}\n", 500), "", "too_many_speakers"},
		{"a column again and again", good, "user" + many(",user", 100_000) + "\n" + many("U0003\n", 10), "column_twice"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var people []byte
			if test.people != "" {
				people = []byte(test.people)
			}
			_, err := config.ParseCohort("cohort.yaml", []byte(test.file), "people.csv", people)
			runtime.ReadMemStats(&after)
			find(t, err, test.code)
			var problems config.Problems
			if errors.As(err, &problems); len(problems) > config.MostProblems {
				t.Errorf("%d problems", len(problems))
			}
			taken, size := (after.TotalAlloc-before.TotalAlloc)>>20, fmt.Sprintf("%d KiB", (len(test.file)+len(test.people))>>10)
			if taken > 200 {
				t.Errorf("%d MiB were taken for a file of %s", taken, size)
			}
			t.Logf("%d MiB for %s", taken, size)
		})
	}
}

// TestCellsFarAway reads workbooks with single cells far to the right, which count for thousands each. Some may be there by mistake, and what is
// merged is then left as it is; with one in every row it is no list.
func TestCellsFarAway(t *testing.T) {
	for _, test := range []struct {
		far    int
		merged bool
	}{{50, false}, {50, true}, {50_000, false}, {50_000, true}} {
		data := book(t, [][]string{{"メール", "部署"}, {"a@example.com", "経理"}, {"b@example.com"}}, func(f *excelize.File) {
			if test.merged {
				f.MergeCell("Sheet1", "B2", "B3")
			}
		})
		var far strings.Builder
		for row := 4; row < 4+test.far; row++ {
			fmt.Fprintf(&far, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, row, row)
		}
		data = within(t, data, "</sheetData>", far.String()+"</sheetData>")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, err := config.ParseCohort("cohort.yaml", []byte(good), "people.xlsx", data)
		runtime.ReadMemStats(&after)
		if test.far > 100 {
			find(t, err, "row_too_long")
		} else if err != nil || len(got.List.Rows) != 2 {
			t.Errorf("the list reads %+v, %v", got.List, err)
		}
		taken := (after.TotalAlloc - before.TotalAlloc) >> 20
		if taken > 500 {
			t.Errorf("%d MiB were taken for a file of %d KiB", taken, len(data)>>10)
		}
		t.Logf("%d MiB for %d KiB", taken, len(data)>>10)
	}
}

// within replaces text in the sheet of a workbook.
func within(t *testing.T, workbook []byte, old, with string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, part := range from.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		var content bytes.Buffer
		content.ReadFrom(r)
		w, err := to.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(bytes.Replace(content.Bytes(), []byte(old), []byte(with), 1))
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
