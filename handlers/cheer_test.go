package handlers_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"ippo/cohort"
	"ippo/storage"
)

// trying is the kitchen with a circle of U1, who tries a step, and two others; and the step's offer as it stands.
func trying(t *testing.T) (*kitchen, func() cohort.Offer) {
	t.Helper()
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3", "U4")
	k.press("U1", "step", "oc1/trying")
	return k, func() (o cohort.Offer) {
		t.Helper()
		err := k.db.Read(t.Context(), func(tx *storage.Tx) (err error) {
			o, err = tx.Offer("oc1")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
}

// cheers lists who cheers at the step of U1.
func (k *kitchen) cheers() (people []string) {
	k.t.Helper()
	err := k.db.Read(context.Background(), func(tx *storage.Tx) (err error) {
		people, err = tx.Cheers("oc1")
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return people
}

// What no button says tells nobody's circle anything, and takes nothing back.
func TestForgedTelling(t *testing.T) {
	k, offer := trying(t)
	k.members("c1", "k2", "U5", "U6") // k1 has ended
	for _, try := range [][2]string{
		{"U1", "oc1/k1"}, {"U1", "oc1/k2"}, {"U1", "oc1/"}, {"U1", "oc1"}, {"U1", "oc2/k2"}, {"U5", "oc1/k2"}, {"U91", "oc1/k2"}, {"U404", "oc1/k2"},
	} {
		if answer := k.press(try[0], "tell", try[1]); offer().Told != "" {
			t.Fatalf("%s with %s told %s: %s", try[0], try[1], offer().Told, answer)
		}
	}
	k.members("c1", "k3", "U1", "U3")
	k.press("U1", "tell", "oc1/k3")
	if offer().Told != "k3" {
		t.Fatal("it is not told")
	}
	for _, person := range []string{"U3", "U2", "U91", "U0", "U404"} {
		k.press(person, "untell", "oc1")
	}
	if rooms := k.shared(); !slices.Equal(rooms, []string{"k3"}) || offer().Told != "k3" {
		t.Errorf("told to %v, kept as %q", rooms, offer().Told)
	}
}

// Only who is in the circle with the teller cheers; whoever else tries learns nothing.
func TestForgedCheers(t *testing.T) {
	k, _ := trying(t)
	over := k.press("U3", "cheer", "oc1/k1") // before it is told
	k.says(over, "step.cheer_over")
	if gone := k.press("U3", "cheer", "nothing/k1"); gone != over {
		t.Errorf("what is not there is answered otherwise: %s", gone)
	}
	k.press("U1", "tell", "oc1/k1")
	for _, person := range []string{"U1", "U2", "U91", "U0", "U404"} {
		for _, value := range []string{"oc1/k1", "oc1/k2", "oc1/", "oc1"} {
			if answer := k.press(person, "cheer", value); strings.Contains(answer, "年金") {
				t.Errorf("%s reads %s", person, answer)
			}
		}
	}
	if got := k.cheers(); len(got) > 0 {
		t.Fatalf("%v cheer", got)
	}
	k.press("U4", "cheer", "oc1/k1")
	k.says(k.press("U4", "cheer", "oc1/k1"), "step.cheer_heard")
	if got := k.cheers(); !slices.Equal(got, []string{"U4"}) {
		t.Errorf("%v cheer", got)
	}
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
		return errors.Join(tx.LeaveCircle("k1", "U3", now), tx.LeaveCircle("k1", "U4", now))
	})
	if err != nil {
		t.Fatal(err)
	}
	k.says(k.press("U3", "cheer", "oc1/k1"), "meeting.not_in_circle")
	if got := k.cheers(); !slices.Equal(got, []string{"U4"}) {
		t.Errorf("who has left cheers: %v", got)
	}
}

// Who has left the cohort can still take back what they told.
func TestToldIsTakenBackByWhoHasLeft(t *testing.T) {
	k, offer := trying(t)
	k.press("U1", "tell", "oc1/k1")
	if offer().Told != "k1" {
		t.Fatal("the circle was not told")
	}
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.Leave("c1", "U1", now) })
	if err != nil {
		t.Fatal(err)
	}
	k.press("U3", "untell", "oc1")
	if offer().Told == "" {
		t.Error("somebody else took it back")
	}
	k.says(k.press("U1", "untell", "oc1"), "step.taken_back")
	if offer().Told != "" {
		t.Error("it is still told")
	}
}

// A smaller step comes once, however often it is asked for, and only in place of one that came to nothing.
func TestSmallerStepComesOnce(t *testing.T) {
	k, _ := trying(t)
	count := func() int {
		t.Helper()
		var all []cohort.Offer
		err := k.db.Read(t.Context(), func(tx *storage.Tx) (err error) {
			all, err = tx.Offers("U1")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	k.press("U1", "smaller", "oc1") // while it is being tried
	k.press("U2", "smaller", "oc1")
	if n := count(); n != 1 {
		t.Fatalf("%d steps", n)
	}
	k.says(k.press("U1", "step", "oc1/not_yet"), "step.smaller")
	first := k.press("U1", "smaller", "oc1")
	k.says(first, "step.because_gentler")
	if again := k.press("U1", "smaller", "oc1"); again != first || count() != 2 {
		t.Errorf("pressed again: %d steps, %s", count(), again)
	}
}

// An old button shows what came of its own step, however many have come since, and whatever was exchanged.
func TestSmallerStepPressedWeeksLater(t *testing.T) {
	k, _ := trying(t)
	k.press("U1", "step", "oc1/not_yet")
	shown := k.press("U1", "smaller", "oc1")
	var smaller cohort.Offer
	change := func(do func(*storage.Tx) error) {
		t.Helper()
		if err := k.db.Write(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	offer := func(id, instead, step string, answer cohort.Answer, days int) {
		t.Helper()
		change(func(tx *storage.Tx) error {
			return tx.SaveOffer(cohort.Offer{ID: id, Person: "U1", Cohort: "c1", Step: step, Answer: answer, Offered: now.AddDate(0, 0, days), Instead: instead})
		})
	}
	change(func(tx *storage.Tx) error {
		all, err := tx.Offers("U1")
		smaller = all[slices.IndexFunc(all, func(o cohort.Offer) bool { return o.ID != "oc1" })]
		return err
	})
	offer("later", "", "thank_you", cohort.NotThisWeek, 30)
	if again := k.press("U1", "smaller", "oc1"); again != shown {
		t.Errorf("weeks later it shows %s\nnot %s", again, shown)
	}
	offer("instead", smaller.ID, "job_fair", cohort.Open, 1)
	change(func(tx *storage.Tx) error {
		return tx.AnswerOffer(smaller.ID, cohort.Open, cohort.Another, now.AddDate(0, 0, 1))
	})
	shown = k.press("U1", "step", "instead/")
	for _, old := range [][2]string{{"smaller", "oc1"}, {"step", smaller.ID + "/another"}} {
		if again := k.press("U1", old[0], old[1]); again != shown {
			t.Errorf("after the exchange %s shows %s\nnot %s", old[0], again, shown)
		}
	}
}
