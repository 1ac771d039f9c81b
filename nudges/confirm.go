package nudges

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ippo/circles"
	"ippo/cohort"
	"ippo/storage"
)

// afterForming is how long after a round of forming circles it is told what came of it, if all rooms are open by then.
const afterForming = time.Minute

// Confirm makes the circles real and plans what their members, those who have none, and the organiser who confirmed are told; all
// organisers, if nobody did. A circle whose members stay together goes on as it is. Whatever was arranged before is void.
func (f *Forming) Confirm(tx *storage.Tx, by string, now time.Time) (err error) {
	if f.Anew {
		if err := f.gatherStanding(tx); err != nil {
			return err
		}
		if err := errors.Join(f.endStanding(tx, now), f.moveOn(tx, now)); err != nil {
			return err
		}
	}
	if f.byItself {
		if err := tx.ForgetVotes(f.Cohort.ID, cohort.NextRound); err != nil {
			return err
		}
	}
	formed, err := f.open(tx, now)
	if err != nil {
		return err
	}
	if err := f.tellUnplaced(tx, now); err != nil {
		return err
	}
	if err := errors.Join(tx.Rested(f.Cohort.ID, f.Anew), tx.DropArrangements(f.Cohort.ID)); err != nil {
		return err
	}
	if formed == 0 && len(f.Result.Unplaced) == 0 {
		return nil
	}
	return f.tellOrganizers(tx, by, now)
}

// GoOn counts the circles that go on as they are.
func (f *Forming) GoOn() int {
	n := 0
	for _, standing := range f.Standing {
		if f.goesOn(standing) {
			n++
		}
	}
	return n
}

// goesOn reports whether a circle that stands is one of those that were found, and has a room.
func (f *Forming) goesOn(standing cohort.Circle) bool {
	return standing.Channel != "" && slices.ContainsFunc(f.Result.Circles, func(c circles.Circle) bool {
		return slices.Equal(c.Members, standing.Members)
	})
}

// endStanding ends the circles whose members do not stay together, and plans that this is said in their rooms.
func (f *Forming) endStanding(tx *storage.Tx, now time.Time) error {
	for _, standing := range f.Standing {
		if f.goesOn(standing) {
			continue
		}
		if err := endCircle(tx, standing.ID, now); err != nil {
			return err
		}
		if standing.Channel == "" {
			continue
		}
		_, err := enqueue(tx, storage.Delivery{
			Occasion: "ended/" + standing.ID, Recipient: standing.Channel, Kind: KindEnded, Subject: standing.ID,
			Due: now.Add(afterForming), Expires: now.Add(worthAWeek),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// open keeps the circles that are new and plans their rooms, and returns how many there are.
func (f *Forming) open(tx *storage.Tx, now time.Time) (formed int, err error) {
	number, err := tx.LastCircleNumber(f.Cohort.ID)
	if err != nil {
		return 0, err
	}
	for _, group := range f.Result.Circles {
		for _, member := range group.Members {
			if err := tx.SetUnplaced(f.Cohort.ID, member, ""); err != nil {
				return formed, err
			}
		}
		if slices.ContainsFunc(f.Standing, func(c cohort.Circle) bool { return slices.Equal(c.Members, group.Members) && f.goesOn(c) }) {
			continue
		}
		formed++
		circle := cohort.Circle{
			ID: storage.NewID(), Cohort: f.Cohort.ID, Number: number + formed, Members: group.Members,
			Slot: group.Slot, Reasons: group.Reasons, Formed: now,
		}
		if err := tx.SaveCircle(circle); err != nil {
			return formed, err
		}
		_, err := enqueue(tx, storage.Delivery{
			Occasion: "circle/" + circle.ID, Recipient: circle.ID, Kind: KindCircle, Subject: circle.ID, Due: now,
			Expires: now.Add(worthAWeek),
		})
		if err != nil {
			return formed, err
		}
	}
	return formed, nil
}

func (f *Forming) tellUnplaced(tx *storage.Tx, now time.Time) error {
	for _, left := range f.Result.Unplaced {
		if err := tx.SetUnplaced(f.Cohort.ID, left.ID, string(left.Why)); err != nil {
			return err
		}
		told, err := tx.CountSince(left.ID, KindUnplaced, now.Add(-worthAWeek))
		if err != nil {
			return err
		}
		if told > 0 { // however often circles are formed, it is told once a week
			continue
		}
		_, err = enqueue(tx, storage.Delivery{
			Occasion:  fmt.Sprintf("unplaced/%s/%d", f.Cohort.ID, now.UnixMilli()),
			Recipient: left.ID, Kind: KindUnplaced, Subject: f.Cohort.ID, Due: now, Expires: now.Add(worthAWeek),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *Forming) tellOrganizers(tx *storage.Tx, by string, now time.Time) error {
	readers := f.Cohort.Organizers
	if f.Cohort.Organized(by) {
		readers = []string{by}
	}
	due := now.Add(afterForming)
	for _, reader := range readers {
		_, err := enqueue(tx, storage.Delivery{
			Occasion: fmt.Sprintf("formed/%s/%d", f.Cohort.ID, now.UnixMilli()), Recipient: reader, Kind: KindFormed,
			Subject: f.Cohort.ID, Due: due, Expires: due.Add(worthAWeek),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
