package nudges

import (
	"cmp"
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

// goesAlone is why a delivery goes by itself: in one message with others it was refused.
const goesAlone = "refused in one message with others"

// wasMissed reports whether a delivery to a person comes after a gap: Ippo was down when it was due, or it is late, and not only because
// much is on its way.
func (c *courier) wasMissed(d storage.Delivery, now time.Time) bool {
	due := d.Due
	if slices.Contains(Held, d.Cause) { // it was put off on purpose
		due = d.NextTry
	}
	since := now
	if !c.busy.IsZero() && c.trouble.Before(due) {
		since = c.busy
	}
	return due.Before(c.began.Add(-longestChange)) || due.Before(since.Add(-missedAfter))
}

// others lists, in words, what else goes to the recipient in the message of a delivery: what is due to them of Ippo's own accord, and
// after a gap also what organisers say. What cannot be worded is left for its own turn.
func (c *courier) others(tx *storage.Tx, d storage.Delivery, now time.Time) ([]letter, error) {
	if !shares[d.Kind] || d.Alone {
		return nil, nil
	}
	due, err := tx.WaitingFor(d.Recipient, now.Add(time.Millisecond), now)
	if err != nil {
		return nil, err
	}
	var others []letter
	missed := c.wasMissed(d, now)
	for _, o := range due {
		together := missed || (kinds[d.Kind].own != notOwn && kinds[o.Kind].own != notOwn)
		if !shares[o.Kind] || !together || o.Alone || len(others) == mostBundled || isExpired(o, now) {
			continue
		}
		at, _, err := ownTime(tx, o, d.ID, missed, now)
		if err != nil {
			return nil, err
		}
		if at.After(now) {
			continue
		}
		if words, err := word(tx, o, now); err == nil && !words.quietUntil.After(now) {
			others = append(others, letter{delivery: o, worded: words})
		}
	}
	return others, nil
}

// bundle puts others into a letter, in the order of precedence.
func (c *courier) bundle(tx *storage.Tx, l *letter, others []letter, now time.Time) error {
	missed := c.wasMissed(l.delivery, now)
	parts := []letter{*l}
	for _, other := range others {
		_, fits := together(append(slices.Clone(parts), other), missed)
		if !fits { // it goes by itself
			continue
		}
		if err := tx.Carry(other.delivery.ID, l.delivery.ID, now); err != nil {
			return err
		}
		parts = append(parts, other)
		l.carries++
	}
	if l.carries > 0 {
		l.message, _ = together(parts, missed)
	}
	return nil
}

// together is one message of several letters, the first of which has the words that hold them together, and whether it can be sent.
func together(parts []letter, missed bool) (chat.Message, bool) {
	opening, summary := "day.opening", "day.summary"
	if missed {
		opening, summary = "gap.opening", "gap.summary"
	}
	words := parts[0].words
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b letter) int {
		return cmp.Or(cmp.Compare(kinds[a.delivery.Kind].own, kinds[b.delivery.Kind].own), a.delivery.Due.Compare(b.delivery.Due))
	})
	blocks := []chat.Block{chat.Text(words.Say(opening))}
	for _, p := range parts {
		blocks = append(blocks, below(p)...)
	}
	return chat.Message{Summary: words.Say(summary, "Count", len(parts)), Blocks: blocks}, chat.Fits(blocks...)
}

// below is a letter as it stands below others in one message.
func below(l letter) []chat.Block {
	return append([]chat.Block{chat.Divider{}}, l.message.Blocks...)
}
