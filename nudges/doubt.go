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
	crashPause = 10 * time.Second // … after an attempt of another process began, which may be gone
)

// doubt leaves a delivery in doubt. Everything rests until it was looked for: in an outage one message after the other would come
// into doubt.
func (c *courier) doubt(d storage.Delivery, err error) {
	c.log.Warn("delivery in doubt", "delivery", d.ID, "kind", ShownKind(d.Kind), "error", err)
	pause := doubtPause
	if errors.Is(err, context.DeadlineExceeded) {
		pause = slowPause
	}
	c.trouble = c.clock.Now()
	c.look = c.trouble.Add(pause)
	c.rest, c.doubts = latest(c.rest, c.look), true
	c.lookups[d.ID] = attempts{next: c.look}
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
	failed := 0
	for _, d := range doubts {
		now := c.clock.Now()
		tries := c.lookups[d.ID]
		if tries.next.IsZero() { // another process made the attempt, and its call may still be under way
			tries.next = d.Tried.Add(crashPause)
			if d.Tried.After(now) { // by a clock that is ahead of this one
				tries.next = now.Add(crashPause)
			}
			c.lookups[d.ID] = tries
		}
		if at := latest(c.look, tries.next); at.After(now) && at.Sub(now) <= longestLimit {
			again = earliest(again, at)
			continue
		}
		receipt, err := c.find(ctx, d)
		if c.lookAgain(d, err, now) {
			again = earliest(again, latest(c.look, c.lookups[d.ID].next))
			if failed++; failed > 1 { // the others would fare no better now
				c.look = latest(c.look, now.Add(doubtPause))
			}
			continue
		}
		delete(c.lookups, d.ID)
		switch {
		case err == nil:
			c.delivered(d, receipt)
		case !errors.Is(err, chat.ErrNotFound) && !errors.Is(err, chat.ErrMayNotRead) && isExpired(d, now):
			c.owe(func(tx *storage.Tx) error { return c.end(tx, d, storage.Failed, neverLooked, now) })
		default:
			c.sendAgain(d, err)
		}
		if err := c.settle(ctx); err != nil {
			return time.Time{}, err
		}
	}
	return again, err
}

// neverLooked is why a delivery in doubt is given up: until its time had passed, nobody could look whether it had arrived.
const neverLooked = "in doubt, and looking failed until its time had passed"

// longestLimit bounds what is waited for; beyond it a clock was set back.
const longestLimit = 2 * time.Hour

func isExpired(d storage.Delivery, now time.Time) bool {
	return !d.Expires.IsZero() && !now.Before(d.Expires)
}

// lookAgain reports whether a look failed in a way that calls for another, and says when. One conversation that cannot be looked into
// does not keep the others from being. A recipient who cannot be reached is found out by sending.
func (c *courier) lookAgain(d storage.Delivery, err error, now time.Time) bool {
	var fault *chat.Error
	if !errors.As(err, &fault) || (fault.Fault != chat.Temporary && fault.Fault != chat.Cut) || isExpired(d, now) {
		return false
	}
	c.log.Warn("cannot look for a delivery in doubt", "delivery", d.ID, "kind", ShownKind(d.Kind), "error", err)
	tries := c.lookups[d.ID]
	tries.failed++
	pause := min(doubtPause<<min(tries.failed-1, 10), longestWait)
	if fault.RetryAfter > 0 {
		c.look = now.Add(fault.RetryAfter)
		pause = fault.RetryAfter
	}
	tries.next = now.Add(pause)
	c.lookups[d.ID] = tries
	return true
}

// sendAgain lets a delivery in doubt wait once more: the first time not at all, then longer and longer.
func (c *courier) sendAgain(d storage.Delivery, cause error) {
	c.log.Warn("delivery in doubt is sent again", "delivery", d.ID, "kind", ShownKind(d.Kind), "attempts", d.Attempts, "cause", cause)
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
	if kinds[d.Kind].to == toRoom || sentInWords[d.Kind] || filesThatWait[d.Kind] {
		return chat.Receipt{}, chat.ErrMayNotRead // a circle's room is its members' own, and a file bears no mark by which to find it
	}
	return c.platform.Find(ctx, d.Recipient, d.ID, d.Tried.Add(-time.Minute))
}
