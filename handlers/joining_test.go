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
