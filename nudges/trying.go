package nudges

import (
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// worthTelling is how long it makes sense to tell a circle that somebody tries a step.
const worthTelling = 24 * time.Hour

// CircleToTell is the circle that somebody can tell that they try a step: theirs, if it has a room and somebody else in it; otherwise
// the zero Circle.
func CircleToTell(tx *storage.Tx, offer cohort.Offer) (cohort.Circle, error) {
	circle, err := storage.Optional(tx.CircleOf(offer.Cohort, offer.Person))
	if err != nil || circle.Channel == "" || len(circle.Members) < 2 || !slices.Contains(circle.Members, offer.Person) {
		return cohort.Circle{}, err
	}
	return circle, nil
}

// Tell tells a circle in its room that one of its members tries a step. What was told, taken back and is told again stands again where it
// stood. It returns storage.ErrNotFound if the step is not being tried, or is told already.
func Tell(tx *storage.Tx, offer cohort.Offer, circle cohort.Circle, now time.Time) error {
	if err := tx.TellOffer(offer.ID, circle.ID); err != nil {
		return err
	}
	fresh, err := enqueue(tx, storage.Delivery{
		Occasion: "trying/" + offer.ID, Recipient: circle.ID, Kind: KindTrying, Subject: offer.ID, Due: now, Expires: now.Add(worthTelling),
	})
	if err != nil || fresh {
		return err
	}
	all, err := tx.Deliveries(offer.ID, KindTrying)
	for _, d := range all {
		if err == nil && d.Recipient == circle.ID && d.Unsent() {
			err = tx.Renew(d.ID, now, now.Add(worthTelling))
		}
	}
	return errors.Join(err, tx.Redraw(offer.ID, KindTrying))
}

// Untell takes back what a circle was told of a step.
func Untell(tx *storage.Tx, offer cohort.Offer) error {
	return errors.Join(tx.UntellOffer(offer.ID, offer.Told), tx.Redraw(offer.ID, KindTrying))
}

// notTold takes account of a circle that could not be told: the step's message offers to tell it again.
func notTold(tx *storage.Tx, d storage.Delivery) error {
	err := tx.UntellOffer(d.Subject, d.Recipient)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	offer, err := tx.Offer(d.Subject)
	if err != nil {
		return err
	}
	offers, err := tx.Offers(offer.Person)
	for _, nudge := range offers {
		if err == nil && exchangedFor(offers, nudge.ID, offer.ID) {
			err = tx.Redraw(nudge.ID, KindNudge)
		}
	}
	return err
}

// Cheer keeps that a member of a circle cheers at a step that it was told of, and shows it there.
func Cheer(tx *storage.Tx, offer cohort.Offer, person string, now time.Time) error {
	return errors.Join(tx.Cheer(offer.ID, person, now), tx.Redraw(offer.ID, KindTrying))
}

// wordTrying tells a circle that one of its members tries a step: in the words of the library, and never in their own. What stands there
// shows who cheers; it asks nothing any more once the circle has ended, and vanishes if the person takes it back or leaves.
func wordTrying(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Recipient)
	if err != nil {
		return worded{}, err
	}
	offer, err := storage.Optional(tx.Offer(d.Subject)) // that of somebody who was erased is told no more
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return worded{}, err
	}
	item, err := ToldItem(tx, offer)
	if err != nil {
		return worded{}, err
	}
	w, told, open := locale.In(c.Language), cohort.MaySee(inRoom(circle.Cohort, circle.ID), item), circle.Ended.IsZero()
	switch {
	case !told && (d.State == storage.Sent || d.Blind > 0): // it stands there, or may
		sentence := w.Say("step.untold")
		return worded{
			to: circle.Channel, quietUntil: cohort.Awake(now, c.Location()),
			message: chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Context(sentence)}},
		}, nil
	case d.State != storage.Sent && (!told || !open):
		return worded{}, stale("it is no longer shared there")
	}
	step, err := StepOf(tx, w, offer)
	if err != nil {
		return worded{}, err
	}
	cheers, err := tx.Cheers(offer.ID)
	sentence := w.Say("step.tries")
	blocks := []chat.Block{chat.People{offer.Person}, chat.Text(sentence), chat.Quote(step.Did)}
	if len(cheers) > 0 {
		blocks = append(blocks, chat.Text(w.Say("step.cheered", "Count", len(cheers))), chat.People(cheers))
	}
	if open {
		blocks = append(blocks, chat.Buttons{{Action: ActionCheer, Value: Value(offer.ID, circle.ID), Label: w.Say("step.cheer")}})
	}
	return worded{
		to: circle.Channel, quietUntil: cohort.Awake(now, c.Location()), message: chat.Message{Summary: sentence, Blocks: blocks},
	}, err
}

// TellingBlocks let somebody who tries a step tell their circle, or say that it knows, how many cheer, and let them take it back.
func TellingBlocks(tx *storage.Tx, w *locale.Words, offer cohort.Offer) ([]chat.Block, error) {
	if offer.Told != "" {
		cheers, err := cheering(tx, w, offer)
		return append([]chat.Block{chat.Text(w.Say("step.told"))}, append(cheers, chat.Buttons{
			{Action: ActionUntell, Value: offer.ID, Label: w.Say("step.untell")},
		})...), err
	}
	if offer.Answer != cohort.Trying {
		return nil, nil
	}
	circle, err := CircleToTell(tx, offer)
	if err != nil || circle.ID == "" {
		return nil, err
	}
	step, err := StepOf(tx, w, offer)
	return []chat.Block{
		chat.Buttons{{Action: ActionTell, Value: Value(offer.ID, circle.ID), Label: w.Say("step.tell")}},
		chat.Context(w.Say("step.tell_what", "Step", step.Did)),
	}, err
}

// cheering says how many cheer at a step, unless nobody does, or it came to nothing.
func cheering(tx *storage.Tx, w *locale.Words, offer cohort.Offer) ([]chat.Block, error) {
	if offer.Answer == cohort.NotYet || offer.Answer == cohort.LetGo {
		return nil, nil
	}
	cheers, err := tx.Cheers(offer.ID)
	if err != nil || len(cheers) == 0 {
		return nil, err
	}
	return []chat.Block{chat.Text(w.Say("step.cheers", "Count", len(cheers)))}, nil
}
