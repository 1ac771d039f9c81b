package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"ippo/cohort"
	"ippo/config"
	"ippo/storage"
)

// TestListsToFillIn fills in a row of each list that can be downloaded, in each language and form: an import understands every column, and
// leaves the example out.
func TestListsToFillIn(t *testing.T) {
	c := cohort.Cohort{Name: "x", Zone: "Asia/Tokyo"}
	head := "name: x\ntimezone: Asia/Tokyo\nchannel: C0001\norganizers: [U0900]\n"
	rows := map[string][]any{
		"people":   {"鈴木", "taro@example.com", "", "営業", "はい", "英語", "Asia/Seoul"},
		"sessions": {"海外", time.Date(2027, 1, 13, 0, 0, 0, 0, time.UTC), 19 * time.Hour, 20 * time.Hour, "大原、王", "https://example.com"},
	}
	text := map[string]string{"people": "鈴木,taro@example.com,,営業,はい,英語,Asia/Seoul\r\n", "sessions": "海外,2027/1/13,19:00,20:00,大原、王,https://example.com\r\n"}
	for _, language := range []string{"ja", "en"} {
		for what, row := range rows {
			code, asText, words := ippo(t, "template", what, "--lang", language)
			code2, asBook, words2 := ippo(t, "template", what, "--lang", language, "--xlsx")
			if code != exitDone || code2 != exitDone || !strings.HasPrefix(asText, "\ufeff") {
				t.Fatal(words, words2)
			}
			book, err := excelize.OpenReader(strings.NewReader(asBook))
			if err != nil {
				t.Fatal(err)
			}
			if width, _ := book.GetColWidth(book.GetSheetName(0), "A"); width < 15 || len(book.GetSheetList()) != 2 {
				t.Errorf("%s %s: the first column is %v wide, the sheets are %v", language, what, width, book.GetSheetList())
			}
			book.SetSheetRow(book.GetSheetName(0), "A3", &row)
			var filled bytes.Buffer
			if err := book.Write(&filled); err != nil {
				t.Fatal(err)
			}
			for form, data := range map[string][]byte{"csv": []byte(asText + text[what]), "xlsx": filled.Bytes()} {
				if kind := config.KindOf(data); string(kind) != what {
					t.Errorf("%s %s %s is a list of %q", language, what, form, kind)
				}
				if what == "people" {
					file, err := config.ParseCohort("c", []byte(head), what, data)
					if err != nil || len(file.List.Rows) != 1 || len(file.List.Ignored) > 0 {
						t.Errorf("%s %s: %v, %+v", language, form, err, file.List)
						continue
					}
					if row := file.List.Rows[0]; row.Email != "taro@example.com" || !row.Participant.Returning || row.Participant.Language != "en" ||
						row.Participant.Zone != "Asia/Seoul" || row.Participant.Department != "営業" {
						t.Errorf("%s %s: %+v", language, form, row)
					}
					continue
				}
				all, ignored, err := config.ParseSessions(what, data, c, nil)
				if err != nil || len(all) != 1 || len(ignored) > 0 || all[0].Minutes != 60 || len(all[0].Speakers) != 2 || all[0].Link == "" {
					t.Errorf("%s %s: %v, %+v, %v", language, form, err, all, ignored)
				}
			}
		}
	}
	for _, args := range [][]string{{"template"}, {"template", "poem"}, {"template", "cohort", "--xlsx"}, {"template", "people", "--lang", "fr"}, {"template", "programme", "--from", "soon"}} {
		if code, _, words := ippo(t, args...); code != exitUsage || words == "" {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}

// TestProgrammeToStartFrom imports and rehearses the ready year as it is, but for the channel and the organisers.
func TestProgrammeToStartFrom(t *testing.T) {
	zone, _ := time.LoadLocation("Asia/Tokyo")
	for _, language := range []string{"ja", "en"} {
		t.Run(language, func(t *testing.T) {
			folder := t.TempDir()
			database := filepath.Join(folder, "ippo.db")
			t.Setenv("IPPO_DATABASE", database)
			code, programme, words := ippo(t, "template", "programme", "--lang", language, "--from", "2027-01")
			if code != exitDone {
				t.Fatal(words)
			}
			programme = strings.NewReplacer("C0123ABCD", "C0001", "U0123ABCD", "U0900").Replace(programme)
			file := write(t, folder, "programme.yaml", programme)
			list := write(t, folder, "people.csv", "user\nU0001\nU0002\n")
			if code, _, words := ippo(t, "import", file, list); code != exitDone {
				t.Fatal(words)
			}
			if code, out, words := ippo(t, "rehearse", file, list, "--from", "2027-01-01", "--silent"); code != exitDone || len(out) < 10_000 {
				t.Fatal(out, words)
			}
			read(t, database, func(tx *storage.Tx) error {
				cohorts, err := tx.Cohorts()
				if err != nil {
					return err
				}
				all, err := tx.Sessions(cohorts[0].ID)
				themes := map[string]bool{}
				for i, s := range all {
					at := s.Starts.In(zone)
					if themes[s.Theme] = true; s.Question == "" || s.Act == "" || len(s.Topics) == 0 || int(at.Month()) != i+1 ||
						at.Weekday() != time.Wednesday || at.Hour() != 19 || cohort.DayOff(at, zone) {
						t.Errorf("session %d on %s: %+v", i+1, at, s)
					}
				}
				if len(themes) != 12 {
					t.Errorf("%d themes", len(themes))
				}
				return err
			})
			if code, blank, words := ippo(t, "template", "cohort", "--lang", language); code != exitDone {
				t.Error(words)
			} else if code, _, words := ippo(t, "import", write(t, folder, "cohort.yaml", blank)); code != exitDone {
				t.Error(words)
			}
		})
	}
}
