package nudges

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/storage"
)

// directory answers with what it is told, and counts how often it was asked.
type directory struct {
	accounts []chat.Account
	err      error
	takes    func()
	asked    int
}

func (d *directory) Accounts(context.Context) ([]chat.Account, error) {
	d.asked++
	if d.takes != nil {
		d.takes()
	}
	return d.accounts, d.err
}

// Names are asked for once an hour; what was known stays where nobody answers, and e-mails are not needed.
func TestRosterAsksOnceAnHour(t *testing.T) {
	clock := clockwork.NewFakeClock()
	d := &directory{err: errors.New("503")}
	r := &roster{clock: clock, log: slog.New(slog.DiscardHandler), directory: d}
	name := func() string { return r.names(t.Context())["U1"] }
	if name() != "" || d.asked != 1 {
		t.Fatalf("without an answer it knows %q", name())
	}
	d.accounts, d.err = []chat.Account{{ID: "U1", Name: "高橋 健一"}}, chat.ErrNoEmail
	for range 2 {
		if name() != "高橋 健一" || d.asked != 2 {
			t.Fatalf("it knows %q after %d questions", name(), d.asked)
		}
	}
	clock.Advance(rosterKept)
	d.accounts, d.err = nil, errors.New("503")
	if name() != "高橋 健一" || d.asked != 3 {
		t.Errorf("where nobody answers it knows %q after %d questions", name(), d.asked)
	}
}

// Where names take long to come, a file that names people waits for its next try, and goes with them.
func TestNamesThatTakeLong(t *testing.T) {
	clock := clockwork.NewFakeClock()
	d := &directory{accounts: []chat.Account{{ID: "U1", Name: "高橋 健一"}}, takes: func() { clock.Advance(longestHandling + time.Second) }}
	c := &courier{
		clock: clock, lost: make(chan struct{}), pace: newPace(), metrics: newMetrics(nil), platform: taker{},
		roster: &roster{clock: clock, log: slog.New(slog.DiscardHandler), directory: d},
	}
	var sent string
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
	if o := try(1); !errors.As(o.err, &fault) || fault.Fault != chat.Temporary || fault.Sent {
		t.Fatalf("the first try: %v", o.err)
	}
	if o := try(2); o.err != nil || sent != "高橋 健一" || d.asked != 1 {
		t.Errorf("the second: %v, with %q after %d questions", o.err, sent, d.asked)
	}
}

// taker takes every message.
type taker struct{ chat.Platform }

func (taker) Post(context.Context, string, chat.Message, string) (chat.Receipt, error) {
	return chat.Receipt{Channel: "D1", Message: "1"}, nil
}
