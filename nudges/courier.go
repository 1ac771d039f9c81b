package nudges

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/storage"
)

const (
	callTimeout = 30 * time.Second // how long one call to the platform may take
	doubtPause  = 5 * time.Second  // before looking for a message whose sending had no answer
	cutPause    = time.Minute      // before trying again when nothing can be sent at all
	longestWait = 5 * time.Minute  // between two attempts
	redraws     = 50               // messages drawn again in one go
)

// courier takes what is due from the outbox and gets it there: one item at a time, in the order of their due times. That an
// item is being sent is durable before the call, so that a crash leaves at most one in doubt; what is in doubt is looked
// for on the platform before it is sent again.
type courier struct {
	db       *storage.DB
	platform chat.Platform
	clock    clockwork.Clock
	log      *slog.Logger
	pace     *pace
	rest     time.Time // nothing is sent before
	look     time.Time // nothing in doubt is looked for before
	touchUp  time.Time // nothing is redrawn before
}

func newCourier(db *storage.DB, platform chat.Platform, clock clockwork.Clock, log *slog.Logger) *courier {
	return &courier{db: db, platform: platform, clock: clock, log: log, pace: newPace()}
}

// work sends all that may be sent now and returns when more may be; zero if nothing waits.
func (c *courier) work(ctx context.Context) (time.Time, error) {
	if c.clock.Now().Before(c.rest) {
		return c.rest, nil
	}
	again, err := c.resolve(ctx)
	if err != nil {
		return time.Time{}, err
	}
	redraw, err := c.redraw(ctx)
	if err != nil {
		return time.Time{}, err
	}
	again = earliest(again, redraw)
	for ctx.Err() == nil {
		now := c.clock.Now()
		if now.Before(c.rest) {
			return c.rest, nil
		}
		if free := c.pace.free(now); free.After(now) {
			return free, nil
		}
		letter, err := c.claim(ctx, now)
		if errors.Is(err, storage.ErrNotFound) {
			break
		}
		if err != nil {
			return time.Time{}, err
		}
		if letter.to == "" {
			continue // it was put off or cancelled
		}
		if err := c.send(ctx, letter); err != nil {
			return time.Time{}, err
		}
	}
	var next time.Time
	err = c.db.Read(ctx, func(tx *storage.Tx) (err error) {
		next, err = tx.NextTry()
		return err
	})
	return earliest(next, again), err
}

// letter is a delivery that is ready to go.
type letter struct {
	delivery storage.Delivery
	to       string // a channel or person
	room     *room  // to be opened first
	message  chat.Message
}

// claim takes the next delivery and words it, or puts it off or ends it if it is not to be sent now; then the letter has no
// addressee.
func (c *courier) claim(ctx context.Context, now time.Time) (letter, error) {
	var l letter
	err := c.db.Write(ctx, func(tx *storage.Tx) error {
		d, err := tx.Claim(now)
		if err != nil {
			return err
		}
		if !d.Expires.IsZero() && !now.Before(d.Expires) {
			return c.drop(tx, d, "its time has passed")
		}
		words, err := word(tx, d, now)
		var stale stale
		switch {
		case errors.As(err, &stale):
			return c.drop(tx, d, string(stale))
		case err != nil: // it must not hold up the others
			c.log.Error("delivery cannot be worded", "delivery", d.ID, "kind", d.Kind, "error", err)
			return tx.Drop(d.ID, storage.Failed, err.Error())
		}
		if words.quietUntil.After(now) {
			return tx.Postpone(d.ID, words.quietUntil, "quiet hours")
		}
		if free := c.pace.channelFree(words.to, now); free.After(now) {
			return tx.Postpone(d.ID, free, "pace of the channel")
		}
		l = letter{delivery: d, to: words.to, room: words.room, message: words.message}
		return nil
	})
	return l, err
}

func (c *courier) drop(tx *storage.Tx, d storage.Delivery, cause string) error {
	c.log.Info("delivery cancelled", "delivery", d.ID, "kind", d.Kind, "occasion", d.Occasion, "cause", cause)
	return tx.Drop(d.ID, storage.Cancelled, cause)
}

