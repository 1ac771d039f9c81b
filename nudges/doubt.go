package nudges

import (
	"context"
	"errors"
	"time"

	"ippo/chat"
	"ippo/storage"
)

const (
	doubtPause = 5 * time.Second  // before looking for a message after an answer that says nothing
	slowPause  = 30 * time.Second // … after no answer at all: a slow platform may still be at it
	crashPause = 10 * time.Second // … after an attempt of a process that is gone, from when it began
)

// doubt leaves a delivery in doubt. Everything rests until it was looked for: in an outage one message after the other would come
// into doubt.
func (c *courier) doubt(d storage.Delivery, err error) {
	c.log.Warn("delivery in doubt", "delivery", d.ID, "kind", d.Kind, "error", err)
	pause := doubtPause
	if errors.Is(err, context.DeadlineExceeded) {
		pause = slowPause
	}
	c.look = c.clock.Now().Add(pause)
	c.rest, c.doubts = latest(c.rest, c.look), true
}

// resolve looks for the messages of deliveries in doubt: it records those that are there and lets the others wait again.
// Where Ippo must not look, the delivery is sent again: to hear something twice is better than never. It returns when to look
// again; zero if nothing is left in doubt.
func (c *courier) resolve(ctx context.Context) (again time.Time, err error) {
	var doubts []storage.Delivery
	err = c.db.Read(ctx, func(tx *storage.Tx) (err error) {
		doubts, err = tx.InDoubt()
		return err
	})
	c.doubts = false
	for _, d := range doubts {
		now := c.clock.Now()
		if d.Tried.After(now) { // the clock was set back
			d.Tried = now.Add(-crashPause)
		}
		at := c.look
		if d.Tried.Before(c.began) {
			at = latest(at, d.Tried.Add(crashPause))
		}
		if at.After(now) {
			again = earliest(again, at)
			continue
		}
		receipt, err := c.find(ctx, d)
		if pause := c.lookAgain(err, now); pause > 0 { // the others would fare no better
			c.log.Warn("cannot look for a delivery in doubt", "delivery", d.ID, "kind", d.Kind, "error", err)
			c.look = now.Add(pause)
			return c.look, nil
		}
		if err == nil {
			c.delivered(d, receipt)
		} else {
			c.sendAgain(d, err)
		}
		if err := c.settle(ctx); err != nil {
			return time.Time{}, err
		}
	}
	return again, err
}

// lookAgain is how long to wait before looking again after an error; 0 if looking again would be of no use. A recipient who
// cannot be reached is found out by sending.
func (c *courier) lookAgain(err error, now time.Time) time.Duration {
	if err == nil || errors.Is(err, chat.ErrNotFound) || errors.Is(err, chat.ErrMayNotRead) {
		c.looks = 0
		return 0
	}
	fault := &chat.Error{Err: err}
	errors.As(err, &fault)
	switch fault.Fault {
	case chat.Temporary:
		c.looks++
		return max(fault.RetryAfter, min(doubtPause<<min(c.looks-1, 10), longestWait))
	case chat.Cut:
		c.cut(err, now)
		return c.rest.Sub(now)
	}
	return 0
}

// sendAgain lets a delivery in doubt wait once more: the first time not at all, then longer and longer.
func (c *courier) sendAgain(d storage.Delivery, cause error) {
	c.log.Warn("delivery in doubt is sent again", "delivery", d.ID, "kind", d.Kind, "attempts", d.Attempts, "cause", cause)
	until := c.clock.Now()
	if d.Attempts > 1 {
		until = until.Add(wait(d.Attempts))
	}
	c.owe(func(tx *storage.Tx) error {
		if errors.Is(cause, chat.ErrMayNotRead) && d.Kind != KindLeaving {
			return tx.Repeat(d.ID, until, cause.Error())
		}
		return tx.PutOff(d.ID, until, cause.Error())
	})
}

func (c *courier) find(ctx context.Context, d storage.Delivery) (chat.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if d.Kind == KindCircle || d.Kind == KindLeaving {
		return chat.Receipt{}, chat.ErrMayNotRead // a circle's room is its members' own
	}
	return c.platform.Find(ctx, d.Recipient, d.ID, d.Tried.Add(-time.Minute))
}
