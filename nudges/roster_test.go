package nudges

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"testing"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/storage"
)

// directory answers with what it is told, and counts how often it was asked.
type directory struct {
	accounts []chat.Account
	err      error
	waits    chan struct{} // nil: for nothing
	asked    int
	panics   bool
}

func (d *directory) Accounts(context.Context) ([]chat.Account, error) {
	d.asked++
	if d.panics {
		panic("an answer that nobody can read")
	}
	if d.waits != nil {
		<-d.waits
	}
	return d.accounts, d.err
}

// Names are asked for once an hour, and then forgotten; where nobody answers, not again at once; e-mails are not needed.
func TestRosterAsksOnceAnHour(t *testing.T) {
	clock := clockwork.NewFakeClock()
	d := &directory{err: errors.New("503")}
	r := &roster{clock: clock, log: slog.New(slog.DiscardHandler), directory: d}
	knows := func(want string, asked int) {
		t.Helper()
		names, known := r.names(t.Context())
		if names["U1"] != want || !known || d.asked != asked {
			t.Fatalf("it knows %q, %t after %d questions; want %q after %d", names["U1"], known, d.asked, want, asked)
		}
	}
	knows("", 1)
	knows("", 1)
	clock.Advance(rosterAgain)
	d.accounts, d.err = []chat.Account{{ID: "U1", Name: "高橋 健一"}}, chat.ErrNoEmail
	knows("高橋 健一", 2)
	knows("高橋 健一", 2)
	clock.Advance(rosterKept)
	for left := 1; left > 0; { // the clock calls in its own time
		r.mu.Lock()
		left = len(r.known)
		r.mu.Unlock()
		runtime.Gosched()
	}
	d.accounts, d.err = nil, errors.New("503")
	knows("", 3)
	clock.Advance(rosterAgain)
	d.panics = true
	knows("", 4)
}

// Where names take long to come, a file that names people waits for its next try, and goes with them, or without them if they do not come; nothing
// else waits meanwhile.
func TestNamesThatTakeLong(t *testing.T) {
	for _, comes := range []bool{true, false} {
		clock := clockwork.NewFakeClock()
		d := &directory{waits: make(chan struct{}), err: errors.New("ratelimited")}
		if comes {
			d.accounts, d.err = []chat.Account{{ID: "U1", Name: "高橋 健一"}}, nil
		}
		c := &courier{
			clock: clock, lost: make(chan struct{}), pace: newPace(), metrics: newMetrics(nil), platform: taker{},
			roster: &roster{clock: clock, log: slog.New(slog.DiscardHandler), directory: d},
		}
		sent := "nothing"
		try := func(attempts int) outcome {
			var names map[string]string
			return <-c.send(t.Context(), letter{
				delivery: storage.Delivery{Kind: KindTable, Tried: clock.Now(), Attempts: attempts},
				worded: worded{to: "U9", names: &names, draw: func() (chat.Message, error) {
					sent = names["U1"]
					return chat.Message{File: &chat.File{}}, nil
				}},
			})
		}
		var fault *chat.Error
		if o := try(1); !errors.As(o.err, &fault) || fault.Fault != chat.Temporary || fault.Sent || sent != "nothing" {
			t.Fatalf("the first try: %v", o.err)
		}
		close(d.waits)
		want := ""
		if comes {
			want = "高橋 健一"
		}
		if o := try(2); o.err != nil || sent != want || d.asked != 1 {
			t.Errorf("the second: %v, with %q after %d questions", o.err, sent, d.asked)
		}
	}
}

// taker takes every message.
type taker struct{ chat.Platform }

func (taker) Post(context.Context, string, chat.Message, string) (chat.Receipt, error) {
	return chat.Receipt{Channel: "D1", Message: "1"}, nil
}