// send makes the call and records what came of it. It is finished even if the context ends meanwhile. After a call without an
// answer everything rests: in an outage one message after the other would come into doubt.
func (c *courier) send(ctx context.Context, l letter) (err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	if l.room != nil {
		if l.to, err = c.open(ctx, l); err != nil {
			return c.failed(ctx, l.delivery, err)
		}
	}
	c.pace.sent(l.to, c.clock.Now())
	receipt, err := c.platform.Post(ctx, l.to, l.message, l.delivery.ID)
	if err != nil {
		var fault *chat.Error
		if errors.As(err, &fault) && fault.Sent {
			c.log.Warn("delivery in doubt", "delivery", l.delivery.ID, "kind", l.delivery.Kind, "error", err)
			c.look = c.clock.Now().Add(doubtPause)
			c.rest = c.look
			return nil
		}
		return c.failed(ctx, l.delivery, err)
	}
	return c.record(ctx, l.delivery, receipt)
}

// open opens a circle's room and keeps where it is.
func (c *courier) open(ctx context.Context, l letter) (string, error) {
	channel, err := c.platform.Room(ctx, l.room.name, l.room.members)
	if err != nil {
		return "", err
	}
	return channel, c.db.Write(ctx, func(tx *storage.Tx) error { return tx.SetCircleChannel(l.room.circle, channel) })
}

func (c *courier) record(ctx context.Context, d storage.Delivery, receipt chat.Receipt) error {
	c.log.Info("delivered", "delivery", d.ID, "kind", d.Kind, "late", c.clock.Since(d.Due).Round(time.Millisecond))
	return c.db.Write(ctx, func(tx *storage.Tx) error {
		return tx.Deliver(d.ID, receipt.Channel, receipt.Message, c.clock.Now())
	})
}

// failed decides what becomes of a delivery whose call failed.
func (c *courier) failed(ctx context.Context, d storage.Delivery, err error) error {
	now := c.clock.Now()
	fault := &chat.Error{Err: err}
	errors.As(err, &fault)
	c.log.Warn("delivery failed", "delivery", d.ID, "kind", d.Kind, "attempts", d.Attempts, "error", err)
	return c.db.Write(ctx, func(tx *storage.Tx) error {
		switch fault.Fault {
		case chat.Unreachable, chat.Refused:
			return tx.Drop(d.ID, storage.Failed, err.Error())
		case chat.Cut:
			c.rest = now.Add(cutPause)
			c.log.Error("nothing can be sent: check the installation with ippo doctor", "error", err)
			return tx.PutOff(d.ID, c.rest, err.Error())
		}
		if fault.RetryAfter > 0 {
			c.rest = now.Add(fault.RetryAfter)
			if d.Attempts > 1 { // perhaps it alone is meant, and must not hold up the others
				return tx.PutOff(d.ID, c.rest, err.Error())
			}
			return tx.PutOff(d.ID, d.Due, err.Error()) // it keeps its place
		}
		return tx.PutOff(d.ID, now.Add(wait(d.Attempts)), err.Error())
	})
}

// wait is how long to wait after a number of attempts: twice as long each time, and a little at random.
func wait(attempts int) time.Duration {
	pause := min(time.Second<<min(attempts, 10), longestWait)
	return pause/2 + rand.N(pause)
}

// resolve looks for the messages of deliveries in doubt: it records those that are there and lets the others wait again.
// Where Ippo must not look, the delivery is sent again: to hear something twice is better than never. It returns when to look
// again; zero if nothing is left in doubt.
func (c *courier) resolve(ctx context.Context) (again time.Time, err error) {
	now := c.clock.Now()
	var doubts []storage.Delivery
	err = c.db.Read(ctx, func(tx *storage.Tx) (err error) {
		doubts, err = tx.InDoubt()
		return err
	})
	if err != nil || len(doubts) == 0 {
		return time.Time{}, err
	}
	if now.Before(c.look) {
		return c.look, nil
	}
	for _, d := range doubts {
		receipt, err := c.find(ctx, d)
		if pause := lookAgain(err); pause > 0 { // the others would fare no better
			c.log.Warn("cannot look for a delivery in doubt", "delivery", d.ID, "kind", d.Kind, "error", err)
			c.look = now.Add(pause)
			return c.look, nil
		}
		if err == nil {
			err = c.record(ctx, d, receipt)
		} else {
			err = c.sendAgain(ctx, d, err)
		}
		if err != nil {
			return time.Time{}, err
		}
	}
	return time.Time{}, nil
}

