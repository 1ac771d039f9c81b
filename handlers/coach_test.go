package handlers_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/coach"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/nudges"
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

// The model chooses among steps that may come next, of which none was done; one a day, and it is an offer as any other.
func TestStepWithTheCoach(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.agrees(c)
	k.write(func(tx *storage.Tx) error {
		return tx.AnswerOffer("oc1", cohort.Open, cohort.Done, now)
	})
	var suggestions []nudges.Suggestion
	k.write(func(tx *storage.Tx) error {
		p, err := tx.Participant("c1", "U1")
		if err == nil {
			suggestions, err = nudges.Suggestions(tx, japanese, p, now)
		}
		return err
	})
	rolledBack := errors.New("only to see")
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
		p, err := tx.Participant("c1", "U1")
		if err != nil {
			return err
		}
		usual, err := nudges.NewOffer(tx, p, now)
		if err != nil || usual.Step != suggestions[0].ID {
			t.Errorf("the usual choice is %s, and the first suggestion %s, %v", usual.Step, suggestions[0].ID, err)
		}
		return rolledBack
	})
	if !errors.Is(err, rolledBack) {
		t.Fatal(err)
	}
	if len(suggestions) != 20 || slices.ContainsFunc(suggestions, func(s nudges.Suggestion) bool { return s.ID == "pension" }) {
		t.Fatalf("suggested are %d: %+v", len(suggestions), suggestions)
	}
	last := suggestions[len(suggestions)-1]
	shown := k.shownBefore("step", "n1")
	for _, s := range suggestions {
		if !strings.Contains(shownIn(shown), s.Do) {
			t.Errorf("%s is not shown before", s.ID)
		}
	}
	answer := shownIn(k.follows(k.sends(shown, nil)).Form)
	k.says(answer, "step.because_together")
	if !strings.Contains(answer, last.Do) || len(m.got()) != 1 {
		t.Errorf("it offers %s", answer)
	}
	again := k.press("U1", "coach_notes", "step")
	k.says(again, "coaching.step_today")
	k.follows(k.sends(shown, nil)) // the old form once more
	k.write(func(tx *storage.Tx) error {
		offers, err := tx.Offers("U1")
		together := slices.DeleteFunc(offers, func(o cohort.Offer) bool { return o.Because.Kind != cohort.Together })
		if err != nil || len(together) != 1 || together[0].Step != last.ID || together[0].Answer != cohort.Open {
			t.Errorf("offers are %+v, %v", together, err)
		}
		return err
	})
}

// Better words for a plan stand in its input below both; only sending that form keeps a plan.
func TestPlanWithTheCoach(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.tries()
	k.agrees(c)
	form := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "plan", Value: "oc1/other", Own: true})
	k.says(shownIn(form), "coaching.plan_ask")
	both := k.follows(k.sends(k.sends(form, planned).Form, nil)).Form
	for _, part := range []string{"夕食のあと、年金の書類を開く", "Initial:夕食の片づけが終わったら、年金の書類を開く", "Initial:2026-12-03", "Initial:12:00", "Initial:[no]"} {
		if !strings.Contains(shownIn(both), part) {
			t.Errorf("%s is not in %s", part, shownIn(both))
		}
	}
	if len(m.got()) != 1 {
		t.Errorf("it was sent %q", m.got())
	}
	plan := func() (plan string) {
		k.write(func(tx *storage.Tx) error {
			offer, err := tx.Offer("oc1")
			plan = offer.Plan
			return err
		})
		return plan
	}
	if plan() != "" {
		t.Errorf("kept already is %q", plan())
	}
	k.sends(both, map[string][]string{"day": {"2026-12-03"}, "clock": {"12:00"}, "plan": {"夕食の片づけが終わったら、年金の書類を開く"}, "remind": {"no"}})
	if plan() != "夕食の片づけが終わったら、年金の書類を開く" {
		t.Errorf("kept is %q", plan())
	}
}

// The draft of a letter comes from the model if what is sent was shown, and from plain rules otherwise.
func TestLetterDraft(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.agrees(c)
	year := coach.Year{Changed: []string{"庭の話をすると、肩の力が抜ける。佐藤さんのおかげ"}}
	before, err := k.LetterBefore(t.Context(), "U1", year)
	if err != nil || before.Where != c.Where() || strings.Contains(before.Sent.Year.Changed[0], "佐藤") {
		t.Fatalf("before: %+v, %v", before, err)
	}
	if draft, err := k.DraftLetter(t.Context(), "U1", year, handlers.LetterDraft{}); err != nil || slices.Contains(draft, "一年後のわたしへ") {
		t.Errorf("not shown: %q, %v", draft, err)
	}
	m.Silent(t, "not shown")
	if draft, err := k.DraftLetter(t.Context(), "U1", year, before); err != nil || draft[0] != "一年後のわたしへ" {
		t.Errorf("got %q, %v", draft, err)
	}
}

// However much is chosen, what is shown before fits into an answer, and is all that is sent.
func TestMuchIsCut(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.agrees(c)
	var ids []string
	k.write(func(tx *storage.Tx) (err error) {
		for range 20 {
			f := cohort.Reflection{ID: storage.NewID(), Person: "U1", Cohort: "c1", Written: now, Note: strings.Repeat("A-san ", 300), Visibility: cohort.OnlyMe}
			ids, err = append(ids, f.ID), errors.Join(err, tx.SaveReflection(f))
		}
		return err
	})
	shown := k.shownBefore("interests", ids...)
	k.says(shownIn(shown), "coaching.preview_cut")
	if n := len(shownIn(shown)); n > 16_000 || len(shown.State) > 2000 {
		t.Errorf("it is %d bytes long, its state %d", n, len(shown.State))
	}
	k.follows(k.sends(shown, nil))
	if got := m.got(); len(got) != 1 || len(got[0]) > 16_000 {
		t.Errorf("it was sent %d times", len(got))
	}
	if form := k.sends(&chat.Form{Name: "coach_notes", State: "interests"}, map[string][]string{"notes": append(ids, "n1")}); len(form.Problems) == 0 {
		t.Error("more than can be chosen")
	}
}

// Without a model all of it is there, and it is said that nothing leaves; the menu does not name it.
func TestWithoutAModel(t *testing.T) {
	k := newKitchen(t)
	k.says(k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "coach"}), "coaching.own_words")
	if menu := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo"}); strings.Contains(menu, japanese.Say("coaching.menu")) {
		t.Errorf("the menu is %s", menu)
	}
	k.says(shownIn(k.shownBefore("interests", "fc1")), "coach.interests.none")
	k.says(k.press("U1", "coach_agree", ""), "coaching.own_words")
	k.says(shownIn(k.form(draftLetter)), "coach.letter.greeting")
	if handed := k.command("U1", "letter"); strings.Contains(handed, japanese.Say("coaching.letter")) {
		t.Errorf("the letter's answer is %s", handed)
	}
	k.write(func(tx *storage.Tx) error { return tx.TakeBack("fc1", "U1", now) })
	k.says(k.press("U1", "coach_letter", ""), "letter.nothing")
	if step := shownIn(k.shownBefore("step")); !strings.Contains(step, japanese.Say("step.because_together")) {
		t.Errorf("the step is %s", step)
	}
}
