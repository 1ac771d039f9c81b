package nudges

import (
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/storage"
)

// missedAfter is how late a message to a person must be to count as missed: Ippo was down, or the platform.
const missedAfter = time.Hour

// mostBundled is how many messages one holds besides its own.
const mostBundled = 8

// oneIsEnough is why a nudge is cancelled when there is more to be told.
const oneIsEnough = "missed, and so was something else: one message is enough"

// personal are the kinds that a participant gets by direct message, of which one is enough after a gap. A nudge gives way to any
// other: the next one comes by itself.
var personal = map[string]bool{
	KindNudge: true, KindInvitation: true, KindAnnouncement: true, KindUnplaced: true, KindFarewell: true,
}

// missed lists, in words, what else the recipient of a missed delivery has missed and still makes sense, except nudges.
func (c *courier) missed(tx *storage.Tx, d storage.Delivery, now time.Time) ([]letter, error) {
	since := now.Add(-missedAfter)
	if !personal[d.Kind] || !d.Due.Before(since) {
		return nil, nil
	}
	others, err := tx.WaitingFor(d.Recipient, since, now)
	if err != nil {
		return nil, err
	}
	var letters []letter
	for _, o := range others {
		if !personal[o.Kind] || o.Kind == KindNudge || len(letters) == mostBundled || (!o.Expires.IsZero() && !now.Before(o.Expires)) {
			continue
		}
		words, err := word(tx, o, now)
		var stale stale
		if errors.As(err, &stale) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !words.quietUntil.After(now) {
			letters = append(letters, letter{delivery: o, worded: words})
		}
	}
	return letters, nil
}

// bundle puts what else was missed into a letter, and cancels the nudges that were.
func (c *courier) bundle(tx *storage.Tx, l *letter, missed []letter, now time.Time) error {
	if !personal[l.delivery.Kind] || !l.delivery.Due.Before(now.Add(-missedAfter)) {
		return nil
	}
	others, err := tx.WaitingFor(l.delivery.Recipient, now.Add(-missedAfter), now)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.Kind == KindNudge {
			if err := c.end(tx, o, storage.Cancelled, oneIsEnough, now); err != nil {
				return err
			}
		}
	}
	if len(missed) == 0 {
		return nil
	}
	all := append([]chat.Block{chat.Text(l.words.Say("gap.opening")), chat.Divider{}}, l.message.Blocks...)
	count := 1
	for _, part := range missed {
		more := append(append(slices.Clone(all), chat.Divider{}), part.message.Blocks...)
		if !chat.Fits(more...) { // it goes by itself
			continue
		}
		if err := tx.Carry(part.delivery.ID, l.delivery.ID, now); err != nil {
			return err
		}
		all, count = more, count+1
	}
	if count > 1 {
		l.message = chat.Message{Summary: l.words.Say("gap.summary", "Count", count), Blocks: all}
	}
	return nil
}