// lookAgain is how long to wait before looking again after an error; 0 if looking again would be of no use. A recipient who
// cannot be reached is found out by sending.
func lookAgain(err error) time.Duration {
	if err == nil || errors.Is(err, chat.ErrNotFound) || errors.Is(err, chat.ErrMayNotRead) {
		return 0
	}
	fault := &chat.Error{Err: err}
	errors.As(err, &fault)
	switch fault.Fault {
	case chat.Temporary:
		return max(fault.RetryAfter, doubtPause)
	case chat.Cut:
		return cutPause
	}
	return 0
}

// sendAgain lets a delivery in doubt wait once more: the first time not at all, then longer and longer.
func (c *courier) sendAgain(ctx context.Context, d storage.Delivery, cause error) error {
	c.log.Warn("delivery in doubt is sent again", "delivery", d.ID, "kind", d.Kind, "attempts", d.Attempts, "cause", cause)
	until := c.clock.Now()
	if d.Attempts > 1 {
		until = until.Add(wait(d.Attempts))
	}
	return c.db.Write(ctx, func(tx *storage.Tx) error { return tx.PutOff(d.ID, until, cause.Error()) })
}

func (c *courier) find(ctx context.Context, d storage.Delivery) (chat.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if d.Kind == KindCircle {
		return chat.Receipt{}, chat.ErrMayNotRead // a circle's room is its members' own
	}
	return c.platform.Find(ctx, d.Recipient, d.ID, d.Tried.Add(-time.Minute))
}

// redraw brings messages up to date whose content has changed, each channel at its pace, and returns when it can go on; zero
// if nothing is left. Doing it twice does no harm.
func (c *courier) redraw(ctx context.Context) (time.Time, error) {
	var again time.Time
	var all []storage.Delivery
	err := c.db.Read(ctx, func(tx *storage.Tx) (err error) {
		all, err = tx.ToRedraw(redraws)
		return err
	})
	if len(all) > 0 && c.clock.Now().Before(c.touchUp) {
		return c.touchUp, nil
	}
	for _, d := range all {
		now := c.clock.Now()
		if free := c.pace.channelFree(d.Channel, now); free.After(now) {
			again = earliest(again, free)
			continue
		}
		if err = c.redrawOne(ctx, d); err != nil {
			break
		}
	}
	var fault *chat.Error
	if errors.As(err, &fault) {
		c.touchUp = c.clock.Now().Add(max(fault.RetryAfter, time.Second))
		return c.touchUp, nil
	}
	return again, err
}

// redrawOne draws one message again. Only a fault that will pass is returned; any other ends the attempt for good.
func (c *courier) redrawOne(ctx context.Context, d storage.Delivery) error {
	var words worded
	err := c.db.Read(ctx, func(tx *storage.Tx) (err error) {
		words, err = word(tx, d, c.clock.Now())
		return err
	})
	if err == nil {
		err = c.edit(ctx, d, words.message)
	}
	var fault *chat.Error
	if errors.As(err, &fault) && fault.Fault == chat.Temporary {
		return err
	}
	return c.db.Write(ctx, func(tx *storage.Tx) error { return tx.Redrawn(d.ID, d.Wanted) })
}

func (c *courier) edit(ctx context.Context, d storage.Delivery, m chat.Message) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	c.pace.touch(d.Channel, c.clock.Now())
	err := c.platform.Edit(ctx, chat.Receipt{Channel: d.Channel, Message: d.Message}, m)
	if err != nil {
		c.log.Warn("redrawing failed", "delivery", d.ID, "kind", d.Kind, "error", err)
	}
	return err
}
