package handlers_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// twenty more take part in the first cohort: U11 to U30.
func (k *kitchen) twenty(each func(tx *storage.Tx, person string, i int) error) {
	var people []string
	for i := 11; i <= 30; i++ {
		people = append(people, fmt.Sprintf("U%d", i))
	}
	k.members("c1", "", people...)
	k.write(func(tx *storage.Tx) (err error) {
		for i, person := range people {
			err = errors.Join(err, each(tx, person, 11+i))
		}
		return err
	})
}

// reads collects the pages that somebody reads, and returns which of the numbered words stand there.
func (k *kitchen) reads(person, action, words string) (found []int) {
	all := ""
	for from := 0; from < 30; from += 5 {
		all += k.press(person, action, fmt.Sprintf("%d sc1", from))
	}
	for i := 11; i <= 30; i++ {
		if strings.Contains(all, fmt.Sprintf(words, i)) {
			found = append(found, i)
		}
	}
	return found
}

// An organiser who takes somebody out, or hears that they left, does not learn by it what they asked or said without their name. By their name it
// goes with them.
func TestWhatBearsNoNameStays(t *testing.T) {
	k := newKitchen(t)
	k.twenty(func(tx *storage.Tx, person string, i int) error {
		err := tx.SaveAsk(cohort.Ask{ID: fmt.Sprint("q", i), Session: "sc1", Person: person, Words: fmt.Sprintf("問い%d番", i), Hidden: i != 30, Asked: now, Given: now})
		if i < 18 {
			err = errors.Join(err, tx.SaveFeedback(cohort.Feedback{ID: fmt.Sprint("f", i), Session: "sc1", Person: person, Line: fmt.Sprintf("感想%d番", i), Shows: true, Said: now,
				Presses: map[string]string{"helpful": "much", "pace": "right", "next": "yes"}}))
		}
		return err
	})
	k.write(func(tx *storage.Tx) error {
		s, err := tx.Session("sc1")
		return errors.Join(err, nudges.SumUp(tx, s, now))
	})
	asked, said := k.reads("U91", "questions", "問い%d番"), k.reads("U91", "said", "感想%d番")
	if len(asked) != 20 || len(said) != 7 {
		t.Fatalf("of 20 questions there are %v, of 7 lines %v", asked, said)
	}
	for _, person := range []string{"U13", "U30"} {
		k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: "cohort_out_sure", State: "c1/" + person})
	}
	k.write(func(tx *storage.Tx) error { return nudges.LeaveCohort(tx, "c1", "U14", now) })
	asked, said = k.reads("U91", "questions", "問い%d番"), k.reads("U91", "said", "感想%d番")
	if len(asked) != 19 || asked[len(asked)-1] != 29 || len(said) != 7 {
		t.Errorf("after three have left there are %v and %v", asked, said)
	}
	k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: "cohort_add", State: "c1", Values: map[string][]string{"people": {"U13"}}})
	if again := k.reads("U91", "questions", "問い%d番"); len(again) != 19 {
		t.Errorf("once they are in again there are %v", again)
	}

	// Erased, they take along all that bears no name, where the session is over: one cannot tell whose it was.
	k.write(func(tx *storage.Tx) error { return nudges.Erase(tx, "U13", now.Add(365*24*time.Hour)) })
	if asked, said := k.reads("U91", "questions", "問い%d番"), k.reads("U91", "said", "感想%d番"); len(asked)+len(said) > 0 {
		t.Errorf("after an erasure there are %v and %v", asked, said)
	}
	k.write(func(tx *storage.Tx) error {
		own, err := tx.AsksBy("sc1", "U15")
		if len(own) != 1 || own[0].Words != "問い15番" {
			t.Errorf("of their own there is left %v", own)
		}
		return err
	})
}

// Whoever said that they came while organisers saw only how many is not named when that changes.
func TestNobodyIsNamedAfterwards(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "", "U1", "U3")
	k.since(3 * time.Hour)
	says := func(person string) {
		k.do(chat.Event{Kind: chat.Press, Person: person, Action: nudges.ActionCame, Value: "sc1", Own: true})
	}
	says("U1")
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Attendance = cohort.Named
		return errors.Join(err, tx.SaveCohort(c))
	})
	says("U3")
	says("U1") // once more changes nothing
	if seen := k.press("U91", "said", "sc1"); strings.Contains(seen, "[U1") || !strings.Contains(seen, "[U3]") {
		t.Errorf("the organiser sees %s", seen)
	}
}

// How many have not answered about a session is told roughly: who compares it before and after somebody was taken out learns nothing of them.
func TestWhoHasNotAnsweredIsNotCountedOut(t *testing.T) {
	k := newKitchen(t)
	k.twenty(func(tx *storage.Tx, person string, i int) error {
		if i%2 == 0 {
			return tx.Attend("sc1", person, cohort.Attending, now)
		}
		return nil
	})
	preview := func() string {
		values := map[string][]string{"words": {"お返事をお待ちしています"}, "cohort": {"c1"}, "audience": {"unanswered"}}
		f := k.form(chat.Event{Kind: chat.Submit, Person: "U91", Form: "announce", State: storage.NewID() + "/0/", Values: values})
		return fmt.Sprint(f.Blocks[:3])
	}
	before := preview()
	k.write(func(tx *storage.Tx) error { return nudges.LeaveCohort(tx, "c1", "U17", now) }) // had not answered
	without := preview()
	k.write(func(tx *storage.Tx) error { return nudges.LeaveCohort(tx, "c1", "U18", now) }) // had
	if after := preview(); before != without || without != after || !strings.Contains(before, nudges.ShownWords(japanese, "10")) {
		t.Errorf("one can tell who has not answered:\n%s\n%s\n%s", before, without, after)
	}
}
