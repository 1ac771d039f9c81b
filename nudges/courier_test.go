package nudges_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// The errors of a bad day, as a platform tells them.
var (
	noAnswer = &chat.Error{Fault: chat.Temporary, Sent: true, Err: errors.New("503")}
	gone     = &chat.Error{Fault: chat.Unreachable, Err: errors.New("user_disabled")}
	slowDown = &chat.Error{Fault: chat.Temporary, RetryAfter: 40 * time.Second, Err: errors.New("ratelimited")}
)

func TestRefusedMessageKeepsItsPlace(t *testing.T) {
	h := open(t, 1)
	h.announce(0, "先")
	h.announce(20*time.Second, "後") // comes due while the platform wants to be left alone
	h.platform.fails("post", slowDown)
	h.pass(time.Minute)
	h.calls("post U0001 先 0s", "post U0001 先 40s", "post U0001 後 41s")
}

func TestOneWhoIsRefusedAgainDoesNotHoldUpTheOthers(t *testing.T) {
	h := open(t, 3)
	h.announce(0, "知らせ")
	h.platform.wrong = func(c call) error {
		if c.to == "U0001" {
			return slowDown
		}
		return nil
	}
	h.pass(2 * time.Minute)
	for _, user := range []string{"U0002", "U0003"} {
		if n := h.platform.received(user); n != 1 {
			t.Errorf("%s has %d messages, want 1", user, n)
		}
	}
}

func TestRedrawingWaitsAsLongAsItIsTold(t *testing.T) {
	h := open(t, 3)
	h.session(7 * 24 * time.Hour)
	h.pass(10 * time.Second)
	h.platform.fails("edit", slowDown)
	for i := 1; i <= 3; i++ { // each answer wakes the engine
		h.attend(fmt.Sprintf("U%04d", i))
		h.pass(5 * time.Second)
	}
	h.pass(time.Minute)
	h.calls("post C0001 0s", "edit C0001 10s", "edit C0001 50s")
	if !strings.Contains(h.platform.standing[0].text, "3人") {
		t.Errorf("the message does not show all three:\n%s", h.platform.standing[0].text)
	}
}

func TestMessageWithoutAnswerIsLookedFor(t *testing.T) {
	for _, test := range []struct {
		name    string
		arrived bool
		looking error
		calls   []string
		state   storage.State
	}{
		{"it is there", true, nil, []string{"post 0s", "find 5s"}, storage.Sent},
		{"it is not there", false, nil, []string{"post 0s", "find 5s", "post 5s"}, storage.Sent},
		{"Ippo must not look", true, chat.ErrMayNotRead, []string{"post 0s", "find 5s", "post 5s"}, storage.Sent},
		{"looking fails at first", true, noAnswer, []string{"post 0s", "find 5s", "find 10s"}, storage.Sent},
		{"looking is to wait", true, slowDown, []string{"post 0s", "find 5s", "find 45s"}, storage.Sent},
		{"the person went meanwhile", true, gone, []string{"post 0s", "find 5s", "post 5s"}, storage.Failed},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, 1)
			h.announce(0, "知らせ")
			h.platform.fails("post", noAnswer)
			h.platform.loses = test.arrived
			if test.looking != nil {
				h.platform.fails("find", test.looking)
			}
			h.step()
			if test.looking == gone {
				h.platform.wrong, h.platform.loses = func(call) error { return gone }, false
			}
			h.clock.Advance(time.Second)
			h.step() // somebody presses a button: too early to look, the platform may still be at it
			h.pass(2 * time.Minute)
			var calls []string
			for _, c := range h.platform.calls {
				if c.to == "U0001" {
					calls = append(calls, fmt.Sprintf("%s %s", c.method, c.at.Sub(begins)))
				}
			}
			if !slices.Equal(calls, test.calls) {
				t.Errorf("got %q, want %q", calls, test.calls)
			}
			d := h.delivery("U0001")
			if d.State != test.state || (test.state == storage.Sent) != (d.Channel != "" && d.Message != "") {
				t.Errorf("the delivery is %s with the receipt %q %q, want %s", d.State, d.Channel, d.Message, test.state)
			}
		})
	}
}

