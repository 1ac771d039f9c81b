package handlers_test

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// reflection is one as it is kept, wherever it stands.
func (k *kitchen) reflection(id string) (reflection cohort.Reflection) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		reflection, err = storage.Optional(tx.Reflection(id))
		return err
	})
	return reflection
}

func (k *kitchen) keeps(r cohort.Reflection) {
	k.t.Helper()
	if err := k.db.Write(k.t.Context(), func(tx *storage.Tx) error { return tx.SaveReflection(r) }); err != nil {
		k.t.Fatal(err)
	}
}

// filledIn is what a form holds when it opens.
func filledIn(f *chat.Form) map[string][]string {
	values := map[string][]string{}
	for _, input := range f.Inputs {
		switch i := input.(type) {
		case chat.TextInput:
			if i.Initial != "" {
				values[i.ID] = []string{i.Initial}
			}
		case chat.Choice:
			if len(i.Initial) > 0 {
				values[i.ID] = i.Initial
			}
		}
	}
	return values
}

// opens is the form with a reflection.
func (k *kitchen) opens(person, id string) *chat.Form {
	k.t.Helper()
	return k.form(chat.Event{Kind: chat.Press, Person: person, Action: "edit", Value: id, Own: true})
}

func undoOf(r cohort.Reflection) string {
	return r.ID + "/" + strconv.FormatInt(r.Changed.UnixMilli(), 10)
}

// What was changed is kept, can be undone, and the undoing too; after a day nothing is left of what was before.
func TestChangedWordsAndBack(t *testing.T) {
	k := newKitchen(t)
	f := k.opens("U1", "fc1")
	values := filledIn(f)
	if values["note"][0] != "秘密の言葉" || values["visibility"][0] != "me" {
		t.Fatalf("the form holds %v", values)
	}
	values["note"], values["mood"] = []string{"書き直した言葉"}, []string{"4"}
	answer := k.submit("U1", "edit", f.State, values)
	k.says(answer, "edit.saved")
	if got := k.reflection("fc1"); got.Note != "書き直した言葉" || got.Mood != 4 || !got.Written.Equal(now) {
		t.Errorf("kept is %+v", got)
	}
	for _, want := range []string{"秘密の言葉", "書き直した言葉", "秘密の言葉"} {
		k.says(k.press("U1", "edit_undo", undoOf(k.reflection("fc1"))), "edit.undone")
		if got := k.reflection("fc1"); got.Note != want {
			t.Errorf("undone to %q, want %q", got.Note, want)
		}
	}
	old := undoOf(k.reflection("fc1"))
	k.submit("U1", "edit", k.opens("U1", "fc1").State, values)
	k.says(k.press("U1", "edit_undo", old), "edit.changed_since")
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.EraseBefore(now.Add(time.Hour)) })
	if err != nil {
		t.Fatal(err)
	}
	k.says(k.press("U1", "edit_undo", undoOf(k.reflection("fc1"))), "edit.too_late")
	k.says(k.submit("U1", "edit", k.opens("U1", "fc1").State, values), "edit.unchanged")
	k.says(k.submit("U1", "edit", k.opens("U1", "fc1").State, nil), "reflect.empty")
}

// A long text takes several inputs, and comes back as it was, to the last character.
func TestLongWordsInAForm(t *testing.T) {
	k := newKitchen(t)
	for name, text := range map[string]string{
		"short": "一言", "emoji": strings.Repeat("🌸", 2500), "emoji and sentences": strings.Repeat("よく晴れた🌞。", 900), "as long as an input": strings.Repeat("あ", 3000), "without an end": strings.Repeat("あ", 9001),
		"sentences":  strings.Repeat("今日はよく晴れました。", 1200),
		"paragraphs": strings.Repeat(strings.Repeat("ことば", 300)+"\n\n  \n", 20), "words": strings.Repeat("a line of words ", 700),
		"nothing but space": strings.Repeat(" \n", 4000) + "終",
	} {
		r := cohort.Reflection{ID: name, Person: "U1", Cohort: "c1", Written: now, Note: text, Noticed: "気づき", Visibility: cohort.OnlyMe}
		k.keeps(r)
		f := k.opens("U1", name)
		values := filledIn(f)
		for id, value := range values {
			if n := chat.Length(value[0]); n > chat.LongestPiece {
				t.Errorf("%s: %s holds %d characters", name, id, n)
			}
		}
		values["mood"] = []string{"3"}
		k.says(k.submit("U1", "edit", f.State, values), "edit.saved")
		if got := k.reflection(name); got.Note != text || got.Noticed != r.Noticed {
			t.Errorf("%s: %d characters came back as %d", name, len(text), len(got.Note))
		}
	}
	k.keeps(cohort.Reflection{ID: "huge", Person: "U1", Cohort: "c1", Written: now, Note: strings.Repeat("長", 60_000), Visibility: cohort.OnlyMe})
	k.says(k.press("U1", "edit", "huge"), "edit.too_large")
	if got := k.reflection("huge"); len([]rune(got.Note)) != 60_000 {
		t.Errorf("%d characters are left", len([]rune(got.Note)))
	}
}

