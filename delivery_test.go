package main

import (
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/sandbox"
	"ippo/storage"
)

func TestRetryAfterIsKept(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	const pause = 90 * time.Second
	s.workspace.SetTrouble(sandbox.Trouble{PerMinute: 10, RetryAfter: pause})
	s.until("2026-11-30T09:30")
	var order []string
	posts := tap.of("chat.postMessage")
	for i, c := range posts {
		switch {
		case c.status == http.StatusOK:
			order = append(order, c.to)
		case i == len(posts)-1 || posts[i+1].to != c.to || posts[i+1].at.Sub(c.at) < pause:
			t.Errorf("after the refusal of %v comes %v", c, posts[i+1:])
		}
	}
	if len(posts) != 25 || len(order) != 24 { // after the first refusal it is known what the workspace bears
		t.Errorf("%d calls for %d messages, want 25 for 24", len(posts), len(order))
	}
	if !slices.IsSorted(order) {
		t.Errorf("the order in which they were planned is lost: %v", order)
	}
	s.everybodyHas(1)
}

func TestLostAnswers(t *testing.T) {
	for _, test := range []struct {
		name    string
		trouble sandbox.Trouble
		cut     bool
	}{
		{name: "a failure, and nothing was done", trouble: sandbox.Trouble{FailEvery: 4}},
		{name: "a failure, and yet it was done", trouble: sandbox.Trouble{FailEvery: 4, Lost: true, FailStatus: http.StatusBadGateway}},
		{name: "the line is cut before the answer", cut: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, tap := newTappedStage(t)
			s.workspace.SetTrouble(test.trouble)
			if test.cut {
				tap.disturb(nil, func(c apiCall) {
					if c.method == "chat.postMessage" && c.nth%4 == 0 {
						panic(http.ErrAbortHandler)
					}
				})
			}
			s.until("2026-12-02T19:30") // the nudges, and a reminder in the channel
			s.everybodyHas(1)
			if n := len(s.seat(hanako).Messages(channel)); n != 1 {
				t.Errorf("the channel has %d reminders, want 1", n)
			}
			s.checkLedger(25, storage.Sent)
			s.checkReceipts()
			if len(tap.of("conversations.history")) < 5 {
				t.Error("hardly an answer was lost; this proves nothing")
			}
		})
	}
}

func TestPeopleWhoAreGone(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	s.goOn(0)
	s.workspace.Deactivate(taro)
	s.until("2026-12-01T09:00")
	states := map[string]string{}
	for _, d := range s.outbox() {
		if d.kind != "nudge" {
			continue
		}
		states[d.recipient] = d.state
		if (d.recipient == taro) != (d.state == string(storage.Failed)) {
			t.Errorf("the nudge of %s is %s", d.recipient, d.state)
		}
	}
	tries := slices.DeleteFunc(tap.of("chat.postMessage"), func(c apiCall) bool { return c.to != taro })
	if len(states) != 24 || len(tries) != 1 {
		t.Errorf("nudges for %d people; %d tries for the one who is gone", len(states), len(tries))
	}
	told := s.dm(organizer)
	s.says(told[len(told)-1], "unreachable.people", "Count", 1)
	s.until("2026-12-14T09:01")
	if n := len(s.dm(organizer)); n != len(told) {
		t.Errorf("the organiser is told %d times of the same person", n-len(told)+1)
	}
	s.workspace.Reactivate(taro)
	s.until("2026-12-21T09:01")
	if n := len(s.dm(taro)); n != 1 {
		t.Errorf("%d messages after coming back, want 1", n)
	}
	if n := s.nudges(hanako); n != 4 {
		t.Errorf("everybody else has %d, want 4", n)
	}
}

func TestNudgeAfterDownTime(t *testing.T) {
	for _, test := range []struct {
		name  string
		until string // when Ippo comes back; it goes an hour before the nudge of 2026-11-30T09:00
		late  int    // messages at once
		all   int    // messages by 2026-12-15
	}{
		{"until the evening: it comes late", "2026-11-30T19:00", 1, 3},
		{"until Sunday: it is too late for it", "2026-12-06T12:00", 0, 2},
		{"until the next one is due: one for both", "2026-12-07T09:30", 1, 2},
		{"until the day after the next one: one for both", "2026-12-08T10:00", 1, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja")
			s.until("2026-11-30T08:00")
			s.down()
			s.sleep(test.until)
			s.up()
			s.pass(time.Minute)
			if n := s.nudges(hanako); n != test.late {
				t.Errorf("%d nudges on coming back, want %d", n, test.late)
			}
			s.until("2026-12-15T09:00")
			if n := s.nudges(hanako); n != test.all {
				t.Errorf("%d nudges in all, want %d", n, test.all)
			}
		})
	}
}

