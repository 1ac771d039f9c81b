package nudges

import (
	"context"
	"errors"
	"time"

	"ippo/chat"
	"ippo/storage"
)

// redraws is how many messages are drawn again in one go beside those that wait for another attempt, longestRedraw is between two attempts
// at one that fails, and mostTakeOuts is how many there are, for two weeks, where words are to go from a room that Ippo is kept out of.
const (
	redraws       = 50
	longestRedraw = time.Hour
	mostTakeOuts  = 14 * 24
)

// redraw brings messages up to date whose content has changed, each channel at its pace, and returns when it can go on; zero
// if nothing is left. Doing it twice does no harm.
func (c *courier) redraw(ctx context.Context) (time.Time, error) {
	var again time.Time
	var all []storage.Delivery
	err := c.db.Read(ctx, func(tx *storage.Tx) (err error) {
		all, err = tx.ToRedraw(redraws + len(c.redraws))
		return err
	})
	for _, d := range all {
		now := c.clock.Now()
		if at := latest(c.touchUp, latest(c.pace.channelFree(d.Channel, now), c.redraws[d.ID].next)); at.After(now) && at.Sub(now) <= longestLimit {
			again = earliest(again, at)
			continue
		}
		if err := c.redrawOne(ctx, d); err != nil {
			if !c.drawAgain(d, err, now) {
				return time.Time{}, err
			}
			again = earliest(again, latest(c.touchUp, c.redraws[d.ID].next))
			continue
		}
		delete(c.redraws, d.ID)
	}
	return again, err
}

// drawAgain says when to draw a message again whose redrawing failed; it reports false if the platform is not to blame. The others
// go on.
func (c *courier) drawAgain(d storage.Delivery, err error, now time.Time) bool {
	var fault *chat.Error
	if !errors.As(err, &fault) {
		return false
	}
	tries := c.redraws[d.ID]
	tries.failed++
	tries.next = now.Add(min(time.Second<<min(tries.failed-1, 12), longestRedraw))
	c.redraws[d.ID] = tries
	if fault.RetryAfter > 0 {
		c.touchUp = now.Add(fault.RetryAfter)
	}
	return true
}

// holdsWords are the kinds of messages in which words of somebody's own stand, be it until they are drawn again.
var holdsWords = map[string]bool{
	KindShared: true, KindTrying: true, KindOpening: true, KindErased: true, KindNudge: true, KindEnquiry: true, KindHeard: true,
}

// redrawOne draws one message again. An error that will not pass ends the attempt for good: the message stands as it was.
func (c *courier) redrawOne(ctx context.Context, d storage.Delivery) error {
	var words worded
	err := c.db.Read(ctx, func(tx *storage.Tx) (err error) {
		words, err = wordAnew(tx, d, c.clock.Now())
		return err
	})
	var gone stale
	switch {
	case err == nil && words.remove:
		err = c.remove(ctx, d)
	case err == nil:
		err = c.edit(ctx, d, words.message)
	case !errors.As(err, &gone) && ctx.Err() == nil: // it waits alone: what others took back is not to wait for it
		c.log.Error("a message cannot be worded again", "delivery", d.ID, "kind", ShownKind(d.Kind), "error", err)
		return &chat.Error{Fault: chat.Temporary, Err: err}
	case !errors.As(err, &gone):
		return err
	}
	var fault *chat.Error
	if errors.As(err, &fault) && c.passes(d, fault) {
		return err
	}
	cause := ""
	if fault != nil && !fault.Gone {
		cause = fault.Error()
	}
	return c.write(ctx, func(tx *storage.Tx) error { return tx.Redrawn(d.ID, d.Wanted, cause) })
}

// wordAnew words a message that stands somewhere as it is to stand there now. One that holds several deliveries keeps the others.
func wordAnew(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	if !shares[d.Kind] || d.Message == "" {
		return word(tx, d, now)
	}
	within, err := tx.InMessage(d.Recipient, d.Channel, d.Message)
	if err != nil || len(within) < 2 {
		return word(tx, d, now)
	}
	var parts []letter
	for _, one := range within {
		words, err := word(tx, one, now)
		if err == nil && words.remove {
			continue
		}
		if err != nil { // a part that is to stay as it stands, such as for who has left, has the others stay too
			return worded{}, err
		}
		parts = append(parts, letter{delivery: one, worded: words})
	}
	switch len(parts) {
	case 0:
		return worded{remove: true}, nil
	case 1:
		return parts[0].worded, nil
	}
	message, fits := together(parts, within[0].Sent.Sub(within[0].Due) > missedAfter)
	if !fits {
		return worded{}, stale("the message would hold too much")
	}
	return worded{to: d.Recipient, words: parts[0].words, message: message}, nil
}

// passes reports whether a fault may pass. Where somebody's words may have to go, it does not pass yet when Ippo is kept out of a room: the
// words stand there until the message is changed, or is not there any more.
func (c *courier) passes(d storage.Delivery, fault *chat.Error) bool {
	switch {
	case fault.Fault == chat.Temporary || fault.Fault == chat.Cut:
		return true
	case fault.Gone || !holdsWords[d.Kind]:
		return false
	}
	return c.redraws[d.ID].failed < mostTakeOuts
}

// remove takes a message away.
func (c *courier) remove(ctx context.Context, d storage.Delivery) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	c.pace.touch(d.Channel, c.clock.Now())
	err := c.platform.Delete(ctx, chat.Receipt{Channel: d.Channel, Message: d.Message})
	if err != nil {
		c.log.Warn("taking a message away failed", "delivery", d.ID, "kind", ShownKind(d.Kind), "error", err)
	}
	return err
}

func (c *courier) edit(ctx context.Context, d storage.Delivery, m chat.Message) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	c.pace.touch(d.Channel, c.clock.Now())
	err := c.platform.Edit(ctx, chat.Receipt{Channel: d.Channel, Message: d.Message}, m)
	if err != nil {
		c.log.Warn("redrawing failed", "delivery", d.ID, "kind", ShownKind(d.Kind), "error", err)
	}
	return err
}
