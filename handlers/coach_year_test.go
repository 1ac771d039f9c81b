package handlers_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

var draftLetter = chat.Event{Kind: chat.Press, Person: "U1", Action: "coach_letter", Own: true}

// What a letter's draft is made from is shown word for word, and only that leaves, for who agreed; the draft stands in the form and nowhere else.
func TestLetterDraftIsShownBeforeItIsAsked(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.agrees(c)
	k.saveTurns(cohort.Turn{ID: "t1", Person: "U1", Age: 50, Event: "娘の結婚式で佐藤さんと再会", Added: now}, cohort.Turn{ID: "t2", Person: "U2", Age: 9, Event: "ほかの人の転機", Added: now})
	k.says(k.command("U1", "coach"), "coaching.letter")
	shown := k.form(draftLetter)
	k.says(shownIn(shown), "coaching.preview", "Where", c.Where())
	k.says(shownIn(shown), "journey.letter.turning")
	m.Silent(t, "before it was sent")
	waiting := k.sends(shown, nil)
	k.says(shownIn(waiting.Form), "coaching.wait")
	draft := k.follows(waiting).Form
	for _, words := range []string{"一年後のわたしへ", "庭の話をすると、肩の力が抜けると書きました。", "また庭で会いましょう。", "letter/c1"} {
		if !strings.Contains(shownIn(draft), words) {
			t.Errorf("%s is not in %s", words, shownIn(draft))
		}
	}
	k.says(shownIn(draft), "coaching.letter_draft")
	got := m.got()
	if len(got) != 1 {
		t.Fatalf("it was sent %q", got)
	}
	var quoted []string
	for _, block := range shown.Blocks {
		if quote, is := block.(chat.Quote); is {
			quoted = append(quoted, string(quote))
		}
	}
	var sent struct {
		First, Changed, Next []string
		Turning              []string `json:"turning_points"`
	}
	text := got[0]
	if err := json.Unmarshal([]byte(text), &sent); err != nil {
		t.Fatal(err)
	}
	if all := slices.Concat(sent.First, sent.Turning, sent.Changed, sent.Next); len(all) != 4 || !slices.Equal(all, quoted) {
		t.Errorf("%q were shown, and sent were %q", quoted, all)
	}
	for _, hidden := range []string{"佐藤", "山川", "ほかの人", "U1"} {
		if strings.Contains(got[0], hidden) || strings.Contains(shownIn(shown), hidden) {
			t.Errorf("%s is in %q", hidden, got[0])
		}
	}
	taken := k.do(chat.Event{Kind: chat.Press, Person: "U1", Action: "take", Value: "letter/c1", InForm: true})
	k.says(taken, "letter.handed")
	k.says(taken, "coaching.letter") // and back again
}

// Without consent the plain draft comes by the same button; withdrawn, changed or forged, nothing of a year is sent unseen.
func TestLetterDraftSendsNothingUnseen(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	plainly := func(form *chat.Form) {
		t.Helper()
		k.says(shownIn(form), "coach.letter.greeting")
		k.says(shownIn(form), "coaching.letter_draft")
	}
	plainly(k.form(draftLetter))
	plainly(k.follows(k.sends(&chat.Form{Name: "coach_letter", State: "c1/," + c.Where()}, nil)).Form)
	k.agrees(c)
	shown := k.form(draftLetter)
	k.press("U1", "coach_withdraw", "")
	plainly(k.follows(k.sends(shown, nil)).Form)
	k.agrees(c)
	pressed := k.sends(k.form(draftLetter), nil)
	k.press("U1", "coach_withdraw", "")
	plainly(k.follows(pressed).Form)
	k.agrees(c)
	pressed = k.sends(k.form(draftLetter), nil)
	k.press("U1", "take_back", "n2")
	again := k.follows(pressed).Form
	k.says(shownIn(again), "coaching.preview", "Where", c.Where())
	if strings.Contains(shownIn(again), "選ばれない") {
		t.Errorf("it shows %s", shownIn(again))
	}
	if other := k.sends(&chat.Form{Name: "coach_letter", State: "c2/," + c.Where()}, nil); other.Then != nil {
		t.Error("another's cohort has a letter for them")
	}
	k.write(func(tx *storage.Tx) error {
		return tx.SaveTurn(cohort.Turn{ID: "t1", Person: "U1", Age: 50, Event: "もう消えてしまいたいです", Added: now})
	})
	if said := shownIn(k.form(draftLetter)); strings.Contains(said, "消えて") {
		t.Errorf("words of need would be sent: %s", said)
	}
	m.Silent(t, "unseen")
}

// A long year is cut so that it can be shown, and each of its parts has a place.
func TestLongYearIsCut(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.agrees(c)
	k.wrote(cohort.Reflection{Can: strings.Repeat("A-san ", 650), Will: strings.Repeat("B-san ", 650)},
		cohort.Reflection{Can: strings.Repeat("C-san ", 650), Will: strings.Repeat("D-san ", 650)})
	shown := k.form(draftLetter)
	k.says(shownIn(shown), "coaching.preview_cut")
	k.says(shownIn(shown), "journey.letter.next")
	if n := len(shownIn(shown)); n > 16_000 {
		t.Errorf("it is %d bytes long", n)
	}
	if k.follows(k.sends(shown, nil)); len(m.got()) != 1 {
		t.Errorf("it was sent %d times", len(m.got()))
	}
}
