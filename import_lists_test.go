package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"ippo/cohort"
	"ippo/locale"
	"ippo/sandbox"
	"ippo/storage"
)

// lists is a workspace with a program's environment, and a folder with a cohort file without people.
type lists struct {
	*testing.T
	*demo
	folder, cohort string
}

func newLists(t *testing.T, language string) *lists {
	t.Helper()
	d, environment := bareWorkspace(t, func(o *sandbox.Options) {
		o.People[3].Email = "Taro.Suzuki@Example.co.jp"
	})
	for _, setting := range environment {
		name, value, _ := strings.Cut(setting, "=")
		t.Setenv(name, value)
	}
	data, err := demoFiles.ReadFile("demo/cohort." + language + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	programme, _, _ := strings.Cut(string(data), "participants:")
	folder := t.TempDir()
	return &lists{t, d, folder, write(t, folder, "cohort.yaml", programme)}
}

// sheet writes rows as a workbook, whatever it is called.
func (l *lists) sheet(name string, rows ...[]any) string {
	l.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			l.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		l.Fatal(err)
	}
	return write(l.T, l.folder, name, out.String())
}

func (l *lists) people() map[string]cohort.Participant {
	l.Helper()
	all := map[string]cohort.Participant{}
	read(l.T, l.database, func(tx *storage.Tx) error {
		cohorts, err := tx.Cohorts()
		for _, c := range cohorts {
			people, err := tx.Participants(c.ID)
			if err != nil {
				return err
			}
			for _, p := range people {
				all[p.ID] = p
			}
		}
		return err
	})
	return all
}

// TestReportBeforeAnImport shows what an import would do, in both languages, and changes nothing by it.
func TestReportBeforeAnImport(t *testing.T) {
	for _, language := range []string{"ja", "en"} {
		t.Run(language, func(t *testing.T) {
			l := newLists(t, language)
			head := []any{"社員番号", "氏名", "メール", "部署", "再参加"}
			first := l.sheet("first.xlsx", head, []any{1, "山田 花子", "u0001@example.com", "営業", "○"}, []any{2, "鈴木 太郎", "u0002@example.com", "経理"},
				[]any{3, "去る人", "u0004@example.com", "総務"}, []any{4, "止まる人", "u0005@example.com", "総務"})
			if code, _, words := ippo(t, "import", "--dry-run", l.cohort, first); code != exitDone {
				t.Fatal(words)
			}
			if _, err := os.Stat(l.database); err == nil {
				t.Error("to look made a database")
			}
			if code, _, words := ippo(t, "import", l.cohort, first); code != exitDone {
				t.Fatal(words)
			}
			before := tables(t, l.database)
			l.workspace.Deactivate("U0005")
			l.workspace.Deactivate("U0006")
			list := l.sheet("people.csv", []any{"第4期 名簿"}, []any{}, head, []any{1, "山田 花子", "U0001@EXAMPLE.com", "営業", "○"},
				[]any{2, "鈴木 太郎", "ｕ0002@example.com", "企画"}, []any{5, "新しい人", "u0007@example.com", "人事"},
				[]any{6, "見つからない人", "nobody@example.com", "人事"}, []any{4, "止まる人", "u0005@example.com", "総務"}, []any{7, "止まった人", "u0006@example.com", "総務"})
			code, out, words := ippo(t, "import", "--dry-run", l.cohort, list)
			if code != exitDone {
				t.Fatal(words)
			}
			(&stage{T: t, language: language}).golden("import_report", out+"---\n"+words)
			if diff := cmp.Diff(before, tables(t, l.database)); diff != "" {
				t.Error(diff)
			}
			code, out, words = ippo(t, "import", l.cohort, list)
			if code != exitFailed || out != "" || !strings.Contains(words, "nobody@example.com") || !strings.Contains(words, "ippo import --skip-unknown "+l.cohort) {
				t.Errorf("somebody unknown: exit code %d\n%s%s", code, out, words)
			}
			if diff := cmp.Diff(before, tables(t, l.database)); diff != "" {
				t.Error(diff)
			}
			if code, _, words := ippo(t, "import", "--skip-unknown", l.cohort, list); code != exitDone {
				t.Fatal(words)
			}
			people := l.people()
			if _, in := people["U0005"]; len(people) != 4 || !in || people["U0002"].Department != "企画" {
				t.Errorf("in it are %v", people)
			}
			data, _ := os.ReadFile(l.database)
			wal, _ := os.ReadFile(l.database + "-wal")
			if bytes.Contains(append(data, wal...), []byte("@example.com")) {
				t.Error("an e-mail is kept")
			}
		})
	}
}

