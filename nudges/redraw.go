package nudges

import (
	"context"
	"errors"
	"time"

	"ippo/chat"
	"ippo/storage"
)

// redraws is how many messages are drawn again in one go.
const redraws = 50

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
		now := c.clock.Now()
		if fault.Fault == chat.Cut {
			c.cut(err, now)
		} else {
			c.touchUp = now.Add(max(fault.RetryAfter, time.Second))
		}
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
	if errors.As(err, &fault) && (fault.Fault == chat.Temporary || fault.Fault == chat.Cut) {
		return err
	}
	return c.write(ctx, func(tx *storage.Tx) error { return tx.Redrawn(d.ID, d.Wanted) })
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
