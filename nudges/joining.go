package nudges

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// ErrNoPlace is returned by Join if the circle has ended, is full, or cannot take the person for whatever reason.
var ErrNoPlace = errors.New("the circle has no place")

// Join puts a person into a circle, has them ask for one in the rounds to come, and plans that they are brought into its room, which is told,
// or that the room is opened. They must be in no other circle of the cohort.
func Join(tx *storage.Tx, cohortID, circleID, person string, now time.Time) error {
	open, err := Openings(tx, cohortID, person)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(open, func(o Opening) bool { return o.Circle.ID == circleID })
	if at < 0 {
		return ErrNoPlace
	}
	joined := open[at]
	err = errors.Join(Asks(tx, cohortID, person, now), tx.JoinCircle(circleID, person, now), tx.SetUnplaced(cohortID, person, ""))
	if err == nil && joined.Slot != joined.Circle.Slot {
		err = tx.SetCircleSlot(circleID, joined.Slot, slotReason(joined.Circle.Reasons, joined.Slot))
	}
	if err == nil {
		err = MembersChanged(tx, circleID, now)
	}
	if err != nil {
		return err
	}
	return planJoined(tx, joined.Circle, person, now)
}

// planJoined plans what a room is told of who joins: by the introduction, if that has not begun to be sent, or could not be.
func planJoined(tx *storage.Tx, c cohort.Circle, person string, now time.Time) error {
	introduced, err := introductionOf(tx, c.ID)
	switch {
	case err != nil:
		return err
	case introduced.ID == "":
		_, err = enqueue(tx, storage.Delivery{
			Occasion: "circle/" + c.ID, Recipient: c.ID, Kind: KindCircle, Subject: c.ID, Due: now, Expires: now.Add(worthAWeek),
		})
		return err
	case introduced.State == storage.Waiting:
		return nil
	case c.Channel == "" && introduced.Unsent():
		return tx.Renew(introduced.ID, now, now.Add(worthAWeek))
	}
	_, err = enqueue(tx, storage.Delivery{
		Occasion: fmt.Sprintf("joined/%s/%s/%d", c.ID, person, now.UnixMilli()), Recipient: c.ID, Kind: KindJoined, Subject: person,
		Due: now, Expires: now.Add(worthAWeek),
	})
	return err
}

// introductionOf is the delivery that opens a circle's room; the zero Delivery if none is planned.
func introductionOf(tx *storage.Tx, circleID string) (storage.Delivery, error) {
	all, err := tx.Deliveries(circleID, KindCircle)
	if len(all) == 0 {
		return storage.Delivery{}, err
	}
	return all[0], err
}

// roomAt finds when to look again for the room of a circle that has none yet; it is stale if that is not to be opened.
func roomAt(tx *storage.Tx, circleID string, now time.Time) (time.Time, error) {
	introduced, err := introductionOf(tx, circleID)
	switch {
	case err != nil:
		return time.Time{}, err
	case introduced.ID == "" || introduced.Unsent():
		return time.Time{}, stale("the room could not be opened")
	}
	return latest(introduced.NextTry, now.Add(lookForRooms)), nil
}

// slotReason is why people are together, with another slot that all are free at.
func slotReason(reasons []cohort.Reason, slot string) []cohort.Reason {
	reasons = slices.DeleteFunc(slices.Clone(reasons), func(r cohort.Reason) bool { return r.Kind == cohort.SharedSlot })
	if slot != "" {
		reasons = append(reasons, cohort.Reason{Kind: cohort.SharedSlot, Names: []string{slot}})
	}
	return reasons
}

// wordJoined brings somebody into a circle's room, and tells it.
func wordJoined(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Recipient)
	if err != nil {
		return worded{}, err
	}
	switch {
	case !circle.Ended.IsZero():
		return worded{}, stale("the circle has ended")
	case !slices.Contains(circle.Members, d.Subject):
		return worded{}, stale("the person has left the circle")
	case circle.Channel == "":
		at, err := roomAt(tx, circle.ID, now)
		return worded{roomsAt: at}, err
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return worded{}, err
	}
	w := locale.In(c.Language)
	sentence := w.Say("join.welcome")
	return worded{
		to: circle.Channel, room: &room{circle: circle.ID, joins: d.Subject}, quietUntil: cohort.Awake(now, c.Location()),
		message: chat.Message{Summary: sentence, Blocks: []chat.Block{chat.People{d.Subject}, chat.Text(sentence)}},
	}, nil
}

// endIfAlone ends a circle in which one person is left, or nobody, and plans that who is left is told. One whose opener is alone again
// before its room is there stays open, as if nobody had come.
func endIfAlone(tx *storage.Tx, circleID string, now time.Time) error {
	circle, err := tx.Circle(circleID)
	if err != nil || !circle.Ended.IsZero() || len(circle.Members) > 1 {
		return err
	}
	if circle.OpenerAlone() && circle.Channel == "" {
		slot := openerSlot(circle)
		return tx.SetCircleSlot(circle.ID, slot, slotReason(circle.Reasons, slot))
	}
	if err := endCircle(tx, circleID, now); err != nil {
		return err
	}
	for _, member := range circle.Members {
		_, err := enqueue(tx, storage.Delivery{
			Occasion: "left_alone/" + circleID, Recipient: member, Kind: KindLeftAlone, Subject: circleID, Due: now,
			Expires: now.Add(worthAWeek),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wordLeftAlone tells somebody that the others have moved on, and what there is for them.
func wordLeftAlone(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Subject)
	if err != nil {
		return worded{}, err
	}
	r, err := participant(tx, circle.Cohort, d.Recipient)
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
	sentence := r.words.Say("join.left_alone")
	return r.letterTo(chat.Message{Summary: sentence, Blocks: []chat.Block{
		chat.Text(sentence),
		chat.Buttons{{Action: ActionCircleOther, Value: circle.ID, Label: r.words.Say("join.others"), Primary: true}},
	}}, now), nil
}