// Some have theirs and some do not when Ippo goes down; a week later each gets one, not the old one too.
func TestDownInTheMiddleOfABatch(t *testing.T) {
	t.Parallel()
	s := newStage(t, "ja")
	s.workspace.SetTrouble(sandbox.Trouble{PerMinute: 10, RetryAfter: time.Hour})
	s.until("2026-11-30T09:01")
	s.down()
	s.sleep("2026-12-07T09:30")
	s.workspace.SetTrouble(sandbox.Trouble{})
	s.up()
	s.pass(time.Minute)
	once, twice := 0, 0
	for i := 1; i <= 24; i++ {
		switch n := s.nudges(participant(i)); n {
		case 1:
			once++
		case 2:
			twice++
		default:
			t.Errorf("%s has %d nudges", participant(i), n)
		}
	}
	if once != 14 || twice != 10 {
		t.Errorf("%d have one nudge and %d have two, want 14 and 10", once, twice)
	}
}

func TestManyAnswersAreCountedWithFewEdits(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	s.until("2026-12-02T19:01")
	for i := 1; i <= 24; i++ {
		s.press(participant(i), channel, s.words.Say("session.attending"))
	}
	s.press(taro, channel, s.words.Say("session.not_this_time"))
	s.pass(3 * time.Second)
	s.says(s.workspace.Plain(s.seat(organizer).Messages(channel)[0]), "session.attending_count", "Count", 23)
	edits := tap.of("chat.update")
	if len(edits) > 2 { // one at once, and one for all that came within the second
		t.Errorf("%d edits for 25 answers", len(edits))
	}
	for i := 1; i < len(edits); i++ {
		if gap := edits[i].at.Sub(edits[i-1].at); gap < time.Second {
			t.Errorf("two edits within %s", gap)
		}
	}
}

// everybodyHas wants each participant to have so many messages from Ippo.
func (s *stage) everybodyHas(n int) {
	s.Helper()
	for i := 1; i <= 24; i++ {
		if got := len(s.dm(participant(i))); got != n {
			s.Errorf("%s has %d messages, want %d", participant(i), got, n)
		}
	}
}

// nudges counts the weekly nudges that somebody has.
func (s *stage) nudges(user string) int {
	n := 0
	for _, text := range s.dm(user) {
		if strings.Contains(text, s.words.Say("step.heading")) {
			n++
		}
	}
	return n
}

// sleep lets the calendar run to a time at which Ippo is still down.
func (s *stage) sleep(until string) {
	s.Helper()
	s.clock.Advance(tokyo(s.T, until).Sub(s.clock.Now()))
}

// sending is a row of the outbox, as a stranger reads it.
type sending struct{ recipient, kind, state, channel, message string }

func (s *stage) outbox() []sending {
	s.Helper()
	return readOutbox(s.T, s.database)
}

func readOutbox(t *testing.T, database string) []sending {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+database+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT recipient, kind, state, channel, message FROM deliveries ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []sending
	for rows.Next() {
		var d sending
		if err := rows.Scan(&d.recipient, &d.kind, &d.state, &d.channel, &d.message); err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// checkReceipts wants each row of the outbox to name the message that its recipient has.
func (s *stage) checkReceipts() {
	s.Helper()
	standing := map[string]bool{}
	for i := 1; i <= 24; i++ {
		dm := s.seat(participant(i)).DM()
		for _, m := range s.seat(participant(i)).Messages(dm) {
			standing[fmt.Sprint(participant(i), dm, m.TS)] = true
		}
	}
	for _, m := range s.seat(hanako).Messages(channel) {
		standing[fmt.Sprint(channel, channel, m.TS)] = true
	}
	for _, d := range s.outbox() {
		if !standing[fmt.Sprint(d.recipient, d.channel, d.message)] {
			s.Errorf("%s for %s has the receipt %q %q, where no message of theirs stands", d.kind, d.recipient, d.channel, d.message)
		}
	}
}
