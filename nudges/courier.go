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
	callTimeout  = 30 * time.Second // how long one call to the platform may take
	claimsAtOnce = 100              // in one transaction: most of them because they no longer make sense
	stretch      = 500              // messages, before something else may have its turn
	mostSpoiled  = 5                // attempts to word a delivery
)

// timePassed is why a delivery is cancelled that came too late.
const timePassed = "its time has passed"

// courier takes what is due from the outbox and gets it there: one item after the other, the most urgent first. That an item is
// being sent is durable before its call; while it is on its way, the next is made ready, so a crash leaves at most two in doubt.
// What is in doubt is looked for on the platform before it is sent again. What came of a call is written together with a
// claim: one disk write for both.
type courier struct {
	db       *storage.DB
	write    func(context.Context, func(*storage.Tx) error) error // as the one that delivers
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
	look    time.Time                 // nothing in doubt is looked for before
	touchUp time.Time                 // nothing is redrawn before
	doubts  bool                      // something came into doubt and was not looked for yet
	sends   int                       // deliveries that went well
	looks   int                       // how often in a row looking failed
	cuts    int                       // how often in a row nothing could be sent at all
}

// letter is a delivery that is ready to go.
type letter struct {
	delivery storage.Delivery
	worded
}

// longestHandling is how long it may take from a claim to its call. A process that was frozen meanwhile does not make the call:
// another may have made it by now. It puts the letter back, if it may still write.
const longestHandling = 5 * time.Second

