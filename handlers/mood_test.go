package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// One press keeps a mood; another face of the same message takes its place; a line beside it becomes part of the same reflection.
func TestMoodInOnePress(t *testing.T) {
	k := newKitchen(t)
	asked := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "mood"})
	k.says(asked, "mood.question")
	id := storage.NewID()
	k.says(k.press("U1", "mood", id+"/2"), "mood.chosen", "Face", japanese.Say("reflect.mood_2"))
	k.press("U1", "mood", id+"/4")
	if got := k.reflection(id); got.Mood != 4 || got.Visibility != cohort.OnlyMe {
		t.Fatalf("kept is %+v", got)
	}
	if got := k.reflection(id); got.Person != "U1" || got.Cohort != "c1" || !got.Written.Equal(now) || got.Words() != "" || got.Circle != "" || len(k.shared()) > 0 {
		t.Errorf("kept is %+v", got)
	}
	undo := undoOf(k.reflection(id)) // the face before comes back, for its writer alone
	k.tells(k.press("U1", "edit_undo", undo), "edit.undone", "stands.me")
	if got := k.reflection(id); got.Mood != 2 || got.Visibility != cohort.OnlyMe || !got.Written.Equal(now) {
		t.Errorf("undone, it is %+v", got)
	}
	k.says(k.press("U1", "edit_undo", undo), "edit.changed_since")
	k.press("U1", "mood", id+"/4")
	f := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "line", Value: id, Own: true})
	if f.Title != japanese.Say("mood.line_title") {
		t.Errorf("the form is called %s", f.Title)
	}
	values := filledIn(f)
	values["note"] = []string{"散歩をした"}
	k.submit("U1", "edit", f.State, values)
	if got := k.reflection(id); got.Mood != 4 || got.Note != "散歩をした" {
		t.Errorf("kept is %+v", got)
	}
	for _, face := range []cohort.Mood{5, 4} { // shared, taken back, and a face pressed again: the words do not come back, least of all to others
		k.write(func(tx *storage.Tx) error { return tx.SetSight(id, cohort.MyCohort, "") })
		k.press("U1", "take_back", id)
		k.press("U1", "mood", fmt.Sprint(id, "/", face))
		if got := k.reflection(id); got.Mood != face || got.Note != "" || got.Visibility != cohort.OnlyMe {
			t.Errorf("after it was taken back, a face makes it %+v", got)
		}
	}

	first := storage.NewID() // the line before the face
	f = k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "line", Value: first, Own: true})
	k.submit("U1", "edit", f.State, map[string][]string{"note": {"先に言葉"}, "visibility": {"me"}})
	k.press("U1", "mood", first+"/3")
	if got := k.reflection(first); got.Mood != 3 || got.Note != "先に言葉" {
		t.Errorf("kept is %+v", got)
	}
}

// A run of low moods is met once, with no score and no name for it.
func TestRunOfLowMoods(t *testing.T) {
	const yes, no = true, false
	for name, days := range map[string]struct {
		moods []int // a day each, the oldest first; 0: none on that day
		meets bool  // the last of them
	}{
		"three": {[]int{4, 2, 1, 2}, yes}, "the first three": {[]int{1, 1, 1}, yes}, "two": {[]int{4, 2, 1}, no}, "a fourth": {[]int{3, 1, 2, 1, 2}, no},
		"a bright one between": {[]int{1, 2, 3, 1}, no}, "days without one between": {[]int{5, 2, 0, 0, 1, 0, 2}, yes},
		"the last is bright": {[]int{1, 1, 5}, no}, "too long ago": {append(append([]int{1}, make([]int, 21)...), 1, 1), no}, "a second run": {[]int{1, 1, 1, 4, 1, 1, 2}, yes},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKitchen(t)
			last := len(days.moods) - 1
			for i, m := range days.moods[:last] {
				if m > 0 {
					k.keeps(cohort.Reflection{ID: storage.NewID(), Person: "U1", Cohort: "c1", Written: now.AddDate(0, 0, i-last), Mood: cohort.Mood(m), Visibility: cohort.OnlyMe})
				}
			}
			press := func(id string) bool {
				return strings.Contains(k.press("U1", "mood", fmt.Sprintf("%s/%d", id, days.moods[last])), japanese.Say("mood.low"))
			}
			id := storage.NewID()
			if got := press(id); got != days.meets {
				t.Errorf("it is met: %v", got)
			}
			if press(storage.NewID()) {
				t.Error("it is met once more on the same day")
			}
		})
	}
	k := newKitchen(t)
	k.says(k.press("U1", "rest_now", ""), "pause.question")
}

