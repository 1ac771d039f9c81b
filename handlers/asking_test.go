package handlers_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

var japanese = locale.In("ja")

// wish is what a person asked of a circle of c1.
func (k *kitchen) wish(person string) (wish cohort.Wish) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		wish, err = storage.Optional(tx.Wish("c1", person))
		return err
	})
	return wish
}

// says reports where an answer does not hold a sentence.
func (k *kitchen) says(answer, key string, pairs ...any) {
	k.t.Helper()
	if sentence := japanese.Say(key, pairs...); !strings.Contains(answer, sentence) {
		k.t.Errorf("%q is not in %s", sentence, answer)
	}
}

func (k *kitchen) press(person, action, value string) string {
	return k.do(chat.Event{Kind: chat.Press, Person: person, Action: action, Value: value, Own: true})
}

func (k *kitchen) submit(person, form, state string, values map[string][]string) string {
	return k.do(chat.Event{Kind: chat.Submit, Person: person, Form: form, State: state, Values: values})
}

// A wish that is taken back, or left behind with a circle, is kept: nobody is placed by it, and the form holds it still.
func TestWithdrawnWishIsKept(t *testing.T) {
	k := newKitchen(t)
	wished := map[string][]string{"topics": {"license"}, "own": {"農業"}, "slots": {"tue-19"}, "rest": {"once"}}
	for _, circle := range []string{"", "k1"} {
		k.submit("U1", "circle", "c1", wished)
		if circle != "" {
			k.members("c1", circle, "U1", "U3")
			k.says(k.submit("U1", "leave", "c1/"+circle, nil), "circle.left")
		} else {
			k.says(k.press("U1", "circle_leave", "c1/"), "circle.left")
		}
		if w := k.wish("U1"); !w.Withdrawn || w.Asks() || w.Rests || len(w.Topics) != 2 {
			t.Fatalf("kept is %+v", w)
		}
		err := k.db.Read(t.Context(), func(tx *storage.Tx) error {
			all, err := tx.Wishes("c1")
			if len(all) != 0 {
				t.Errorf("they are placed by %+v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		k.says(k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "circle"}), "circle.invitation")
		page := k.do(chat.Event{Kind: chat.Opened, Person: "U1"})
		k.says(page, "menu.circle")
		if strings.Contains(page, japanese.Say("circle.waiting")) {
			t.Errorf("at home they wait: %s", page)
		}
		inputs := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "circle_join", Value: "c1"}).Inputs
		if own := inputs[1].(chat.TextInput).Initial; own != "農業" {
			t.Errorf("the form holds %q", own)
		}
	}
	k.submit("U1", "circle", "c1", wished)
	if !k.wish("U1").Asks() {
		t.Error("they do not ask again")
	}
}

// Who is in a circle and rests is told that it lasts until the round.
func TestRestOfWhoIsInACircle(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3")
	k.says(k.submit("U1", "circle", "c1", map[string][]string{"rest": {"once"}}), "wish.rests_in_circle")
	k.says(k.submit("U1", "circle", "c1", nil), "circle.wish_saved_in_circle")
}

// Who looks for another circle may leave the one that they are in, by the name that this has everywhere; without one they may rest,
// and nothing that they wished is lost.
func TestLookingForAnotherCircle(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3")
	k.submit("U1", "circle", "c1", map[string][]string{"topics": {"license"}})
	answer := k.press("U1", "circle_other", "k1")
	k.says(answer, "circle.leave")
	if strings.Contains(answer, japanese.Say("join.rest")) {
		t.Errorf("a rest is offered in a circle: %s", answer)
	}
	k.says(k.press("U1", "circle_leave", "c1/k1"), "circle.leave_question")

	k.members("c1", "k2", "U3") // the others have left
	k.says(k.press("U1", "circle_other", "k1"), "join.rest")
	for range 2 {
		k.says(k.press("U1", "rest", "c1"), "wish.resting")
	}
	if w := k.wish("U1"); !w.Asks() || !w.Rests || len(w.Topics) != 1 {
		t.Errorf("kept is %+v", w)
	}
	k.says(k.press("U1", "circle_other", "k1"), "wish.rest_over")
	k.press("U1", "rest_over", "c1")
	k.press("U1", "circle_leave", "c1/")
	k.press("U1", "rest", "c1") // a button of before
	if w := k.wish("U1"); w.Rests || w.Asks() {
		t.Errorf("after they withdrew: %+v", w)
	}
	k.says(k.press("U1", "circle_other", "k1"), "circle.join")
}

// Whether a circle stays together is asked from five days before its round, and a button of another round says nothing about this one.
func TestStayingIsSaidAboutOneRound(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3")
	round := now.Add(4 * 24 * time.Hour)
	set := func(at time.Time) {
		t.Helper()
		err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
			c, err := tx.Cohort("c1")
			c.Schedule.Circles = "0 10 1 * *"
			err = errors.Join(err, tx.SaveCohort(c))
			_, failed := tx.SetNextCircles(c, at)
			return errors.Join(err, failed,
				tx.SaveSession(cohort.Session{ID: "last", Cohort: "c1", Number: 2, Theme: "おわり", Starts: now.AddDate(0, 6, 0), Minutes: 60}))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	votes := func() (votes map[string]bool) {
		t.Helper()
		err := k.db.Read(t.Context(), func(tx *storage.Tx) (err error) {
			votes, err = tx.VotesOn("k1", cohort.NextRound)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return votes
	}
	rule := japanese.Say("stay.rule")
	ask := chat.Event{Kind: chat.Command, Person: "U1", Command: "circle"}
	set(now.Add(6 * 24 * time.Hour))
	if answer := k.do(ask); strings.Contains(answer, rule) {
		t.Errorf("asked six days before: %s", answer)
	}
	set(round)
	k.says(k.do(ask), "stay.rule")
	for _, old := range []string{"k1/yes", "k1/no", fmt.Sprintf("k1/yes/%d", round.AddDate(0, -1, 0).Unix()), "k0/yes/1"} {
		if k.press("U1", "circle_stay", old); len(votes()) != 0 {
			t.Errorf("%s counts for another round", old)
		}
	}
	k.says(k.press("U1", "circle_stay", "k1/yes/1"), "circle.mine")
	k.says(k.press("U1", "circle_stay", fmt.Sprintf("k1/no/%d", round.Unix())), "stay.noted_change")
	if yes, voted := votes()["U1"]; yes || !voted || !k.wish("U1").Asks() {
		t.Errorf("kept are %v and %+v", votes(), k.wish("U1"))
	}
}

// A topic in one's own words is shown as it is written, and is the same as another that differs in its letters only.
func TestOwnTopicsKeepTheirLetters(t *testing.T) {
	k := newKitchen(t)
	k.submit("U1", "circle", "c1", map[string][]string{"own": {"TOEIC、ＴＯＥＩＣ, Go"}, "topics": {"license"}})
	if got := strings.Join(k.wish("U1").Topics, " "); got != "Go TOEIC license" {
		t.Errorf("kept is %s", got)
	}
	if own := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "circle_join", Value: "c1"}).Inputs[1].(chat.TextInput).Initial; !strings.Contains(own, "TOEIC") {
		t.Errorf("shown is %s", own)
	}
	k.members("c1", "", "U3", "U4")
	k.submit("U3", "circle", "c1", map[string][]string{"own": {"toeic"}})
	k.submit("U4", "circle", "c1", map[string][]string{"own": {"ＴＯＥＩＣ"}})
	err := k.db.Read(t.Context(), func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		if err != nil {
			return err
		}
		f, err := nudges.NewForming(tx, c, false)
		for _, p := range f.Pool.People {
			if !slices.Contains(p.Topics, "TOEIC") {
				t.Errorf("%s comes with %v", p.ID, p.Topics)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	k.submit("U1", "open", "c1/", map[string][]string{"own": {"toeic"}})
	if got := strings.Join(k.wish("U1").Topics, " "); got != "Go TOEIC license" {
		t.Errorf("after opening on it, kept is %s", got)
	}
}

// The form is sent by what it does: it asks for a circle, or changes what was asked.
func TestWishFormSaysWhatItDoes(t *testing.T) {
	k := newKitchen(t)
	submit := func() string {
		return k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "circle_join", Value: "c1"}).Submit
	}
	if got := submit(); got != japanese.Say("circle.submit") {
		t.Error(got)
	}
	k.submit("U1", "circle", "c1", nil)
	if got := submit(); got != japanese.Say("circle.submit_change") {
		t.Error(got)
	}
}
