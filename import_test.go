package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
	"ippo/config"
	"ippo/intake"
	"ippo/locale"
	"ippo/sandbox"
	"ippo/storage"
)

// startsAt finds when a session begins in a reminder of December.
var startsAt = regexp.MustCompile(`12月\d+日\(.\)\d\d:\d\d`)

func TestMovedSession(t *testing.T) {
	for _, test := range []struct {
		name        string
		at, starts  string // when it is moved from 2026-12-09T19:00, and to when
		reminders   []string
		invitations []string
	}{
		{
			"an hour earlier, a week before: the channel was told, and the old message is put right", "2026-12-02T19:05", "2026-12-09T18:00",
			[]string{"12-02 19:00 for 12月9日(水)18:00", "12-08 18:00 for 12月9日(水)18:00", "12-09 17:00 for 12月9日(水)18:00"}, []string{"12-10 08:00"},
		},
		{
			"a week later, at the last moment: all begins anew", "2026-12-09T18:30", "2026-12-16T19:00",
			[]string{"12-02 19:00 for 12月16日(水)19:00", "12-08 19:00 for 12月16日(水)19:00", "12-09 18:00 for 12月16日(水)19:00", "12-09 19:00 for 12月16日(水)19:00", "12-15 19:00 for 12月16日(水)19:00", "12-16 18:00 for 12月16日(水)19:00"},
			[]string{"12-17 08:00"},
		},
		{
			"put right when it is over: nobody is asked twice", "2026-12-09T22:00", "2026-12-09T18:30",
			[]string{"12-02 19:00 for 12月9日(水)18:30", "12-08 19:00 for 12月9日(水)18:30", "12-09 18:00 for 12月9日(水)18:30"}, []string{"12-10 08:00"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja")
			s.until(test.at)
			s.reimport(func(f *config.File) { f.Sessions[0].Starts = tokyo(t, test.starts) })
			s.until("2026-12-18T12:00")
			var reminders, invitations []string
			for _, m := range s.seat(organizer).Messages(channel) {
				says := startsAt.FindString(s.workspace.Plain(m))
				reminders = append(reminders, m.Time.In(demoBegins.Location()).Format("01-02 15:04")+" for "+says)
			}
			for _, m := range s.seat(hanako).Messages(s.seat(hanako).DM()) {
				if strings.Contains(s.workspace.Plain(m), s.words.Say("reflect.write")) {
					invitations = append(invitations, m.Time.In(demoBegins.Location()).Format("01-02 15:04"))
				}
			}
			if diff := cmp.Diff(test.reminders, reminders); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.invitations, invitations); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRenamedSession(t *testing.T) {
	t.Parallel()
	s := newStage(t, "ja")
	s.until("2026-12-02T19:05")
	s.reimport(func(f *config.File) {
		f.Sessions[0].Theme, f.Sessions[0].Speakers = "新しいテーマ", []string{"新しい話し手"}
	})
	s.until("2026-12-08T19:01")
	reminders := s.texts(s.seat(organizer).Messages(channel))
	if len(reminders) != 2 {
		t.Fatalf("%d reminders, want 2", len(reminders))
	}
	for i, text := range reminders { // the one that stood there, and the one that was put into words later
		if !strings.Contains(text, "新しいテーマ") || !strings.Contains(text, "新しい話し手") {
			t.Errorf("reminder %d says:\n%s", i+1, text)
		}
	}
}

func TestSessionTakenOffTheProgramme(t *testing.T) {
	t.Parallel()
	s := newStage(t, "ja")
	s.until("2026-12-08T18:59")
	before := len(s.seat(organizer).Messages(channel))
	s.workspace.SetTrouble(sandbox.Trouble{PerMinute: 1, RetryAfter: 10 * time.Minute})
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
	s.submit(organizer, map[string]any{"words": "先に出る知らせ"})
	s.submit(organizer, nil)
	s.until("2026-12-08T19:01") // the reminder has come due, but Slack takes nothing
	s.workspace.SetTrouble(sandbox.Trouble{})
	s.reimport(func(f *config.File) { f.Sessions = f.Sessions[1:] })
	s.until("2026-12-12T12:00")
	if n := len(s.seat(organizer).Messages(channel)) - before; n != 0 {
		t.Errorf("%d reminders of a session that is taken off", n)
	}
	states := map[string]int{}
	for _, d := range s.outbox() {
		if d.kind == "reminder" || d.kind == "invitation" {
			states[d.kind+" "+d.state]++
		}
	}
	if diff := cmp.Diff(map[string]int{"reminder sent": 1, "reminder cancelled": 1}, states); diff != "" {
		t.Error(diff)
	}
}

func TestSameFileAgainChangesNothing(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	s.until("2026-12-02T19:05") // nudges are sent, and a reminder stands in the channel
	before, posts := besidesLog(tables(t, s.database)), len(tap.of("chat.postMessage"))
	s.reimport(func(*config.File) {})
	s.pass(time.Minute)
	if diff := cmp.Diff(before, besidesLog(tables(t, s.database))); diff != "" {
		t.Error(diff)
	}
	if n := len(tap.of("chat.postMessage")) - posts + len(tap.of("chat.update")); n != 0 {
		t.Errorf("%d calls", n)
	}
}

func TestComingAndGoingInMidYear(t *testing.T) {
	t.Parallel()
	const newcomer = "U0777"
	s := newStage(t, "ja", func(o *sandbox.Options) {
		o.People = append(o.People, sandbox.Person{ID: newcomer, Name: "途中 参加", Zone: "Asia/Tokyo"})
	})
	joins := func(f *config.File) {
		f.Participants = append(f.Participants, cohort.Participant{Person: cohort.Person{ID: newcomer, Zone: "Asia/Tokyo"}})
	}
	s.until("2026-12-02T12:00")
	s.reimport(joins)
	s.until("2026-12-07T08:59")
	if n := len(s.dm(newcomer)); n != 0 {
		t.Errorf("%d messages before the next nudge is due", n)
	}
	s.until("2026-12-07T09:01")
	if n := s.nudges(newcomer); n != 1 {
		t.Errorf("%d nudges, want 1", n)
	}
	s.says(s.command(newcomer, "reflect", "ここにいた"), "reflect.saved_me")

	s.reimport(func(*config.File) {}) // without the newcomer
	s.until("2026-12-16T12:00")       // past a session and a nudge
	if n := len(s.dm(newcomer)); n != 1 {
		t.Errorf("%d messages after leaving", n-1)
	}
	if n := s.nudges(hanako); n != 3 {
		t.Errorf("the others have %d nudges, want 3", n)
	}
	if list := s.command(newcomer, "reflect", "list"); strings.Count(list, "ここにいた") != 1 { // the words stay their writer's
		t.Errorf("after leaving:\n%s", list)
	}
	s.says(s.command(newcomer, "reflect", "もういない"), "error.stranger")
	s.reimport(joins)
	if list := s.command(newcomer, "reflect", "list"); strings.Count(list, "ここにいた") != 1 {
		t.Errorf("got:\n%s", list)
	}
	s.until("2026-12-21T09:01")
	if n := s.nudges(newcomer); n != 2 {
		t.Errorf("%d nudges after coming back, want 2 in all", n)
	}
}

func TestLeavingWhileANudgeWaits(t *testing.T) {
	t.Parallel()
	s := newStage(t, "ja")
	s.workspace.SetTrouble(sandbox.Trouble{PerMinute: 10, RetryAfter: 10 * time.Minute})
	s.until("2026-11-30T09:01")
	s.workspace.SetTrouble(sandbox.Trouble{})
	last := participant(24)
	s.reimport(func(f *config.File) {
		f.Participants = slices.DeleteFunc(f.Participants, func(p cohort.Participant) bool { return p.ID == last })
	})
	s.until("2026-11-30T10:00")
	for i := 1; i <= 24; i++ {
		want := 1
		if participant(i) == last {
			want = 0
		}
		if n := len(s.dm(participant(i))); n != want {
			t.Errorf("%s has %d messages, want %d", participant(i), n, want)
		}
	}
}

// TestSessionKnowsWhoLeft has somebody leave and come back while a reminder counts who comes.
func TestSessionKnowsWhoLeft(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	s.until("2026-12-02T19:05")
	without := func(f *config.File) { f.Participants = f.Participants[1:] }
	for i, change := range []func(*config.File){without, func(*config.File) {}} {
		before := len(tap.of("chat.update"))
		s.reimport(change)
		s.pass(10 * time.Second)
		if n := len(tap.of("chat.update")) - before; n != 1 {
			t.Errorf("change %d: the reminder is drawn again %d times, want once", i, n)
		}
	}
	s.until("2026-12-10T12:00") // the session is over
	before := len(tap.of("chat.update"))
	s.reimport(without)
	s.pass(10 * time.Second)
	if n := len(tap.of("chat.update")) - before; n != 0 {
		t.Errorf("reminders of a session that is over are drawn again %d times", n)
	}
}

func TestPeopleFromAList(t *testing.T) {
	folder := t.TempDir()
	database := filepath.Join(folder, "ippo.db")
	t.Setenv("IPPO_DATABASE", database)
	good, err := demoFiles.ReadFile("demo/cohort.ja.yaml")
	if err != nil {
		t.Fatal(err)
	}
	programme, _, _ := strings.Cut(string(good), "participants:")
	file := write(t, folder, "cohort.yaml", programme)
	people := write(t, folder, "people.csv", "\ufeffuser,timezone,department,returning,language\nU0777,Europe/London,人事,yes,en\nU0778,,,,\n")
	if code, _, words := ippo(t, "import", file, people); code != exitDone {
		t.Fatal(code, words)
	}
	if code, _, words := ippo(t, "import", file, write(t, folder, "fewer.csv", "user\nU0777\n")); code != exitDone || !strings.Contains(words, "外れた方1") {
		t.Fatal(code, words)
	}
	read(t, database, func(tx *storage.Tx) error {
		c, err := tx.CohortNamed("第4期")
		if err != nil {
			return err
		}
		all, err := tx.Participants(c.ID)
		want := []cohort.Participant{{Person: cohort.Person{ID: "U0777", Zone: "Europe/London", Language: "en"}, Cohort: c.ID}}
		if diff := cmp.Diff(want, all); diff != "" { // zone and language are their own by now; the rest is as the list says
			t.Error(diff)
		}
		return err
	})
}

// TestZoneIsThePersons imports cohorts that name a person's zone, and such that do not.
func TestZoneIsThePersons(t *testing.T) {
	folder := t.TempDir()
	database := filepath.Join(folder, "ippo.db")
	t.Setenv("IPPO_DATABASE", database)
	for i, step := range []struct{ cohort, zone, people, want string }{
		{"第4期", "Asia/Tokyo", "{user: U0001}", "Asia/Tokyo"},                                   // nothing else is known
		{"第4期", "Asia/Seoul", "{user: U0001}", "Asia/Seoul"},                                   // the cohort's zone was wrong: it goes along
		{"第4期", "Asia/Seoul", "{user: U0001, timezone: America/New_York}", "America/New_York"}, // it is said
		{"第5期", "Asia/Tokyo", "{user: U0001}", "America/New_York"},                             // what is known stays
		{"第4期", "Asia/Seoul", "{user: U0001}", "America/New_York"},                             //
		{"第5期", "Europe/Berlin", "{user: U0001, timezone: Europe/Berlin}", "Europe/Berlin"},    //
		{"第5期", "Europe/Paris", "{user: U0001}", "Europe/Berlin"},                              // two cohorts: whose zone was it?
	} {
		file := write(t, folder, "cohort.yaml", fmt.Sprintf(
			"name: %s\ntimezone: %s\nchannel: C0001\norganizers: [U0900]\nparticipants:\n- %s\n", step.cohort, step.zone, step.people))
		if code, _, words := ippo(t, "import", file); code != exitDone {
			t.Fatal(code, words)
		}
		read(t, database, func(tx *storage.Tx) error {
			p, err := tx.Person("U0001")
			if p.Zone != step.want {
				t.Errorf("step %d: the person is in %s, want %s", i, p.Zone, step.want)
			}
			return err
		})
	}
}

// TestNobodyIsRemovedByMistake imports shorter and shorter lists. Who removes many by one import has to say so.
func TestNobodyIsRemovedByMistake(t *testing.T) {
	folder := t.TempDir()
	database := filepath.Join(folder, "ippo.db")
	t.Setenv("IPPO_DATABASE", database)
	good, err := demoFiles.ReadFile("demo/cohort.ja.yaml")
	if err != nil {
		t.Fatal(err)
	}
	programme, people, _ := strings.Cut(string(good), "participants:")
	rows := strings.SplitAfter(strings.TrimPrefix(people, "\n"), "\n")
	keep := func(n int) string {
		return write(t, folder, fmt.Sprintf("keep%d.yaml", n), programme+"participants:\n"+strings.Join(rows[:n], ""))
	}
	if code, _, words := ippo(t, "import", keep(24)); code != exitDone {
		t.Fatal(code, words)
	}
	before := tables(t, database)
	for _, file := range []string{
		write(t, folder, "empty.yaml", programme+"participants: []\n"), keep(19), // a fifth of 24 is less than 5
	} {
		code, _, words := ippo(t, "import", file)
		if code != exitFailed {
			t.Errorf("%s: exit code %d, %q", filepath.Base(file), code, words)
		}
		if diff := cmp.Diff(before, tables(t, database)); diff != "" {
			t.Error(diff)
		}
	}
	file := keep(19)
	want := locale.In("ja").Say("import.many_leave", "Cohort", "第4期", "Gone", 5, "All", 24, "Command", "ippo import --remove "+file)
	if _, _, words := ippo(t, "import", file); strings.TrimSpace(words) != want {
		t.Errorf("got %q, want %q", words, want)
	}
	list := write(t, folder, "nobody.csv", "user,department\n")
	if code, _, words := ippo(t, "import", "--remove", write(t, folder, "cohort.yaml", programme), list); code != exitFailed || !strings.HasPrefix(words, "nobody.csv:1: ") {
		t.Errorf("a list with only its heading: exit code %d, %q", code, words)
	}
	for _, args := range [][]string{
		{keep(20)},            // four of 24
		{"--remove", keep(4)}, // said on purpose
		{keep(1)},             // three: a small cohort changes freely
		{keep(1)}, {keep(24)}, // nobody leaves
	} {
		if code, _, words := ippo(t, append([]string{"import"}, args...)...); code != exitDone {
			t.Errorf("%v: exit code %d, %q", args, code, words)
		}
	}
}

func TestFaultyFilesChangeNothing(t *testing.T) {
	folder := t.TempDir()
	database := filepath.Join(folder, "ippo.db")
	t.Setenv("IPPO_DATABASE", database)
	t.Setenv("LC_ALL", "en_US.UTF-8")
	data, err := demoFiles.ReadFile("demo/cohort.ja.yaml")
	if err != nil {
		t.Fatal(err)
	}
	good := strings.Replace(string(data), "人生の棚卸し", "別のテーマ", 1) // it would change something
	none := write(t, folder, "none.yaml", "name: [\n")
	if code, _, _ := ippo(t, "import", none); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	if _, err := os.Stat(database); err == nil {
		t.Error("a faulty file made a database")
	}
	if code, _, words := ippo(t, "import", write(t, folder, "first.yaml", string(data))); code != exitDone {
		t.Fatal(words)
	}
	before := tables(t, database)
	for _, test := range []struct{ name, file, people, place string }{
		{"no YAML", good + "\n\t- x", "", "cohort.yaml:"},
		{"an unknown zone", strings.Replace(good, "timezone: Asia/Tokyo", "timezone: Asia/Edo", 1), "", "cohort.yaml:4: "},
		{"a time that is none", strings.Replace(good, "2027-01-13T19:00", "13.1.2027", 1), "", "cohort.yaml:25: "},
		{"the last line is wrong", good + "  - {user: U0001}\n", "", fmt.Sprintf("cohort.yaml:%d: ", strings.Count(good, "\n")+1)},
		{"a row too short", good, "user,department\nU0777,人事\nU0778\n", "people.csv:3: "},
		{"a column nobody knows", good, "user,salary\nU0777,1\n", "people.csv:1: "},
		{"somebody without an id", good, "user,department\nU0777,人事\n,営業\n", "people.csv:3: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			args := []string{"import", write(t, folder, "cohort.yaml", test.file)}
			if test.people != "" {
				args = append(args, write(t, folder, "people.csv", test.people))
			}
			code, out, words := ippo(t, args...)
			if code != exitFailed || out != "" || !strings.HasPrefix(words, test.place) {
				t.Errorf("exit code %d, want 1 and %q first:\n%s%s", code, test.place, out, words)
			}
			if diff := cmp.Diff(before, tables(t, database)); diff != "" {
				t.Error(diff)
			}
		})
	}
	missing := filepath.Join(folder, "missing.yaml")
	for path, says := range map[string]string{missing: "file_missing", folder: "file_unreadable"} {
		want := path + ": " + locale.In("en").Say("config."+says, "Cause", "is a directory")
		if code, _, words := ippo(t, "import", path); code != exitFailed || !strings.HasPrefix(words, want) {
			t.Errorf("exit code %d, want %q first:\n%s", code, want, words)
		}
	}
	t.Setenv("LC_ALL", "ja_JP.UTF-8") // a file that does not say its language is spoken of in the operator's
	if _, _, words := ippo(t, "import", missing); !strings.Contains(words, locale.In("ja").Say("config.file_missing")) {
		t.Errorf("in Japanese:\n%s", words)
	}
	many := write(t, folder, "many.yaml", good+strings.Repeat("  - {user: 山田}\n", mostProblems+12))
	if _, _, words := ippo(t, "import", many); strings.Count(words, "many.yaml:") != mostProblems ||
		!strings.Contains(words, locale.In("ja").Say("import.more_problems", "Count", 12)) {
		t.Errorf("many problems:\n%s", words)
	}
	more := write(t, folder, "more.yaml", good+strings.Repeat("  - {user: 山田}\n", config.MostProblems+1))
	if _, _, words := ippo(t, "import", more); !strings.HasSuffix(strings.TrimSpace(words),
		locale.In("ja").Say("import.too_many_problems", "Count", config.MostProblems)) {
		t.Errorf("too many problems:\n%s", words)
	}
	for _, args := range [][]string{{"import"}, {"import", "a", "b", "c"}, {"import", "--force", "a"}} {
		if code, _, words := ippo(t, args...); code != exitUsage || !strings.Contains(words, "COHORT.yaml [PEOPLE.csv]") {
			t.Errorf("%v: exit code %d, %q", args, code, words)
		}
	}
}

// reimport imports the demo's cohort file again, after a change.
func (s *stage) reimport(change func(*config.File)) {
	s.Helper()
	_, file, err := readDemo(s.language)
	if err != nil {
		s.Fatal(err)
	}
	change(&file)
	slices.SortStableFunc(file.Sessions, func(a, b cohort.Session) int { return a.Starts.Compare(b.Starts) })
	for i := range file.Sessions {
		file.Sessions[i].Number = i + 1
	}
	if _, err := apply(s.ctx, s.app.db, file, s.clock.Now(), intake.Permits{Remove: true}); err != nil {
		s.Fatal(err)
	}
}

// besidesLog are tables but for the log of what organisers did, where an import stands also when it changed nothing.
func besidesLog(all map[string][]string) map[string][]string {
	delete(all, "audit")
	return all
}

// tables are the rows of all tables of a database.
func tables(t *testing.T, database string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+database+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all := map[string][]string{}
	for _, table := range rowsOf(t, db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
		all[table] = rowsOf(t, db, `SELECT * FROM "`+table+`" ORDER BY 1, 2`)
	}
	return all
}

func rowsOf(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		values, places := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(values))
		for i, value := range values {
			line[i] = value.String
		}
		all = append(all, strings.Join(line, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func read(t *testing.T, database string, do func(*storage.Tx) error) {
	t.Helper()
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Read(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func tokyo(t *testing.T, at string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02T15:04", at, demoBegins.Location())
	if err != nil {
		t.Fatal(err)
	}
	return moment.UTC()
}
