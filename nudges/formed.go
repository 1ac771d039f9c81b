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

// lookForRooms is how long to wait before looking again whether the rooms of a round are open.
const lookForRooms = 15 * time.Second

// round is what became of the circles that were formed at one time.
type round struct {
	opened  []cohort.Circle // whose members were told
	failed  int
	waiting time.Time // when to look again, if there are rooms yet to be opened; else zero
}

// roundAt looks in the ledger what became of the circles that were formed at a time.
func roundAt(tx *storage.Tx, cohortID string, at, now time.Time) (r round, err error) {
	until, waiting, err := tx.LatestTry(cohortID, at, KindCircle) // as a whole: there may be hundreds
	if err != nil || waiting > 0 {
		r.waiting = latest(until, now.Add(lookForRooms))
		return r, err
	}
	formed, err := tx.FormedAt(cohortID, at)
	if err != nil {
		return r, err
	}
	for _, circle := range formed {
		deliveries, err := tx.Deliveries(circle.ID, KindCircle)
		if err != nil {
			return r, err
		}
		for _, d := range deliveries {
			switch d.State {
			case storage.Sent:
				r.opened = append(r.opened, circle)
			case storage.Failed:
				r.failed++
			}
		}
	}
	return r, nil
}

// wordFormed tells an organiser what came of a round: counts only, as they stand once all rooms are open.
func wordFormed(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	c, err := tx.Cohort(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if !c.Organized(d.Recipient) {
		return worded{}, stale("the person no longer organises the cohort")
	}
	r, err := roundAt(tx, c.ID, d.Due.Add(-afterForming), now)
	if err != nil || !r.waiting.IsZero() {
		return worded{roomsAt: r.waiting}, err
	}
	left, err := withoutPlace(tx, c.ID)
	if err != nil {
		return worded{}, err
	}
	if len(r.opened)+r.failed+left == 0 {
		return worded{}, stale("nothing is left of the round")
	}
	organizer := organizerOf(tx, c, d.Recipient)
	w := locale.In(Language(organizer, c))
	people := 0
	for _, circle := range r.opened {
		people += len(circle.Members)
	}
	sentence := w.Say("formed.none")
	if len(r.opened) > 0 {
		sentence = w.Say("formed.opened", "Count", len(r.opened), "People", people)
	}
	blocks := []chat.Block{chat.Text(sentence)}
	if r.failed > 0 {
		blocks = append(blocks, chat.Text(w.Say("formed.failed", "Count", r.failed, "How", w.Say("circle.form_waiting"))))
	}
	if left > 0 {
		blocks = append(blocks, chat.Text(w.Say("formed.left", "Count", left)))
	}
	return worded{
		to: d.Recipient, words: w, quietUntil: organizer.Awake(now),
		message: chat.Message{Summary: sentence, Blocks: blocks},
	}, nil
}

// withoutPlace counts who asked for a circle of a cohort, and had no place in the last round.
func withoutPlace(tx *storage.Tx, cohortID string) (int, error) {
	wishes, err := tx.Wishes(cohortID)
	if err != nil {
		return 0, err
	}
	placed, err := tx.Placed(cohortID)
	n := 0
	for _, wish := range wishes {
		if wish.Unplaced != "" && !placed[wish.Person] {
			n++
		}
	}
	return n, err
}

// wordEnded says in a circle's room that the circle has ended, and where its members go on, as soon as they can go there.
func wordEnded(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if len(circle.Members) == 0 {
		return worded{}, stale("nobody is left in the circle")
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return worded{}, err
	}
	r, err := roundAt(tx, c.ID, circle.Ended, now)
	if err != nil || !r.waiting.IsZero() {
		return worded{roomsAt: r.waiting}, err
	}
	goOn := 0
	for _, member := range circle.Members {
		if slices.ContainsFunc(r.opened, func(c cohort.Circle) bool { return slices.Contains(c.Members, member) }) {
			goOn++
		}
	}
	w := locale.In(c.Language)
	sentence := w.Say("circle.ended_some")
	switch goOn {
	case len(circle.Members):
		sentence = w.Say("circle.ended")
	case 0:
		sentence = w.Say("circle.ended_none")
	}
	return worded{
		to: circle.Channel, quietUntil: cohort.Awake(now, c.Location()),
		message: chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Text(sentence)}},
	}, nil
}

// wordUnplaced tells somebody why there is no circle for them this time, and when the next ones are formed.
func wordUnplaced(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	r, err := participant(tx, d.Subject, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	mine, err := storage.Optional(tx.CircleOf(r.Cohort, r.ID))
	if err != nil {
		return worded{}, err
	}
	if mine.ID != "" {
		return worded{}, stale("the person has a circle by now")
	}
	wish, err := storage.Optional(tx.Wish(r.Cohort, r.ID))
	if err != nil {
		return worded{}, err
	}
	if !wish.Asks() || wish.Unplaced == "" {
		return worded{}, stale("the person no longer waits")
	}
	why, err := whyUnplaced(tx, d, wish)
	if err != nil {
		return worded{}, err
	}
	next := r.words.Say("circle.unplaced_next")
	at, err := NextRound(tx, r.cohort, now)
	if err != nil {
		return worded{}, err
	}
	if !at.IsZero() {
		next = r.words.Say("circle.unplaced_next_at", "Day", r.words.Day(at.In(r.cohort.Location())))
	}
	blocks := []chat.Block{chat.Text(r.words.Say(why)), chat.Text(next)}
	if wish.Unplaced != string(circles.Alone) { // then it is not for their wishes
		blocks = append(blocks, chat.Context(r.words.Say("circle.unplaced_hint")))
	}
	blocks = append(blocks, chat.Buttons{
		{Action: ActionCircleJoin, Value: r.Cohort, Label: r.words.Say("circle.change_wish"), Primary: true},
	})
	return r.letterTo(chat.Message{Summary: r.words.Say("circle.unplaced_summary"), Blocks: blocks}, now), nil
}

// whyUnplaced is the sentence that says why there is no circle for somebody. It is another one than the time before.
func whyUnplaced(tx *storage.Tx, d storage.Delivery, wish cohort.Wish) (string, error) {
	before, err := tx.CountSent(d.Recipient, d.Subject, d.Kind)
	if before%2 == 1 {
		return "circle.unplaced_" + wish.Unplaced + "_again", err
	}
	return "circle.unplaced_" + wish.Unplaced, err
}
