package nudges

import (
	"slices"
	"time"

	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// nobodyCame is after how long somebody is told that nobody has joined the circle that they opened.
const nobodyCame = 14 * 24 * time.Hour

// Open keeps a circle that a person opens by themselves, and plans its invitation in the cohort's channel. Its room opens when a second
// person joins. The person must be in no other circle of the cohort, and have asked for one.
func Open(tx *storage.Tx, c cohort.Circle, now time.Time) error {
	number, err := tx.LastCircleNumber(c.Cohort)
	if err != nil {
		return err
	}
	home, err := tx.Cohort(c.Cohort)
	if err != nil {
		return err
	}
	c.Slot = openerSlot(c)
	c.Number, c.Members, c.Formed = number+1, []string{c.Opener}, now
	c.Reasons = slotReason([]cohort.Reason{{Kind: cohort.Opened, Names: []string{c.Topic}}}, c.Slot)
	if err := tx.SaveCircle(c); err != nil {
		return err
	}
	due := now.Add(nobodyCame)
	for _, d := range []storage.Delivery{
		{Occasion: "opening/" + c.ID, Recipient: home.Channel, Kind: KindOpening, Due: now, Expires: now.Add(worthAWeek)},
		{Occasion: "waiting/" + c.ID, Recipient: c.Opener, Kind: KindWaiting, Due: due, Expires: due.Add(worthAWeek)},
	} {
		d.Subject = c.ID
		if _, err := enqueue(tx, d); err != nil {
			return err
		}
	}
	return nil
}

// openerSlot is when a circle meets as long as its opener is alone: at the only time that they offered; else that is open.
func openerSlot(c cohort.Circle) string {
	if len(c.Offers) != 1 {
		return ""
	}
	return c.Offers[0]
}

// wordOpening invites to a circle that somebody opened, or says that it is closed. How many places are left is not told: whom the circle does
// not suit, for whatever reason, could tell from it that there is one. Nor is what anybody wishes now.
func wordOpening(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Subject)
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return worded{}, err
	}
	closed := !circle.Ended.IsZero() || len(circle.Members) == 0 || c.Silent()
	if d.State != storage.Sent && (closed || len(circle.Members) >= circle.Room(circles.Usual.Max)) {
		return worded{}, stale("the circle is closed or full")
	}
	w := locale.In(c.Language)
	sentence := w.Say("open.invites", "Topic", TopicWords(w, circle.Topic))
	blocks := []chat.Block{chat.Text(sentence)}
	if slices.Contains(circle.Members, circle.Opener) { // who has left invites no more
		blocks = append(blocks, chat.People{circle.Opener})
		if circle.Words != "" {
			blocks = append(blocks, chat.Quote(circle.Words))
		}
	}
	if closed {
		blocks = []chat.Block{chat.Text(sentence), chat.Text(w.Say("open.closed"))}
	} else {
		blocks = append(blocks,
			chat.Fields{
				{Label: w.Say("open.when"), Value: OpeningWhen(w, circle)},
				{Label: w.Say("open.places"), Value: w.Say("open.people", "Count", circle.Room(circles.Usual.Max))},
			},
			chat.Buttons{{Action: ActionCircleEnter, Value: circle.ID, Label: w.Say("join.join"), Primary: true}})
	}
	return worded{to: d.Recipient, quietUntil: cohort.Awake(now, c.Location()), message: chat.Message{Summary: sentence, Blocks: blocks}}, nil
}

// OpeningWhen says when a circle meets: one that somebody opened, when they offered to.
func OpeningWhen(w *locale.Words, c cohort.Circle) string {
	slots := c.Offers
	if c.Opener == "" && c.Slot != "" {
		slots = []string{c.Slot}
	}
	if len(slots) == 0 {
		return w.Say("circle.any_slot")
	}
	names := make([]string, len(slots))
	for i, slot := range slots {
		names[i] = SlotWords(w, slot)
	}
	return w.List(names)
}

// unopened has the opener of a circle told that its invitation cannot be shown in the cohort's channel.
func unopened(tx *storage.Tx, d storage.Delivery, now time.Time) error {
	circle, err := storage.Optional(tx.Circle(d.Subject))
	if err != nil || circle.Opener == "" {
		return err
	}
	_, err = enqueue(tx, storage.Delivery{
		Occasion: "unopened/" + circle.ID, Recipient: circle.Opener, Kind: KindUnopened, Subject: circle.ID, Due: now,
		Expires: now.Add(worthAWeek),
	})
	return err
}

// wordUnopened tells the opener of a circle that its invitation is not in the channel.
func wordUnopened(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	r, _, err := openerAlone(tx, d)
	if err != nil {
		return worded{}, err
	}
	sentence := r.words.Say("open.not_shown")
	return r.letterTo(chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Text(sentence)}}, now), nil
}

// wordWaiting tells the opener of a circle, once, that nobody has joined it, and asks what is to become of it.
func wordWaiting(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	r, circle, err := openerAlone(tx, d)
	if err != nil {
		return worded{}, err
	}
	sentence := r.words.Say("open.nobody_yet", "Topic", TopicWords(r.words, circle.Topic))
	return r.letterTo(chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Text(sentence), chat.Buttons{
		{Action: ActionCircleKeep, Value: circle.ID, Label: r.words.Say("open.keep"), Primary: true},
		{Action: ActionCircleClose, Value: circle.ID, Label: r.words.Say("open.close")},
	}}}, now), nil
}

// openerAlone finds the circle of a delivery, whose recipient opened it and is alone in it; otherwise it is stale.
func openerAlone(tx *storage.Tx, d storage.Delivery) (reader, cohort.Circle, error) {
	circle, err := tx.Circle(d.Subject)
	if err != nil {
		return reader{}, circle, err
	}
	if !circle.OpenerAlone() {
		return reader{}, circle, stale("the circle has ended, or somebody has joined it")
	}
	r, err := participant(tx, circle.Cohort, d.Recipient)
	return r, circle, err
}
