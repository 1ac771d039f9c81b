package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"ippo/bot/slack"
	"ippo/sandbox"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// A socket of which both sides think that it is open, and nothing comes through. Ippo notices that no ping comes, Slack that none is
// answered, whoever is the first.
func TestHalfOpenSocket(t *testing.T) {
	for _, test := range []struct {
		name           string
		pings, timeout time.Duration
	}{
		{"Ippo notices first", 500 * time.Millisecond, 700 * time.Millisecond},
		{"Slack notices first", 150 * time.Millisecond, 1500 * time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja", func(o *sandbox.Options) { o.Pings = test.pings })
			s.down()
			s.change = []func(*slack.Options){func(o *slack.Options) { o.PingTimeout = test.timeout }}
			s.up()
			d := s.beginDictation(4)
			for i := range 3 {
				connections := s.connections()
				s.workspace.Disconnect("half_open")
				words := fmt.Sprint("半開きのとき", i)
				if err := s.seat(hanako).Say(s.ctx, s.seat(hanako).DM(), words); err != nil {
					t.Fatal(err)
				}
				until(t, "another connection", 20*time.Second, func() bool { return s.connections() > connections && s.workspace.Sockets() > 0 })
				until(t, "words that came while it was half open", 20*time.Second, func() bool { return s.kept(hanako)[words] == 1 })
			}
			d.end()
			s.says(s.command(taro, "reflect", "つながったあと"), "reflect.saved_me")
			d.check()
		})
	}
}

// Connections that end again and again, while people write.
func TestStormOfReconnects(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	d := s.beginDictation(6)
	reasons := []string{"refresh_requested", "link_disabled", "drop", "warning"}
	const times = 24
	before := len(tap.of("apps.connections.open"))
	for i := range times {
		s.await("a connection", func() bool { return s.workspace.Sockets() > 0 })
		s.workspace.Disconnect(reasons[i%len(reasons)])
	}
	s.await("a connection", func() bool { return s.workspace.Sockets() > 0 })
	s.says(s.command(taro, "reflect", "嵐のあと"), "reflect.saved_me")
	d.end()
	d.check()
	if n := len(tap.of("apps.connections.open")) - before; n > times+1 {
		t.Errorf("%d connections were opened for %d that ended", n, times)
	}
}

// Two replicas have a connection each, of which Slack uses one after the other: what it repeats comes to the other one.
func TestRepeatsComeToTheOtherReplica(t *testing.T) {
	t.Parallel()
	h := newTorture(t, storagetest.Postgres(t), 2, 1)
	h.start()
	db := h.open()
	seat := h.workspace.As(participant(1))
	for i := range 10 {
		words := fmt.Sprintf("%dつめの言葉", i)
		if err := seat.Command(h.ctx, seat.DM(), "/reflect", words); err != nil {
			t.Fatal(err)
		}
		h.typed[words] = strings.Contains(h.lastWhisper(seat), h.words.Say("reflect.saved_me"))
		if err := h.workspace.Repeat("slash_commands"); err != nil {
			t.Fatal(err)
		}
		said := fmt.Sprintf("%dつめの話", i)
		h.typed[said] = true
		if err := seat.Say(h.ctx, seat.DM(), said); err != nil {
			t.Fatal(err)
		}
		if err := h.workspace.Repeat("events_api"); err != nil { // perhaps before the first one is answered
			t.Fatal(err)
		}
	}
	until(t, "the last words", 10*time.Second, func() bool { return h.count(db, participant(1)) >= len(h.typed) })
	if !h.announce(h.ctx, h.groups[0], "お知らせ") {
		t.Fatal("the announcement is not acknowledged")
	}
	if err := h.workspace.Repeat("interactive"); err != nil {
		t.Fatal(err)
	}
	h.drain()
	h.check()
	answered := 0
	for _, m := range seat.Messages(seat.DM()) {
		if !m.Ephemeral && m.User != seat.ID() {
			answered++
		}
	}
	if answered != 10+1 {
		t.Errorf("%d messages, want an answer to each of ten, and the announcement", answered)
	}
}

func (h *torture) count(db *storage.DB, user string) (n int) {
	h.Helper()
	h.read(db, func(tx *storage.Tx) (err error) {
		n, err = tx.CountReflections(user)
		return err
	})
	return n
}

// connections is how often Ippo has been connected.
func (s *stage) connections() int { return strings.Count(s.log.all(), `"socket connected"`) }

// kept are somebody's reflections, and how often each is there.
func (s *stage) kept(user string) map[string]int {
	s.Helper()
	all := map[string]int{}
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		reflections, err := tx.Reflections(user, 0, 10_000)
		for _, r := range reflections {
			all[r.Note]++
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return all
}

// dictation is several people who write all the time.
type dictation struct {
	s       *stage
	stop    chan struct{}
	writing sync.WaitGroup
	mu      sync.Mutex
	typed   map[string]map[string]bool // by person; true: it was acknowledged
}

func (s *stage) beginDictation(people int) *dictation {
	d := &dictation{s: s, stop: make(chan struct{}), typed: map[string]map[string]bool{}}
	for i := range people {
		d.writing.Go(func() { d.write(participant(i + 3)) })
	}
	return d
}

func (d *dictation) write(user string) {
	typed := map[string]bool{}
	for n := 0; ; n++ {
		select {
		case <-d.stop:
			d.mu.Lock()
			defer d.mu.Unlock()
			d.typed[user] = typed
			return
		default:
		}
		words := fmt.Sprintf("%d行め", n)
		typed[words] = d.s.seat(user).Command(d.s.ctx, channel, "/reflect", words) == nil
	}
}

func (d *dictation) end() {
	close(d.stop)
	d.writing.Wait()
}

// check wants what was acknowledged to be kept once, and nothing to be kept twice.
func (d *dictation) check() {
	d.s.Helper()
	unanswered := 0
	for user, typed := range d.typed {
		kept := d.s.kept(user)
		for words, answered := range typed {
			if n := kept[words]; n > 1 || (answered && n == 0) {
				d.s.Errorf("%s of %s is kept %d times; acknowledged: %v", words, user, n, answered)
			}
			if !answered {
				unanswered++
			}
		}
	}
	if unanswered > 0 {
		d.s.Logf("%d were not acknowledged in time", unanswered)
	}
}
