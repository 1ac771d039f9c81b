package handlers_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/nudges"
	"ippo/storage"
)

// session is one as it stands.
func (k *kitchen) session(id string) (s cohort.Session) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		s, err = tx.Session(id)
		return err
	})
	return s
}

// since has the kitchen's clock stand so long after the first session begins.
func (k *kitchen) since(d time.Duration) {
	at := now.Add(24*time.Hour + d)
	k.Handler = handlers.New(k.db, clockwork.NewFakeClockAt(at), slog.New(slog.DiscardHandler), []string{"U0"}, func() {}, handlers.Calendars("https://ippo.example.com"))
}

// word has an organiser set the word of the first session.
func (k *kitchen) word(word string) string {
	k.t.Helper()
	form := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "session_word", Value: "sc1"})
	return k.submit("U91", form.Name, form.State, map[string][]string{"word": {word}})
}

// done is what organisers did, the first first.
func (k *kitchen) done() (all []cohort.Deed) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) error {
		log, err := tx.AuditLog()
		for _, e := range log {
			all = append(all, e.Deed)
		}
		return err
	})
	return all
}

var asFilled = map[string][]string{"day": {"2026-12-09"}, "time": {"18:30"}, "minutes": {"９０分"}, "theme": {" 複業 の話 "}, "link": {"https://example.com/x"},
	"speakers": {"山川、海野"}, "speaker_ids": {"U7"}, "question": {"問い"}}

// An organiser changes, cancels and revives a session, and adds one; each is in the log. Nobody else does any of it.
func TestOrganisersHoldSessions(t *testing.T) {
	k := newKitchen(t)
	k.write(func(tx *storage.Tx) error { return tx.Attend("sc1", "U1", cohort.Attending, now) })
	form := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "session_edit", Value: "sc1"})
	k.says(k.submit("U91", form.Name, form.State, asFilled), "held.saved_moved")
	s := k.session("sc1")
	if s.Theme != "複業 の話" || s.Minutes != 90 || !s.Starts.Equal(time.Date(2026, 12, 9, 9, 30, 0, 0, time.UTC)) || len(s.Speakers) != 2 || !s.SpokenBy("U7") || s.Sequence != 1 {
		t.Errorf("it stands at %+v", s)
	}
	form = k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "session_off", Value: "sc1"})
	k.says(k.submit("U91", form.Name, form.State, map[string][]string{"line": {"台風のため"}}), "held.saved_off")
	if s := k.session("sc1"); s.Cancelled.IsZero() || s.Because != "台風のため" {
		t.Errorf("it stands at %+v", s)
	}
	k.says(k.press("U1", "attend", "sc1/attending"), "held.off")
	list := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "session"})
	if !strings.Contains(list, "中止") {
		t.Errorf("the list says %s", list)
	}
	form = k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "session_edit", Value: "sc1"})
	k.says(k.submit("U91", form.Name, form.State, asFilled), "held.saved_revived")
	form = k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "session_new", Value: "c1"})
	k.says(k.submit("U91", form.Name, form.State, asFilled), "held.saved_new")
	want := []cohort.Deed{cohort.SessionMoved, cohort.SessionCancelled, cohort.SessionRevived, cohort.SessionAdded}
	if got := k.done(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the log holds %v", got)
	}

	for _, person := range []string{"U1", "U2", "U92", "U7", "U404"} { // member, of another cohort, its organiser, speaker, stranger
		before := k.session("sc1")
		for _, action := range []string{"session_edit", "session_off", "session_word", "materials"} {
			k.press(person, action, "sc1")
		}
		k.press(person, "session_new", "c1")
		version := fmt.Sprint(before.Version)
		k.submit(person, "session", "c1/sc1/"+version, asFilled)
		k.submit(person, "session", "c2/sc1/"+version, asFilled)
		k.submit(person, "session", "c1//0", asFilled)
		k.submit(person, "session_off", "sc1/"+version, nil)
		k.submit(person, "session_word", "sc1/"+version, map[string][]string{"word": {"さくら"}})
		k.submit(person, "materials", "sc1/"+version, map[string][]string{"title": {"x"}, "url": {"https://example.com"}})
		if after := k.session("sc1"); after.Version != before.Version || len(k.done()) != len(want) {
			t.Errorf("%s changed it to %+v", person, after)
		}
	}
}

