package handlers_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/storage"
)

// What somebody writes about a circle of their own is kept if they come into one meanwhile.
func TestOpeningIsKeptWhileACircleIsFormed(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3")
	written := chat.Event{Kind: chat.Submit, Person: "U1", Form: "open", State: "c1/", Values: map[string][]string{
		"topic": {"license"}, "own": {"農業"}, "slots": {"tue-19"}, "places": {"3"}, "words": {"ご一緒に"},
	}}
	f := k.form(written)
	if f.State != "c1/k1" || f.Blocks[0] != chat.Text(japanese.Say("open.changed")) {
		t.Fatalf("the form is %q: %v", f.State, f.Blocks)
	}
	var kept []string
	for _, input := range f.Inputs {
		switch in := input.(type) {
		case chat.Choice:
			kept = append(kept, in.Initial...)
		case chat.TextInput:
			kept = append(kept, in.Initial)
		}
	}
	if got := strings.Join(kept, " "); got != "license 農業 tue-19 3 ご一緒に" {
		t.Errorf("kept is %s", got)
	}
	written.State = f.State
	k.says(fmt.Sprint(k.form(written).Blocks), "open.done")

	k.members("c1", "k2", "U3") // whose circle has ended meanwhile opens theirs: there is nothing to leave
	written.State = "c1/k9"
	k.says(fmt.Sprint(k.form(written).Blocks), "open.done")
}

