package nudges

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// MaySee reports whether a person may see something, as things stand now. All that is asked of cohort.MaySee is made here.
func MaySee(tx *storage.Tx, person string, item cohort.Item) (bool, error) {
	reader, err := readerOf(tx, person, item)
	return err == nil && cohort.MaySee(reader, item), err
}

// readerOf is a person as far as it counts for an item.
func readerOf(tx *storage.Tx, person string, item cohort.Item) (cohort.Reader, error) {
	reader := cohort.Reader{ID: person}
	there, err := takesPart(tx, item.Cohort, person)
	if err != nil {
		return reader, err
	}
	if there {
		reader.TakesPart = []string{item.Cohort}
	}
	if item.OwnerAlumnus {
		running, err := tx.CohortsOf(person)
		if err != nil {
			return reader, err
		}
		for _, c := range running {
			if !c.Silent() && c.ID != item.Cohort {
				reader.TakesPart = append(reader.TakesPart, c.ID)
			}
		}
	}
	c, err := storage.Optional(tx.Cohort(item.Cohort))
	if c.Organized(person) {
		reader.Organizes = []string{c.ID}
	}
	if item.Circle != "" && err == nil {
		var circle cohort.Circle
		if circle, err = storage.Optional(tx.Circle(item.Circle)); slices.Contains(circle.Members, person) {
			reader.Circles = []string{circle.ID}
		}
	}
	return reader, err
}

// inRoom is anybody who is in a circle, and so in its room.
func inRoom(cohortID, circleID string) cohort.Reader {
	return cohort.Reader{TakesPart: []string{cohortID}, Circles: []string{circleID}}
}

// inChannel is anybody who takes part in a cohort, and so is in its channel.
func inChannel(cohortID string) cohort.Reader { return cohort.Reader{TakesPart: []string{cohortID}} }

// ReflectionItem is a reflection that its writer did not take back.
func ReflectionItem(tx *storage.Tx, r cohort.Reflection) (cohort.Item, error) {
	item := cohort.Item{Kind: cohort.AReflection, Owner: r.Person, Cohort: r.Cohort, Circle: r.Circle, Visibility: r.Visibility}
	return withOwner(tx, item)
}

// ToldItem is what a circle was told of a step.
func ToldItem(tx *storage.Tx, offer cohort.Offer) (cohort.Item, error) {
	return withOwner(tx, cohort.Item{Kind: cohort.AToldStep, Owner: offer.Person, Cohort: offer.Cohort, Circle: offer.Told})
}

// passedStory is a story that was chosen to go with an offer.
func passedStory(tx *storage.Tx, story cohort.Story, offer cohort.Offer) (cohort.Item, error) {
	item := cohort.Item{
		Kind: cohort.AStory, Owner: story.Person, Cohort: story.Cohort, Given: !story.Given.IsZero(),
		Hidden: story.Session != "" || story.Signed != "",
	}
	reach, err := storage.Optional(tx.Reach(story.Cohort, story.Person))
	if err != nil {
		return item, err
	}
	item.OwnerAlumnus = reach.Stories
	if !item.Hidden {
		if item.Hidden, err = hidesWriters(tx, story.Cohort); err != nil {
			return item, err
		}
	}
	if item, err = withOwner(tx, item); err != nil || item.OwnerTakesPart {
		return item, err
	}
	nudges, err := tx.Deliveries(offer.ID, KindNudge)
	item.Passed = offer.Instead != "" || slices.ContainsFunc(nudges, func(d storage.Delivery) bool { return d.State == storage.Sent })
	return item, err
}

// withOwner adds where the owner of an item is now.
func withOwner(tx *storage.Tx, item cohort.Item) (cohort.Item, error) {
	there, err := takesPart(tx, item.Cohort, item.Owner)
	if err != nil || !there {
		return item, err
	}
	item.OwnerTakesPart = true
	if item.Circle == "" {
		return item, nil
	}
	circle, err := storage.Optional(tx.Circle(item.Circle))
	item.OwnerInCircle = circle.Cohort == item.Cohort && slices.Contains(circle.Members, item.Owner)
	return item, err
}

func takesPart(tx *storage.Tx, cohortID, person string) (bool, error) {
	_, err := tx.Participant(cohortID, person)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// LeaveCohort ends a person's part in a cohort. What they shared there is theirs alone from then on, and they are taken out of the rooms of
// all its circles, also of those that have ended.
func LeaveCohort(tx *storage.Tx, cohortID, person string, now time.Time) error {
	if err := Leave(tx, cohortID, person, now); err != nil {
		return err
	}
	reach, err := storage.Optional(tx.Reach(cohortID, person))
	if err == nil && (reach.Circles || reach.Stories) {
		err = endReach(tx, reach, now)
	}
	if err != nil {
		return err
	}
	rooms, err := tx.RoomsOf(cohortID, person)
	if err != nil {
		return err
	}
	if err := errors.Join(unshare(tx, cohortID, person, ""), tx.Leave(cohortID, person, now)); err != nil {
		return err
	}
	for _, circle := range rooms {
		if err := dismiss(tx, circle, person, now); err != nil {
			return err
		}
	}
	if err := tx.RedrawHeard(cohortID, KindHeard); err != nil { // what they asked by their name goes with them
		return err
	}
	if err := tx.RedrawStories(cohortID, person, KindNudge); err != nil { // who has left reads none
		return err
	}
	hidden, err := hidesWriters(tx, cohortID)
	if err != nil || hidden {
		return err
	}
	return tx.RedrawStories(cohortID, "", KindNudge)
}

// unshare makes what a person shares with a circle, or, if none is named, with anybody of a cohort, theirs alone. It does not come back by
// itself, not even if they do.
func unshare(tx *storage.Tx, cohortID, person, circleID string) error {
	told, err := tx.ToldBy(cohortID, person, circleID)
	for _, offer := range told {
		err = errors.Join(err, Untell(tx, offer), ShowAnew(tx, offer, "", ""))
	}
	return errors.Join(err, tx.Unshare(cohortID, person, circleID, KindShared))
}

// dismiss plans that a person is taken out of a circle's room.
func dismiss(tx *storage.Tx, circleID, person string, now time.Time) error {
	_, err := enqueue(tx, storage.Delivery{
		Occasion: fmt.Sprintf("leaving/%s/%s/%d", circleID, person, now.UnixMilli()), Recipient: circleID,
		Kind: KindLeaving, Subject: person, Due: now,
	})
	return err
}
