package nudges_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// What docs/delivery.md promises, one by one.

var revoked = &chat.Error{Fault: chat.Cut, Err: errors.New("token_revoked")}

func TestUrgentGoesBeforeBulk(t *testing.T) {
	h := open(t, 2000)
	h.announce(0, "みなさんへ")
	h.pass(30 * time.Second)
	h.session(7 * 24 * time.Hour) // its reminder is due at once
	asked := h.clock.Now()
	h.pass(10 * time.Second)
	for _, c := range h.platform.calls {
		if c.to == "C0001" {
			if late := c.at.Sub(asked); late > time.Second {
				t.Errorf("the reminder came %s after it was due, behind a broadcast", late)
			}
			return
		}
	}
	t.Error("the reminder has not come at all")
}

func TestAttemptOfAProcessThatIsGoneIsLeftSomeTime(t *testing.T) {
	h := open(t, 1)
	h.announce(0, "知らせ")
	h.platform.fails("post", noAnswer) // and then the process dies
	h.step()
	h.clock.Advance(time.Second)
	h.restart()
	h.pass(time.Minute)
	h.calls("post U0001 知らせ 0s", "find U0001 10s", "post U0001 知らせ 10s")
}

func TestWhatNobodyMayLookForIsSentAgainAndMarked(t *testing.T) {
	h := open(t, 1)
	h.announce(0, "知らせ")
	h.platform.fails("post", noAnswer)
	h.platform.fails("find", chat.ErrMayNotRead)
	h.pass(time.Minute)
	if d := h.delivery("U0001"); d.State != storage.Sent || d.Blind != 1 {
		t.Errorf("the delivery is %s, and marked as sent again blindly %d times, want 1", d.State, d.Blind)
	}
}

func TestAfterAGapOneMessageHoldsWhatWasMissed(t *testing.T) {
	h := open(t, 1)
	h.session(-100 * time.Minute) // the invitation to reflect is due at 50 minutes
	h.announce(time.Hour, "一つめ")
	h.announce(2*time.Hour, "二つめ")
	h.nudgesAt("0 12 * * MON") // Tokyo; it is ten o'clock there
	h.step()
	h.clock.Advance(8 * time.Hour)
	h.restart()
	h.pass(10 * time.Minute)
	h.pass(time.Minute) // and what the organiser is told
	if n := h.platform.received("U0001"); n != 1 {
		t.Fatalf("%d messages for what was missed in eight hours, want 1: %v", n, h.platform.calls)
	}
	said := h.platform.lastTo("U0001")
	for _, words := range []string{"一つめ", "二つめ", "棚卸し"} {
		if !strings.Contains(said, words) {
			t.Errorf("%q is not in it:\n%s", words, said)
		}
	}
	counts := h.count()
	if counts[storage.Cancelled] != 0 || counts[storage.Waiting] != 1 || counts[storage.Sending] != 0 {
		t.Errorf("the ledger: %q, want all sent, and the step left for another day", h.ledger())
	}
	h.pass(24 * time.Hour)
	if n := h.platform.received("U0001"); n != 2 {
		t.Errorf("%d messages a day later, want the step, too", n)
	}
}

// The bundle gets no answer, and is not there; it goes again as a whole, once.
func TestBundleInDoubtStaysTogether(t *testing.T) {
	h := open(t, 1)
	h.announce(0, "一つめ")
	h.announce(time.Minute, "二つめ")
	h.clock.Advance(5 * time.Hour)
	h.platform.fails("post", noAnswer)
	h.pass(time.Minute)
	if n := h.platform.received("U0001"); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
	for _, words := range []string{"一つめ", "二つめ"} {
		if !strings.Contains(h.platform.lastTo("U0001"), words) {
			t.Errorf("%q is lost: %q", words, h.ledger())
		}
	}
	if n := h.count()[storage.Sending]; n != 0 {
		t.Errorf("%d deliveries stay in doubt", n)
	}
}

