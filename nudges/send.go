package nudges

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"ippo/chat"
	"ippo/storage"
)

// longestHandling is how long it may take from a claim to its call. A process that was frozen meanwhile does not make the call:
// another may have made it by now. It puts the letter back, if it may still write.
const longestHandling = 5 * time.Second

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
	late := c.clock.Since(l.delivery.Tried) > longestHandling
	select {
	case <-c.lost:
		late = true
	default:
	}
	if late {
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
		timeout := callTimeout
		if l.file() {
			timeout = fileTimeout
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
		defer cancel()
		if l.names != nil {
			names, known := c.roster.names(ctx)
			if !known {
				o.err = &chat.Error{Fault: chat.Temporary, Err: errors.New("people's names are being looked up")}
				return
			}
			*l.names = names
		}
		if kinds[l.delivery.Kind].to != toRoom { // opening a room takes its time, and there nobody looks for what is doubled
			ctx = chat.BeginBy(ctx, l.delivery.Tried.Add(longestHandling))
		}
		if l.draw != nil {
			if l.message, o.err = drawn(l.draw); o.err == nil {
				o.err = c.drawnInTime(l.delivery)
			}
			if o.err != nil {
				return
			}
			o.letter = l
		}
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

// drawnInTime returns an error if a file took so long to draw that its call is not to be made any more: once that may be chance; then its
// person is told in words.
func (c *courier) drawnInTime(d storage.Delivery) error {
	if c.clock.Since(d.Tried) <= longestHandling {
		return nil
	}
	fault := chat.Temporary
	if d.Attempts > 1 {
		fault = chat.Refused
	}
	return &chat.Error{Fault: fault, Err: errors.New("drawing a file took too long")}
}

// judge owes the ledger what came of a call.
func (c *courier) judge(o outcome) {
	var fault *chat.Error
	switch {
	case o.panics != nil:
		if _, mistake := o.panics.(runtime.Error); !mistake {
			panic(o.panics)
		}
		c.failed(o.letter, &chat.Error{Fault: chat.Refused, Err: fmt.Errorf("the call panicked: %s", withoutWords(o.panics))}, o.inRoom)
	case o.late:
		c.putBack(o.letter)
	case o.err == nil:
		c.delivered(o.letter.delivery, o.receipt)
	case !o.inRoom && errors.As(o.err, &fault) && fault.Sent:
		c.doubt(o.letter.delivery, o.err)
	default:
		c.failed(o.letter, o.err, o.inRoom)
	}
}

// enter opens a circle's room and keeps where it is, brings a person into it, or takes one out.
func (c *courier) enter(ctx context.Context, l *letter) (err error) {
	if l.room.leaves != "" {
		return c.platform.Dismiss(ctx, l.to, l.room.leaves)
	}
	if l.room.joins != "" {
		return c.platform.Admit(ctx, l.to, l.room.joins)
	}
	if l.to, err = c.platform.Room(ctx, l.room.name, l.room.members); err != nil {
		return err
	}
	return c.write(ctx, func(tx *storage.Tx) error { return tx.SetCircleChannel(l.room.circle, l.to) })
}

// delivered owes the ledger a receipt.
func (c *courier) delivered(d storage.Delivery, receipt chat.Receipt) {
	now := c.clock.Now()
	c.log.Info("delivered", "delivery", d.ID, "kind", ShownKind(d.Kind), "late", now.Sub(d.Due).Round(time.Millisecond))
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
		return errors.Join(tx.Deliver(d.ID, receipt.Channel, receipt.Message, now), endDiary(tx, d))
	})
}
