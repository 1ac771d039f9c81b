package config_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"ippo/cohort"
	"ippo/config"
)

// listed is how HR in Japan may write two people, with a row for each place where the columns may be divided.
var listed = [][]string{
	{"社員番号", "氏名", "メールアドレス", "所属（部署）", "Ｓｌａｃｋ　ＩＤ", "２回目", "言語", "備考"},
	{"101", "山田　花子", "Ｈａｎａｋｏ＠Example.co.jp", "　営業部　", "", "○", "日本語", ""},
	{"", "", "", "", "", "", "", ""},
	{"102", "鈴木 太郎", "", "ＩＴ戦略, 企画", "Ｕ０７７７", "", "英語", "産休から復帰"},
}

// people are whom it means.
var people = []config.Row{
	{Line: 2, Name: "山田 花子", Email: "hanako@example.co.jp",
		Participant: cohort.Participant{Person: cohort.Person{Language: "ja"}, Department: "営業部", Returning: true}},
	{Line: 4, Name: "鈴木 太郎",
		Participant: cohort.Participant{Person: cohort.Person{ID: "U0777", Language: "en"}, Department: "IT戦略, 企画"}},
}

// divided writes rows as text in columns.
func divided(rows [][]string, by string) string {
	var text strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			if strings.Contains(cell, by) || strings.ContainsAny(cell, "\"\n") {
				row[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
		}
		text.WriteString(strings.Join(row, by) + "\r\n")
		for i := range row {
			row[i] = strings.Trim(row[i], `"`)
		}
	}
	return text.String()
}

func encoded(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	data, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// book writes rows as a workbook.
func book(t testing.TB, rows [][]string, change ...func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	for _, do := range change {
		do(f)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestListsAsExcelWritesThem reads the same list in every way in which it is saved in Japan.
func TestListsAsExcelWritesThem(t *testing.T) {
	comma := divided(listed, ",")
	for name, data := range map[string][]byte{
		"CSV UTF-8":             []byte("\ufeff" + comma),
		"UTF-8 without a mark":  []byte(comma),
		"CSV in Shift_JIS":      encoded(t, japanese.ShiftJIS, comma),
		"Unicode text":          encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), divided(listed, "\t")),
		"big endian":            encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), divided(listed, "\t")),
		"tabs":                  []byte(divided(listed, "\t")),
		"semicolons":            []byte(divided(listed, ";")),
		"CSV of an old Mac":     encoded(t, japanese.ShiftJIS, strings.ReplaceAll(comma, "\r\n", "\r")),
		"a workbook":            book(t, listed),
		"a workbook with notes": book(t, listed, func(f *excelize.File) { f.NewSheet("書き方"); f.SetCellValue("書き方", "A1", "氏名") }),
		"notes before the list": book(t, [][]string{{"この表の書き方"}}, func(f *excelize.File) {
			f.NewSheet("名簿")
			for i, row := range listed {
				cell, _ := excelize.CoordinatesToCellName(1, i+1)
				f.SetSheetRow("名簿", cell, &row)
			}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := config.ParseCohort("cohort.yaml", []byte(good), "people.csv", data)
			if err != nil {
				t.Fatal(err)
			}
			want := &config.List{Name: "people.csv", Ignored: []string{"社員番号", "備考"}, Rows: people}
			if diff := cmp.Diff(want, got.List); diff != "" {
				t.Error(diff)
			}
			if len(got.Participants) != 3 || !got.NeedsMatching() {
				t.Errorf("%d participants have an id", len(got.Participants))
			}
		})
	}
}

// TestWhatStandsAroundAList skips titles, remarks, examples and numbers of empty rows, and fills what is merged.
func TestWhatStandsAroundAList(t *testing.T) {
	rows := [][]string{
		{"第4期キャリア探求プログラム　参加者名簿"}, {}, {"2026年11月現在", "", "人事部"},
		{"No.", "お名前", "E-mail", "部署"},
		{"", "（例）山田 花子", "rei@example.com", "営業"},
		{"1", "甲", "a@example.com", "経理"}, {"2", "乙", "b@example.com"}, {"3"}, {},
		{"※部署は4月現在"},
	}
	data := book(t, rows, func(f *excelize.File) {
		f.MergeCell("Sheet1", "A1", "D1")
		f.MergeCell("Sheet1", "D6", "D7")
	})
	got, err := config.ParseCohort("cohort.yaml", []byte(good), "people.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	var says []string
	for _, row := range got.List.Rows {
		says = append(says, row.Name+" "+row.Email+" "+row.Participant.Department)
	}
	if diff := cmp.Diff([]string{"甲 a@example.com 経理", "乙 b@example.com 経理"}, says); diff != "" || got.List.Rows[1].Line != 7 {
		t.Error(diff, got.List.Rows)
	}
}

// TestClearerColumn takes the one of two that names more clearly what it holds.
func TestClearerColumn(t *testing.T) {
	for head, want := range map[string]string{"所属（会社）,所属（部署）": "b", "部署,所属": "a", "所属,部門,部署名": "c"} {
		got, err := config.ParseCohort("cohort.yaml", []byte(good), "people.csv", []byte("メール,"+head+"\nx@example.com,a,b,c\n"))
		if err != nil || got.List.Rows[0].Participant.Department != want {
			t.Errorf("%s: %v, %+v", head, err, got.List)
		}
	}
}

// Columns of one's own are named and left alone, also where they look like others.
func TestColumnsOfOnesOwn(t *testing.T) {
	list := "ID,氏名,フリガナ,会社名,メールアドレス,メールアドレス2,所属,部署,部署コード,Slack ID,入社年\n1,山田,ヤマダ,甲社,a@example.com,b@example.com,本社,営業,E1,U0777,1995\n"
	got, err := config.ParseCohort("cohort.yaml", []byte(good), "people.csv", []byte(list))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"ID", "フリガナ", "会社名", "メールアドレス2", "所属", "部署コード", "入社年"}
	if diff := cmp.Diff(want, got.List.Ignored); diff != "" || got.List.Rows[0].Participant.Department != "営業" || got.List.Rows[0].Participant.ID != "U0777" {
		t.Error(diff, got.List.Rows)
	}
}