// Two organisers with the same form: the second sees who changed it, how it stands, and what they typed; sent again it is kept.
func TestStaleFormIsShownAnew(t *testing.T) {
	k := newKitchen(t)
	first := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "session_edit", Value: "sc1"})
	k.submit("U91", first.Name, first.State, map[string][]string{"day": {"2026-12-10"}, "time": {"18:00"}, "minutes": {"60"}, "theme": {"一人目"}})
	again := k.form(chat.Event{Kind: chat.Submit, Person: "U0", Form: first.Name, State: first.State, Values: asFilled})
	shown := fmt.Sprint(again.Blocks)
	if k.session("sc1").Theme != "一人目" || !strings.Contains(shown, "一人目") || !strings.Contains(shown, "U91") || !strings.Contains(fmt.Sprint(again.Inputs), "複業 の話") {
		t.Errorf("it is shown as %s with %v", shown, again.Inputs)
	}
	k.says(k.submit("U0", again.Name, again.State, asFilled), "held.saved_moved")
	if k.session("sc1").Theme != "複業 の話" {
		t.Error("sent again, it is not kept")
	}
	k.word("さくら")
	if word := k.form(chat.Event{Kind: chat.Submit, Person: "U0", Form: "session_word", State: "sc1/0", Values: map[string][]string{"word": {"つばめ"}}}); !strings.Contains(fmt.Sprint(word.Blocks), "さくら") || k.session("sc1").Word != "さくら" {
		t.Errorf("the word of another is overwritten, or %+v", word)
	}
	off := k.form(chat.Event{Kind: chat.Submit, Person: "U91", Form: "session_off", State: "sc1/0", Values: map[string][]string{"line": {"やめます"}}})
	if !k.session("sc1").Cancelled.IsZero() || !strings.Contains(fmt.Sprint(off.Blocks), "複業 の話") || !strings.Contains(fmt.Sprint(off.Inputs), "やめます") {
		t.Errorf("what changed meanwhile is cancelled, or %+v", off)
	}
}

func TestSessionFormIsChecked(t *testing.T) {
	k := newKitchen(t)
	for input, values := range map[string][]string{"day": {"2026-11-30", "x"}, "minutes": {"4", "1441", "長め"}, "theme": {" ", strings.Repeat("あ", 201)},
		"link": {"example.com", "ftp://example.com/x", "https://", "https://a b"}, "question": {strings.Repeat("あ", 301)}, "speakers": {strings.Repeat("山川、", 11)}} {
		for _, value := range values {
			filled := map[string][]string{}
			for name, v := range asFilled {
				filled[name] = v
			}
			filled[input] = []string{value}
			k.serial++
			reply := k.Handle(t.Context(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Submit, Person: "U91", Form: "session", State: "c1/sc1/0", Values: filled})
			if reply.Problems[input] == "" {
				t.Errorf("%s %q is taken: %+v", input, value, plain(reply))
			}
		}
	}
}

// However many sessions there are, a page of them fits one message, and all can be reached.
func TestFiveHundredSessionsArePaged(t *testing.T) {
	k := newKitchen(t)
	k.write(func(tx *storage.Tx) (err error) {
		for i := range 500 {
			err = errors.Join(err, tx.SaveSession(cohort.Session{ID: fmt.Sprintf("s%03d", i), Cohort: "c1", Number: i + 2, Theme: strings.Repeat("長い題", 60),
				Starts: now.AddDate(0, 0, i-250), Minutes: 60}))
		}
		return err
	})
	seen := map[string]bool{}
	for from := 0; from < 501; from += 12 {
		k.serial++
		reply := k.Handle(t.Context(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Press, Person: "U1", Action: "sessions", Value: fmt.Sprintf("c1/%d", from), Own: true})
		if !chat.Fits(reply.Replace.Blocks...) {
			t.Fatalf("the page from %d does not fit", from)
		}
		for _, b := range reply.Replace.Blocks {
			if pick, is := b.(chat.Select); is {
				for _, o := range pick.Options {
					seen[o.Value] = true
				}
			}
		}
	}
	if len(seen) != 501 {
		t.Errorf("%d of 501 sessions can be reached", len(seen))
	}
}

