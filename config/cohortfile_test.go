package config_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
)

const good = `name: 第4期
language: ja
timezone: Asia/Tokyo
channel: C0001
organizers: [U0900]
schedule:
  nudge: "0 9 * * MON"
  reminders: [1h, 7d, 1d]
  reflection: 30m
  circles: "0 10 1 * *"
sessions:
  - theme: 海外
    starts: 2027-01-13 19:00
  - theme: 人生の棚卸し
    starts: 2026-12-09T19:00
    minutes: 90
    speakers: [山川 (国際NGO)]
    link: https://example.com/s1
participants:
  - {user: U0001, timezone: America/New_York, department: 営業, returning: true, language: en}
  - {user: U0002}
`

func TestParseCohort(t *testing.T) {
	got, err := config.ParseCohort("cohort.yaml", []byte(good), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := config.File{
		Cohort: cohort.Cohort{
			Name: "第4期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C0001", Organizers: []string{"U0900"},
			Schedule: cohort.Schedule{
				Nudge: "0 9 * * MON", Circles: "0 10 1 * *", Reflection: 30 * time.Minute,
				Reminders: []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour}, // the longest lead first
			},
		},
		Sessions: []cohort.Session{ // in order of time
			{Number: 1, Theme: "人生の棚卸し", Starts: time.Date(2026, 12, 9, 10, 0, 0, 0, time.UTC), Minutes: 90,
				Speakers: []string{"山川 (国際NGO)"}, Link: "https://example.com/s1"},
			{Number: 2, Theme: "海外", Starts: time.Date(2027, 1, 13, 10, 0, 0, 0, time.UTC), Minutes: 120},
		},
		Participants: []cohort.Participant{
			{Person: cohort.Person{ID: "U0001", Zone: "America/New_York", Language: "en"}, Department: "営業", Returning: true},
			{Person: cohort.Person{ID: "U0002"}},
		},
		Listed: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestForHowLongWordsAreKept(t *testing.T) {
	for text, want := range map[string]time.Duration{"180d": 180 * 24 * time.Hour, "60d": 60 * 24 * time.Hour, "520w": 3640 * 24 * time.Hour} {
		got, err := config.ParseCohort("cohort.yaml", []byte(strings.Replace(good, "schedule:", "keep: "+text+"\nschedule:", 1)), "", nil)
		if err != nil || got.Cohort.Keep() != want {
			t.Errorf("%s: %v %v", text, got.Cohort.Keep(), err)
		}
	}
	if got := (cohort.Cohort{}).Keep(); got != 365*24*time.Hour {
		t.Errorf("where nothing is said: %v", got)
	}
}

func TestFileOfSteps(t *testing.T) {
	got, err := config.ParseCohort("cohort.yaml", []byte(strings.Replace(good, "schedule:", "steps: own/steps.yaml\nschedule:", 1)), "", nil)
	if err != nil || got.StepsFile != "own/steps.yaml" || got.StepsLine != 6 {
		t.Errorf("named are %q in line %d: %v", got.StepsFile, got.StepsLine, err)
	}
}

// What a session gives to the steps around it: topics however their letters are written, and a story with consent.
func TestParseMonth(t *testing.T) {
	file := strings.NewReplacer("organizers: [U0900]\n", "organizers: [U0900]\ntopics: [写真]\n", "    minutes: 90\n", `    topics: [License, 写真, license]
    question: だれに聞いてみますか。
    act: ひとつ書いてみる。
    story: {words: 五十で変わりました。, by: Y.K., consent: true}
`).Replace(good)
	got, err := config.ParseCohort("cohort.yaml", []byte(file), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	s := got.Sessions[0]
	want := cohort.Session{
		Number: 1, Theme: s.Theme, Starts: s.Starts, Minutes: 120, Speakers: s.Speakers, Link: s.Link, Topics: []string{"license", "写真"},
		Question: "だれに聞いてみますか。", Act: "ひとつ書いてみる。", Story: "五十で変わりました。", StoryBy: "Y.K.",
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
	_, err = config.ParseCohort("cohort.yaml", []byte(strings.Replace(file, "[License,", "[lisence,", 1)), "", nil)
	problem := find(t, err, "unknown_topic")
	if sentence := locale.In("ja").Say("config.unknown_topic", problem.Args...); !strings.Contains(sentence, "「license」でしょうか") {
		t.Errorf("no near word is named: %s", sentence)
	}
}

func TestParsePeople(t *testing.T) {
	for name, list := range map[string]string{
		"plain":         "user,department,returning\nU0003,\"営業, 東京\",yes\n",
		"as Excel does": "\ufeffUser, Department ,returning\r\nU0003,\"営業, 東京\",○\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := config.ParseCohort("cohort.yaml", []byte(good), "people.csv", []byte(list))
			if err != nil {
				t.Fatal(err)
			}
			want := cohort.Participant{
				Person: cohort.Person{ID: "U0003"}, Department: "営業, 東京", Returning: true,
			}
			if diff := cmp.Diff(want, got.Participants[2]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNamesAsPeopleWriteThem takes joiners and variants where they belong to what shows.
func TestNamesAsPeopleWriteThem(t *testing.T) {
	for _, name := range []string{"第4期 👩\u200d💻", "葛\U000E0100城の会", "♥️の会", "می\u200cخواهم", "①", "🫩"} {
		file, err := config.ParseCohort("cohort.yaml", []byte(strings.Replace(good, "第4期", name, 1)), "", nil)
		if err != nil || file.Cohort.Name != name {
			t.Errorf("%q reads as %q: %v", name, file.Cohort.Name, err)
		}
	}
}

// TestProblems breaks one line of a good file at a time: the line is named, and what to write instead, in both languages.
func TestProblems(t *testing.T) {
	for _, test := range []struct {
		name, from, to string
		line           int
		code           string
	}{
		{"no name", "name: 第4期\n", "", 1, "missing"},
		{"an empty name", "name: 第4期", "name: '  '", 1, "missing"},
		{"a long name", "name: 第4期", "name: " + strings.Repeat("長", 41), 1, "too_long"},
		{"a name over two lines", "name: 第4期", `name: "第4期\nです"`, 1, "strange_characters"},
		{"a name that does not show", "name: 第4期", `name: "\u200b\u2060"`, 1, "strange_characters"},
		{"a name of joiners alone", "name: 第4期", `name: "\u200d\ufe0f"`, 1, "strange_characters"},
		{"a name of fillers alone", "name: 第4期", `name: "\u3164\u2800"`, 1, "strange_characters"},
		{"a theme that turns the line around", "theme: 海外", `theme: "海外\u202e2月"`, 12, "strange_characters"},
		{"a department with a mark of direction", "department: 営業", `department: "営業\u200f"`, 20, "strange_characters"},
		{"a speaker over two lines", "山川 (国際NGO)", `"山川\u2028国際NGO"`, 17, "strange_characters"},
		{"a language that is not there", "language: ja", "language: fr", 2, "language_wrong"},
		{"an abbreviated zone", "timezone: Asia/Tokyo", "timezone: JST", 3, "zone_wrong"},
		{"the machine's own zone", "timezone: Asia/Tokyo", "timezone: Local", 3, "zone_wrong"},
		{"a channel by its name", "channel: C0001", "channel: '#general'", 4, "channel_id_wrong"},
		{"an organiser by the name", "[U0900]", "[佐藤さん]", 5, "person_id_wrong"},
		{"a channel by its name, without the sign", "channel: C0001", "channel: general", 4, "channel_id_wrong"},
		{"a person where the channel belongs", "channel: C0001", "channel: U0001", 4, "channel_id_wrong"},
		{"an organiser by the account's name", "[U0900]", "[tanaka]", 5, "person_id_wrong"},
		{"a participant by the account's name", "{user: U0002}", "{user: suzuki}", 21, "person_id_wrong"},
		{"a channel where a person belongs", "{user: U0002}", "{user: C0001}", 21, "person_id_wrong"},
		{"an id in small letters", "{user: U0002}", "{user: u0002}", 21, "person_id_wrong"},
		{"an id with a stray sign", "{user: U0002}", "{user: U0002.}", 21, "person_id_wrong"},
		{"no organiser", "[U0900]", "[]", 5, "organizers_empty"},
		{"organisers not as a list", "[U0900]", "U0900", 5, "not_a_list"},
		{"a mistyped key", "  nudge:", "  nugde:", 7, "unknown_key"},
		{"a key twice", "  reflection: 30m", "  reflection: 30m\n  reflection: 60m", 10, "key_twice"},
		{"steps that are no file", "schedule:", "steps: [own-steps.yaml]\nschedule:", 6, "not_text"},
		{"a rhythm in words", `"0 9 * * MON"`, "毎週月曜", 7, "rhythm_wrong"},
		{"an interval", `"0 9 * * MON"`, `"@every 168h"`, 7, "rhythm_wrong"},
		{"a day that never comes", `"0 9 * * MON"`, `"0 9 30 2 *"`, 7, "rhythm_never"},
		{"every minute of an hour", `"0 9 * * MON"`, `"* 9 * * MON"`, 7, "rhythm_too_often"},
		{"circles twice a day", `"0 10 1 * *"`, `"0 10,18 1 * *"`, 10, "rhythm_too_often"},
		{"kept for too short a time to ask before", "schedule:", "keep: 59d\nschedule:", 6, "keep_wrong"},
		{"kept for ever", "schedule:", "keep: forever\nschedule:", 6, "keep_wrong"},
		{"a lead without a unit", "[1h, 7d, 1d]", "[7]", 8, "lead_wrong"},
		{"a lead in the past", "[1h, 7d, 1d]", "[-1h]", 8, "lead_wrong"},
		{"a lead far too long", "[1h, 7d, 1d]", "[90d]", 8, "lead_wrong"},
		{"a lead twice", "[1h, 7d, 1d]", "[24h, 1d]", 8, "reminder_twice"},
		{"no theme", "  - theme: 海外\n    starts", "  - starts", 12, "missing"},
		{"a start that is no time", "2027-01-13 19:00", "来年1月13日", 13, "starts_wrong"},
		{"a day that is not there", "2027-01-13 19:00", "2027-02-30T19:00", 13, "starts_wrong"},
		{"two sessions at once", "2027-01-13 19:00", "2026-12-09T19:00", 15, "session_twice"},
		{"minutes in words", "minutes: 90", "minutes: 一時間半", 16, "minutes_wrong"},
		{"no minutes", "minutes: 90", "minutes: 0", 16, "minutes_wrong"},
		{"a link that is none", "https://example.com/s1", "example.com/s1", 18, "link_wrong"},
		{"a link that runs code", "https://example.com/s1", "javascript:alert(1)", 18, "link_wrong"},
		{"a topic that is not there", "minutes: 90", "topics: [lisence]", 16, "unknown_topic"},
		{"topics not as a list", "minutes: 90", "topics: license", 16, "not_a_list"},
		{"a long question", "minutes: 90", "question: " + strings.Repeat("問", 121), 16, "too_long"},
		{"an act over two lines", "minutes: 90", `act: "聞く\nたずねる"`, 16, "strange_characters"},
		{"a story in one piece", "minutes: 90", "story: 五十で変わりました", 16, "not_a_mapping"},
		{"a story without a word of consent", "minutes: 90", "story: {words: 五十で変わりました, by: 山川}", 16, "story_without_consent"},
		{"a story against consent", "minutes: 90", "story:\n      words: 五十で変わりました\n      by: 山川\n      consent: false", 19, "story_without_consent"},
		{"a story whose consent is unclear", "minutes: 90", "story: {words: 五十で変わりました, by: 山川, consent: たぶん}", 16, "yes_wrong"},
		{"a story that nobody signs", "minutes: 90", "story: {words: 五十で変わりました, consent: true}", 16, "missing"},
		{"a long story", "minutes: 90", "story: {by: 山川, consent: true, words: " + strings.Repeat("話", 301) + "}", 16, "too_long"},
		{"a story with a mistyped key", "minutes: 90", "story: {words: 五十で変わりました, by: 山川, concent: true}", 16, "unknown_key"},
		{"a participant twice", "{user: U0002}", "{user: U0001}", 21, "participant_twice"},
		{"a participant without an id", "{user: U0002}", "{department: 営業}", 21, "missing"},
		{"nobody", "participants:\n  - {user: U0001, timezone: America/New_York, department: 営業, returning: true, language: en}\n  - {user: U0002}\n",
			"participants: []\n", 19, "participants_empty"},
		{"neither yes nor no", "returning: true", "returning: たぶん", 20, "yes_wrong"},
		{"not YAML", "schedule:", "schedule: [", 0, "not_yaml"},
		{"two cohorts", "schedule:", "---\nname: 第5期\nschedule:", 6, "several_documents"},
		{"no second cohort, and not YAML", "schedule:", "---\n]\nschedule:", 0, "not_yaml"},
		{"another encoding", "name: 第4期", "name: \x91\xe6", 1, "not_utf8"},
		{"not a cohort", good, "- a\n- b\n", 1, "not_a_cohort"},
		{"nothing", good, "", 0, "empty_file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(good, test.from) {
				t.Fatalf("%q is not in the good file", test.from)
			}
			_, err := config.ParseCohort("cohort.yaml", []byte(strings.Replace(good, test.from, test.to, 1)), "", nil)
			problem := find(t, err, test.code)
			if problem.File != "cohort.yaml" || (test.line > 0 && problem.Line != test.line) {
				t.Errorf("named at %s:%d, want line %d", problem.File, problem.Line, test.line)
			}
		})
	}
}

func TestProblemsOfPeople(t *testing.T) {
	for _, test := range []struct {
		name, list string
		line       int
		code       string
	}{
		{"nothing", "", 1, "people_empty"},
		{"only the heading", "user,department\n\n", 1, "people_nobody"},
		{"no column of ids", "department\n営業\n", 1, "people_without_user"},
		{"a column that is not there", "user,給与\nU0003,1\n", 1, "unknown_column"},
		{"a short row", "user,department\nU0003\nU0004,営業\n", 2, "row_length"},
		{"a stray quotation mark", "user,department\nU0003,営\"業\n", 2, "row_quotes"},
		{"neither UTF-8 nor what Windows writes", "user,department\nU0003,\x89c\xff\xff\n", 2, "not_utf8"},
		{"an empty id", "user,department\n ,営業\n", 2, "person_id_wrong"},
		{"a name for an id", "user\n山田太郎\n", 2, "person_id_wrong"},
		{"somebody who is in the cohort file", "user\nU0001\n", 2, "participant_twice"},
		{"a zone that is not there", "user,timezone\nU0003,東京\n", 2, "zone_wrong"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := config.ParseCohort("cohort.yaml", []byte(good), "people.csv", []byte(test.list))
			if problem := find(t, err, test.code); problem.File != "people.csv" || problem.Line != test.line {
				t.Errorf("named at %s:%d, want people.csv:%d", problem.File, problem.Line, test.line)
			}
		})
	}
}

func TestTimeThatTheClockSkips(t *testing.T) {
	file := strings.NewReplacer("Asia/Tokyo", "America/New_York", "2027-01-13 19:00", "2027-03-14T02:30").Replace(good)
	_, err := config.ParseCohort("cohort.yaml", []byte(file), "", nil)
	find(t, err, "starts_skipped")
}

func TestEveryProblemAtOnce(t *testing.T) {
	file := strings.NewReplacer("C0001", "'#general'", "Asia/Tokyo", "JST", "minutes: 90", "minutes: x").Replace(good)
	_, err := config.ParseCohort("cohort.yaml", []byte(file), "", nil)
	var problems config.Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Errorf("got %v", err)
	}
}

// find returns the problem of a code, and checks that it has a sentence in every language.
func find(t *testing.T, err error, code string) config.Problem {
	t.Helper()
	var problems config.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v, want the problem %s", err, code)
	}
	for _, problem := range problems {
		if problem.Code != code {
			continue
		}
		for _, language := range locale.Languages() {
			sentence := locale.In(language).Say("config."+code, problem.Args...)
			if sentence == "config."+code || strings.Contains(sentence, "<no value>") {
				t.Errorf("%s: %s", language, sentence)
			}
		}
		return problem
	}
	t.Fatalf("got %v, want the problem %s", err, code)
	return config.Problem{}
}

func FuzzParseCohort(f *testing.F) {
	f.Add(good, "user,department\nU0003,営業\n")
	f.Add("a: &a [*a]", "\"")
	f.Add("name: !!binary aGVsbG8=\nsessions: {}", "user\n\n\n")
	if demo, err := os.ReadFile("../demo/cohort.ja.yaml"); err == nil {
		f.Add(string(demo), "")
	}
	f.Fuzz(func(t *testing.T, file, people string) {
		got, err := config.ParseCohort("cohort.yaml", []byte(file), "people.csv", []byte(people))
		var problems config.Problems
		switch {
		case err == nil:
			if got.Cohort.Name == "" || got.Cohort.Channel == "" || len(got.Cohort.Organizers) == 0 {
				t.Errorf("accepted without what a cohort needs: %+v", got.Cohort)
			}
		case !errors.As(err, &problems) || len(problems) == 0:
			t.Errorf("an error without a problem: %v", err)
		}
	})
}

// What a problem quotes of a file cannot steer the terminal that shows it, nor look like a line of its own.
func TestQuotedTextIsText(t *testing.T) {
	_, err := config.ParseCohort("cohort.yaml", []byte(good+"\"\\e]0;owned\\a\\e[31mid\": 1\n\"a\\nERROR: faked\": 2\n"), "", nil)
	var problems config.Problems
	if !errors.As(err, &problems) || len(problems) < 2 {
		t.Fatalf("got %v", err)
	}
	for _, p := range problems {
		if sentence := locale.In("ja").Say("config."+p.Code, p.Args...); strings.ContainsFunc(sentence, unicode.IsControl) {
			t.Errorf("it says %q", sentence)
		}
	}
}
