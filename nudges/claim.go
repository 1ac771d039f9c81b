package nudges

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ippo/storage"
)

const (
	claimsAtOnce = 100 // in one transaction: most of them because they no longer make sense
	mostSpoiled  = 5   // attempts to word a delivery
)

// cannotWord begins the cause of a delivery that could not be worded so many times in a row.
const cannotWord = "cannot be worded, %d:"

// timePassed is why a delivery is cancelled that came too late.
const timePassed = "its time has passed"

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
	c.log.Error("delivery cannot be worded", "delivery", d.ID, "kind", ShownKind(d.Kind), "attempts", d.Attempts, "error", cause)
	before := 0
	fmt.Sscanf(d.Cause, cannotWord, &before)
	why := fmt.Sprintf(cannotWord+" %v", before+1, cause)
	if before+1 < mostSpoiled {
		return c.write(ctx, func(tx *storage.Tx) error { return tx.Spoil(d.ID, now.Add(wait(before+1)), why) })
	}
	err := c.write(ctx, func(tx *storage.Tx) error { return c.endInWords(tx, d, why, now) })
	if err != nil && ctx.Err() == nil { // what cannot be read cannot be told of either
		c.log.Error("nobody can be told of a delivery that was given up", "delivery", d.ID, "kind", ShownKind(d.Kind), "error", err)
		err = c.write(ctx, func(tx *storage.Tx) error { return tx.Drop(d.ID, storage.Failed, why) })
	}
	return err
}

// prepare words a delivery that was claimed, or puts it off or ends it if it is not to be sent now.
func (c *courier) prepare(tx *storage.Tx, d storage.Delivery, now time.Time) (l letter, found bool, err error) {
	if isExpired(d, now) {
		return l, false, c.end(tx, d, storage.Cancelled, timePassed, now)
	}
	at, cause, err := ownTime(tx, d, d.ID, c.wasMissed(d, now), now)
	if err != nil {
		return l, false, err
	}
	if at.After(now) {
		return l, false, leave(tx, d, at, cause, now)
	}
	if until := latest(c.files, c.slow); d.Kind == KindAttachment && until.After(now) { // most files are these
		return l, false, tx.Postpone(d.ID, until, filePace)
	}
	others, err := c.others(tx, d, now)
	if err != nil {
		return l, false, err
	}
	words, err := word(tx, d, now)
	var stale stale
	switch {
	case errors.As(err, &stale):
		return l, false, c.end(tx, d, storage.Cancelled, string(stale), now)
	case err != nil:
		return l, false, err
	case words.followsAt.After(now):
		return l, false, tx.Postpone(d.ID, words.followsAt, follows)
	case words.roomsAt.After(now):
		return l, false, tx.Postpone(d.ID, words.roomsAt, roomsOpening)
	case words.quietUntil.After(now):
		return l, false, tx.Postpone(d.ID, words.quietUntil, quietHours)
	case words.room != nil && c.rooms.After(now):
		return l, false, tx.Postpone(d.ID, c.rooms, roomPace)
	}
	switch file := words.file(); {
	case file && sentInWords[d.Kind] && c.files.After(now):
		return l, false, c.endInWords(tx, d, c.noFiles, now)
	case file && latest(c.files, c.slow).After(now):
		return l, false, tx.Postpone(d.ID, latest(c.files, c.slow), filePace)
	}
	if free := c.pace.channelFree(words.to, now); free.After(now) {
		return l, false, tx.Postpone(d.ID, free, channelPace)
	}
	if words.attached.announcement != "" {
		err := c.bring(tx, &words)
		if errors.Is(err, storage.ErrNotFound) {
			return l, false, c.end(tx, d, storage.Cancelled, isGone, now)
		}
		if err != nil {
			return l, false, err
		}
	}
	l = letter{delivery: d, worded: words}
	if len(others) > 0 {
		err = c.bundle(tx, &l, others, now)
	}
	return l, true, err
}

// end ends a delivery without its being sent.
func (c *courier) end(tx *storage.Tx, d storage.Delivery, as storage.State, cause string, now time.Time) error {
	c.log.Info("delivery ended unsent", "delivery", d.ID, "kind", ShownKind(d.Kind), "state", as, "cause", cause)
	if err := tx.Drop(d.ID, as, cause); err != nil {
		return err
	}
	switch d.Kind {
	case KindNudge: // the step was not put before the person after all
		return tx.DropOffer(d.Subject)
	case KindTrying:
		return notTold(tx, d)
	case KindShared:
		return unshared(tx, d, as, cause, now)
	case KindOpening:
		if as == storage.Failed {
			return unopened(tx, d, now)
		}
	case KindCircle:
		if as == storage.Failed || cause == timePassed {
			return withoutRoom(tx, d.Subject, now)
		}
	}
	return nil
}

// endInWords is end for what was refused; where it was a file that its person asked for, they are told in words.
func (c *courier) endInWords(tx *storage.Tx, d storage.Delivery, cause string, now time.Time) error {
	if err := c.end(tx, d, storage.Failed, cause, now); err != nil {
		return err
	}
	return inWordsInstead(tx, d, now)
}

// withoutRoom ends a circle whose room cannot be opened, so that its members wait for another. One that somebody opened stays: its room is
// tried again when somebody joins.
func withoutRoom(tx *storage.Tx, circleID string, now time.Time) error {
	circle, err := tx.Circle(circleID)
	if err != nil || circle.Opener != "" || circle.Channel != "" {
		return err
	}
	return endCircle(tx, circleID, now)
}