// Who came says so by the button or the word, however it is written; may take it back; and guesses ten times an hour.
func TestWhoCameSaysSo(t *testing.T) {
	k := newKitchen(t)
	came := func() (p cohort.Presence) {
		k.read(func(tx *storage.Tx) (err error) {
			p, err = tx.PresenceOf("sc1", "U1")
			return err
		})
		return p
	}
	word := func(text string) string {
		return k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "session", Text: text})
	}
	k.says(k.word("さくら"), "held.word_set", "Word", "さくら")
	k.since(-11 * time.Minute)
	k.says(k.press("U1", "came", "sc1"), "held.came_closed")
	if word("さくら"); !came().At.IsZero() {
		t.Error("they came before it began")
	}
	k.since(-10 * time.Minute)
	k.says(k.press("U1", "came", "sc1"), "held.came_counts")
	if came().How != cohort.ByButton {
		t.Errorf("kept %+v", came())
	}
	k.says(k.press("U1", "not_came", "sc1"), "held.came_undone")
	for _, said := range []string{"サクラ", " ｻｸﾗ！", "さくら。"} {
		k.says(word(said), "held.word_right")
		if came().How != cohort.ByWord {
			t.Errorf("%q: kept %+v", said, came())
		}
		k.press("U1", "not_came", "sc1")
	}
	k.says(k.do(chat.Event{Kind: chat.Direct, Person: "U1", Text: "さくら"}), "held.word_right")
	k.press("U1", "not_came", "sc1")
	note := k.do(chat.Event{Kind: chat.Direct, Person: "U1", Text: "もみじ"})
	k.says(note, "held.word_wrong")
	k.says(note, "reflect.saved_me")
	for range 5 {
		k.says(word("つばめ"), "held.word_wrong")
	}
	k.says(word("さくら"), "held.word_many", "Most", cohort.TriesAnHour)
	if !came().At.IsZero() {
		t.Error("an eleventh try was taken")
	}
	k.since(time.Hour)
	k.says(word("さくら"), "held.word_right")
	k.since(2*time.Hour + cohort.CameAfter)
	k.says(k.press("U1", "not_came", "sc1"), "held.came_closed")
	if came().At.IsZero() {
		t.Error("it was taken back too late")
	}
	if answer := k.press("U2", "came", "sc1"); strings.Contains(answer, "記録しました") {
		t.Error(answer)
	}
}

// Organisers see how many came as a band, three days later; only where the file says so, who.
func TestOrganisersSeeCountsOfWhoCame(t *testing.T) {
	k := newKitchen(t)
	k.since(time.Hour)
	k.press("U1", "came", "sc1")
	k.since(3 * time.Hour)
	shown := k.press("U91", "said", "sc1")
	k.says(shown, "held.attendance_later")
	k.write(func(tx *storage.Tx) error { return nudges.SumUp(tx, k.session("sc1"), now.AddDate(0, 0, 5)) })
	shown += k.press("U91", "said", "sc1")
	k.says(shown, "numbers.small_cohort")
	if strings.Contains(shown, "U1 ") || strings.Contains(shown, "[U1]") {
		t.Errorf("it names who came: %s", shown)
	}
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Attendance = cohort.Named
		return errors.Join(err, tx.SaveCohort(c))
	})
	k.press("U1", "not_came", "sc1") // what was said before does not count for that
	k.says(k.press("U1", "came", "sc1"), "held.came_named")
	if named := k.press("U91", "said", "sc1"); !strings.Contains(named, "[U1]") {
		t.Errorf("it names nobody: %s", named)
	}
	if looks := k.looks(); looks[0].What != cohort.SawAttendance && looks[1].What != cohort.SawAttendance {
		t.Errorf("the looks: %+v", looks)
	}
}