func TestOutageLeavesLittleInDoubt(t *testing.T) {
	h := open(t, 100)
	h.announce(0, "知らせ")
	h.platform.wrong = func(call) error { return noAnswer }
	h.pass(time.Minute)
	if n := h.count()[storage.Sending]; n > 13 {
		t.Errorf("after a minute %d messages are in doubt", n)
	}
	if n := len(h.platform.calls); n > 40 {
		t.Errorf("%d calls in a minute in which none is answered", n)
	}
	h.platform.wrong = nil
	h.pass(5 * time.Minute)
	for i := 1; i <= 100; i++ {
		if user := fmt.Sprintf("U%04d", i); h.platform.received(user) != 1 {
			t.Errorf("%s has %d messages, want 1", user, h.platform.received(user))
		}
	}
}

func TestMessageThatAlwaysFailsIsTriedLessAndLess(t *testing.T) {
	h := open(t, 1)
	h.announce(0, "知らせ")
	h.platform.wrong = func(c call) error {
		if c.method == "post" {
			return noAnswer
		}
		return nil
	}
	h.pass(time.Hour)
	n := 0
	for _, c := range h.platform.calls {
		if c.to == "U0001" { // and not its author's report
			n++
		}
	}
	if n > 60 {
		t.Errorf("%d calls in an hour for one message", n)
	}
}

func TestNobodyTakesPartYet(t *testing.T) {
	h := open(t, 0)
	h.session(7 * 24 * time.Hour)
	h.pass(time.Second)
	h.calls("post C0001 0s")
}

func TestMovedInvitation(t *testing.T) {
	ended := -2 * time.Hour // when the session started; it is over now, and the invitation due
	for _, test := range []struct {
		name   string
		starts time.Duration // anew
		calls  []string
	}{
		{"put right by half an hour: it was sent already", ended - 30*time.Minute, []string{"post U0001 30m0s"}},
		{"held in the end a day later: once more, after that", 24 * time.Hour, []string{"post U0001 30m0s", "post C0001 40m0s", "edit C0001 23h50m0s", "edit C0001 26h0m0s", "post U0001 26h30m0s"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, 1)
			s := h.session(ended)
			h.pass(40 * time.Minute)
			h.move(s, test.starts)
			h.pass(48 * time.Hour)
			h.calls(test.calls...)
		})
	}
}

func TestInvitationThatWaitsWhileItsSessionMoves(t *testing.T) {
	h := open(t, 1, "America/New_York") // where it is nine in the evening, and soon quiet
	h.clock.Advance(time.Hour)
	s := h.session(-time.Hour)
	h.pass(45 * time.Minute)
	h.move(s, 5*time.Hour+30*time.Minute) // it is held after all, and over in the morning
	h.pass(48 * time.Hour)
	if n := h.platform.received("U0001"); n != 1 {
		t.Errorf("%d invitations to one session: %q", n, h.platform.calls)
	}
}

func TestSessionMovedTwice(t *testing.T) {
	h := open(t, 0)
	s := h.session(7 * 24 * time.Hour)
	h.pass(time.Minute)
	s = h.move(s, 7*24*time.Hour-time.Hour)
	h.pass(time.Minute)
	h.move(s, 7*24*time.Hour-2*time.Hour)
	h.pass(time.Minute)
	posts := slices.DeleteFunc(h.platform.calls, func(c call) bool { return c.method != "post" })
	if len(posts) != 1 {
		t.Errorf("the channel is told %d times of a session a week away", len(posts))
	}
}

// begins is a Monday morning in Tokyo.
var begins = time.Date(2026, 11, 30, 1, 0, 0, 0, time.UTC)

// house is the engine on a real database, at a platform that can be told what goes wrong.
type house struct {
	*testing.T
	path     string // of the database
	db       *storage.DB
	clock    *clockwork.FakeClock
	platform *platform
	engine   *nudges.Engine
	cohort   cohort.Cohort
}

// open opens a house for a cohort of people who wish for their steps whether they answer them or not.
func open(t *testing.T, people int, zone ...string) *house {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ippo.db")
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	storagetest.Unlock(t, storage.ParseKeyring, db.Unlock)
	clock := clockwork.NewFakeClockAt(begins)
	p := &platform{clock: clock}
	h := &house{T: t, path: path, db: db, clock: clock, platform: p, engine: nudges.New(db, p, clock, slog.New(slog.DiscardHandler))}
	h.cohort = cohort.Cohort{
		ID: storage.NewID(), Name: "第4期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C0001", Organizers: []string{"U0900"},
		Schedule: cohort.Schedule{Reminders: []time.Duration{7 * 24 * time.Hour}, Reflection: 30 * time.Minute},
	}
	zone = append(zone, h.cohort.Zone)
	h.write(func(tx *storage.Tx) error {
		err := tx.SaveCohort(h.cohort)
		for i := range people {
			p := cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("U%04d", i+1), Zone: zone[0], GoesOn: true}, Cohort: h.cohort.ID}
			err = errors.Join(err, tx.SavePerson(p.Person), tx.SaveParticipant(p))
		}
		return err
	})
	return h
}

