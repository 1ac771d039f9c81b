package handlers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/coach"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/storage"
)

var planned = map[string][]string{"day": {"2026-12-03"}, "clock": {"12:00"}, "plan": {"夕食のあと、年金の書類を開く"}, "coach": {"yes"}, "remind": {"no"}}

func (k *kitchen) tries() {
	k.t.Helper()
	k.write(func(tx *storage.Tx) error { return tx.AnswerOffer("oc1", cohort.Open, cohort.Trying, now) })
}

// Who has not agreed gets every answer in Ippo's own words, by the same buttons, and nothing leaves: also not by a form that is forged.
func TestNothingIsSentWithoutConsent(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.tries()
	page := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "coach"})
	k.says(page, "coaching.to_is", "Where", c.Where())
	k.says(page, "coaching.limits_is")
	k.says(page, "coaching.kept_is")
	k.says(k.press("U1", "coach_no", ""), "coaching.not_now")
	if form := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "coach_notes", Value: "interests", Own: true}); strings.Contains(shownIn(form), "ほかの人") {
		t.Errorf("it offers %+v", form)
	}
	form := shownIn(k.shownBefore("interests", "n1"))
	k.says(form, "coaching.draft")
	if !strings.Contains(form, "また土に触りたい") {
		t.Errorf("the offline answer is %s", form)
	}
	words := k.sends(&chat.Form{Name: "plan", State: "oc1"}, planned)
	k.says(shownIn(words.Form), "coaching.plan_same")
	for _, forged := range []chat.Form{
		{Name: "coach_send", State: "interests/,n1"}, {Name: "coach_send", State: "step/,n1,x1"}, {Name: "coach_plan", State: `{"Offer":"oc1","Plan":"書類を開く"}`},
	} {
		if later := k.follows(k.sends(&forged, nil)); later.Form == nil {
			t.Errorf("%s: %+v", forged.Name, plain(later))
		}
	}
	if _, err := k.DraftLetter(t.Context(), "U1", coach.Year{First: []string{"庭のこと"}}, handlers.LetterDraft{Where: c.Where()}); err != nil {
		t.Error(err)
	}
	m.Silent(t, "without consent")
	for _, person := range []string{"U91", "U404"} { // an organiser, a stranger
		k.press(person, "coach_agree", c.Where())
		k.write(func(tx *storage.Tx) error {
			if where, err := tx.Coach(person); err != nil || where != "" {
				t.Errorf("%s agreed to %q, %v", person, where, err)
			}
			return nil
		})
	}
}

// What arrives is what was shown, and that is what was ticked: no names, nothing of others, nothing else.
func TestWhatArrivesIsWhatWasShown(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.agrees(c)
	shown := k.shownBefore("interests", "n1", "x1")
	k.says(shownIn(shown), "coaching.preview", "Where", c.Where())
	m.Silent(t, "before it was sent")
	waiting := k.sends(shown, nil)
	k.says(shownIn(waiting.Form), "coaching.wait")
	found := k.follows(waiting)
	if answer := shownIn(found.Form); !strings.Contains(answer, "惹かれているのかもしれません") || !strings.Contains(answer, "土に触ると落ち着く") {
		t.Errorf("the answer is %s", answer)
	}
	got := m.got()
	if len(got) != 1 {
		t.Fatalf("it was sent %q", got)
	}
	for _, block := range shown.Blocks {
		if quote, is := block.(chat.Quote); is && !strings.Contains(got[0], string(quote)) {
			t.Errorf("%q was shown, and sent was %q", quote, got[0])
		}
	}
	for _, hidden := range []string{"佐藤", "山川", "ほかの人", "選ばれない", "秘密", "U1"} {
		if strings.Contains(got[0], hidden) || strings.Contains(shownIn(shown), hidden) {
			t.Errorf("%s is in %q", hidden, got[0])
		}
	}
	// Nothing is kept unless they write it down.
	button := found.Form.Blocks[len(found.Form.Blocks)-2].(chat.Buttons)[0]
	form := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: button.Action, Value: button.Value, InForm: true})
	if i := slices.IndexFunc(form.Inputs, func(in chat.Input) bool {
		text, is := in.(chat.TextInput)
		return is && text.ID == "will" && strings.Contains(text.Initial, "惹かれて")
	}); i < 0 {
		t.Errorf("the form for a reflection holds %+v", form.Inputs)
	}
	k.write(func(tx *storage.Tx) error {
		if n, err := tx.CountReflections("U1"); err != nil || n != 3 {
			t.Errorf("%d reflections are kept, %v", n, err)
		}
		return nil
	})
}