func TestProblemsOfLists(t *testing.T) {
	locked := append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, make([]byte, 600)...)
	for _, test := range []struct {
		name, list string
		line       int
		code       string
	}{
		{"no headings", "山田,営業\n鈴木,経理\n", 1, "headings_missing_people"},
		{"neither id nor e-mail", "氏名,部署\n山田,営業\n", 1, "people_without_key"},
		{"a mistyped heading", "氏名,メールアドレズ,Slack ID\n山田,a@example.com,U0777\n", 1, "column_misspelt"},
		{"a mistyped English one", "name,e-mail,departmnt\nA,a@example.com,x\n", 1, "column_misspelt"},
		{"two columns of addresses", "メール,メールアドレス\na@example.com,b@example.com\n", 1, "column_twice"},
		{"no address", "氏名,メール\n山田,a@example.com\n鈴木,\n", 3, "row_without_person"},
		{"no address at all", "氏名,メール\n山田,hanako\n", 2, "email_wrong"},
		{"the same address", "氏名,メール\n山田,a@example.com\n鈴木,Ａ@example.com\n", 3, "email_twice"},
		{"the same id", "氏名,Slack ID\n山田,U0777\n鈴木,U0777\n", 3, "participant_twice"},
		{"neither yes nor no", "メール,再参加\na@example.com,たぶん\n", 2, "returning_wrong"},
		{"a language", "メール,言語\na@example.com,仏語\n", 2, "list_language_wrong"},
		{"only examples", "メール,氏名\na@example.com,（例）山田\n", 1, "people_nobody"},
		{"an old workbook", string(locked), 0, "table_old"},
		{"a picture", "\x89PNG\r\n", 0, "table_other"},
		{"nothing but columns", "メール\n" + strings.Repeat(",", 16<<20), 2, "row_too_long"},
		{"another archive", "PK\x03\x04\x00\x00", 0, "table_broken"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := config.ParseCohort("cohort.yaml", []byte(good), "people.csv", []byte(test.list))
			if problem := find(t, err, test.code); problem.File != "people.csv" || problem.Line != test.line {
				t.Errorf("named at %s:%d, want people.csv:%d", problem.File, problem.Line, test.line)
			}
		})
	}
}

// TestMatchByEmail finds accounts by e-mail, and says who is not found, doubtful, or there twice.
func TestMatchByEmail(t *testing.T) {
	read := func(list string) config.File {
		t.Helper()
		file, err := config.ParseCohort("cohort.yaml", []byte(good), "people.csv", []byte(list))
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	byEmail := map[string]config.Account{
		"a@example.com": {ID: "U0A"}, "b@example.com": {ID: "U0B", Doubt: config.DoubtGone}, "bot@example.com": {ID: "U0C", Doubt: config.DoubtBot},
	}
	byID := map[string]config.Account{"U0A": byEmail["a@example.com"]}
	file := read("氏名,メール,Slack ID\n甲,A@Example.com,\n乙,b@example.com,\n丙,x@example.com,\n丁,bot@example.com,\n戊,,U0D\n")
	if err := file.Match(byEmail, byID); err != nil {
		t.Fatal(err)
	}
	var who []string
	for _, p := range file.Participants {
		who = append(who, p.ID)
	}
	if diff := cmp.Diff([]string{"U0001", "U0002", "U0D", "U0A"}, who); diff != "" {
		t.Error(diff)
	}
	if len(file.Unknown) != 1 || file.Unknown[0].Line != 4 || len(file.Doubtful) != 2 {
		t.Errorf("unknown %v, doubtful %v", file.Unknown, file.Doubtful)
	}
	twice := read("氏名,メール,Slack ID\n甲,,U0A\n甲,a@example.com,\n")
	if problem := find(t, twice.Match(byEmail, byID), "participant_twice"); problem.Line != 3 {
		t.Errorf("named in line %d", problem.Line)
	}
}

func FuzzList(f *testing.F) {
	f.Add([]byte(divided(listed, ",")))
	f.Add(book(f, listed))
	f.Add([]byte("\xff\xfea\x00"))
	f.Add([]byte("テーマ,日付\n海外,令和8年12月9日 19時\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := config.ParseCohort("cohort.yaml", []byte(good), "people", data)
		if err == nil {
			for _, row := range file.List.Rows {
				if row.Participant.ID == "" && row.Email == "" {
					t.Error("a row that is nobody's")
				}
			}
		}
		sessions, _, err := config.ParseSessions("sessions", data, file.Cohort, nil)
		for _, s := range sessions {
			if err != nil || s.Theme == "" || s.Starts.IsZero() || s.Minutes < 1 {
				t.Errorf("taken without what a session needs: %+v", s)
			}
		}
		config.KindOf(data)
	})
}
