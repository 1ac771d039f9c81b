package config_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
)

var inTokyo = cohort.Cohort{Name: "第4期", Zone: "Asia/Tokyo", Language: "ja"}

func parseSessions(t *testing.T, list string) []cohort.Session {
	t.Helper()
	all, _, err := config.ParseSessions("sessions.csv", []byte(list), inTokyo, nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestDaysAndTimesAsPeopleWriteThem reads one evening, written in many ways.
func TestDaysAndTimesAsPeopleWriteThem(t *testing.T) {
	want := time.Date(2026, 12, 9, 10, 0, 0, 0, time.UTC)
	for _, row := range []string{
		"2026/12/9,19:00", "2026-12-09,19:00", "2026.12.9,19:00:00", "20261209,19：00", "２０２６年１２月９日,１９時",
		"令和8年12月9日,午後7時", "R8.12.9,19時", "㋿8年12月9日,19:00", "令和８年１２月９日（水）,19時00分", "2026年12月9日(水曜日),午後7:00",
		"2026/12/9 (Wed),7:00 PM", "9 December 2026,7pm", "\"Wed, December 9, 2026\",19:00", "\"Dec 9, 2026\",7 p.m.",
		"46365,0.791666666666667", "46365.0,.79166667", "46365.7916666667,", "2026/12/9 19:00,", "2026-12-09T19:00,", "2026年12月9日 19時〜,",
		",2026/12/9 19:00", ",令和8年12月9日(水) 19:00", ",46365.7916666667", "2026/12/9,19:00～", "2026/12/9,19時スタート",
	} {
		all := parseSessions(t, "テーマ,開催日,開始\n海外,"+row+"\n")
		if !all[0].Starts.Equal(want) || all[0].Minutes != 120 {
			t.Errorf("%s is %s, %d minutes", row, all[0].Starts, all[0].Minutes)
		}
	}
}

func TestLengthsAsPeopleWriteThem(t *testing.T) {
	for head, cells := range map[string][]string{
		"分":    {"90", "90分", "1時間30分", "1時間半", "1.5時間", "1h30m", "90 min", "0.0625", "９０分"},
		"終了":   {"20:30", "20時半", "午後8時30分", "8:30 pm", "0.854166666667", "2026/12/9 20:30", "46365.854166667", "20:30まで"},
		"終了日時": {"2026年12月9日(水) 20:30"},
	} {
		for _, cell := range cells {
			all := parseSessions(t, "テーマ,日付,時刻,"+head+"\n海外,2026/12/9,19:00,"+cell+"\n")
			if all[0].Minutes != 90 {
				t.Errorf("%s %s are %d minutes", head, cell, all[0].Minutes)
			}
		}
	}
	for _, cell := range []string{"19:00〜20:30", "19:00-20:30", "19時から20時半まで", "午後7時～午後8時30分", "19:00 to 20:30"} {
		if all := parseSessions(t, "テーマ,日付,時間\n海外,2026/12/9,"+cell+"\n"); all[0].Minutes != 90 {
			t.Errorf("%s is %d minutes", cell, all[0].Minutes)
		}
	}
}

// TestSessionsOfAWorkbook reads cells that are dates for Excel, and all that a session has.
func TestSessionsOfAWorkbook(t *testing.T) {
	rows := [][]string{{"年間プログラム"}, {"回", "テーマ", "日付", "開始時刻", "終了時刻", "登壇者", "Zoom URL"}, {"2", "海外で働く"}, {"1", "人生の棚卸し"}}
	data := book(t, rows, func(f *excelize.File) {
		for cell, value := range map[string]any{
			"C3": time.Date(2027, 1, 13, 0, 0, 0, 0, time.UTC), "D3": 19 * time.Hour, "E3": 21 * time.Hour, "F3": "大原（元駐在員、商社）、Smith / 王",
			"C4": time.Date(2026, 12, 9, 0, 0, 0, 0, time.UTC), "D4": "19時", "F4": "山川\n三浦", "G4": "https://example.com/s1",
		} {
			if err := f.SetCellValue("Sheet1", cell, value); err != nil {
				t.Fatal(err)
			}
		}
	})
	before := []cohort.Session{{Theme: "海外で働く", Starts: time.Date(2027, 1, 20, 10, 0, 0, 0, time.UTC), Question: "どこで?", Topics: []string{"overseas"}}}
	got, ignored, err := config.ParseSessions("sessions.xlsx", data, inTokyo, before)
	if err != nil {
		t.Fatal(err)
	}
	want := []cohort.Session{
		{Number: 1, Theme: "人生の棚卸し", Starts: time.Date(2026, 12, 9, 10, 0, 0, 0, time.UTC), Minutes: 120,
			Speakers: []string{"山川", "三浦"}, Link: "https://example.com/s1"},
		{Number: 2, Theme: "海外で働く", Starts: time.Date(2027, 1, 13, 10, 0, 0, 0, time.UTC), Minutes: 120,
			Speakers: []string{"大原（元駐在員、商社）", "Smith", "王"}, Question: "どこで?", Topics: []string{"overseas"}}, // as the one that moved
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"回"}, ignored); diff != "" {
		t.Error(diff)
	}
}

// TestDaysOfAnOldMac counts days from 1904, where a workbook does.
func TestDaysOfAnOldMac(t *testing.T) {
	data := book(t, [][]string{{"テーマ", "日付", "開始"}, {"海外", "", "19:00"}}, func(f *excelize.File) {
		yes := true
		f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
		f.SetCellValue("Sheet1", "B2", 46365-1462)
	})
	all, _, err := config.ParseSessions("sessions.xlsx", data, inTokyo, nil)
	if err != nil || !all[0].Starts.Equal(time.Date(2026, 12, 9, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("%v %v", all, err)
	}
}

func TestProblemsOfSessions(t *testing.T) {
	for _, test := range []struct{ name, list, code string }{
		{"no headings", "海外,2026/12/9\n", "headings_missing_sessions"},
		{"no theme", "日付,開始\n2026/12/9,19:00\n", "sessions_without_theme"},
		{"nothing", "テーマ,日付\n", "sessions_nothing"},
		{"an empty theme", "テーマ,日付,開始\n,2026/12/9,19:00\n", "theme_missing"},
		{"no day", "テーマ,日付,開始\n海外,,19:00\n", "date_wrong"},
		{"no year", "テーマ,日付,開始\n海外,12月9日,19:00\n", "date_wrong"},
		{"a day that is not there", "テーマ,日付,開始\n海外,2027/2/29,19:00\n", "date_wrong"},
		{"another day of the week", "テーマ,日付,開始\n海外,2026/12/9(木),19:00\n", "weekday_wrong"},
		{"a day that means another elsewhere", "テーマ,日付,開始\n海外,12/9/2026,19:00\n", "date_wrong"},
		{"no time", "テーマ,日付,開始\n海外,2026/12/9,\n", "time_missing"},
		{"no time in a workbook's way", "テーマ,日付\n海外,46365\n", "time_missing"},
		{"noon or midnight", "テーマ,日付,開始\n海外,2026/12/9,午後12時\n", "time_wrong"},
		{"no hour", "テーマ,日付,開始\n海外,2026/12/9,夕方\n", "time_wrong"},
		{"twenty-five o'clock", "テーマ,日付,開始\n海外,2026/12/9,25:00\n", "time_wrong"},
		{"the end first", "テーマ,日付,開始,終了\n海外,2026/12/9,19:00,18:00\n", "ends_wrong"},
		{"a length in words", "テーマ,日付,開始,分\n海外,2026/12/9,19:00,少し\n", "minutes_wrong"},
		{"two at once", "テーマ,日付,開始\n海外,2026/12/9,19:00\n起業,2026/12/9,19時\n", "session_twice"},
		{"a link that is none", "テーマ,日付,開始,リンク\n海外,2026/12/9,19:00,のちほど\n", "link_wrong"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := config.ParseSessions("sessions.csv", []byte(test.list), inTokyo, nil)
			find(t, err, test.code)
		})
	}
}

func TestKindOfAList(t *testing.T) {
	for list, want := range map[string]config.ListKind{
		"氏名,メール\n": config.PeopleList, "user,department\n": config.PeopleList, "テーマ,日付,開始\n": config.SessionsList,
		"表題\n\n日付,テーマ\n": config.SessionsList, "品名,価格\n": "", "": "",
	} {
		if got := config.KindOf([]byte(list)); got != want {
			t.Errorf("%q is a list of %q, want %q", list, got, want)
		}
	}
}

// The list of sessions with a ready year on it can be brought in as it is: its twelve sessions are those of the ready programme.
func TestReadyTemplateIsTheReadyProgramme(t *testing.T) {
	now := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	for _, language := range locale.Languages() {
		w := locale.In(language)
		template, err := config.ReadyTemplate(w, now)
		if err != nil {
			t.Fatal(err)
		}
		text, err := config.Programme(w, config.ReadyProgramme, config.FirstMonth(now))
		if err != nil {
			t.Fatal(err)
		}
		want, err := config.ParseCohort("programme", text, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, write := range map[string]func(io.Writer) error{"list.xlsx": template.WriteBook, "list.csv": template.WriteCSV} {
			var out bytes.Buffer
			if err := write(&out); err != nil {
				t.Fatal(err)
			}
			got, ignored, err := config.ParseSessions(name, out.Bytes(), want.Cohort, want.Sessions)
			if diff := cmp.Diff(want.Sessions, got); err != nil || len(ignored) > 0 || diff != "" || len(got) != 12 {
				t.Errorf("%s of %s: %v, %v\n%s", name, language, ignored, err, diff)
			}
		}
	}
}
