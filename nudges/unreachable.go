package nudges

import (
	"fmt"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// tellingHour is the span of time over which those who cannot be reached are gathered, so that the organisers get one message for
// all of them.
const tellingHour = time.Hour

// noteUnreachable notes that a recipient cannot be written to. If that is new, the organisers are told at the end of the hour.
func noteUnreachable(tx *storage.Tx, recipient, cause string, now time.Time) error {
	isNew, err := tx.SetUnreachable(recipient, cause, now)
	if err != nil || !isNew {
		return err
	}
	cohorts, err := concerned(tx, recipient)
	if err != nil {
		return err
	}
	at := now.Truncate(tellingHour).Add(tellingHour)
	for _, c := range cohorts {
		for _, organizer := range c.Organizers {
			if organizer == recipient {
				continue
			}
			isNew, err := enqueue(tx, storage.Delivery{
				Occasion: fmt.Sprintf("unreachable/%s/%d", c.ID, at.Unix()), Recipient: organizer,
				Kind: KindUnreachable, Subject: c.ID, Due: at, Expires: at.Add(worthAWeek),
			})
			if err == nil && isNew { // they will read who it is
				err = tx.Look(c.ID, organizer, cohort.SawUnreachable, now)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// concerned lists the cohorts of a recipient, be it a person, a cohort's channel or a circle.
func concerned(tx *storage.Tx, recipient string) ([]cohort.Cohort, error) {
	cohorts, err := tx.CohortsOf(recipient)
	if err != nil || len(cohorts) > 0 {
		return slices.DeleteFunc(cohorts, cohort.Cohort.Silent), err
	}
	all, err := tx.Running()
	if err != nil {
		return nil, err
	}
	circle, err := storage.Optional(tx.CircleAt(recipient))
	return slices.DeleteFunc(all, func(c cohort.Cohort) bool { return c.Channel != recipient && c.ID != circle.Cohort }), err
}

// wordUnreachable tells an organiser who could not be reached for the first time within the hour before, and whether the cohort's
// channel is among them.
func wordUnreachable(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	c, err := tx.Cohort(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if !c.Organized(d.Recipient) {
		return worded{}, stale("the person no longer organises the cohort")
	}
	recipients, err := tx.UnreachableSince(d.Due.Add(-tellingHour), d.Due)
	if err != nil {
		return worded{}, err
	}
	organizer := organizerOf(tx, c, d.Recipient)
	w := locale.In(Language(organizer, c))
	people, err := tx.Participants(c.ID)
	if err != nil {
		return worded{}, err
	}
	var blocks []chat.Block
	if slices.Contains(recipients, c.Channel) {
		blocks = append(blocks, chat.Text(w.Say("unreachable.channel", "Cohort", c.Name)))
	}
	var named chat.People
	for _, p := range people {
		if slices.Contains(recipients, p.ID) {
			named = append(named, p.ID)
		}
	}
	if len(named) > 0 {
		blocks = append(blocks, chat.Text(w.Say("unreachable.people", "Count", len(named))), named[:min(len(named), mostNamed)],
			chat.Context(w.Say("unreachable.what_to_do")))
	}
	rooms := 0
	for _, id := range recipients {
		if circle, err := tx.CircleAt(id); err == nil && circle.Cohort == c.ID {
			rooms++
		}
	}
	if rooms > 0 {
		blocks = append(blocks, chat.Text(w.Say("unreachable.rooms", "Count", rooms)))
	}
	if len(blocks) == 0 {
		return worded{}, stale("all can be reached again")
	}
	return worded{
		to: d.Recipient, words: w, quietUntil: organizer.Awake(now),
		message: chat.Message{Summary: w.Say("unreachable.summary"), Blocks: blocks},
	}, nil
}

// organizerOf is an organiser as a person, who need not take part in anything.
func organizerOf(tx *storage.Tx, c cohort.Cohort, id string) cohort.Person {
	if known, err := tx.Person(id); err == nil {
		return known
	}
	return cohort.Person{ID: id, Zone: c.Zone}
}