// A question is its writer's until the session begins; its speakers and organisers read it, without the name that is hidden.
func TestQuestionsToTheSpeaker(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "", "U3")
	k.write(func(tx *storage.Tx) error {
		s := k.session("sc1")
		s.SpeakerIDs = []string{"U7"}
		return tx.SaveSession(s)
	})
	form := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "ask_speaker", Value: "sc1"})
	k.says(k.submit("U1", form.Name, form.State, map[string][]string{"words": {"最初の一歩は何でしたか"}, "hidden": {"hidden"}}), "held.ask_saved")
	k.submit("U3", form.Name, form.State, map[string][]string{"words": {"名前つきの問い"}, "hidden": {"named"}})
	k.says(k.submit("U3", form.Name, form.State, map[string][]string{"words": {"もう消えてしまいたい。死にたい"}}), "held.ask_held")
	for _, reader := range []string{"U7", "U91", "U0"} {
		asked := k.press(reader, "questions", "sc1")
		if !strings.Contains(asked, "最初の一歩") || !strings.Contains(asked, "[U3]") || strings.Contains(asked, "[U1]") || strings.Contains(asked, "死にたい") {
			t.Errorf("%s reads %s", reader, asked)
		}
	}
	for _, other := range []string{"U1", "U3", "U2", "U92", "U404"} {
		if asked := k.press(other, "questions", "sc1") + k.press(other, "said", "sc1"); strings.Contains(asked, "一歩は") || strings.Contains(asked, "名前つき") {
			t.Errorf("%s reads %s", other, asked)
		}
	}
	var mine []cohort.Ask
	k.read(func(tx *storage.Tx) (err error) {
		mine, err = tx.AsksBy("sc1", "U3")
		return err
	})
	k.press("U1", "ask_give", mine[1].ID) // it is not theirs
	k.press("U1", "ask_erase", mine[0].ID)
	if asked := k.press("U7", "questions", "sc1"); strings.Contains(asked, "死にたい") || !strings.Contains(asked, "名前つき") {
		t.Errorf("somebody else gave it, or took it back: %s", asked)
	}
	k.says(k.press("U3", "ask_give", mine[1].ID), "held.ask_given")
	k.says(k.press("U3", "ask_erase", mine[0].ID), "held.ask_erased")
	if asked := k.press("U7", "questions", "sc1"); !strings.Contains(asked, "死にたい") || strings.Contains(asked, "名前つき") {
		t.Errorf("the speaker reads %s", asked)
	}
	list := k.do(chat.Event{Kind: chat.Command, Person: "U7", Command: "session"})
	k.says(list, "session.heading", "Number", 1, "Theme", "棚卸し") // a speaker who takes part in nothing
	k.since(time.Minute)
	k.says(k.press("U3", "ask_erase", mine[1].ID), "held.ask_closed")
	if answer := k.submit("U3", form.Name, form.State, map[string][]string{"words": {"遅すぎた"}}); !strings.Contains(answer, "受けつけは") {
		t.Error(answer)
	}
}

// What somebody says about a session is theirs to mend for three days; words of need are shown to nobody.
func TestFeedback(t *testing.T) {
	k := newKitchen(t)
	said := func() (f cohort.Feedback) {
		k.read(func(tx *storage.Tx) (err error) {
			f, err = storage.Optional(tx.FeedbackOf("sc1", "U1"))
			return err
		})
		return f
	}
	k.says(k.press("U1", "feedback", "sc1"), "held.feedback_closed")
	k.since(3 * time.Hour)
	form := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "feedback", Value: "sc1"})
	values := map[string][]string{"helpful": {"much"}, "pace": {"fast"}, "next": {"vague"}, "line": {"よかった"}, "shows": {"yes"}}
	k.says(k.submit("U1", form.Name, form.State, values), "held.feedback_saved")
	if f := said(); f.Line != "よかった" || !f.Shows || f.Presses["pace"] != "fast" {
		t.Errorf("kept %+v", f)
	}
	values["line"] = []string{"もう死にたい"}
	k.says(k.submit("U1", form.Name, form.State, values), "held.feedback_held")
	if f := said(); f.Shows {
		t.Error("words of need would be shown")
	}
	values["pace"] = []string{"other"}
	if answer := k.submit("U1", form.Name, form.State, values); said().Presses["pace"] != "fast" {
		t.Error(answer)
	}
	k.since(2*time.Hour + cohort.FeedbackOpen)
	k.says(k.submit("U1", form.Name, form.State, values), "held.feedback_closed")
}

// Links go to the channel once, and stand with the session.
func TestMaterials(t *testing.T) {
	k := newKitchen(t)
	k.since(3 * time.Hour)
	form := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "materials", Value: "sc1"})
	for _, wrong := range []map[string][]string{{"title": {"録画"}}, {"url": {"https://example.com"}}, {"title": {"録画"}, "url": {"javascript:alert(1)"}}} {
		k.submit("U91", form.Name, form.State, wrong)
	}
	if s := k.session("sc1"); len(s.Materials) != 0 {
		t.Errorf("kept %+v", s.Materials)
	}
	k.says(k.submit("U91", form.Name, form.State, map[string][]string{"title": {"録画"}, "url": {"https://example.com/v"}}), "held.materials_saved")
	if shown := k.press("U1", "session", "sc1"); !strings.Contains(shown, "https://example.com/v") {
		t.Errorf("it shows %s", shown)
	}
	form = k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "materials", Value: "sc1"})
	k.submit("U91", form.Name, form.State, map[string][]string{"title": {"録画"}, "url": {"https://example.com/v"}, "title_2": {"資料"}, "url_2": {"https://example.com/s"}})
	if rooms := k.shared(); len(rooms) != 0 && rooms[0] != "Cc1" {
		t.Errorf("it goes to %v", rooms)
	}
	k.read(func(tx *storage.Tx) error {
		all, err := tx.Deliveries("sc1", nudges.KindMaterials)
		if len(all) != 1 {
			t.Errorf("%d deliveries", len(all))
		}
		return err
	})
}

