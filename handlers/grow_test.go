package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/locale"
	"ippo/storage"
)

// reflect sends a reflection, and returns its id.
func (k *kitchen) reflect(can, will string) string {
	k.t.Helper()
	k.says(k.submit("U1", "reflect", "c1/", map[string][]string{"can": {can}, "will": {will}, "noticed": {"気づき"}, "visibility": {"me"}}), "reflect.saved_me")
	var id string
	k.read(func(tx *storage.Tx) error {
		all, err := tx.Reflections("U1", 0, 9)
		for _, f := range all {
			if f.ID != "fc1" {
				id = max(id, f.ID)
			}
		}
		return err
	})
	return id
}

// The lists grow from what a reflection says of CAN and WILL, a line for each, and nothing twice. A paragraph too long for a line stays in the
// reflection alone.
func TestListsGrowFromReflections(t *testing.T) {
	k := newKitchen(t)
	k.reflect("段取り\n\n・聞くこと\n"+strings.Repeat("長", 201), "農業")
	k.lists("U1", "can 段取り", "can 聞くこと", "will 農業")
	k.reflect("聞くこと\n書くこと", "")
	k.lists("U1", "can 段取り", "can 聞くこと", "will 農業", "can 書くこと")
	k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "reflect", Text: "一言"})
	if n := len(k.items("U1")); n != 4 {
		t.Errorf("a note makes %d", n)
	}
}

// What came only from a reflection goes when that is taken back; what another one says, or its writer has made their own, stays.
func TestListsFollowAReflectionThatIsTakenBack(t *testing.T) {
	k := newKitchen(t)
	first := k.reflect("段取り\n聞くこと\n書くこと", "昇進\n農業")
	second := k.reflect("聞くこと", "")
	k.send("U1", k.aimsForm("U1"), map[string]string{"can": "段取り\n聞くこと\n短く書くこと", "will": "農業"})
	k.lists("U1", "can 段取り", "can 聞くこと", "- can 書くこと", "- will 昇進", "will 農業", "can 短く書くこと")
	for range 2 { // the answer may have got lost
		k.press("U1", "take_back", first)
		k.lists("U1", "can 聞くこと", "can 短く書くこと")
	}
	k.press("U1", "take_back", second)
	k.lists("U1", "can 短く書くこと")
	k.press("U2", "take_back", second)
	k.lists("U1", "can 短く書くこと")
}

// After a step that came to something one line can be kept of it, on the list that the step asked after.
func TestALineIsKeptOfAStep(t *testing.T) {
	k := newKitchen(t)
	words := locale.In("ja")
	offer := cohort.Offer{ID: "o1", Person: "U1", Cohort: "c1", Step: "pension", Answer: cohort.Trying, Offered: now}
	waits := cohort.Offer{ID: "o2", Person: "U1", Cohort: "c1", Step: "thank_you", Answer: cohort.Open, Offered: now, Asks: "o1"}
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
		if err := tx.DropOffer("oc1"); err != nil {
			return err
		}
		if err := tx.SaveOffer(offer); err != nil {
			return err
		}
		return tx.SaveOffer(waits)
	})
	if err != nil {
		t.Fatal(err)
	}
	k.says(k.press("U1", "keep", "o1"), "error.gone") // nothing came of it yet
	answer := k.press("U1", "step", "o1/partly")
	k.says(answer, "step.outcome_partly")
	k.says(answer, "aims.keep_can")
	if n := strings.Count(answer, words.Say("aims.keep_can")); n != 1 {
		t.Errorf("it is offered %d times", n)
	}
	if answer = k.press("U1", "step", "o2/not_this_week"); strings.Contains(answer, words.Say("aims.keep_can")) { // the message is about the next one
		t.Errorf("it says %s", answer)
	}
	form := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "keep", Value: "o1"})
	did := words.Say("steps.pension.did")
	if form.Inputs[0].(chat.TextInput).Initial != did {
		t.Errorf("the form begins with %+v", form.Inputs[0])
	}
	k.says(k.send("U1", form, map[string]string{"line": " "}), "aims.keep_empty")
	k.says(k.send("U1", form, map[string]string{"line": strings.Repeat("長", 201)}), "aims.keep_length", "Length", 200)
	k.says(k.send("U1", form, nil), "aims.kept_can")
	k.lists("U1", "can "+did)
	k.send("U1", form, map[string]string{"line": "ありがとうと言われること"}) // the same step in other words
	k.lists("U1", "can ありがとうと言われること")
	form = k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "keep", Value: "o1"})
	if got := fmt.Sprint(form.Inputs); !strings.Contains(got, "ありがとうと言われること") {
		t.Errorf("the form holds %s", got)
	}
	reflection := k.reflect("体力", "")
	k.send("U1", form, map[string]string{"line": "体力"})
	k.press("U1", "take_back", reflection)
	k.lists("U1", "can ありがとうと言われること", "can 体力") // kept by hand since
}

