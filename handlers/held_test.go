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

const inNeed = "もう死にたい"

// edits submits the form of a reflection with changes.
func (k *kitchen) edits(id string, changes map[string]string) string {
	k.t.Helper()
	f := k.opens("U1", id)
	values := filledIn(f)
	for field, value := range changes {
		values[field] = []string{value}
	}
	return k.submit("U1", "edit", f.State, values)
}

// tells says that an answer holds all of some sentences, of the first circle and cohort.
func (k *kitchen) tells(answer string, keys ...string) {
	k.t.Helper()
	for _, key := range keys {
		k.says(answer, key, "Number", 1, "Cohort", "c1")
	}
}

// shareHeld presses what shares after all.
func (k *kitchen) shareHeld(id, circle string) string {
	return k.press("U1", "share_held", undoOf(k.reflection(id))+"/"+circle)
}

// Whatever way words of need would be seen by others, they stay with their writer until a second press.
func TestWordsOfNeedNeverGoOutFirst(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3")
	private := func(step, answer string) {
		t.Helper()
		k.tells(answer, "care.kept_first", "stands.me")
		if got := k.reflection("fc1"); got.Visibility != cohort.OnlyMe || got.Circle != "" || len(k.shared()) > 0 {
			t.Fatalf("%s: it stands as %+v", step, got)
		}
	}
	k.edits("fc1", map[string]string{"note": inNeed})
	private("an edit that shares", k.edits("fc1", map[string]string{"visibility": "cohort"}))
	button := undoOf(k.reflection("fc1")) + "/k1"
	k.tells(k.press("U1", "share_held", button), "stands.shared", "stands.circle")
	k.tells(k.press("U1", "share_held", button), "stands.shared", "stands.circle") // it may arrive again
	if got := k.reflection("fc1"); got.Visibility != cohort.MyCircle || got.Circle != "k1" || strings.Join(k.shared(), " ") != "Gk1" {
		t.Fatalf("pressed twice, it stands as %+v", got)
	}
	k.edits("fc1", map[string]string{"mood": "2"}) // it is what they share
	if got := k.reflection("fc1"); got.Visibility != cohort.MyCircle {
		t.Errorf("a mood takes it back: %+v", got)
	}
	k.edits("fc1", map[string]string{"note": "今日は晴れ"})
	answer := k.edits("fc1", map[string]string{"note": inNeed + "。今日も"})
	if got := k.reflection("fc1"); got.Visibility != cohort.OnlyMe || got.Note != inNeed+"。今日も" {
		t.Errorf("new words of need in a shared one: %+v", got)
	}
	k.tells(answer, "care.kept_first", "stands.withdrawn", "stands.me")
	k.tells(k.press("U1", "edit_undo", undoOf(k.reflection("fc1"))), "edit.undone", "stands.circle")
	if got := k.reflection("fc1"); got.Note != "今日は晴れ" || got.Visibility != cohort.MyCircle {
		t.Errorf("undone, it stands as %+v", got)
	}
	k.says(k.press("U1", "edit_undo", undoOf(k.reflection("fc1"))), "edit.undone")
	if got := k.reflection("fc1"); got.Visibility != cohort.OnlyMe {
		t.Errorf("undoing brings words of need to others: %+v", got)
	}
	old := undoOf(k.reflection("fc1")) + "/k1"
	k.edits("fc1", map[string]string{"note": inNeed + "。別の言葉"})
	k.says(k.press("U1", "share_held", old), "edit.changed_since")
	k.members("c1", "k2", "U1", "U4")
	k.says(k.edits("fc1", map[string]string{"visibility": "cohort"}), "stands.not_shared")
	k.says(k.shareHeld("fc1", "k1"), "stands.circle_changed")
	for _, value := range []string{"", "fc1", "fc1/0", "fc2/0/", "nothing/0/"} {
		k.press("U1", "share_held", value)
	}
	k.press("U2", "share_held", undoOf(k.reflection("fc1"))+"/")
	if got := k.reflection("fc1"); got.Visibility != cohort.OnlyMe {
		t.Errorf("it stands as %+v", got)
	}
}

// A line beside a face is held, too.
func TestALineInNeedIsHeld(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3")
	id := storage.NewID()
	f := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "line", Value: id, Own: true})
	k.tells(k.submit("U1", "edit", f.State, map[string][]string{"note": {inNeed}, "visibility": {"circle"}}), "care.kept_first", "stands.me")
	if got := k.reflection(id); got.Visibility != cohort.OnlyMe || got.Note != inNeed || len(k.shared()) > 0 {
		t.Errorf("it stands as %+v", got)
	}
}

