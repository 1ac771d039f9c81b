package nudges

import (
	"cmp"
	"context"
	"errors"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// planned at once: participants whose nudge is due, in one transaction.
const nudgeBatch = 200

// planWeekly plans the nudges that have come due, each in its participant's own zone.
func (e *Engine) planWeekly(ctx context.Context, now time.Time) (next time.Time, err error) {
	for {
		err := e.db.Read(ctx, func(tx *storage.Tx) (err error) {
			next, err = tx.EarliestNudge()
			return err
		})
		if err != nil || next.After(now) {
			return next, err
		}
		planned := 0
		err = e.write(ctx, func(tx *storage.Tx) (err error) {
			planned, err = planNudges(tx, now)
			return err
		})
		if err != nil || planned == 0 { // there is nobody
			return time.Time{}, err
		}
	}
}

// planNudges plans a batch of nudges, and returns for how many participants it saw to theirs.
func planNudges(tx *storage.Tx, now time.Time) (int, error) {
	people, due, err := tx.NudgesDue(now, nudgeBatch)
	if err != nil {
		return 0, err
	}
	cohorts, ends := map[string]cohort.Cohort{}, map[string]time.Time{}
	for i, p := range people {
		if _, known := cohorts[p.Cohort]; !known {
			if cohorts[p.Cohort], err = tx.Cohort(p.Cohort); err != nil {
				return 0, err
			}
			if ends[p.Cohort], err = endOf(tx, p.Cohort); err != nil {
				return 0, err
			}
		}
		rhythm := p.Steps(cohorts[p.Cohort])
		next := rhythm.NextWorking(now, p.Location())
		if next.IsZero() {
			next = cohort.Forever
		}
		comes := false
		if !due[i].IsZero() {
			if comes, err = leads(tx, p); err != nil {
				return 0, err
			}
		}
		if comes {
			if due[i].After(ends[p.Cohort]) {
				err = enqueueFarewell(tx, p, due[i])
			} else {
				worth := next
				if p.Fortnightly && !p.Skips { // the following one is left out
					worth = cmp.Or(rhythm.NextWorking(next, p.Location()), next)
				}
				err = planStep(tx, p, due[i], worth)
			}
			if err != nil {
				return 0, err
			}
		}
		if err := tx.SetNextNudge(p.Cohort, p.ID, next); err != nil {
			return 0, err
		}
	}
	return len(people), nil
}

// leading is the cohort that a person's nudges come from, or storage.ErrNotFound. Who takes part in several has one step a week,
// from the latest cohort that has nudges.
func leading(tx *storage.Tx, person string) (cohort.Cohort, error) {
	all, err := tx.CohortsOf(person)
	if err != nil {
		return cohort.Cohort{}, err
	}
	for _, c := range all {
		if c.Schedule.Nudge != "" && !c.Silent() {
			return c, nil
		}
	}
	return cohort.Cohort{}, storage.ErrNotFound
}

// leads reports whether a participant's nudges come from this cohort.
func leads(tx *storage.Tx, p cohort.Participant) (bool, error) {
	c, err := leading(tx, p.ID)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return c.ID == p.Cohort, err
}

// planStep plans the step whose day has come, or the question that stands in its place; or none, for who wishes for every second one only,
// and for who was asked and did not answer.
func planStep(tx *storage.Tx, p cohort.Participant, due, next time.Time) error {
	kind, err := stepOrQuestion(tx, p.Person)
	if err != nil || kind == "" {
		return err
	}
	if p.Fortnightly {
		if err := tx.SetSkips(p.ID, !p.Skips); err != nil || p.Skips {
			return err
		}
	}
	// The occasion is the day where the person is: whatever changes on that day, the rhythm, the zone or the cohort that leads, there is one.
	d := storage.Delivery{
		Occasion: "nudge/" + due.In(p.Location()).Format(time.DateOnly), Recipient: p.ID, Kind: KindNudge, Subject: storage.NewID(),
		Due: p.StepTurn(due), Expires: nudgeExpires(due, next),
	}
	if kind == KindCheckIn {
		d.Occasion, d.Kind, d.Subject = "check_in/"+due.In(p.Location()).Format(time.DateOnly), kind, p.Cohort
	}
	_, err = enqueue(tx, d)
	return err
}

// Travelled takes account of a person's change of zone: the next nudge comes at the same day and hour of the new zone, or at once if
// that is over there. So no change of zone doubles a nudge, and none leaves one out. What they planned keeps its day and hour, too.
func Travelled(tx *storage.Tx, before, after cohort.Person) error {
	all, err := tx.CohortsOf(after.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		next, err := tx.NextNudge(c.ID, after.ID)
		if err != nil {
			return err
		}
		if next.IsZero() || next.Equal(cohort.Forever) {
			continue
		}
		if err := tx.SetNextNudge(c.ID, after.ID, cohort.WorkingDay(cohort.Moved(next, before.Location(), after.Location()), after.Location())); err != nil {
			return err
		}
	}
	offers, err := tx.Offers(after.ID)
	for _, offer := range offers {
		if err == nil {
			err = planMoved(tx, offer, before.Location(), after.Location())
		}
	}
	return err
}

// nudgeExpires is when a late nudge has become worthless: a quarter of the way to the following one before that comes, and at most two days.
func nudgeExpires(due, next time.Time) time.Time {
	return next.Add(-min(48*time.Hour, next.Sub(due)/4))
}

func wordNudge(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	offer, err := tx.Offer(d.Subject)
	switch {
	case err == nil && d.State == storage.Sent:
		return redrawnNudge(tx, d, offer, now)
	case err == nil: // an earlier attempt chose the step
		return nudgeTo(tx, offer, now)
	}
	if !errors.Is(err, storage.ErrNotFound) {
		return worded{}, err
	}
	c, err := leading(tx, d.Recipient)
	if errors.Is(err, storage.ErrNotFound) {
		return worded{}, stale("the person takes part in no cohort that has nudges")
	}
	if err != nil {
		return worded{}, err
	}
	r, err := participant(tx, c.ID, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	if offer, err = newNudge(tx, d.Subject, r.Participant, now); err != nil {
		return worded{}, err
	}
	return nudgeTo(tx, offer, now)
}

func nudgeTo(tx *storage.Tx, offer cohort.Offer, now time.Time) (worded, error) {
	r, err := participant(tx, offer.Cohort, offer.Person)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	message, err := StandingMessage(tx, r.words, offer, now)
	return r.letterTo(message, now), err
}