// Who opened a circle and is alone in it is told so, and may keep or close it while that is so.
func TestOpenerIsAlone(t *testing.T) {
	k := newKitchen(t)
	k.submit("U1", "open", "c1/", map[string][]string{"own": {"農業"}})
	mine := func() (c cohort.Circle) {
		t.Helper()
		err := k.db.Read(t.Context(), func(tx *storage.Tx) (err error) {
			c, err = storage.Optional(tx.CircleOf("c1", "U1"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := mine().ID
	for _, ev := range []chat.Event{{Kind: chat.Command, Command: "circle"}, {Kind: chat.Opened}} {
		ev.Person = "U1"
		answer := k.do(ev)
		k.says(answer, "open.alone", "Topic", "農業")
		k.says(answer, "open.close")
		if strings.Contains(answer, japanese.Say("circle.mine")) {
			t.Errorf("they are their own peers: %s", answer)
		}
	}
	k.says(k.press("U1", "circle_keep", first), "open.kept")
	k.says(k.press("U1", "circle_close", first), "open.closed_by_you")
	k.says(k.press("U1", "circle_keep", first), "circle.waiting") // it is closed
	k.says(k.press("U1", "circle_close", first), "circle.waiting")

	k.submit("U1", "open", "c1/", map[string][]string{"own": {"農業"}})
	k.members("c1", "", "U3")
	k.press("U3", "circle_enter", mine().ID)
	for _, action := range []string{"circle_keep", "circle_close"} {
		if k.says(k.press("U1", action, mine().ID), "circle.mine"); len(mine().Members) != 2 {
			t.Errorf("%s of a circle that somebody has joined", action)
		}
	}
}

// Whoever joins is told what is settled, and at night that it comes in the morning.
func TestWhoJoinsIsToldWhatIsSettled(t *testing.T) {
	night := now.Add(11 * time.Hour) // eleven in the evening
	for _, test := range []struct {
		meeting cohort.Meeting
		at      time.Time
		says    []string
	}{
		{cohort.Meeting{State: cohort.Lapsed}, now, nil},
		{cohort.Meeting{State: cohort.Proposed, Times: []time.Time{now.Add(72 * time.Hour)}}, now, []string{japanese.Say("join.times_open")}},
		{cohort.Meeting{State: cohort.Fixed, Starts: now.Add(72 * time.Hour), Minutes: 60}, night, []string{
			japanese.Say("meeting.next", "When", japanese.When(now.Add(72*time.Hour).In(cohort.Cohort{Zone: "Asia/Tokyo"}.Location()))),
			japanese.Say("quiet.morning"),
		}},
	} {
		k := newKitchen(t)
		k.members("c1", "k1", "U3", "U4")
		test.meeting.ID, test.meeting.Circle, test.meeting.Number = "m1", "k1", 1
		if err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.SaveMeeting(test.meeting) }); err != nil {
			t.Fatal(err)
		}
		k.Handler = handlers.New(k.db, clockwork.NewFakeClockAt(test.at), slog.New(slog.DiscardHandler), nil, func() {})
		answer := k.press("U1", "circle_enter", "k1")
		k.says(answer, "join.joined")
		said := 0
		for _, sentence := range []string{"次に集まる", japanese.Say("quiet.morning")} {
			said += strings.Count(answer, sentence)
		}
		for _, sentence := range test.says {
			if !strings.Contains(answer, sentence) {
				t.Errorf("%s is not in %s", sentence, answer)
			}
		}
		if said != len(test.says) {
			t.Errorf("said is %s", answer)
		}
	}
}

// Whom an old button shows nothing of theirs any more: who has left the program is told whom to ask, of a circle that has ended a
// member is shown where they stand, and nobody is put anywhere.
func TestOldButtonsOfCircles(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3", "U4")
	k.members("c1", "k2", "U3", "U4") // in place of k1
	for action, says := range map[string]string{
		"circle_enter": "join.no_place", "circle_stay": "circle.invitation", "circle_after": "circle.invitation",
		"circle_keep": "circle.invitation", "circle_close": "circle.invitation", "circle_other": "join.join",
	} {
		value := "k1"
		if action == "circle_stay" || action == "circle_after" {
			value += "/yes"
		}
		k.says(k.press("U1", action, value), says)
	}
	if err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.Leave("c1", "U1", now) }); err != nil {
		t.Fatal(err)
	}
	for action, value := range map[string]string{
		"circle_enter": "k2", "circle_stay": "k2/yes/1", "circle_after": "k2/yes", "circle_keep": "k2", "circle_close": "k2", "circle_other": "k2",
		"rest": "c1", "rest_over": "c1", "openings": "c1", "open": "c1", "circle_join": "c1", "circle_leave": "c1/k2",
	} {
		k.says(k.press("U1", action, value), "error.stranger")
	}
	err := k.db.Read(t.Context(), func(tx *storage.Tx) error {
		c, err := tx.Circle("k2")
		if len(c.Members) != 2 {
			t.Errorf("in the circle are %v", c.Members)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A pause keeps messages away, and nobody from what they press.
func TestWhoPausesMayJoin(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U3", "U4")
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
		return tx.SavePerson(cohort.Person{ID: "U1", Zone: "Asia/Tokyo", PausedUntil: now.AddDate(0, 1, 0)})
	})
	if err != nil {
		t.Fatal(err)
	}
	k.says(k.press("U1", "circle_enter", "k1"), "join.joined")
}

// The first two circles are shown, and more of them to who asks.
func TestMoreCircles(t *testing.T) {
	k := newKitchen(t)
	for i, person := range []string{"U3", "U4", "U5", "U6", "U7", "U8"} {
		k.members("c1", "", person)
		k.submit(person, "open", "c1/", map[string][]string{"own": {fmt.Sprint("話題", i)}})
	}
	join := japanese.Say("join.join")
	first := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "circle"})
	k.says(first, "join.more")
	more := k.press("U1", "openings", "c1")
	if n, m := strings.Count(first, join), strings.Count(more, join); n != 2 || m != 5 || strings.Contains(more, japanese.Say("join.more")) {
		t.Errorf("first %d and then %d circles are shown", n, m)
	}
}

// Who was asked whether they mean to change their circle stays where they are if the other is full by then.
func TestNobodyLosesACircleForAFullOne(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U9")
	k.members("c1", "", "U3", "U4", "U5", "U6", "U7", "U8")
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
		return tx.SaveCircle(cohort.Circle{ID: "k2", Cohort: "c1", Number: 9, Members: []string{"U3", "U4", "U5", "U6"}, Channel: "Gk2", Formed: now})
	})
	if err != nil {
		t.Fatal(err)
	}
	asked := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "circle_enter", Value: "k2"})
	k.says(k.press("U7", "circle_enter", "k2"), "join.joined")
	k.says(k.submit("U1", asked.Name, asked.State, nil), "join.no_place")
	err = k.db.Read(t.Context(), func(tx *storage.Tx) error {
		mine, err := tx.CircleOf("c1", "U1")
		if mine.ID != "k1" || len(mine.Members) != 2 {
			t.Errorf("they are in %+v", mine)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