// A reflection about nothing in particular begins with the question of the month, or the one that was pressed.
func TestQuestionOfTheMonth(t *testing.T) {
	k := newKitchen(t)
	for value, question := range map[string]string{"": "1", "facet/7": "7", "facet/13": "1", "facet/x": "1"} {
		form := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "reflect", Value: value})
		k.says(fmt.Sprint(form.Blocks), "facet."+question+".question")
	}
	if form := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "reflect", Value: "sc1"}); strings.Contains(fmt.Sprint(form.Blocks), "今月の問い") {
		t.Errorf("after a session it asks %s", form.Blocks)
	}
}

// When a reflection is changed the lists follow: what is new in it joins as of when it was written, what is gone from it goes, and what its
// writer has dropped meanwhile does not come back.
func TestListsFollowAReflectionThatIsChanged(t *testing.T) {
	k := newKitchen(t)
	f := cohort.Reflection{ID: "f1", Person: "U1", Cohort: "c1", Written: now.AddDate(0, 0, -9), Can: "段取り\n聞くこと\n体力", Will: "農業", Visibility: cohort.OnlyMe}
	change := func(f cohort.Reflection) {
		t.Helper()
		if err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return handlers.Grow(tx, f) }); err != nil {
			t.Fatal(err)
		}
	}
	change(f)
	k.saveItems(cohort.Entry{ID: "own", Person: "U1", Aim: cohort.Can, Words: "自分で書いた", Added: now})
	before := k.ids("U1")
	k.send("U1", k.aimsForm("U1"), map[string]string{"can": "段取り\n聞くこと\n自分で書いた"})
	f.Can, f.Will = "ダンドリ\n聞くこと\n体力\n自分で書いた", "農業"
	change(f)
	change(f)
	k.lists("U1", "can 聞くこと", "- can 体力", "will 農業", "can ダンドリ", "can 自分で書いた")
	if after := k.ids("U1"); after[0] != before[1] || after[2] != before[3] {
		t.Error("a line that stayed is another one")
	}
	f.Can, f.Will = "", ""
	change(f)
	k.lists("U1", "can 自分で書いた")
}

// BenchmarkGrow has a reflection of one person lose a line, among 10,000 people with 25 reflections each: all that this person wrote is
// read, to see whether another says it, and nothing of the others'.
func BenchmarkGrow(b *testing.B) {
	k := newKitchen(b)
	written := func(person string, i int) cohort.Reflection {
		return cohort.Reflection{ID: fmt.Sprintf("g%s-%d", person, i), Person: person, Cohort: "c1", Written: now.Add(time.Duration(i) * time.Hour),
			Can: fmt.Sprintf("聞くこと %d\n話すこと", i), Will: "海の近くで暮らす", Noticed: "今日は仲間とカフェで話した。", Visibility: cohort.OnlyMe}
	}
	const people, each, batch = 10_000, 25, 500
	for from := 0; from < people; from += batch {
		k.write(func(tx *storage.Tx) error {
			for n := from; n < from+batch; n++ {
				person := fmt.Sprintf("B%d", n)
				if err := tx.SavePerson(cohort.Person{ID: person, Zone: "Asia/Tokyo"}); err != nil {
					return err
				}
				for i := range each {
					if err := tx.SaveReflection(written(person, i)); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	lost := written("B5000", each-1)
	lost.Can = ""
	for b.Loop() {
		k.write(func(tx *storage.Tx) error {
			if err := handlers.Grow(tx, written("B5000", each-1)); err != nil {
				return err
			}
			return handlers.Grow(tx, lost)
		})
	}
}