// The calendar's address is for who takes part and organises; renewed, it is another.
func TestCalendarAddress(t *testing.T) {
	k := newKitchen(t)
	if answer := k.press("U1", "calendar", "c1"); strings.Contains(answer, ".ics") {
		t.Errorf("no address is set, and it says %s", answer)
	}
	k.since(0)
	first := k.press("U1", "calendar", "c1")
	if !strings.Contains(first, "https://ippo.example.com/calendar/") || first != k.press("U1", "calendar", "c1") {
		t.Errorf("it says %s", first)
	}
	for _, other := range []string{"U2", "U92", "U404"} {
		if answer := k.press(other, "calendar", "c1") + k.press(other, "calendar_renew", "c1"); strings.Contains(answer, ".ics") {
			t.Errorf("%s has it: %s", other, answer)
		}
	}
	k.press("U1", "calendar_renew", "c1")
	if k.press("U1", "calendar", "c1") != first {
		t.Error("somebody else renewed it")
	}
	k.says(k.press("U91", "calendar_renew", "c1"), "held.calendar_renewed")
	if k.press("U1", "calendar", "c1") == first {
		t.Error("it is as before")
	}
}

// A word that Ippo chooses is none by which one asks it for something else, and can be read by itself.
func TestEasyWordsAreNoCallings(t *testing.T) {
	k := newKitchen(t)
	for _, language := range []string{"ja", "en"} {
		for _, word := range nudges.EasyWords(language) {
			if answer := k.word(word); !strings.Contains(answer, japanese.Say("held.word_set", "Word", word)) {
				t.Errorf("%s is not taken: %s", word, answer)
			}
		}
	}
}

// Where organisers see who came, also five hundred people stand on pages that fit.
func TestManyWhoCameArePaged(t *testing.T) {
	k := newKitchen(t)
	var people []string
	for i := range 500 {
		people = append(people, fmt.Sprintf("U%010d", i))
	}
	k.members("c1", "", people...)
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Attendance = cohort.Named
		err = errors.Join(err, tx.SaveCohort(c))
		for _, person := range people {
			err = errors.Join(err, tx.Came("sc1", person, cohort.ByButton, true, now))
		}
		return err
	})
	k.since(3 * time.Hour)
	value, seen := "sc1", 0
	for range 50 {
		reply := k.reply(chat.Event{Kind: chat.Press, Person: "U91", Action: "said", Value: value, Own: true})
		if !chat.Fits(reply.Replace.Blocks...) {
			t.Fatal("a page does not fit")
		}
		next := ""
		for _, block := range reply.Replace.Blocks {
			switch b := block.(type) {
			case chat.People:
				seen += len(b)
			case chat.Buttons:
				for _, button := range b {
					if button.Label == japanese.Say("page.older") {
						next = button.Value
					}
				}
			}
		}
		if value = next; next == "" {
			break
		}
	}
	if seen != 500 {
		t.Errorf("%d of 500 who came are shown", seen)
	}
}

// What a form shows and nobody touched stays, also at an hour that the clock shows twice.
func TestUntouchedTimeStays(t *testing.T) {
	k := newKitchen(t)
	second := time.Date(2027, 11, 7, 6, 30, 0, 0, time.UTC) // 01:30 in New York for the second time that night
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Zone = "America/New_York"
		s := k.session("sc1")
		s.Starts, s.Speakers = second, []string{"Smith, J."}
		return errors.Join(err, tx.SaveCohort(c), tx.SaveSession(s))
	})
	form := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "session_edit", Value: "sc1"})
	values := map[string][]string{}
	for _, input := range form.Inputs {
		switch i := input.(type) {
		case chat.DateInput:
			values[i.ID] = []string{i.Initial}
		case chat.TimeInput:
			values[i.ID] = []string{i.Initial}
		case chat.TextInput:
			values[i.ID] = []string{i.Initial}
		}
	}
	k.says(k.submit("U91", form.Name, form.State, values), "held.nothing")
	values["time"] = []string{"02:30"}
	k.says(k.submit("U91", form.Name, form.State, values), "held.saved_moved")
	values["day"], values["time"] = []string{"2027-03-14"}, []string{"02:30"} // an hour that the clock leaves out
	form = k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "session_edit", Value: "sc1"})
	k.says(k.submit("U91", form.Name, form.State, values), "held.saved_moved")
	if s := k.session("sc1"); !s.Starts.Equal(time.Date(2027, 3, 14, 7, 30, 0, 0, time.UTC)) {
		t.Errorf("it starts %s", s.Starts)
	}
}