// Of three in one message Slack refuses one: the others come, each by itself.
func TestOneRefusedInABundleTakesNoOtherWithIt(t *testing.T) {
	h := open(t, 1)
	for i, words := range []string{"一つめ", "よくない", "三つめ"} {
		h.announce(time.Duration(i)*time.Minute, words)
	}
	h.clock.Advance(5 * time.Hour)
	h.platform.refuses = "よくない"
	h.pass(10 * time.Minute)
	if n := h.platform.received("U0001"); n != 2 {
		t.Errorf("%d messages, want the two that are taken: %q", n, h.ledger())
	}
	if counts := h.count(); counts[storage.Failed] != 2 { // it, and the report that quotes it
		t.Errorf("the ledger: %q", h.ledger())
	}
}

// Down for an hour, in the last minutes of which something was due, too.
func TestAfterAnHourOneMessage(t *testing.T) {
	h := open(t, 1)
	for _, due := range []time.Duration{5, 20, 40, 55} {
		h.announce(due*time.Minute, fmt.Sprintf("%d分の知らせ", due))
	}
	h.step()
	h.clock.Advance(time.Hour)
	h.restart()
	h.pass(5 * time.Minute)
	if n := h.platform.received("U0001"); n != 1 {
		t.Errorf("%d messages for what was missed in an hour", n)
	}
}

// No room can be opened, for want of a right; everything else goes on.
func TestRoomsThatCannotBeOpenedHoldUpNobody(t *testing.T) {
	h := open(t, 20)
	h.platform.roomless = &chat.Error{Fault: chat.Cut, Err: errors.New("missing_scope")}
	h.write(func(tx *storage.Tx) error {
		circle := cohort.Circle{ID: storage.NewID(), Cohort: h.cohort.ID, Number: 1, Members: []string{"U0001", "U0002", "U0003"}, Formed: h.clock.Now()}
		_, err := tx.Enqueue(storage.Delivery{
			Occasion: "circle/" + circle.ID, Recipient: circle.ID, Kind: nudges.KindCircle, Subject: circle.ID, Due: h.clock.Now(), Urgency: storage.Ordinary,
		})
		return errors.Join(tx.SaveCircle(circle), err)
	})
	h.announce(0, "知らせ")
	h.pass(time.Minute)
	for i := 1; i <= 20; i++ {
		if user := fmt.Sprintf("U%04d", i); h.platform.received(user) != 1 {
			t.Errorf("%s has %d messages within a minute, want 1", user, h.platform.received(user))
		}
	}
}

// One conversation cannot be looked into; what is in doubt elsewhere is found out.
func TestOneThatCannotBeLookedForHoldsUpNoOtherDoubt(t *testing.T) {
	h := open(t, 2)
	h.announce(0, "知らせ")
	posts := 0
	h.platform.wrong = func(c call) error {
		if c.method == "post" && c.to != "U0900" {
			posts++
			if posts <= 2 {
				return noAnswer
			}
		}
		if c.method == "find" && c.to == "U0001" {
			return noAnswer
		}
		return nil
	}
	h.pass(time.Hour)
	if n := h.platform.received("U0002"); n != 1 {
		t.Errorf("U0002 has %d messages after an hour, want 1: %q", n, h.ledger())
	}
	h.pass(8 * 24 * time.Hour)
	if d := h.delivery("U0001"); d.State != storage.Failed || d.Cause == "" {
		t.Errorf("what nobody could look for in a week is %s (%s)", d.State, d.Cause)
	}
	edits := 0
	for _, c := range h.platform.calls {
		if c.method == "edit" {
			edits++
		}
	}
	if edits > 10 {
		t.Errorf("the report was redrawn %d times while nothing changed", edits)
	}
}

func TestMessageThatCannotBeRedrawnIsTriedLessAndLess(t *testing.T) {
	h := open(t, 3)
	h.session(7 * 24 * time.Hour)
	h.pass(10 * time.Second)
	h.platform.wrong = func(c call) error {
		if c.method == "edit" {
			return noAnswer
		}
		return nil
	}
	h.attend("U0001")
	h.pass(time.Hour)
	if n := len(h.platform.calls); n > 20 {
		t.Errorf("%d calls in an hour in which a message cannot be redrawn", n)
	}
}

