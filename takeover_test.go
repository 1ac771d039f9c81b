package main

import (
	"sync"
	"syscall"
	"testing"
	"time"

	"ippo/storage/storagetest"
)

// takenOverWithin is how soon another replica goes on, when the one that delivers is gone.
const takenOverWithin = 30 * time.Second

// The replica that delivers is killed, or hangs for a while, when a message is on its way. The other one goes on, and every message
// stands once.
func TestAnotherReplicaTakesOver(t *testing.T) {
	t.Parallel() // it waits for real processes most of the time
	for _, test := range []struct {
		name   string
		stands bool // the message, when it happens
		hangs  bool // and goes on later
	}{
		{"killed before the message stands", false, false},
		{"killed before the answer", true, false},
		{"hanging before the message stands", false, true},
		{"hanging before the answer", true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newTorture(t, storagetest.Postgres(t), 2, 1)
			midSend := h.catch(5, test.stands)
			h.start()
			if !h.announce(h.ctx, h.groups[0], "お知らせ") {
				t.Fatal("the announcement is not acknowledged")
			}
			leader, other := h.replicas[0], h.replicas[1]
			if !leader.leads.Load() {
				leader, other = other, leader
			}
			gone := <-midSend
			if test.hangs {
				leader.signal(syscall.SIGSTOP)
			} else {
				leader.kill()
			}
			began := time.Now()
			gone()
			until(t, "the other to deliver", takenOverWithin, other.leads.Load)
			until(t, "everybody to have theirs", takenOverWithin-time.Since(began), func() bool { return h.recorded() == 18 })
			t.Logf("taken over after %s", time.Since(began).Round(10*time.Millisecond))
			if test.hangs {
				leader.signal(syscall.SIGCONT)
				until(t, "the one that hung to notice", takenOverWithin, func() bool { return !leader.leads.Load() })
			} else {
				h.replicas = []*replica{other}
			}
			if !h.announce(h.ctx, h.groups[1], "つぎのお知らせ") {
				t.Error("the next announcement is not acknowledged")
			}
			h.drain()
			h.check()
		})
	}
}

// recorded is how many announcements are known to have been sent.
func (h *torture) recorded() int {
	return len(readLedger(h, h.database, "kind = 'announcement' AND state = 'sent'"))
}

// catch holds the nth message up, before or after it stands, until the function that it hands over is called.
func (h *torture) catch(nth int, stands bool) <-chan func() {
	caught := make(chan func(), 1)
	var once sync.Once
	hold := func(c apiCall) {
		if c.method != "chat.postMessage" || c.nth < nth {
			return
		}
		once.Do(func() {
			goOn := make(chan struct{})
			caught <- func() { close(goOn) }
			<-goOn
		})
	}
	before, after := h.holdUp, h.holdBack
	if stands {
		after = func(c apiCall) { h.holdBack(c); hold(c) }
	} else {
		before = func(c apiCall) { h.holdUp(c); hold(c) }
	}
	h.tap.disturb(before, after)
	return caught
}
