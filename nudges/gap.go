package nudges

import (
	"slices"
	"time"

	"ippo/chat"
	"ippo/storage"
)

// How late a message to a person must be to count as missed, when the process was there all the time; and how long before the process
// took over it must have been due, when it was not: a restart is no gap.
const (
	missedAfter   = 15 * time.Minute
	longestChange = 2 * time.Minute
)

// mostBundled is how many messages one holds besides its own.
const mostBundled = 8

const (
	// oneIsEnough is why a nudge is cancelled when there is more to be told.
	oneIsEnough = "missed, and so was something else: one message is enough"
	// goesAlone is why a delivery goes by itself: in one message with others it was refused.
	goesAlone = "refused in one message with others"
)

// personal are the kinds that a participant gets by direct message, of which one is enough after a gap. A nudge gives way to any
// other: the next one comes by itself.
var personal = map[string]bool{
	KindNudge: true, KindInvitation: true, KindAnnouncement: true, KindUnplaced: true, KindFarewell: true,
}

// wasMissed reports whether a delivery to a person comes after a gap: Ippo was down when it was due, or it is late.
func (c *courier) wasMissed(d storage.Delivery, now time.Time) bool {
	return personal[d.Kind] && !d.Alone && (d.Due.Before(c.began.Add(-longestChange)) || d.Due.Before(now.Add(-missedAfter)))
}

// missed lists, in words, what else is due to the recipient of a missed delivery and still makes sense; and the nudges that were
// missed. What cannot be worded is left for its own turn.
func (c *courier) missed(tx *storage.Tx, d storage.Delivery, now time.Time) (others []letter, nudges []storage.Delivery, err error) {
	if !c.wasMissed(d, now) {
		return nil, nil, nil
	}
	due, err := tx.WaitingFor(d.Recipient, now.Add(time.Millisecond), now)
	for _, o := range due {
		switch {
		case o.Kind == KindNudge && c.wasMissed(o, now):
			nudges = append(nudges, o)
			continue
		case !personal[o.Kind], o.Kind == KindNudge, o.Alone, len(others) == mostBundled,
			!o.Expires.IsZero() && !now.Before(o.Expires):
			continue
		}
		if words, err := word(tx, o, now); err == nil && !words.quietUntil.After(now) {
			others = append(others, letter{delivery: o, worded: words})
		}
	}
	return others, nudges, err
}

// bundle puts what else was missed into a letter.
func (c *courier) bundle(tx *storage.Tx, l *letter, missed []letter, now time.Time) error {
	all := append([]chat.Block{chat.Text(l.words.Say("gap.opening")), chat.Divider{}}, l.message.Blocks...)
	for _, part := range missed {
		more := append(append(slices.Clone(all), chat.Divider{}), part.message.Blocks...)
		if !chat.Fits(more...) { // it goes by itself
			continue
		}
		if err := tx.Carry(part.delivery.ID, l.delivery.ID, now); err != nil {
			return err
		}
		all = more
		l.carries++
	}
	if l.carries > 0 {
		l.message = chat.Message{Summary: l.words.Say("gap.summary", "Count", l.carries+1), Blocks: all}
	}
	return nil
}