func TestRefusalKeepsEverybodysPlace(t *testing.T) {
	h := open(t, 60)
	h.announce(0, "知らせ")
	posts := 0
	h.platform.wrong = func(c call) error {
		if posts++; posts == 20 {
			return slowDown
		}
		return nil
	}
	h.pass(5 * time.Minute)
	var order []string
	for _, m := range h.platform.standing {
		if m.to != "U0900" {
			order = append(order, m.to)
		}
	}
	if len(order) != 60 || !slices.IsSorted(order) {
		t.Errorf("%d messages, in the order %v", len(order), order)
	}
}

// The step was chosen, and could not be sent; then its person pauses.
func TestPauseHoldsForANudgeThatIsOnItsWay(t *testing.T) {
	h := open(t, 1)
	h.nudgesAt("30 10 * * MON") // half an hour from now
	h.step()
	h.platform.wrong = func(call) error { return revoked }
	h.pass(31 * time.Minute)
	h.platform.wrong = nil
	h.write(func(tx *storage.Tx) error {
		p, err := tx.Person("U0001")
		p.PausedUntil = h.clock.Now().Add(30 * 24 * time.Hour)
		return errors.Join(err, tx.SavePerson(p))
	})
	h.pass(2 * time.Hour)
	if n := h.platform.received("U0001"); n != 0 {
		t.Errorf("%d messages in a pause", n)
	}
	err := h.db.Read(t.Context(), func(tx *storage.Tx) error {
		offers, err := tx.Offers("U0001")
		if len(offers) != 0 {
			t.Errorf("a step that never came counts as put before the person: %v", offers)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTokenRevoked(t *testing.T) {
	h := open(t, 3)
	h.announce(0, "知らせ")
	h.platform.wrong = func(call) error { return revoked }
	h.pass(3 * time.Hour)
	if n := len(h.platform.calls); n > 20 {
		t.Errorf("%d calls in three hours in which nothing can be sent", n)
	}
	if n := h.count()[storage.Waiting]; n != 4 { // and what the organiser is told about how far they have come
		t.Errorf("%d deliveries are kept, want 4", n)
	}
	h.platform.wrong = nil
	h.pass(20 * time.Minute)
	for i := 1; i <= 3; i++ {
		if user := fmt.Sprintf("U%04d", i); h.platform.received(user) != 1 {
			t.Errorf("%s has %d messages, want 1", user, h.platform.received(user))
		}
	}
}

func TestWhoIsGoneHoldsUpNobody(t *testing.T) {
	h := open(t, 50)
	h.announce(0, "知らせ")
	h.platform.wrong = func(c call) error {
		if c.to == "U0001" || c.to == "U0002" {
			return gone
		}
		return nil
	}
	h.pass(time.Second)
	for i := 3; i <= 50; i++ {
		if user := fmt.Sprintf("U%04d", i); h.platform.received(user) != 1 {
			t.Errorf("%s has %d messages within a second, want 1", user, h.platform.received(user))
		}
	}
	h.announce(0, "もう一つ")
	h.pass(2 * time.Hour)
	told := 0
	for _, m := range h.platform.standing {
		if m.to == "U0900" && strings.Contains(m.text, "U0001") && strings.Contains(m.text, "U0002") && strings.Contains(m.text, "お便りが届きませんでした") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the organiser is told %d times of two who cannot be reached, want once", told)
	}
}

// Ippo is invited into the channel half an hour late.
func TestReminderWaitsForItsChannelToBeMended(t *testing.T) {
	h := open(t, 1)
	h.session(7 * 24 * time.Hour)
	h.platform.wrong = func(c call) error {
		if c.to == "C0001" {
			return &chat.Error{Fault: chat.Unreachable, Err: errors.New("not_in_channel")}
		}
		return nil
	}
	h.pass(90 * time.Minute)
	if n := h.platform.received("U0900"); n != 1 {
		t.Errorf("the organiser is told %d times, want once", n)
	}
	h.platform.wrong = nil
	h.pass(15 * time.Minute)
	if n := h.platform.received("C0001"); n != 1 {
		t.Errorf("%d reminders, want 1", n)
	}
}

func TestLongBroadcastShowsHowFarItHasCome(t *testing.T) {
	h := open(t, 800)
	h.platform.limit = 100
	h.announce(0, "みなさんへ")
	h.pass(90 * time.Second)
	progress := h.reports()
	if len(progress) != 1 || strings.Contains(progress[0], "全員") {
		t.Fatalf("after a minute and a half: %q", progress)
	}
	h.pass(time.Hour)
	done := h.reports()
	if len(done) != 1 || !strings.Contains(done[0], "800人全員") || done[0] == progress[0] {
		t.Errorf("in the end: %q", done)
	}
}

// reports are what the organiser was told, as it stands now.
func (h *house) reports() (all []string) {
	for _, m := range h.platform.standing {
		if m.to == "U0900" && strings.Contains(m.text, "に届き") {
			all = append(all, m.text)
		}
	}
	return all
}

// A minute in which nothing is answered: everybody has theirs once soon after.
func TestOutageOfAMinute(t *testing.T) {
	h := open(t, 200)
	h.announce(0, "知らせ")
	h.platform.wrong = func(call) error { return noAnswer }
	h.pass(time.Minute)
	h.platform.wrong = nil
	h.pass(3 * time.Minute)
	for i := 1; i <= 200; i++ {
		if user := fmt.Sprintf("U%04d", i); h.platform.received(user) != 1 {
			t.Errorf("%s has %d messages, want 1", user, h.platform.received(user))
		}
	}
}

func TestWordingThatFailsIsGivenUpAndHoldsUpNobody(t *testing.T) {
	h := open(t, 2)
	h.write(func(tx *storage.Tx) error {
		_, err := tx.Enqueue(storage.Delivery{
			Occasion: "garbage", Recipient: "U0001", Kind: "garbage", Subject: storage.NewID(), Due: h.clock.Now().Add(-time.Minute),
		})
		return err
	})
	h.announce(0, "知らせ")
	h.pass(time.Second)
	if h.platform.received("U0001") != 1 || h.platform.received("U0002") != 1 {
		t.Errorf("a delivery that cannot be worded holds up the others: %v", h.platform.calls)
	}
	h.pass(time.Hour)
	if counts := h.count(); counts[storage.Failed] != 1 || counts[storage.Waiting] != 0 {
		t.Errorf("the ledger: %v", counts)
	}
}

func TestWhoLeavesACircleLeavesItsRoom(t *testing.T) {
	h := open(t, 3)
	circle := cohort.Circle{ID: storage.NewID(), Cohort: h.cohort.ID, Number: 1, Members: []string{"U0001", "U0002", "U0003"}, Channel: "C0002", Formed: h.clock.Now()}
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.SaveCircle(circle), nudges.Leave(tx, h.cohort.ID, "U0002", h.clock.Now()))
	})
	h.platform.fails("dismiss", noAnswer)
	h.pass(time.Hour)
	var dismissed int
	for _, c := range h.platform.calls {
		if c.method == "dismiss" && c.to == "U0002" {
			dismissed++
		}
		if c.method == "post" {
			t.Errorf("something is said: %v", c)
		}
	}
	if dismissed != 2 || h.count()[storage.Sent] != 1 {
		t.Errorf("%d calls, of which one was answered; the ledger: %v", dismissed, h.count())
	}
}

// nudgesAt gives the cohort a rhythm of nudges, which its participants keep from now on.
func (h *house) nudgesAt(rhythm cohort.Rhythm) {
	h.Helper()
	h.cohort.Schedule.Nudge = rhythm
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.SaveCohort(h.cohort), tx.ForgetNextNudge(h.cohort.ID))
	})
}

func TestStepsEndWithTheYear(t *testing.T) {
	h := open(t, 1)
	h.session(2 * 24 * time.Hour)
	h.nudgesAt("0 12 * * MON")
	h.pass(10 * 7 * 24 * time.Hour)
	ends := 0
	for i, m := range h.platform.standing {
		if m.to != "U0001" {
			continue
		}
		if strings.Contains(m.text, "一区切り") {
			ends++
			if at := h.platform.when[i].Sub(begins); at < 30*24*time.Hour || at > 38*24*time.Hour {
				t.Errorf("the year ends for %s after %s", m.to, at)
			}
		} else if ends > 0 {
			t.Errorf("after the end comes %s", m.text)
		}
	}
	if ends != 1 || h.platform.received("U0001") != 8 { // five steps, the invitation, the end, and whether they stay in touch
		t.Errorf("the end is told %d times, in %d messages", ends, h.platform.received("U0001"))
	}
}