// What was changed or deleted in another window is not overwritten unseen, and what was written comes back.
func TestChangedInTwoWindows(t *testing.T) {
	k := newKitchen(t)
	first, second := k.opens("U1", "fc1"), k.opens("U1", "fc1")
	write := func(f *chat.Form, words string) *chat.Form {
		values := maps.Clone(filledIn(f))
		values["note"] = []string{words}
		return k.form(chat.Event{Kind: chat.Submit, Person: "U1", Form: "edit", State: f.State, Values: values})
	}
	write(first, "窓ひとつめ")
	again := write(second, "窓ふたつめ")
	if shown := fmt.Sprint(again.Blocks); k.reflection("fc1").Note != "窓ひとつめ" || !strings.Contains(shown, "窓ひとつめ") {
		t.Fatalf("kept is %q, shown %s", k.reflection("fc1").Note, shown)
	}
	if values := filledIn(again); values["note"][0] != "窓ふたつめ" {
		t.Errorf("the words are lost: %v", values)
	}
	write(again, "窓ふたつめ")
	if got := k.reflection("fc1").Note; got != "窓ふたつめ" {
		t.Errorf("kept is %q", got)
	}
	last := k.opens("U1", "fc1")
	k.press("U1", "take_back", "fc1")
	gone := fmt.Sprint(write(last, "消えたあと").Blocks)
	k.says(gone, "edit.gone")
	if !strings.Contains(gone, "消えたあと") {
		t.Errorf("the words are lost: %s", gone)
	}
}

// Deleted words stand again if that is undone, and a press that the platform repeats does not hide them anew.
func TestDeletedAndBack(t *testing.T) {
	k := newKitchen(t)
	press := chat.Event{ID: "E1", Kind: chat.Press, Person: "U1", Action: "take_back", Value: "fc1", Own: true}
	k.Handle(t.Context(), press)
	if got := k.reflection("fc1"); got.ID != "" {
		t.Fatal("it stands")
	}
	k.says(k.press("U1", "restore", "fc1"), "edit.restored")
	if answer := fmt.Sprint(plain(k.Handle(t.Context(), press))); !strings.Contains(answer, "秘密の言葉") {
		t.Errorf("the repeated answer holds no words: %s", answer)
	}
	if got := k.reflection("fc1"); got.Note != "秘密の言葉" {
		t.Errorf("it stands as %q", got.Note)
	}
}

// Nobody changes, puts back, or gives a mood to what is another's.
func TestForgedChanges(t *testing.T) {
	k := newKitchen(t)
	id := storage.NewID()
	k.keeps(cohort.Reflection{ID: id, Person: "U1", Cohort: "c1", Written: now, Note: "秘密の言葉", Visibility: cohort.OnlyMe})
	own := k.opens("U1", "fc1")
	state := strings.Replace(own.State, "fc1", id, 1)
	for _, person := range []string{"U2", "U91", "U0", "U404"} {
		for _, ev := range []chat.Event{
			{Kind: chat.Press, Action: "edit", Value: id}, {Kind: chat.Press, Action: "line", Value: id},
			{Kind: chat.Press, Action: "edit_undo", Value: id + "/0"}, {Kind: chat.Press, Action: "restore", Value: id},
			{Kind: chat.Press, Action: "mood", Value: id + "/1"}, {Kind: chat.Press, Action: "found", Value: "0 秘密"},
			{Kind: chat.Submit, Form: "edit", State: state, Values: map[string][]string{"note": {"別の言葉"}}},
			{Kind: chat.Submit, Form: "edit", State: strings.Replace(state, "}", `,"new":"c1"}`, 1), Values: map[string][]string{"note": {"別の言葉"}}},
			{Kind: chat.Submit, Form: "search", Values: map[string][]string{"words": {"秘密"}}},
		} {
			ev.Person, ev.Own = person, true
			if answer := k.do(ev); person != "U2" && strings.Contains(answer, "秘密の言葉") {
				t.Errorf("%s with %s%s reads %s", person, ev.Action, ev.Form, answer)
			}
			if got := k.reflection(id); got.Note != "秘密の言葉" || got.Mood != 0 || got.Person != "U1" {
				t.Fatalf("%s with %s%s: %+v", person, ev.Action, ev.Form, got)
			}
		}
	}
	for _, value := range []string{"", "/", "fc1/1", id + "/0", id + "/6", id + "/x", "nothing/3"} {
		k.press("U1", "mood", value)
	}
	if got := k.reflection(id); got.Mood != 0 {
		t.Errorf("the mood is %d", got.Mood)
	}
	for _, broken := range []string{"", "{}", "fc1", `{"id":"fc1","fields":["person"]}`} {
		k.submit("U1", "edit", broken, map[string][]string{"note": {"別の言葉"}, "person": {"U2"}})
	}
	if got := k.reflection("fc1"); got.Note != "秘密の言葉" || got.Person != "U1" {
		t.Errorf("a broken form changes it to %+v", got)
	}
}

// Who may see it is chosen anew: it is planned for the room where it now belongs, with the circle that is meant.
func TestWhoMaySeeIsChanged(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3")
	see := func(who string) {
		t.Helper()
		f := k.opens("U1", "fc1")
		values := filledIn(f)
		values["visibility"] = []string{who}
		k.says(k.submit("U1", "edit", f.State, values), "edit.saved")
	}
	for _, step := range []struct{ who, circle, room string }{
		{"circle", "k1", "Gk1"}, {"cohort", "", "Cc1"}, {"me", "", ""}, {"circle", "k1", ""}, // there it stands already, and is drawn again
	} {
		see(step.who)
		if got := k.reflection("fc1"); string(got.Visibility) != step.who || got.Circle != step.circle {
			t.Errorf("%s: %s, circle %q", step.who, got.Visibility, got.Circle)
		}
		if rooms := k.shared(); strings.Join(rooms, " ") != step.room {
			t.Errorf("%s: planned for %v", step.who, rooms)
		}
	}
	f := k.opens("U1", "fc1")
	k.members("c1", "k2", "U1", "U4") // the circle is another by now: what was shared with the first stays with it
	values := filledIn(f)
	values["note"] = []string{"少し直した"}
	k.says(k.submit("U1", "edit", f.State, values), "edit.saved")
	if got := k.reflection("fc1"); got.Circle != "k1" {
		t.Errorf("shared with the circle %q", got.Circle)
	}
}
