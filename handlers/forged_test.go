package handlers_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// What no form lets anybody send is kept within bounds all the same.
func TestForgedValuesOfAWish(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U3", "U4")
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.Refuse("U1", []string{"UOLD"}) })
	if err != nil {
		t.Fatal(err)
	}
	never := []string{"U3", "U3", "U1", "UEVIL", "U2", "UOLD"} // twice, oneself, nobody, of another cohort, and of an earlier year
	for i := range 1000 {
		never = append(never, fmt.Sprint("UX", i))
	}
	k.submit("U1", "circle", "c1", map[string][]string{
		"slots": slices.Repeat([]string{"mon-19"}, 20_000), "never": never, "own": {"\u200b、\u202e農業\u202c、\u2800"},
	})
	w := k.wish("U1")
	if !slices.Equal(w.Slots, []string{"mon-19"}) || !slices.Equal(w.Topics, []string{"農業"}) {
		t.Errorf("kept are %d slots and the topics %q", len(w.Slots), w.Topics)
	}
	err = k.db.Read(t.Context(), func(tx *storage.Tx) error {
		refused, err := tx.Refusals("U1")
		if !slices.Equal(refused, []string{"U3", "UOLD"}) {
			t.Errorf("kept are %d people: %.80v", len(refused), refused)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestForgedValuesOfAnInvitation(t *testing.T) {
	k := newKitchen(t)
	long := strings.Repeat("あ", 201)
	answer := k.submit("U1", "open", "c1/", map[string][]string{"topic": {"license"}, "words": {long}})
	k.says(answer, "open.words_too_long", "Length", 200)
	answer = k.submit("U1", "open", "c1/", map[string][]string{"own": {"\u200b"}})
	k.says(answer, "open.topic_missing")
}

// A meeting is settled for one of the times that were proposed, or for a day within a year.
func TestForgedTimeOfAMeeting(t *testing.T) {
	k := newKitchen(t)
	proposed := now.AddDate(0, 0, 5)
	k.circle(cohort.Meeting{State: cohort.Proposed, Times: []time.Time{proposed}, Proposed: now.AddDate(0, 0, -2)})
	k.submit("U1", "meeting", "m1/0", map[string][]string{"time": {"253402300799000"}})
	if m := k.meeting(); m.State != cohort.Proposed {
		t.Errorf("settled for %s", m.Starts)
	}
	k.submit("U1", "meeting", "m1/0", map[string][]string{"time": {fmt.Sprint(proposed.Unix())}})
	if m := k.meeting(); m.State != cohort.Fixed || !m.Starts.Equal(proposed) {
		t.Errorf("%s at %s", m.State, m.Starts)
	}
}

// A circle that was asked a moment ago is not asked anew: one member does not fill its room.
func TestCircleIsNotAskedAgainAndAgain(t *testing.T) {
	k := newKitchen(t)
	k.circle(cohort.Meeting{State: cohort.Proposed, Times: []time.Time{now.AddDate(0, 0, 5)}, Proposed: now.Add(-time.Hour)})
	k.submit("U1", "meeting", "m1/0", map[string][]string{"time": {"ask"}})
	if m := k.meeting(); m.State != cohort.Proposed {
		t.Errorf("the circle is asked anew after an hour: the meeting is %s", m.State)
	}
}

// In which order circles are offered tells nothing of what one of their members wrote.
func TestOrderOfOffersTellsNoTopic(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U3", "U4")
	k.members("c1", "k2", "U5", "U6")
	first := func() string {
		answer := k.submit("U1", "circle", "c1", map[string][]string{"own": {"退職"}})
		at := []int{strings.Index(answer, "U3"), strings.Index(answer, "U5")}
		if slices.Max(at) < 0 {
			t.Fatalf("nothing is offered: %s", answer)
		}
		return fmt.Sprint(at[0] >= 0)
	}
	before := first()
	for _, member := range []string{"U3", "U5"} {
		err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
			return errors.Join(tx.SaveWish(cohort.Wish{Cohort: "c1", Person: member, Topics: []string{"退職"}, Asked: now}))
		})
		if err != nil {
			t.Fatal(err)
		}
		if after := first(); after != before {
			t.Errorf("once %s wrote 退職, another circle comes first", member)
		}
		err = k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.WithdrawWish("c1", member) })
		if err != nil {
			t.Fatal(err)
		}
	}
}