// work sends all that may be sent now and returns when more may be; zero if nothing waits.
func (c *courier) work(ctx context.Context) (time.Time, error) {
	if err := c.settle(ctx); err != nil {
		return time.Time{}, err
	}
	again, err := c.resolve(ctx)
	if err != nil {
		return time.Time{}, err
	}
	redraw, err := c.redraw(ctx)
	if err != nil {
		return time.Time{}, err
	}
	next, err := c.post(ctx)
	if err = errors.Join(err, c.settle(ctx)); err != nil {
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
			if found || (!waiting.IsZero() && waiting.Before(free)) {
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
					return next, err
				}
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
	if under.room != nil || ctx.Err() != nil || latest(c.rest, c.pace.free(now)).After(now) {
		return letter{}, false, nil
	}
	return c.claim(ctx, now)
}

// putBack owes the ledger that a letter was not sent after all.
func (c *courier) putBack(l letter) {
	c.owe(func(tx *storage.Tx) error { return tx.Postpone(l.delivery.ID, c.clock.Now(), "made ready too early") })
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

// claim writes what is owed, takes the next delivery and words it. Those that are not to be sent now are put off or ended on the
// way.
func (c *courier) claim(ctx context.Context, now time.Time) (l letter, found bool, err error) {
	var claimed storage.Delivery
	var unworded error
	err = c.write(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
		if err := c.settleIn(tx); err != nil {
			return err
		}
		for range claimsAtOnce {
			if claimed, err = tx.Claim(now); errors.Is(err, storage.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			if l, found, unworded = c.prepare(tx, claimed, now); found || unworded != nil {
				return unworded
			}
		}
		return nil
	})
	if unworded != nil {
		return letter{}, false, c.spoiled(ctx, claimed, unworded, now)
	}
	if err == nil {
		c.owed = nil
	}
	return l, found && err == nil, err
}

// spoiled puts off a delivery that cannot be worded, and gives it up in the end: it must not hold up the others.
func (c *courier) spoiled(ctx context.Context, d storage.Delivery, cause error, now time.Time) error {
	c.log.Error("delivery cannot be worded", "delivery", d.ID, "kind", d.Kind, "attempts", d.Attempts, "error", cause)
	return c.write(ctx, func(tx *storage.Tx) error {
		if d.Attempts >= mostSpoiled {
			return c.end(tx, d, storage.Failed, cause.Error(), now)
		}
		return tx.Spoil(d.ID, now.Add(wait(d.Attempts)), cause.Error())
	})
}

// prepare words a delivery that was claimed, or puts it off or ends it if it is not to be sent now.
func (c *courier) prepare(tx *storage.Tx, d storage.Delivery, now time.Time) (l letter, found bool, err error) {
	if !d.Expires.IsZero() && !now.Before(d.Expires) {
		return l, false, c.end(tx, d, storage.Cancelled, timePassed, now)
	}
	missed, err := c.missed(tx, d, now)
	if err != nil {
		return l, false, err
	}
	if d.Kind == KindNudge && len(missed) > 0 {
		return l, false, c.end(tx, d, storage.Cancelled, oneIsEnough, now)
	}
	words, err := word(tx, d, now)
	var stale stale
	switch {
	case errors.As(err, &stale):
		return l, false, c.end(tx, d, storage.Cancelled, string(stale), now)
	case err != nil:
		return l, false, err
	case words.quietUntil.After(now):
		return l, false, tx.Postpone(d.ID, words.quietUntil, quietHours)
	case words.room != nil && c.rooms.After(now):
		return l, false, tx.Postpone(d.ID, c.rooms, roomPace)
	}
	if free := c.pace.channelFree(words.to, now); free.After(now) {
		return l, false, tx.Postpone(d.ID, free, channelPace)
	}
	l = letter{delivery: d, worded: words}
	return l, true, c.bundle(tx, &l, missed, now)
}

// end ends a delivery without its being sent.
func (c *courier) end(tx *storage.Tx, d storage.Delivery, as storage.State, cause string, now time.Time) error {
	c.log.Info("delivery ended unsent", "delivery", d.ID, "kind", d.Kind, "occasion", d.Occasion, "state", as, "cause", cause)
	if err := tx.Drop(d.ID, as, cause); err != nil {
		return err
	}
	return unshared(tx, d, as, cause, now)
}

// outcome is what came of a call.
type outcome struct {
	letter  letter
	receipt chat.Receipt
	err     error
	inRoom  bool // it is about the room, and not the message
	late    bool // the call was not made
	panics  any
}

// send makes the call of a letter, which is finished even if the context ends meanwhile.
func (c *courier) send(ctx context.Context, l letter) <-chan outcome {
	done := make(chan outcome, 1)
	if c.clock.Since(l.delivery.Tried) > longestHandling {
		done <- outcome{letter: l, late: true}
		return done
	}
	c.pace.sent(l.to, c.clock.Now())
	c.metrics.paced(c.pace)
	go func() {
		o := outcome{letter: l}
		defer func() {
			o.panics = recover()
			done <- o
		}()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
		defer cancel()
		if l.room != nil {
			if o.err = c.enter(ctx, &l); o.err != nil || l.room.leaves != "" {
				o.receipt, o.inRoom = chat.Receipt{Channel: l.to}, true
				return
			}
		}
		o.receipt, o.err = c.platform.Post(ctx, l.to, l.message, l.delivery.ID)
	}()
	return done
}

// judge owes the ledger what came of a call.
func (c *courier) judge(o outcome) {
	var fault *chat.Error
	switch {
	case o.panics != nil:
		panic(o.panics)
	case o.late:
		c.putBack(o.letter)
	case o.err == nil:
		c.delivered(o.letter.delivery, o.receipt)
	case !o.inRoom && errors.As(o.err, &fault) && fault.Sent:
		c.doubt(o.letter.delivery, o.err)
	default:
		c.failed(o.letter.delivery, o.err, o.inRoom)
	}
}

// enter opens a circle's room and keeps where it is, or takes a person out of it.
func (c *courier) enter(ctx context.Context, l *letter) (err error) {
	if l.room.leaves != "" {
		return c.platform.Dismiss(ctx, l.to, l.room.leaves)
	}
	if l.to, err = c.platform.Room(ctx, l.room.name, l.room.members); err != nil {
		return err
	}
	return c.write(ctx, func(tx *storage.Tx) error { return tx.SetCircleChannel(l.room.circle, l.to) })
}

// delivered owes the ledger a receipt.
func (c *courier) delivered(d storage.Delivery, receipt chat.Receipt) {
	now := c.clock.Now()
	c.log.Info("delivered", "delivery", d.ID, "kind", d.Kind, "late", now.Sub(d.Due).Round(time.Millisecond))
	if c.cuts > 0 {
		c.log.Info("messages are sent again")
		c.cuts = 0
	}
	c.sends++
	reached := c.missing[d.Recipient]
	delete(c.missing, d.Recipient)
	c.owe(func(tx *storage.Tx) error {
		if reached {
			if err := tx.Reached(d.Recipient); err != nil {
				return err
			}
		}
		return tx.Deliver(d.ID, receipt.Channel, receipt.Message, now)
	})
}

// latest is the later of two times.
func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
