package nudges

import (
	"errors"
	"slices"
	"time"

	"ippo/storage"
)

// Leave takes a person out of a cohort's circles, and out of the rooms of these: who has left reads no more there.
func Leave(tx *storage.Tx, cohortID, person string, now time.Time) error {
	circle, err := storage.Optional(tx.CircleOf(cohortID, person))
	if err != nil || circle.ID == "" {
		return err
	}
	if err := tx.LeaveCircles(cohortID, person, now); err != nil {
		return err
	}
	return hasLeft(tx, circle.ID, person, now)
}

// takeOut takes a person out of one circle.
func takeOut(tx *storage.Tx, circleID, person string, now time.Time) error {
	if err := tx.LeaveCircle(circleID, person, now); err != nil {
		return err
	}
	return hasLeft(tx, circleID, person, now)
}

// hasLeft takes account of somebody who is in a circle no more: they are taken out of its room, what they shared there vanishes, what is
// shown there follows, and a circle of one ends.
func hasLeft(tx *storage.Tx, circleID, person string, now time.Time) error {
	if err := dismiss(tx, circleID, person, now); err != nil {
		return err
	}
	circle, err := tx.Circle(circleID)
	if err != nil {
		return err
	}
	if err := unshare(tx, circle.Cohort, person, circleID); err != nil {
		return err
	}
	kinds := []string{KindStaying, KindAfter}
	if circle.Opener == person { // who else comes and goes does not show in the invitation
		kinds = append(kinds, KindOpening)
	}
	for _, kind := range kinds {
		if err := tx.Redraw(circleID, kind); err != nil {
			return err
		}
	}
	if err := errors.Join(tx.ForgetCheers(circleID, person), tx.RedrawTold(circleID, "", KindTrying)); err != nil {
		return err
	}
	if err := MembersChanged(tx, circleID, now); err != nil {
		return err
	}
	return endIfAlone(tx, circleID, now)
}

// wordLeaving finds the room that a person is to be taken out of. It says nothing. A room that was tried to be opened may be there with
// the person in it, although Ippo does not know of it yet.
func wordLeaving(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Recipient)
	if err != nil {
		return worded{}, err
	}
	switch {
	case slices.Contains(circle.Members, d.Subject):
		return worded{}, stale("the person is in the circle again")
	case circle.Channel == "":
		introduced, err := introductionOf(tx, circle.ID)
		if err == nil && introduced.Attempts == 0 {
			return worded{}, stale("the room was never opened")
		}
		at, err := roomAt(tx, circle.ID, now)
		return worded{roomsAt: at}, err
	}
	return worded{to: circle.Channel, room: &room{circle: circle.ID, leaves: d.Subject}}, nil
}
