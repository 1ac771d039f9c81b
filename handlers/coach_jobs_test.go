package handlers_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/coach"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/nudges"
	"ippo/storage"
)

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
