package nudges

import (
	"errors"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Share has a reflection appear where its writer wants it to be seen, and nowhere else: in the room of the circle to
// which it belongs (one that belongs to none: that they are in now), or in their cohort's channel. One that only its writer may see appears nowhere. It returns
// storage.ErrNotFound if there is no such room.
func Share(tx *storage.Tx, r cohort.Reflection, now time.Time) error {
	if r.Visibility != cohort.MyCircle {
		r.Circle = ""
	} else if r.Circle == "" {
		circle, err := tx.CircleOf(r.Cohort, r.Person)
		if err != nil {
			return err
		}
		r.Circle = circle.ID
	}
	if err := errors.Join(tx.SetSight(r.ID, r.Visibility, r.Circle), tx.Redraw(r.ID, KindShared)); err != nil || r.Visibility == cohort.OnlyMe {
		return err
	}
	channel, err := sharedIn(tx, r)
	if err != nil {
		return err
	}
	fresh, err := enqueue(tx, storage.Delivery{
		Occasion: "shared/" + r.ID, Recipient: channel, Kind: KindShared, Subject: r.ID, Due: now, Expires: now.Add(worthSharing),
	})
	if err != nil || fresh {
		return err
	}
	all, err := tx.Deliveries(r.ID, KindShared) // it was shared there before
	for _, d := range all {
		if err == nil && d.Recipient == channel && d.Unsent() {
			err = tx.Renew(d.ID, now, now.Add(worthSharing))
		}
	}
	return err
}

// worthSharing is how long it makes sense to show a reflection for the first time.
const worthSharing = 24 * time.Hour

// sharedIn is the room in which a reflection is to be seen, by those who are in it; storage.ErrNotFound if there is none.
func sharedIn(tx *storage.Tx, r cohort.Reflection) (string, error) {
	item, err := ReflectionItem(tx, r)
	if err != nil {
		return "", err
	}
	switch {
	case r.Visibility == cohort.MyCircle && cohort.MaySee(inRoom(r.Cohort, r.Circle), item):
		circle, err := tx.Circle(r.Circle)
		if err == nil && circle.Channel == "" {
			err = storage.ErrNotFound
		}
		return circle.Channel, err
	case r.Visibility == cohort.MyCohort && cohort.MaySee(inChannel(r.Cohort), item):
		c, err := tx.Cohort(r.Cohort)
		return c.Channel, err
	}
	return "", storage.ErrNotFound
}

// wordShared shows a shared reflection, if it is still to be seen in the place that it was planned for. Where it stands, or may, and is not
// to be seen any more, it vanishes.
func wordShared(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	stands := d.State == storage.Sent || d.Blind > 0
	r, err := tx.Reflection(d.Subject)
	if (errors.Is(err, storage.ErrNotFound) || errors.Is(err, storage.ErrUnreadable)) && stands {
		return wordUnsaid(tx, d) // also when nobody can tell any more with whom it is shared
	}
	if err != nil {
		return worded{}, err
	}
	channel, err := sharedIn(tx, r)
	if gone := errors.Is(err, storage.ErrNotFound) || (err == nil && channel != d.Recipient); gone && stands {
		return wordUnsaid(tx, d)
	} else if gone {
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

// wordUnsaid takes the place of a reflection that stands in a room and is not to be seen there any more.
func wordUnsaid(tx *storage.Tx, d storage.Delivery) (worded, error) {
	sentence := locale.In(languageAt(tx, d.Recipient)).Say("reflect.unsaid")
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
	if r.Visibility == cohort.OnlyMe { // by now it is theirs alone
		return nil
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
