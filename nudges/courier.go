package nudges

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/storage"
)

const (
	callTimeout = 30 * time.Second // how long one call to the platform may take,
	fileTimeout = 90 * time.Second // and a file with all of its calls
	stretch     = 500              // messages, before something else may have its turn
)

// courier takes what is due from the outbox and gets it there: one item after the other, the most urgent first. That an item is
// being sent is durable before its call; while it is on its way, the next is made ready, so a crash leaves at most two in doubt.
// What is in doubt is looked for on the platform before it is sent again. What came of a call is written together with a
// claim: one disk write for both.
type courier struct {
	db       *storage.DB
	write    func(context.Context, func(*storage.Tx) error) error // as the one that delivers
	lost     <-chan struct{}                                      // closed when another may deliver
	platform chat.Platform
	clock    clockwork.Clock
	log      *slog.Logger
	pace     *pace
	metrics  *metrics
	missing  map[string]bool // who could not be reached the last time
	began    time.Time       // what was tried before was tried by a process that is gone

	owed    []func(*storage.Tx) error // what came of calls and is not written yet
	rest    time.Time                 // nothing is posted before
	rooms   time.Time                 // no room is opened before
	files   time.Time                 // no file is sent before
	noFiles string                    // and why
	slow    time.Time                 // when the platform takes a file again, of which it takes only so many
	content attached                  // the file that was sent last, since most are sent to many
	roster  *roster
	busy    time.Time           // since when there is always something to send; zero: there is not
	trouble time.Time           // when a call last failed, but for a limit
	look    time.Time           // nothing in doubt is looked for before
	touchUp time.Time           // nothing is redrawn before
	doubts  bool                // something came into doubt and was not looked for yet
	sends   int                 // deliveries that went well
	lookups map[string]attempts // by delivery in doubt
	redraws map[string]attempts // by delivery that is to be redrawn
	cuts    int                 // how often in a row nothing could be sent at all
}

// letter is a delivery that is ready to go.
type letter struct {
	delivery storage.Delivery
	worded
	carries int // other deliveries that go in its message
}

// work sends all that may be sent now and returns when more may be; zero if nothing waits.
func (c *courier) work(ctx context.Context) (time.Time, error) {
	if err := c.settle(ctx); err != nil {
		return time.Time{}, err
	}
	again, err := c.resolve(ctx)
	if err != nil {
		return time.Time{}, err
	}
	next, err := c.post(ctx)
	if err = errors.Join(err, c.settle(ctx)); err != nil {
		return time.Time{}, err
	}
	redraw, err := c.redraw(ctx)
	if err != nil {
		return time.Time{}, err
	}
	if c.doubts {
		again = earliest(again, c.look)
	}
	return earliest(next, earliest(again, redraw)), nil
}

// post sends what waits, and returns when to go on; zero if nothing is left.
func (c *courier) post(ctx context.Context) (next time.Time, err error) {
	var ready letter // what is claimed and not sent yet
	var found bool
	defer func() {
		if found {
			c.putBack(ready)
		}
	}()
	for sent := 0; ctx.Err() == nil; sent++ {
		now := c.clock.Now()
		if free := latest(c.rest, c.pace.free(now)); free.After(now) {
			waiting, err := c.nextTry(ctx)
			if found || len(c.owed) > 0 || (!waiting.IsZero() && waiting.Before(free)) { // what is owed may have been refused
				waiting = free
			}
			return waiting, err
		}
		if sent == stretch {
			return now, nil
		}
		if !found {
			if len(c.owed) == 0 { // with nothing to write, look first whether there is anything to claim
				if next, err := c.nextTry(ctx); err != nil || next.IsZero() || next.After(now) {
					c.busy = time.Time{}
					return next, err
				}
			}
			if c.busy.IsZero() {
				c.busy = now
			}
			if ready, found, err = c.claim(ctx, now); err != nil || !found {
				if err != nil {
					return time.Time{}, err
				}
				continue
			}
		}
		call := c.send(ctx, ready)
		if ready, found, err = c.readyNext(ctx, ready, now); err != nil {
			c.judge(<-call)
			return time.Time{}, err
		}
		c.judge(<-call)
	}
	return time.Time{}, nil
}

// readyNext claims a letter while another is on its way, if it may follow at once. So the disk and the network work side by side;
// after a crash these two are in doubt.
func (c *courier) readyNext(ctx context.Context, under letter, now time.Time) (letter, bool, error) {
	if under.room != nil || under.file() || ctx.Err() != nil || latest(c.rest, c.pace.free(now)).After(now) {
		return letter{}, false, nil
	}
	return c.claim(ctx, now)
}

// putBack owes the ledger that a letter was not sent after all. It keeps its place.
func (c *courier) putBack(l letter) {
	c.owe(func(tx *storage.Tx) error { return tx.Postpone(l.delivery.ID, l.delivery.NextTry, l.delivery.Cause) })
}

// owe has something written with the next claim, or at the end of the work.
func (c *courier) owe(write func(*storage.Tx) error) { c.owed = append(c.owed, write) }

func (c *courier) nextTry(ctx context.Context) (next time.Time, err error) {
	err = c.db.Read(ctx, func(tx *storage.Tx) (err error) {
		next, err = tx.NextTry()
		return err
	})
	return next, err
}

// settle writes what came of the last call. It is finished even if the context has ended.
func (c *courier) settle(ctx context.Context) error {
	if len(c.owed) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	if err := c.write(ctx, c.settleIn); err != nil {
		return err
	}
	c.owed = nil
	return nil
}

// settleIn writes what is owed within a transaction. That somebody else ended a delivery meanwhile is no failure.
func (c *courier) settleIn(tx *storage.Tx) error {
	for _, write := range c.owed {
		if err := write(tx); err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
	}
	return nil
}

// latest is the later of two times.
func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
