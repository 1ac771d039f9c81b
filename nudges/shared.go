package nudges

import (
	"errors"
	"fmt"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Share plans that a reflection appears where its writer wants it to be seen: in their circle's room or their cohort's
// channel. For one that only its writer may see it plans nothing. It returns storage.ErrNotFound if there is no such room.
func Share(tx *storage.Tx, r cohort.Reflection, now time.Time) error {
	if r.Visibility == cohort.OnlyMe {
		return nil
	}
	channel, err := sharedIn(tx, r)
	if err != nil {
		return err
	}
	all, err := tx.Deliveries(r.ID, KindShared)
	if err != nil {
		return err
	}
	occasion := "shared/" + r.ID
	for _, d := range all {
		if d.Recipient != channel {
			continue
		}
		if !d.Unsent() { // it stands there, or is on its way: it is drawn again with the others
			return nil
		}
		occasion = fmt.Sprintf("shared/%s/%d", r.ID, now.UnixMilli()) // it was dropped before it could be shown there
	}
	_, err = enqueue(tx, storage.Delivery{
		Occasion: occasion, Recipient: channel, Kind: KindShared, Subject: r.ID, Due: now, Expires: now.Add(24 * time.Hour),
	})
	return err
}

// ShareAnew has a reflection that was changed, taken back or put back appear where its writer wants it by now, change where it stands,
// and vanish where it may no longer be seen. It returns storage.ErrNotFound if there is no room for it.
func ShareAnew(tx *storage.Tx, r cohort.Reflection, now time.Time) error {
	if err := tx.Redraw(r.ID, KindShared); err != nil {
		return err
	}
	return Share(tx, r, now)
}

// sharedIn is the room in which a reflection is to be seen. There is none for who has left the cohort.
func sharedIn(tx *storage.Tx, r cohort.Reflection) (string, error) {
	if _, err := tx.Participant(r.Cohort, r.Person); err != nil {
		return "", err
	}
	switch r.Visibility {
	case cohort.MyCircle:
		circle, err := tx.CircleOf(r.Cohort, r.Person)
		if err == nil && circle.Channel == "" {
			err = storage.ErrNotFound
		}
		return circle.Channel, err
	case cohort.MyCohort:
		c, err := tx.Cohort(r.Cohort)
		return c.Channel, err
	}
	return "", storage.ErrNotFound
}

// wordShared shows a shared reflection, if it is still to be seen in the place that it was planned for.
func wordShared(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	stands := d.State == storage.Sent || d.Blind > 0 // or it may
	r, err := tx.Reflection(d.Subject)
	if errors.Is(err, storage.ErrNotFound) && stands {
		return wordUnsaid(tx, d)
	}
	if err != nil {
		return worded{}, err
	}
	channel, err := sharedIn(tx, r)
	if errors.Is(err, storage.ErrNotFound) || (err == nil && channel != d.Recipient) {
		if stands {
			return wordUnsaid(tx, d)
		}
		return worded{}, stale("it is no longer shared there")
	}
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(r.Cohort)
	if err != nil {
		return worded{}, err
	}
	m, _ := Shared(locale.In(c.Language), r)
	return worded{to: channel, quietUntil: cohort.Awake(now, c.Location()), message: m}, nil
}

// wordUnsaid takes the place of a reflection that stands in a room and was taken back, or is no longer shared there.
func wordUnsaid(tx *storage.Tx, d storage.Delivery) (worded, error) {
	language := ""
	r, err := tx.Reflection(d.Subject)
	if errors.Is(err, storage.ErrNotFound) {
		r, err = tx.TakenBack(d.Subject)
	}
	if err == nil {
		if c, err := tx.Cohort(r.Cohort); err == nil {
			language = c.Language
		}
	}
	sentence := locale.In(language).Say("reflect.unsaid")
	return worded{to: d.Recipient, message: chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Context(sentence)}}}, nil
}

// Shared is a reflection as those see it with whom it is shared, and reports whether it is there as a whole. What is too long
// for one message ends between two paragraphs, and says that it goes on.
func Shared(w *locale.Words, r cohort.Reflection) (m chat.Message, whole bool) {
	blocks := []chat.Block{chat.Text(w.Say("reflect.shared")), chat.People{r.Person}}
	parts := chat.Parts(append(blocks, ReflectionBlocks(w, r)...))
	blocks, whole = parts[0], len(parts) == 1
	if !whole {
		rest := chat.Context(w.Say("reflect.shared_rest"))
		for _, heading := blocks[len(blocks)-1].(chat.Text); heading || !chat.Fits(append(blocks, rest)...); {
			blocks = blocks[:len(blocks)-1]
			_, heading = blocks[len(blocks)-1].(chat.Text)
		}
		blocks = append(blocks, rest)
	}
	return chat.Message{Summary: w.Say("reflect.shared"), Blocks: blocks}, whole
}

// unshared has a writer told that what they shared was not shown, because the room could not be written in. What was taken back, or
// is to be seen elsewhere by now, needs no word.
func unshared(tx *storage.Tx, d storage.Delivery, as storage.State, cause string, now time.Time) error {
	if as == storage.Cancelled && cause != timePassed {
		return nil
	}
	r, err := tx.Reflection(d.Subject)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = enqueue(tx, storage.Delivery{
		Occasion: "unshared/" + r.ID, Recipient: r.Person, Kind: KindUnshared, Subject: r.ID, Due: now, Expires: now.Add(worthAWeek),
	})
	return err
}

// wordUnshared tells a writer that what they shared is kept, and was not shown.
func wordUnshared(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	r, err := tx.Reflection(d.Subject)
	if err != nil {
		return worded{}, err
	}
	to, err := participant(tx, r.Cohort, r.Person)
	if err != nil {
		return worded{}, err
	}
	sentence := to.words.Say("reflect.unshared")
	return to.letterTo(chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Text(sentence)}}, now), nil
}

// ReflectionBlocks show what a reflection says.
func ReflectionBlocks(w *locale.Words, r cohort.Reflection) []chat.Block {
	var blocks []chat.Block
	if r.Note != "" {
		blocks = append(blocks, chat.Quote(r.Note))
	}
	for _, part := range []struct{ key, words string }{
		{"reflect.happened", r.Happened}, {"reflect.noticed", r.Noticed}, {"reflect.can", r.Can}, {"reflect.will", r.Will},
	} {
		if part.words != "" {
			blocks = append(blocks, chat.Text(w.Say(part.key)), chat.Quote(part.words))
		}
	}
	return blocks
}