func (h *house) write(do func(*storage.Tx) error) {
	h.Helper()
	if err := h.db.Write(h.Context(), do); err != nil {
		h.Fatal(err)
	}
}

// announce has the organiser say something to everybody in a while.
func (h *house) announce(in time.Duration, words string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		now := h.clock.Now()
		return tx.SaveAnnouncement(cohort.Announcement{
			ID: storage.NewID(), Cohort: h.cohort.ID, Author: "U0900", Words: words, At: now.Add(in), State: cohort.Scheduled, Created: now,
		})
	})
}

// session puts a session of two hours on the programme.
func (h *house) session(in time.Duration) cohort.Session {
	h.Helper()
	s := cohort.Session{
		ID: storage.NewID(), Cohort: h.cohort.ID, Number: 1, Theme: "棚卸し", Starts: h.clock.Now().Add(in), Minutes: 120,
	}
	h.write(func(tx *storage.Tx) error { return tx.SaveSession(s) })
	return s
}

// move puts a session at another time, counted from when the house was opened.
func (h *house) move(s cohort.Session, to time.Duration) cohort.Session {
	h.Helper()
	before := s
	s.Starts = begins.Add(to)
	h.write(func(tx *storage.Tx) error {
		return errors.Join(nudges.Changed(tx, h.cohort, before, s, h.clock.Now()), tx.SaveSession(s))
	})
	return s
}

func (h *house) attend(user string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		all, err := tx.Sessions(h.cohort.ID)
		if err != nil {
			return err
		}
		return errors.Join(tx.Attend(all[0].ID, user, cohort.Attending, h.clock.Now()), tx.Redraw(all[0].ID, nudges.KindReminder))
	})
}

// step does what is due now. It bounds the wait for an engine that would never come to an end.
func (h *house) step() time.Time {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.Context(), 10*time.Second)
	defer cancel()
	next, err := h.engine.Step(ctx)
	if err != nil {
		h.Fatal(err)
	}
	return next
}

// pass lets time go by, with a step whenever the engine wants one.
func (h *house) pass(d time.Duration) {
	h.Helper()
	end := h.clock.Now().Add(d)
	for {
		next, now := h.step(), h.clock.Now()
		if !now.Before(end) {
			return
		}
		if next.IsZero() || next.After(end) {
			next = end
		}
		h.clock.Advance(max(next.Sub(now), time.Millisecond))
	}
}

// restart is another process in the place of this one, on the same database.
func (h *house) restart() {
	h.engine.Release()
	h.engine = nudges.New(h.db, h.platform, h.clock, slog.New(slog.DiscardHandler))
}

