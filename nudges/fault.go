package nudges

import (
	"errors"
	"math/rand/v2"
	"time"

	"ippo/chat"
	"ippo/storage"
)

const (
	shortestCut = time.Minute      // before trying again when nothing can be sent at all
	longestCut  = 15 * time.Minute // however often that was in vain
	mendPause   = 10 * time.Minute // before trying a channel again that Ippo cannot write in
	longestWait = 5 * time.Minute  // between two attempts
)

// failed decides what becomes of a delivery whose call failed, and owes it to the ledger. Whom a fault concerns decides who waits:
// this message, this recipient, or everybody.
func (c *courier) failed(l letter, err error, inRoom bool) {
	now, d := c.clock.Now(), l.delivery
	fault := &chat.Error{Err: err}
	errors.As(err, &fault)
	c.log.Warn("delivery failed", "delivery", d.ID, "kind", ShownKind(d.Kind), "attempts", d.Attempts, "error", err)
	cause := err.Error()
	putOff := func(until time.Time) {
		c.owe(func(tx *storage.Tx) error { return tx.PutOff(d.ID, until, cause) })
	}
	switch {
	case fault.Fault == chat.Unreachable:
		whom := d.Recipient
		if l.room != nil && l.room.joins != "" { // the room is there
			whom = l.room.joins
		}
		c.missing[whom] = true
		c.owe(func(tx *storage.Tx) error { return c.unreachable(tx, d, whom, cause, now) })
	case fault.Fault == chat.Refused && l.carries > 0: // one of them is to blame
		c.owe(func(tx *storage.Tx) error { return tx.PutApart(d.ID, now, goesAlone) })
	case fault.Fault == chat.Refused && holdsImage(l.message): // Slack fetches pictures itself: one that it cannot get is to keep no words back
		c.owe(func(tx *storage.Tx) error { return errors.Join(withoutImage(tx, d), tx.PutOff(d.ID, now, cause)) })
	case fault.Fault == chat.Refused:
		c.log.Error("a message is refused", "delivery", d.ID, "kind", ShownKind(d.Kind), "error", err)
		c.owe(func(tx *storage.Tx) error { return c.endInWords(tx, d, cause, now) })
	case fault.Fault == chat.Cut && inRoom: // perhaps only rooms may not be opened; a message will tell
		c.log.Error("no room can be opened until the installation is mended: run ippo doctor", "error", err)
		c.rooms = now.Add(longestCut)
		putOff(c.rooms)
	case fault.Fault == chat.Cut && l.message.File != nil: // perhaps only files may not be sent
		c.log.Error("no file can be sent until the installation is mended: run ippo doctor", "error", err)
		c.files, c.noFiles = now.Add(longestCut), cause
		if sentInWords[d.Kind] {
			c.owe(func(tx *storage.Tx) error { return c.endInWords(tx, d, cause, now) })
		} else {
			putOff(c.files)
		}
		c.filesWait(c.files)
	case fault.Fault == chat.Cut:
		c.trouble = now
		c.cut(err, now)
		putOff(c.rest)
	case fault.RetryAfter > 0 && l.message.File != nil: // only so many files
		c.slow = now.Add(fault.RetryAfter)
		putOff(c.slow)
		c.filesWait(c.slow)
	case fault.RetryAfter > 0 && inRoom:
		c.rooms = now.Add(fault.RetryAfter)
		putOff(c.rooms)
	case fault.RetryAfter > 0:
		c.rest = now.Add(fault.RetryAfter)
		c.pace.refused(fault.RetryAfter, now)
		c.metrics.paced(c.pace)
		if d.Attempts > 1 { // perhaps it alone is meant, and must not hold up the others
			putOff(c.rest)
		} else {
			putOff(d.Due) // it keeps its place
		}
	default:
		c.trouble = now
		putOff(now.Add(wait(d.Attempts)))
	}
}

// filesWait has the files that go with announcements wait until a time, which may be thousands, without looking at each of them.
func (c *courier) filesWait(until time.Time) {
	c.owe(func(tx *storage.Tx) error { return tx.PostponeKind(KindAttachment, until, filePace) })
}

// cut lets everything rest because nothing can be sent at all: the longer, the more often that was found.
func (c *courier) cut(err error, now time.Time) {
	c.rest = now.Add(min(shortestCut<<min(c.cuts, 10), longestCut))
	c.look, c.touchUp = c.rest, c.rest
	c.cuts++
	c.log.Error("nothing can be sent until the installation is mended: run ippo doctor", "again", c.rest, "error", err)
}

// unreachable sets a delivery aside because somebody, or a channel, cannot be written to, and has the organisers told if that is new. A channel
// can be mended; what is for it waits for that.
func (c *courier) unreachable(tx *storage.Tx, d storage.Delivery, whom, cause string, now time.Time) error {
	if err := noteUnreachable(tx, whom, cause, now); err != nil {
		return err
	}
	if kinds[d.Kind].to == toChannel {
		if d.Kind == KindOpening {
			if err := unopened(tx, d, now); err != nil {
				return err
			}
		}
		return tx.PutOff(d.ID, now.Add(mendPause), cause)
	}
	return c.end(tx, d, storage.Failed, cause, now)
}

// attempts are how often something failed in a row, and when to try again.
type attempts struct {
	failed int
	next   time.Time
}

// wait is how long to wait after a number of attempts: twice as long each time, and a little at random.
func wait(attempts int) time.Duration {
	pause := min(time.Second<<min(attempts, 10), longestWait)
	return pause/2 + rand.N(pause)
}
