package handlers_test

import (
	"slices"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
)

// takes presses the button below what was found, and returns what the form for a reflection begins with under WILL.
func (k *kitchen) takes(found *chat.Form) (will string, form *chat.Form) {
	k.t.Helper()
	i := slices.IndexFunc(found.Blocks, func(b chat.Block) bool { _, is := b.(chat.Buttons); return is })
	if i < 0 {
		k.t.Fatalf("there is no button in %s", shownIn(found))
	}
	button := found.Blocks[i].(chat.Buttons)[0]
	form = k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: button.Action, Value: button.Value, InForm: true})
	for _, input := range form.Inputs {
		if text, is := input.(chat.TextInput); is && text.ID == "will" {
			will = text.Initial
		} else if is && text.Initial != "" {
			k.t.Errorf("%s begins with %q", text.ID, text.Initial)
		}
	}
	return will, form
}

// Without a model, WILL begins with sentences of the person's own and nothing else, one a line.
func TestWillBeginsWithOwnWords(t *testing.T) {
	k, m, _ := newCoachedKitchen(t)
	own := "川べりを歩くのが好きだ。仕事は長かった。\n年金のことも、少し調べてみたい。"
	k.wrote(cohort.Reflection{Note: own})
	found := k.shownBefore("interests", "n1", "w0")
	k.says(shownIn(found), "coach.interests.own")
	will, form := k.takes(found)
	if will != "また土に触りたい\n川べりを歩くのが好きだ\n年金のことも、少し調べてみたい" {
		t.Errorf("it begins with %q", will)
	}
	k.says(shownIn(form), "coaching.will_lines")
	m.Silent(t, "without consent")
}

// A model's words stand there only after they were shown as what they are, and taken by a press.
func TestAModelsWordsAreShownAsSuchBeforeTheyAreTaken(t *testing.T) {
	k, _, c := newCoachedKitchen(t)
	k.agrees(c)
	found := k.follows(k.sends(k.shownBefore("interests", "n1"), nil)).Form
	shown := shownIn(found)
	k.says(shown, "coaching.proposal")
	will, _ := k.takes(found)
	if will == "" || strings.Index(shown, will) < strings.Index(shown, japanese.Say("coaching.proposal")) {
		t.Errorf("%q is not shown as a proposal in %s", will, shown)
	}
}

// Why there is nothing to take is said as it is.
func TestWhyThereIsNothingToTake(t *testing.T) {
	k, _, _ := newCoachedKitchen(t)
	for key, ids := range map[string][]string{"coach.interests.none": {"n2"}, "coach.interests.nothing": {"gone"}} {
		form := k.shownBefore("interests", ids...)
		k.says(shownIn(form), key)
		if strings.Contains(shownIn(form), "coach_will") {
			t.Errorf("%s: it offers %s", key, shownIn(form))
		}
	}
	none := k.sends(&chat.Form{Name: "coach_notes", State: "interests"}, nil)
	if none.Problems["notes"] != japanese.Say("coaching.none_chosen") {
		t.Errorf("nothing ticked: %+v", none.Problems)
	}
}
