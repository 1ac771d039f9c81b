package handlers_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/storage"
)

const (
	heardJa = "言葉にしてくださって"
	heardEn = "Thank you for putting that into words"
)

// TestWhoIsInNeedIsAnsweredAtOnce goes all ways on which somebody can write something.
func TestWhoIsInNeedIsAnsweredAtOnce(t *testing.T) {
	for language, said := range map[string]struct{ words, heard, first string }{
		"ja": {"もう消えてしまいたいです", heardJa, "0120-279-338"}, "en": {"I don't want to live anymore", heardEn, "03-5774-0992"},
	} {
		k := newKitchen(t)
		k.speak(language)
		typed := func(form, state string, inputs ...string) chat.Event {
			ev := chat.Event{Kind: chat.Submit, Form: form, State: state, Values: map[string][]string{}, Typed: inputs}
			for _, input := range inputs {
				ev.Values[input] = []string{said.words}
			}
			return ev
		}
		for name, ev := range map[string]chat.Event{
			"a command":               {Kind: chat.Command, Command: "reflect", Text: said.words},
			"words after any command": {Kind: chat.Command, Command: "session", Text: said.words},
			"a direct message":        {Kind: chat.Direct, Text: said.words},
			"a changed message":       {Kind: chat.Changed, Text: "今日は晴れ", Now: said.words},
			"a mention in a channel":  {Kind: chat.Mention, Channel: "Cc1", Text: said.words},
			"a form's last page":      typed("reflect", "c1/", "noticed"),
			"a form that went":        typed("gone", "", "words"),
		} {
			for _, person := range []string{"U1", "U91", "U0", "U404"} { // participant, organiser, admin, stranger
				ev.Person = person
				ev.ID = name + person
				reply := k.Handle(t.Context(), ev)
				switch {
				case ev.Kind == chat.Submit && reply.Form != nil:
					if !strings.Contains(fmt.Sprint(reply.Form.Blocks[0]), said.heard) {
						t.Errorf("%s of %s in %s: %+v", name, person, language, reply.Form)
					}
				case ev.Kind == chat.Submit:
					if !strings.Contains(fmt.Sprint(reply.Problems), said.first) {
						t.Errorf("%s of %s in %s: %+v", name, person, language, reply.Problems)
					}
				case reply.Say == nil || !strings.Contains(fmt.Sprint(reply.Say.Blocks[0]), said.heard):
					t.Errorf("%s of %s in %s: %+v", name, person, language, plain(reply))
				case strings.Contains(reply.Say.Summary, said.heard):
					t.Errorf("%s: a notification shows %s", name, reply.Say.Summary)
				}
			}
		}
	}
}