// delivery is what was to be sent to somebody last.
func (h *house) delivery(user string) (last storage.Delivery) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) error {
		all, err := tx.Announcements(h.cohort.ID, 10)
		if err != nil {
			return err
		}
		for _, a := range all {
			deliveries, err := tx.Deliveries(a.ID, nudges.KindAnnouncement)
			if err != nil {
				return err
			}
			for _, d := range deliveries {
				if d.Recipient == user {
					last = d
				}
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return last
}

// ledger is the outbox in short.
func (h *house) ledger() (all []string) {
	h.Helper()
	for _, kind := range []string{nudges.KindNudge, nudges.KindInvitation, nudges.KindAnnouncement, nudges.KindReport, nudges.KindReminder} {
		err := h.db.Read(h.Context(), func(tx *storage.Tx) error {
			rows, err := tx.DeliveriesOf(kind)
			for _, d := range rows {
				all = append(all, fmt.Sprintf("%s to %s: %s, %s (%s)", d.Kind, d.Recipient, d.State, d.Cause, d.NextTry.Sub(begins)))
			}
			return err
		})
		if err != nil {
			h.Fatal(err)
		}
	}
	return all
}

func (h *house) count() (counts map[storage.State]int) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) (err error) {
		counts, err = tx.CountByState()
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return counts
}

// calls compares the calls to the platform, the organiser's reports left out, with those that were wanted.
func (h *house) calls(want ...string) {
	h.Helper()
	var got []string
	for _, c := range h.platform.calls {
		if c.to != "U0900" {
			got = append(got, c.String())
		}
	}
	if !slices.Equal(got, want) {
		h.Errorf("got %q, want %q", got, want)
	}
}

// platform carries calls out unless something is wrong. One goroutine uses it.
type platform struct {
	clock    clockwork.Clock
	calls    []call
	standing []standing
	when     []time.Time
	next     map[string]error // what goes wrong with the next call of a method
	wrong    func(call) error // what goes wrong with every call
	loses    bool             // what goes wrong is only that the answer gets lost
	refuses  string           // a message with these words is wrong
	roomless error            // why no room can be opened
	fileless error            // why no file can be sent
	files    []sentFile
	limit    int // messages that it takes a minute; 0: any number
	taken    []time.Time
}

type call struct {
	method string
	to     string
	words  string // of an announcement
	at     time.Time
}

func (c call) String() string {
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", c.method, c.to, c.words, c.at.Sub(begins))), " ")
}

// sentFile is a file that came to somebody.
type sentFile struct {
	to string
	chat.File
}

type standing struct{ to, delivery, text string }

var _ chat.Platform = (*platform)(nil)

// fails makes the next call of a method fail.
func (p *platform) fails(method string, err error) {
	if p.next == nil {
		p.next = map[string]error{}
	}
	p.next[method] = err
}

// received counts the messages to somebody.
func (p *platform) received(to string) int {
	n := 0
	for _, m := range p.standing {
		if m.to == to {
			n++
		}
	}
	return n
}

// lastTo is the last message to somebody.
func (p *platform) lastTo(to string) (text string) {
	for _, m := range p.standing {
		if m.to == to {
			text = m.text
		}
	}
	return text
}

func (p *platform) call(method, to string, m chat.Message) error {
	c := call{method: method, to: to, at: p.clock.Now()}
	for _, block := range m.Blocks {
		if quote, ok := block.(chat.Quote); ok {
			c.words = string(quote)
		}
	}
	p.calls = append(p.calls, c)
	if err := p.next[method]; err != nil {
		delete(p.next, method)
		return err
	}
	if p.wrong != nil {
		return p.wrong(c)
	}
	return nil
}

func (p *platform) Post(_ context.Context, to string, m chat.Message, delivery string) (chat.Receipt, error) {
	err := p.call("post", to, m)
	if m.File != nil && p.fileless != nil {
		err = p.fileless
	}
	if p.refuses != "" && strings.Contains(text(m), p.refuses) {
		err = &chat.Error{Fault: chat.Refused, Err: errors.New("invalid_blocks")}
	}
	if err == nil && p.limit > 0 {
		now := p.clock.Now()
		if n := len(p.taken); n >= p.limit && now.Sub(p.taken[n-p.limit]) < time.Minute {
			return chat.Receipt{}, slowDown
		}
		p.taken = append(p.taken, now)
	}
	if err == nil && m.File != nil {
		p.files = append(p.files, sentFile{to, *m.File})
	}
	if err == nil || p.loses {
		p.standing = append(p.standing, standing{to, delivery, text(m)})
		p.when = append(p.when, p.clock.Now())
	}
	if err != nil {
		return chat.Receipt{}, err
	}
	return chat.Receipt{Channel: to, Message: fmt.Sprint(len(p.standing) - 1)}, nil
}

func (p *platform) Edit(_ context.Context, at chat.Receipt, m chat.Message) error {
	if err := p.call("edit", at.Channel, m); err != nil {
		return err
	}
	n := 0
	fmt.Sscan(at.Message, &n)
	p.standing[n].text = text(m)
	return nil
}

func (p *platform) Delete(_ context.Context, at chat.Receipt) error {
	if err := p.call("delete", at.Channel, chat.Message{}); err != nil {
		return err
	}
	n := 0
	fmt.Sscan(at.Message, &n)
	p.standing[n] = standing{}
	return nil
}

func (p *platform) Find(_ context.Context, to string, delivery string, _ time.Time) (chat.Receipt, error) {
	if err := p.call("find", to, chat.Message{}); err != nil {
		return chat.Receipt{}, err
	}
	for i, m := range p.standing {
		if m.delivery == delivery {
			return chat.Receipt{Channel: to, Message: fmt.Sprint(i)}, nil
		}
	}
	return chat.Receipt{}, chat.ErrNotFound
}

func (p *platform) Room(context.Context, string, []string) (string, error) {
	return "C0002", p.roomless
}

func (p *platform) Admit(_ context.Context, room, person string) error {
	return p.call("admit", person, chat.Message{})
}

func (p *platform) Dismiss(_ context.Context, room, person string) error {
	return p.call("dismiss", person, chat.Message{})
}

func text(m chat.Message) string { return fmt.Sprint(m.Summary, m.Blocks) }