// TestTokenOnlyForEmails asks Slack only where a list has somebody without an id, and says what it lacks.
func TestTokenOnlyForEmails(t *testing.T) {
	l := newLists(t, "ja")
	words := locale.In("ja")
	byEmail := write(t, l.folder, "people.csv", "氏名,メール\n鈴木,taro.suzuki@example.co.jp\n")
	t.Setenv("SLACK_BOT_TOKEN", "")
	if code, _, said := ippo(t, "import", l.cohort, byEmail); code != exitFailed || !strings.Contains(said, words.Say("config.token_for_emails")) {
		t.Errorf("exit code %d, %s", code, said)
	}
	if code, _, said := ippo(t, "import", l.cohort, write(t, l.folder, "ids.csv", "氏名,Slack ID\n鈴木,U0002\n")); code != exitDone {
		t.Error(said)
	}
	t.Setenv("SLACK_BOT_TOKEN", sandbox.BotToken)
	if code, _, said := ippo(t, "import", l.cohort, byEmail); code != exitDone {
		t.Error(said)
	}
	if code, _, said := ippo(t, "rehearse", l.cohort, byEmail); code != exitDone {
		t.Error(said)
	}
	text, err := manifest(words)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.workspace.Install(bytes.ReplaceAll(text, []byte(`"users:read.email"`), []byte(`"team:read"`))); err != nil {
		t.Fatal(err)
	}
	if code, _, said := ippo(t, "import", l.cohort, byEmail); code != exitFailed || !strings.Contains(said, words.Say("config.scope_for_emails")) {
		t.Errorf("exit code %d, %s", code, said)
	}
}

// TestProgrammeFromAList takes the sessions from a workbook in place of the cohort file's.
func TestProgrammeFromAList(t *testing.T) {
	l := newLists(t, "ja")
	list := l.sheet("sessions.xlsx", []any{"回", "テーマ", "開催日", "時間", "講師"}, []any{1, "人生の棚卸し", "令和8年12月9日(水)", "19時〜21時半", "山川、大原"},
		[]any{2, "新しい回", "2027/1/13", "午後7時"})
	if code, _, said := ippo(t, "import", l.cohort, "--sessions", list); code != exitDone || !strings.Contains(said, "使わなかった列: 回") {
		t.Fatal(said)
	}
	read(t, l.database, func(tx *storage.Tx) error {
		c, err := tx.CohortNamed("第4期")
		if err != nil {
			return err
		}
		all, err := tx.Sessions(c.ID)
		if len(all) != 2 || all[0].Minutes != 150 || all[0].Question == "" || all[1].Theme != "新しい回" {
			t.Errorf("the sessions are %+v", all)
		}
		return err
	})
	faulty := write(t, l.folder, "faulty.csv", "テーマ,日付,開始\n海外,12/9/2026,19:00\n")
	if code, _, said := ippo(t, "import", l.cohort, "--sessions", faulty); code != exitFailed || !strings.HasPrefix(said, "faulty.csv:2: ") {
		t.Errorf("exit code %d, %s", code, said)
	}
}

// BenchmarkImport brings ten thousand people in by their e-mails, with every check, from the file to the disk.
func BenchmarkImport(b *testing.B) {
	const people = 10_000
	d := benchWorkspace(b, people)
	csv := "氏名,メールアドレス,部署,再参加\n"
	f := excelize.NewFile()
	f.SetSheetRow("Sheet1", "A1", &[]any{"氏名", "メールアドレス", "部署", "再参加"})
	for i := range people {
		row := []any{fmt.Sprintf("人 %d", i), fmt.Sprintf("P%d@Example.com", i), fmt.Sprintf("部署%d", i%40), []string{"○", ""}[i%2]}
		csv += fmt.Sprintf("%s,%s,%s,%s\n", row...)
		f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+2), &row)
	}
	var book bytes.Buffer
	if err := f.Write(&book); err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string]string{"people.csv": csv, "people.xlsx": book.String()} {
		b.Run(name, func(b *testing.B) {
			list := filepath.Join(b.TempDir(), name)
			if err := os.WriteFile(list, []byte(data), 0o600); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				b.Setenv("IPPO_DATABASE", filepath.Join(b.TempDir(), "ippo.db"))
				var out, words bytes.Buffer
				if code := run([]string{"import", d, list}, strings.NewReader(""), &out, &words); code != exitDone {
					b.Fatal(words.String())
				}
			}
		})
	}
}

// benchWorkspace is a workspace of so many people, and a cohort file without any; the environment names both.
func benchWorkspace(b *testing.B, people int) string {
	b.Helper()
	_, environment := bareWorkspace(b, func(o *sandbox.Options) {
		for i := range people {
			o.People = append(o.People, sandbox.Person{ID: fmt.Sprintf("U1%06d", i), Name: fmt.Sprintf("人 %d", i), Zone: "Asia/Tokyo",
				Email: fmt.Sprintf("p%d@example.com", i)})
		}
	})
	for _, setting := range environment {
		name, value, _ := strings.Cut(setting, "=")
		b.Setenv(name, value)
	}
	data, err := demoFiles.ReadFile("demo/cohort.ja.yaml")
	if err != nil {
		b.Fatal(err)
	}
	programme, _, _ := strings.Cut(string(data), "participants:")
	file := filepath.Join(b.TempDir(), "cohort.yaml")
	if err := os.WriteFile(file, []byte(programme), 0o600); err != nil {
		b.Fatal(err)
	}
	return file
}

// TestUsualMistakes reads lists as they come from an office, with what is usually wrong in them, each saved as Excel does.
func TestUsualMistakes(t *testing.T) {
	for _, language := range []string{"ja", "en"} {
		l := newLists(t, language)
		s := &stage{T: t, language: language}
		code, _, people := ippo(t, "import", l.cohort, "testdata/lists/mistakes.csv")
		code2, _, sessions := ippo(t, "import", l.cohort, "--sessions", "testdata/lists/mistakes-sessions.csv")
		if code != exitFailed || code2 != exitFailed {
			t.Errorf("exit codes %d and %d", code, code2)
		}
		s.golden("import_mistakes", people+"---\n"+sessions)
	}
}