// TestWhatIsWrittenInNeedIsKeptAsEver shows the message above the usual answer.
func TestWhatIsWrittenInNeedIsKeptAsEver(t *testing.T) {
	k := newKitchen(t)
	answer := k.do(chat.Event{Kind: chat.Direct, Person: "U1", Text: "死にたい"})
	if !strings.Contains(answer, heardJa) || !strings.Contains(answer, "take_back") {
		t.Errorf("got %s", answer)
	}
	err := k.db.Read(t.Context(), func(tx *storage.Tx) error {
		kept, err := tx.Reflections("U1", 0, 9)
		if err == nil && !slices.ContainsFunc(kept, func(f cohort.Reflection) bool { return f.Note == "死にたい" }) {
			t.Errorf("kept is %+v", kept)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if again := k.Handle(t.Context(), chat.Event{ID: "1", Kind: chat.Direct, Person: "U1", Text: "死にたい"}); again.Say == nil {
		t.Error("an event that is repeated, because its answer may have been lost, is not answered")
	}
}

// TestFormsInNeed covers the ends that a form can have: a page, a problem, another form, and silence.
func TestFormsInNeed(t *testing.T) {
	k := newKitchen(t)
	words := "生きていても仕方ない"
	ev := chat.Event{Kind: chat.Submit, Person: "U1", Form: "open", State: "c1/", Values: map[string][]string{"words": {words}}, Typed: []string{"words"}, ID: "open"}
	problem := k.Handle(t.Context(), ev).Problems["words"]
	if !strings.Contains(problem, "よりそいホットライン：0120-279-338") || strings.Count(problem, "\n") != 1 {
		t.Errorf("beside a problem stands %q", problem)
	}
	ev = chat.Event{Kind: chat.Submit, Person: "U1", Form: "plan", State: "oc1", ID: "plan", Typed: []string{"plan"},
		Values: map[string][]string{"plan": {words}, "day": {"2026-12-03"}, "time": {"12:00"}}}
	if reply := k.Handle(t.Context(), ev); reply.Form == nil || !strings.Contains(fmt.Sprint(reply.Form.Blocks[0]), heardJa) || reply.Form.Close == "" {
		t.Errorf("a form that closes by itself: %+v", plain(reply))
	}
	ev = chat.Event{Kind: chat.Command, Person: "U91", Command: "announce", Text: words, ID: "announce"}
	if reply := k.Handle(t.Context(), ev); reply.Form == nil || !strings.Contains(fmt.Sprint(reply.Form.Blocks[0]), heardJa) ||
		!strings.Contains(fmt.Sprint(reply.Unopened.Blocks[0]), heardJa) {
		t.Errorf("a form that is opened: %+v", plain(reply))
	}
	ev = chat.Event{Kind: chat.Submit, Person: "U1", Form: "reflect", State: "c1/", ID: "chosen", Typed: []string{"happened"},
		Values: map[string][]string{"happened": {"今日は晴れでした"}, "visibility": {"死にたい"}}}
	if reply := fmt.Sprint(plain(k.Handle(t.Context(), ev))); strings.Contains(reply, heardJa) {
		t.Errorf("what was chosen counts as written: %s", reply)
	}
}

// TestWhomTheyCanTurnTo follows the person's country, the cohort's, and what the organisers say.
func TestWhomTheyCanTurnTo(t *testing.T) {
	k := newKitchen(t)
	ids := regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`) // any digits may stand in them
	ask := func() string {
		return ids.ReplaceAllString(k.do(chat.Event{Kind: chat.Direct, Person: "U1", Text: "死にたい"}), "")
	}
	for _, test := range []struct {
		zone      string
		care      cohort.Care
		has, lack []string
	}{
		{"Asia/Tokyo", cohort.Care{}, []string{"0120-279-338", "https://www.since2011.net/yorisoi/", "119"}, []string{"相談先："}},
		{"UTC", cohort.Care{}, []string{"0120-279-338", "119"}, nil},
		{"America/New_York", cohort.Care{}, []string{"988", "911"}, []string{"0120"}},
		{"Europe/London", cohort.Care{}, []string{"116 123", "999"}, []string{"0120"}},
		{"Asia/Ulaanbaatar", cohort.Care{}, []string{"https://findahelpline.com/", "緊急番号"}, []string{"0120", "119"}},
		{"Asia/Tokyo", cohort.Care{Contact: "保健室 内線 1234"}, []string{"相談先：保健室 内線 1234", "0120-279-338"}, nil},
		{"Asia/Tokyo", cohort.Care{Lines: []cohort.HelpLine{{Name: "窓口", Phone: "03-0000-0000", Hours: "平日"}}}, []string{"窓口：03-0000-0000（平日）", "119"}, []string{"0120"}},
		{"Europe/Paris", cohort.Care{Lines: []cohort.HelpLine{{Name: "窓口", Phone: "03-0000-0000"}}}, []string{"窓口：03-0000-0000", "3114", "15 / 112"}, []string{"0120"}},
	} {
		k.cares("c1", test.zone, test.care)
		answer := ask()
		for _, part := range test.has {
			if !strings.Contains(answer, part) {
				t.Errorf("%s, %+v: no %s in %s", test.zone, test.care, part, answer)
			}
		}
		for _, part := range test.lack {
			if strings.Contains(answer, part) {
				t.Errorf("%s, %+v: %s in %s", test.zone, test.care, part, answer)
			}
		}
	}
	if answer := k.do(chat.Event{Kind: chat.Direct, Person: "U404", Text: "死にたい"}); !strings.Contains(answer, "窓口：03-0000-0000") {
		t.Errorf("a stranger is told %s", answer)
	}
}

// TestADatabaseThatFailsHidesNoHelp answers in the language of the words when nothing can be read, and when only writing fails.
func TestADatabaseThatFailsHidesNoHelp(t *testing.T) {
	k := newKitchen(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if answer := fmt.Sprint(plain(k.Handle(ctx, chat.Event{ID: "1", Kind: chat.Direct, Person: "U1", Text: "死にたい"}))); !strings.Contains(answer, heardJa) || !strings.Contains(answer, "0120") {
		t.Errorf("writing failed: %s", answer)
	}
	k.db.Close()
	for words, heard := range map[string][]string{"死にたい": {heardJa, "0120", "119"}, "I want to die": {heardEn, "findahelpline"}} {
		for _, ev := range []chat.Event{
			{Kind: chat.Direct, Text: words}, {Kind: chat.Command, Command: "reflect", Text: words}, {Kind: chat.Mention, Channel: "C1", Text: words},
			{Kind: chat.Submit, Form: "reflect", State: "c1/", Typed: []string{"can"}, Values: map[string][]string{"can": {words}}},
		} {
			ev.Person = "U1"
			answer := k.do(ev)
			if ev.Kind == chat.Submit {
				heard = heard[1:2]
			}
			for _, part := range heard {
				if !strings.Contains(answer, part) {
					t.Errorf("%s: no %s in %s", ev.Kind, part, answer)
				}
			}
		}
	}
}

// TestNothingIsKeptOfNeed writes the same on two databases, once in need and once not: whatever rows and lines of the log there are
// then, only the words differ.
func TestNothingIsKeptOfNeed(t *testing.T) {
	left := func(words string) (rows []string, said string, woken int) {
		path := filepath.Join(t.TempDir(), "ippo.db")
		k := newKitchenAt(t, path)
		var log bytes.Buffer
		k.Handler = handlers.New(k.db, clockwork.NewFakeClockAt(now), slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{
			Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
				if a.Key == slog.TimeKey {
					return slog.Attr{}
				}
				return a
			},
		})), nil, func() { woken++ })
		for _, ev := range []chat.Event{
			{Kind: chat.Direct, Text: words}, {Kind: chat.Command, Command: "reflect", Text: words}, {Kind: chat.Mention, Channel: "Cc1", Text: words},
			{Kind: chat.Submit, Form: "reflect", State: "c1/", Typed: []string{"will"}, Values: map[string][]string{"will": {words}}},
			{Kind: chat.Submit, Form: "reflect", State: "broken", Typed: []string{"will"}, Values: map[string][]string{"will": {words}}},
			{Kind: chat.Changed, Text: words, Now: words},
		} {
			for _, person := range []string{"U1", "U404"} {
				ev.Person = person
				k.do(ev)
			}
		}
		return everyRow(t, path, words), log.String(), woken
	}
	rows, log, woken := left("死にたいです")
	otherRows, otherLog, otherWoken := left("晴れていた。")
	if diff := cmp.Diff(otherRows, rows); diff != "" || log != otherLog || woken != otherWoken {
		t.Errorf("what is kept tells of it: %s\n%s\n%s", diff, log, otherLog)
	}
	if kept := strings.Count(strings.Join(rows, "\n"), "\nreflections "); kept != 2+3 { // the kitchen's own, and these
		t.Errorf("the words are kept %d times", kept)
	}
}

var (
	anyID  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	sealed = regexp.MustCompile(`'[A-Za-z0-9+/]{30,}=*'`)
)

// everyRow is all that a database holds, in order, with a mark in the place of the words and of ids that are made.
func everyRow(t *testing.T, path, words string) []string {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all []string
	for _, table := range column(t, db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goose%'`) {
		fields := strings.Join(column(t, db, `SELECT 'quote("' || name || '")' FROM pragma_table_info('`+table+`')`), ` || ' ' || `)
		for _, row := range column(t, db, `SELECT `+fields+` FROM "`+table+`"`) {
			all = append(all, table+" "+sealed.ReplaceAllStringFunc(anyID.ReplaceAllString(strings.ReplaceAll(row, words, "WORDS"), "ID"), func(text string) string {
				return fmt.Sprint("SEALED ", len(text))
			}))
		}
	}
	slices.Sort(all)
	return all
}

func column(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	return all
}

// speak has everybody whom the cohorts know speak a language.
func (k *kitchen) speak(language string) {
	k.t.Helper()
	k.change(func(tx *storage.Tx, c *cohort.Cohort) error { c.Language = language; return nil })
}

// cares says where a cohort's participant is, and whom its organisers name.
func (k *kitchen) cares(id, zone string, care cohort.Care) {
	k.t.Helper()
	k.change(func(tx *storage.Tx, c *cohort.Cohort) error {
		if c.ID != id {
			return nil
		}
		c.Care = care
		return tx.SavePerson(cohort.Person{ID: "U" + id[1:], Zone: zone})
	})
}

func (k *kitchen) change(how func(*storage.Tx, *cohort.Cohort) error) {
	k.t.Helper()
	err := k.db.Write(k.t.Context(), func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		if err != nil {
			return err
		}
		for _, c := range all {
			if err := how(tx, &c); err != nil {
				return err
			}
			if err := tx.SaveCohort(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// Words of need are not shown to others by the same press with which they were written; a second one may.
func TestSharingInNeedTakesASecondThought(t *testing.T) {
	k := newKitchen(t)
	values := map[string][]string{"happened": {"もう死にたい"}, "visibility": {"cohort"}}
	reply := k.do(chat.Event{Kind: chat.Submit, Person: "U1", Form: "reflect", State: "c1/", Typed: []string{"happened"}, Values: values})
	if !strings.Contains(reply, japanese.Say("care.kept_first")) {
		t.Error(reply)
	}
	k.write(func(tx *storage.Tx) error {
		all, err := tx.Reflections("U1", 0, 10)
		if !slices.ContainsFunc(all, func(r cohort.Reflection) bool {
			return r.Happened == "もう死にたい" && r.Visibility == cohort.OnlyMe
		}) {
			t.Errorf("%+v", all)
		}
		return err
	})
}