// Withdrawn, nothing is sent any more: neither what was shown before, nor what was pressed a moment ago, nor to another model.
func TestWithdrawnAtOnce(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.tries()
	withdraws := func() { k.says(k.press("U1", "coach_withdraw", ""), "coaching.withdrawn") }
	k.agrees(c)
	shown := k.shownBefore("interests", "n1")
	withdraws()
	k.says(shownIn(k.follows(k.sends(shown, nil)).Form), "coaching.draft")

	k.agrees(c)
	pressed := k.sends(k.shownBefore("interests", "n1"), nil)
	withdraws()
	k.says(shownIn(k.follows(pressed).Form), "coaching.draft")

	k.agrees(c)
	plan := k.sends(&chat.Form{Name: "plan", State: "oc1"}, planned)
	k.says(shownIn(plan.Form), "coaching.preview", "Where", c.Where())
	withdraws()
	k.says(shownIn(k.follows(k.sends(plan.Form, nil)).Form), "coaching.plan_same")
	m.Silent(t, "withdrawn")

	k.agrees(c)
	shown = k.shownBefore("interests", "n1")
	other := k.coached(m, "m2", 10*time.Second)
	k.says(shownIn(k.follows(k.sends(shown, nil)).Form), "coaching.draft")
	page := k.press("U1", "coach_agree", c.Where()) // drawn for the one before
	k.says(page, "coaching.elsewhere")
	k.says(page, "coaching.to_is", "Where", other.Where())
	k.says(shownIn(k.shownBefore("interests", "n1")), "coaching.draft")
	m.Silent(t, "another model")
}

// Who withdraws while a model thinks waits for it no longer.
func TestWithdrawnWhileItIsAsked(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	m.slow = true
	k.agrees(c)
	waiting := k.sends(k.shownBefore("interests", "n1"), nil)
	answered := make(chan chat.Reply, 1)
	go func() { answered <- waiting.Then(t.Context()) }()
	<-m.arrived
	began := time.Now()
	k.press("U1", "coach_withdraw", "")
	k.says(shownIn((<-answered).Form), "coaching.draft")
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("it took %s", took)
	}
}

// A server that is too slow leaves plainer words, and nothing is said of it.
func TestSlowModel(t *testing.T) {
	k, m, _ := newCoachedKitchen(t)
	m.slow = true
	c := k.coached(m, "m1", 200*time.Millisecond)
	k.agrees(c)
	offline := coach.New(coach.Options{}).Interests(t.Context(), japanese, []string{"佐藤さんと庭に出た。土に触ると落ち着く。庭の話は山川ゆきさんにも聞いた。また土に触りたい"})
	form := shownIn(k.follows(k.sends(k.shownBefore("interests", "n1"), nil)).Form)
	if !strings.Contains(form, offline.Sentence) || len(m.got()) != 1 {
		t.Errorf("the answer is %s", form)
	}
}

// Words of somebody in need are sent to no model. A calm message comes instead.
func TestInNeedNothingIsSent(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.tries()
	k.agrees(c)
	shown := k.shownBefore("interests", "n1")
	k.write(func(tx *storage.Tx) error {
		return tx.SaveReflection(cohort.Reflection{ID: "n3", Person: "U1", Cohort: "c1", Written: now, Happened: "もう消えてしまいたいです", Visibility: cohort.OnlyMe})
	})
	for _, job := range []string{"interests", "step"} {
		if form := shownIn(k.shownBefore(job, "n1", "n3")); !strings.Contains(form, heardJa) || strings.Contains(form, "消えて") {
			t.Errorf("%s: %s", job, form)
		}
	}
	forged := *shown
	forged.State += ",n3"
	if form := shownIn(k.follows(k.sends(&forged, nil)).Form); !strings.Contains(form, heardJa) {
		t.Errorf("forged: %s", form)
	}
	values := map[string][]string{"day": {"2026-12-03"}, "clock": {"12:00"}, "plan": {"もう消えてしまいたいです"}, "coach": {"yes"}}
	reply := k.reply(chat.Event{Kind: chat.Submit, Person: "U1", Form: "plan", State: "oc1", Values: values, Typed: []string{"plan"}})
	if form := shownIn(reply.Form); reply.Then != nil || !strings.Contains(form, heardJa) {
		t.Errorf("a plan: %s", form)
	}
	year := coach.Year{First: []string{"もう消えてしまいたいです"}}
	before, err := k.LetterBefore(t.Context(), "U1", year)
	if err != nil || !before.InNeed || before.Where != "" {
		t.Errorf("a letter: %+v, %v", before, err)
	}
	if _, err := k.DraftLetter(t.Context(), "U1", year, before); err != nil {
		t.Error(err)
	}
	m.Silent(t, "in need")
}

// What was taken back, or changed, since it was shown is shown anew, and not sent.
func TestShownAnewIfChanged(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.agrees(c)
	shown := k.shownBefore("interests", "n1", "n2")
	k.press("U1", "take_back", "n2")
	again := k.follows(k.sends(shown, nil)).Form
	k.says(shownIn(again), "coaching.preview", "Where", c.Where())
	if strings.Contains(shownIn(again), "選ばれない") || again.Submit == "" {
		t.Errorf("it shows %+v", again)
	}
	m.Silent(t, "changed")
	k.follows(k.sends(again, nil))
	if len(m.got()) != 1 {
		t.Errorf("it was sent %q", m.got())
	}
}