// Each answer says who can read it by now and leads back to the list; what was deleted and is back is its writer's alone.
func TestWhereItStandsNow(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3")
	back := func(answer string, keys ...string) {
		t.Helper()
		k.tells(answer, append(keys, "reflect.see_list")...)
	}
	back(k.edits("fc1", map[string]string{"visibility": "circle"}), "edit.saved", "stands.circle")
	back(k.edits("fc1", map[string]string{"visibility": "cohort"}), "edit.saved", "stands.cohort")
	back(k.press("U1", "edit_undo", undoOf(k.reflection("fc1"))), "edit.undone", "stands.circle")
	back(k.press("U1", "take_back", "fc1"), "reflect.taken_back")
	back(k.press("U1", "restore", "fc1"), "stands.restored_private", "stands.me")
	if got := k.reflection("fc1"); got.Visibility != cohort.OnlyMe || got.Circle != "" || got.Note != "秘密の言葉" {
		t.Errorf("it is back as %+v", got)
	}
	k.press("U1", "take_back", "fc1")
	back(k.press("U1", "restore", "fc1"), "edit.restored", "stands.me")
	k.press("U1", "take_back", "fc1")
	back(k.press("U1", "edit", "fc1"), "reflect.already_back")
}

// The circle is a choice only where there is a room in which it could read.
func TestOnlyACircleWithARoomIsOffered(t *testing.T) {
	k := newKitchen(t)
	offered := func(f *chat.Form) (circle bool) {
		for _, input := range f.Inputs {
			if choice, ok := input.(chat.Choice); ok && choice.ID == "visibility" {
				circle = strings.Contains(fmt.Sprint(choice.Options), string(cohort.MyCircle))
			}
		}
		return circle
	}
	forms := func() map[string]*chat.Form {
		return map[string]*chat.Form{
			"a new one": k.form(chat.Event{Kind: chat.Command, Person: "U1", Command: "reflect"}), "an old one": k.opens("U1", "fc1"),
			"a line": k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "line", Value: storage.NewID(), Own: true}),
		}
	}
	k.says(k.submit("U1", "reflect", "c1/", map[string][]string{"noticed": {"言葉"}, "visibility": {"circle"}}), "reflect.no_circle") // forged, or the circle ended
	for name, f := range forms() {
		if offered(f) {
			t.Errorf("%s, without a circle: %+v", name, f.Inputs)
		}
	}
	k.members("c1", "k1", "U1", "U3")
	for name, f := range forms() {
		if !offered(f) {
			t.Errorf("%s, with a circle: %+v", name, f.Inputs)
		}
	}
}

// A story with words of need is a draft first, and passed on once its writer says so of the same words again; a circle is opened without.
func TestStoriesAndInvitationsOfNeedDoNotGoOutFirst(t *testing.T) {
	k := newKitchen(t)
	tells := func(id string) string {
		return k.submit("U1", "story", "c1/"+id, map[string][]string{"words": {inNeed}, "consent": {"yes"}})
	}
	k.says(tells(""), "care.story_kept")
	story := k.stories("U1")[0]
	if !story.Given.IsZero() || story.Words != inNeed {
		t.Fatalf("it stands as %+v", story)
	}
	k.says(tells(story.ID), "story.saved_given")
	if story = k.stories("U1")[0]; story.Given.IsZero() {
		t.Errorf("said twice, it stands as %+v", story)
	}
	for field, value := range map[string]string{"words": "一緒に学びましょう。" + inNeed, "own": inNeed} {
		values := map[string][]string{"topic": {"license"}, "places": {"4"}, field: {value}}
		k.says(k.submit("U1", "open", "c1/k1", values), "care.not_here")
		k.read(func(tx *storage.Tx) error {
			opened, err := tx.OpenedSince("c1", "U1", now.Add(-time.Hour))
			if len(opened) > 0 {
				t.Errorf("a circle was opened with %s", value)
			}
			return err
		})
	}
}

// Who takes a reflection back for themselves reads on the button that undoing shares it again.
func TestUndoingSaysThatItShares(t *testing.T) {
	k := newKitchen(t)
	k.edits("fc1", map[string]string{"visibility": "cohort"})
	k.says(k.edits("fc1", map[string]string{"visibility": "me"}), "edit.undo_shares")
	k.says(k.edits("fc1", map[string]string{"note": "今日は晴れ"}), "edit.undo")
}
