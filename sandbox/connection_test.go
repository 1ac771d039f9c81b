package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"ippo/sandbox"
)

// ear is a client that acknowledges events and keeps what it heard.
type ear struct {
	mu    sync.Mutex
	heard []string
	tries []int
	deaf  bool // it hears, and acknowledges nothing
}

func (h *ear) hear(c *socketmode.Client, e socketmode.Event) {
	data, isEvent := e.Data.(slackevents.EventsAPIEvent)
	if !isEvent {
		return
	}
	h.mu.Lock()
	h.heard = append(h.heard, data.InnerEvent.Data.(*slackevents.MessageEvent).Text)
	h.tries = append(h.tries, e.Request.RetryAttempt)
	deaf := h.deaf
	h.mu.Unlock()
	if !deaf {
		c.Ack(*e.Request)
	}
}

func (h *ear) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.heard)
}

// until waits for a client's own state, of which the workspace knows nothing.
func (s *stage) until(what string, holds func() bool) {
	s.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			s.Fatalf("waiting for %s", what)
		}
	}
}

func TestNoEventIsLostWhenTheConnectionIs(t *testing.T) {
	for _, reason := range []string{"warning", "refresh_requested", "link_disabled", "drop", "half_open"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, func(o *sandbox.Options) { o.Pings = 50 * time.Millisecond })
			h := &ear{}
			s.connect(h.hear)
			me := s.w.As(hanako)
			var wanted []string
			for i := range 20 {
				if i%5 == 2 {
					s.w.Disconnect(reason)
				}
				said := fmt.Sprint("ことば ", i)
				wanted = append(wanted, said)
				if err := me.Say(s.ctx, me.DM(), said); err != nil {
					t.Fatal(err)
				}
			}
			s.until("all events", func() bool {
				all := h.all()
				slices.Sort(all)
				return len(slices.Compact(all)) == len(wanted)
			})
		})
	}
}

// Each event goes to one connection, and all connections have their turn.
func TestSeveralConnectionsShareTheEvents(t *testing.T) {
	s := newStage(t)
	ears := []*ear{{}, {}, {}}
	for _, h := range ears {
		s.connect(h.hear)
	}
	me := s.w.As(hanako)
	for i := range 9 {
		if err := me.Say(s.ctx, me.DM(), fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	for i, h := range ears {
		s.until("its share", func() bool { return len(h.all()) >= 3 })
		if n := len(h.all()); n != 3 {
			t.Errorf("connection %d heard %d of 9", i, n)
		}
	}
}

func TestTenConnectionsAreTheMost(t *testing.T) {
	s := newStage(t)
	for range 10 {
		s.connect(new(ear).hear)
	}
	_, _, err := s.api.StartSocketModeContext(s.ctx)
	fails(t, err, "too_many_websockets")
}

func TestATicketOpensOneConnection(t *testing.T) {
	s := newStage(t, stoppedWall)
	open := func() string {
		_, address, err := s.api.StartSocketModeContext(s.ctx)
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	first := open()
	conn, err := dial(first)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := dial(first); err == nil {
		t.Error("a ticket opens two connections")
	}
	late := open()
	s.wall.Advance(31 * time.Second)
	if _, err := dial(late); err == nil {
		t.Error("an old ticket opens a connection")
	}
}

// An event that is not acknowledged comes again at once, after a minute and after five, and says so.
func TestEventsComeAgainUntilTheyAreAcknowledged(t *testing.T) {
	s := newStage(t, stoppedWall)
	h := &ear{deaf: true}
	s.connect(h.hear)
	me := s.w.As(hanako)
	if err := me.Say(s.ctx, me.DM(), "聞こえますか"); err != nil {
		t.Fatal(err)
	}
	for attempt, pauses := range [][]time.Duration{nil, {3 * time.Second}, {3 * time.Second, time.Minute}, {3 * time.Second, 5 * time.Minute}} {
		for _, pause := range pauses {
			if err := s.wall.BlockUntilContext(s.ctx, 1); err != nil {
				t.Fatal(err)
			}
			s.wall.Advance(pause)
		}
		s.until("the event", func() bool { return len(h.all()) == attempt+1 })
	}
	if want := []int{0, 1, 2, 3}; !slices.Equal(h.tries, want) {
		t.Errorf("retry_attempt is %v, want %v", h.tries, want)
	}
}

func TestRepeatSendsTheSameAgain(t *testing.T) {
	s := newStage(t)
	h := &ear{}
	s.connect(h.hear)
	me := s.w.As(hanako)
	if err := me.Say(s.ctx, me.DM(), "一度"); err != nil {
		t.Fatal(err)
	}
	s.until("the event", func() bool { return len(h.all()) == 1 })
	if err := s.w.Repeat("events_api"); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(h.all(), []string{"一度", "一度"}) || h.tries[1] != 1 {
		t.Errorf("heard %v, tries %v", h.all(), h.tries)
	}
	if s.w.Repeat("interactive") == nil {
		t.Error("what never was is repeated")
	}
}

func TestACommandThatNobodyAnswers(t *testing.T) {
	for _, c := range []struct {
		what    string
		connect bool
		command string
		code    string
	}{
		{"no app", false, "/echo", "dispatch_failed"},
		{"no answer", true, "/echo", "operation_timeout"},
		{"no such command", true, "/nothing", "unknown_command"},
	} {
		t.Run(c.what, func(t *testing.T) {
			s := newStage(t, stoppedWall)
			if c.connect {
				s.connect(func(*socketmode.Client, socketmode.Event) {})
			}
			ended := make(chan error, 1)
			go func() { ended <- s.w.As(hanako).Command(s.ctx, general, c.command, "") }()
			if c.code != "unknown_command" {
				if err := s.wall.BlockUntilContext(s.ctx, 1); err != nil {
					t.Fatal(err)
				}
				s.wall.Advance(3 * time.Second)
			}
			fails(t, <-ended, c.code)
			if last := s.w.As(hanako).Last(general); !last.Ephemeral || !strings.Contains(last.Text, c.code) {
				t.Errorf("the person sees %+v", last)
			}
		})
	}
}