// All words have to occur, in whichever case, width or kana, and with or without accents.
func TestSearchAmongOnesOwn(t *testing.T) {
	k := newKitchen(t)
	long := strings.Repeat("前置きの言葉。", 60) + "そこでカフェ・ミュラーの話になった。" + strings.Repeat("続きの言葉。", 60)
	for i, words := range []string{"Ｃａｆé で働く夢", "ﾊﾞｲｵﾘﾝを習いたい", "straße and RÉSUMÉ", long, "ガラスの花瓶", "からすが鳴いた"} {
		k.keeps(cohort.Reflection{ID: fmt.Sprint("s", i), Person: "U1", Cohort: "c1", Written: now.Add(time.Duration(i) * time.Minute), Note: words, Visibility: cohort.OnlyMe})
	}
	search := func(words string) string {
		return k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "search " + words})
	}
	for words, found := range map[string]string{
		"cafe": "Ｃａｆé で働く夢", "CAFÉ 夢": "Ｃａｆé で働く夢", "ばいおりん": "ﾊﾞｲｵﾘﾝを習いたい", "ﾊﾞｲｵﾘﾝ": "ﾊﾞｲｵﾘﾝを習いたい", "resume STRASSE": "straße and RÉSUMÉ",
		"みゅらー": "そこでカフェ・ミュラーの話になった", "がらす": "ガラスの花瓶",
	} {
		answer := search(words)
		if !strings.Contains(answer, found) || !strings.Contains(answer, japanese.Say("search.heading", "Count", 1)) {
			t.Errorf("%s finds %s", words, answer)
		}
	}
	if answer := search("みゅらー"); strings.Contains(answer, strings.Repeat("前置きの言葉。", 30)) || !strings.Contains(answer, "…") {
		t.Errorf("not the matching part: %s", answer)
	}
	k.says(search("cafe 花瓶"), "search.nothing")
	k.says(search("　"), "search.title")
	k.says(k.submit("U1", "search", "", map[string][]string{"words": {"　"}}), "search.empty")
	k.says(k.submit("U2", "search", "", map[string][]string{"words": {"夢"}}), "search.nothing")
	k.says(k.submit("U1", "search", "", map[string][]string{"words": {"の"}}), "search.heading", "Count", 3)
}

// The hour of the diary lies within one's own day.
func TestHourOfTheDiary(t *testing.T) {
	k := newKitchen(t)
	person := func() (p cohort.Person) {
		t.Helper()
		err := k.db.Read(t.Context(), func(tx *storage.Tx) (err error) {
			p, err = tx.Person("U1")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	save := func(hour string) string {
		return k.submit("U1", "diary", "", map[string][]string{"diary": {hour}})
	}
	if person().Diary != 0 {
		t.Fatal("it is not off by itself")
	}
	k.says(save("22"), "diary.in_quiet", "Clock", "22:00", "From", "20:00", "Until", "8:00")
	if p := person(); p.Diary != 0 || p.Quiet != (cohort.Quiet{}) {
		t.Errorf("unasked, it is kept: %+v", p)
	}
	k.says(k.press("U1", "diary_move", "22"), "diary.on", "Clock", "22:00", "When", japanese.When(now.In(cohort.Location("Asia/Tokyo")).Add(10*time.Hour)))
	if p := person(); p.Diary != 22 || p.Quiet != (cohort.Quiet{From: 23, Until: 8}) {
		t.Errorf("moved, it is at %d, and nothing is sent at %+v", p.Diary, p.Quiet)
	}
	k.press("U1", "diary_move", "6")
	if p := person(); p.Diary != 6 || p.Quiet != (cohort.Quiet{From: 23, Until: 6}) {
		t.Errorf("moved, it is at %d, and nothing is sent at %+v", p.Diary, p.Quiet)
	}
	for _, forged := range []string{"", "3", "24", "x"} {
		k.press("U1", "diary_move", forged)
	}
	save("none")
	k.write(func(tx *storage.Tx) error {
		p := person()
		p.Quiet = cohort.Quiet{}
		return tx.SavePerson(p)
	})
	save("18")
	if p := person(); p.Diary != 18 || !p.DiarySince.Equal(now) {
		t.Errorf("kept is %d since %s", p.Diary, p.DiarySince)
	}
	f := k.form(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "settings"})
	values := filledIn(f)
	values["quiet_from"] = []string{"17"} // now the hour is quiet
	k.says(k.submit("U1", "settings", f.State, values), "diary.quiet", "From", "8:00", "Until", "17:00")
	k.says(save("none"), "diary.off")
	if p := person(); p.Diary != 0 {
		t.Errorf("kept is %d", p.Diary)
	}
}

func BenchmarkSearch(b *testing.B) {
	k := newKitchen(b)
	err := k.db.Write(b.Context(), func(tx *storage.Tx) error {
		for i := range 1000 {
			r := cohort.Reflection{ID: storage.NewID(), Person: "U1", Cohort: "c1", Written: now.Add(time.Duration(i) * time.Hour),
				Noticed: strings.Repeat("今日は仲間とカフェで話し、Lifelong learning について考えた。", 8), Visibility: cohort.OnlyMe}
			if err := tx.SaveReflection(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "search かふぇ LIFELONG"})
	}
}
