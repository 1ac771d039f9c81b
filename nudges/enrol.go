package nudges

import (
	"context"
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// Outcome is what came of an application.
type Outcome string

// How an application can come out.
const (
	CameIn       Outcome = "in"
	CameBack     Outcome = "back"
	NowWaits     Outcome = "waits"
	AlreadyIn    Outcome = "already_in"
	AlreadyWaits Outcome = "already_waits"
	NotOpen      Outcome = "not_open"
)

// Apply takes a person into a cohort that is open for entry, or puts them in line where it is full. Whose place is held has it back. In one
// transaction nobody else comes in meanwhile: two people never take the last place.
func Apply(tx *storage.Tx, c cohort.Cohort, p cohort.Participant, now time.Time) (Outcome, error) {
	there, err := takesPart(tx, c.ID, p.ID)
	if err != nil || there {
		return AlreadyIn, err
	}
	if back, err := ComeBack(tx, c, p.ID, now); err != nil || back {
		return CameBack, err
	}
	_, err = tx.Application(c.ID, p.ID)
	if !errors.Is(err, storage.ErrNotFound) {
		return AlreadyWaits, err
	}
	if c.Silent() || c.Entry.At(now) != cohort.EntryOpen {
		return NotOpen, nil
	}
	if err := tx.SavePerson(p.Person); err != nil {
		return "", err
	}
	waiting, err := tx.Waiting(c.ID)
	if err != nil {
		return "", err
	}
	taken, err := tx.Taken(c.ID, now)
	if err != nil {
		return "", err
	}
	if free, limited := c.Entry.Free(taken); limited && (free == 0 || len(waiting) > 0) {
		_, err := tx.Apply(cohort.Application{Cohort: c.ID, Person: p.ID, Department: p.Department, Asked: now})
		return NowWaits, err
	}
	return CameIn, Admit(tx, c, p, now, now)
}

// Admit takes a person into a cohort, whoever decided it, and plans the welcome of their first week from a time on. The person must be known.
// Whether there is a place is not asked here.
func Admit(tx *storage.Tx, c cohort.Cohort, p cohort.Participant, welcomed, now time.Time) (err error) {
	p.Cohort = c.ID
	if p.Returning, err = Returns(tx, c.ID, p.ID); err != nil {
		return err
	}
	if err := tx.Enter(p, now); err != nil {
		return err
	}
	if err := tx.EndApplication(c.ID, p.ID); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	if c.Silent() { // the welcome waits until it begins
		return nil
	}
	return errors.Join(Recount(tx, c.ID, now), enqueueWelcome(tx, c, p.ID, welcomed))
}

// Begin plans the welcome of those who were brought into a cohort while it was being prepared.
func Begin(tx *storage.Tx, c cohort.Cohort, now time.Time) error {
	people, err := tx.Participants(c.ID)
	for _, p := range people {
		if err != nil {
			return err
		}
		var entered time.Time
		if entered, err = tx.Entered(c.ID, p.ID); err == nil && !entered.IsZero() {
			err = enqueueWelcome(tx, c, p.ID, now)
		}
	}
	return err
}

// Returns reports whether a person took part in a cohort that began before another one.
func Returns(tx *storage.Tx, cohortID, person string) (bool, error) {
	begins, err := firstSession(tx, cohortID)
	if err != nil {
		return false, err
	}
	ever, err := tx.CohortsEver(person)
	for _, id := range ever {
		if id == cohortID {
			continue
		}
		began, err := firstSession(tx, id)
		if err != nil || !began.IsZero() && (begins.IsZero() || began.Before(begins)) {
			return true, err
		}
	}
	return false, err
}

// Returners tells of anybody whether they return to a cohort: Returns for many at once.
func Returners(tx *storage.Tx, cohortID string) (func(person string) bool, error) {
	begins, err := firstSession(tx, cohortID)
	if err != nil {
		return nil, err
	}
	all, err := tx.Cohorts()
	if err != nil {
		return nil, err
	}
	var earlier []string
	for _, c := range all {
		began, err := firstSession(tx, c.ID)
		if err != nil {
			return nil, err
		}
		if c.ID == cohortID || began.IsZero() || !begins.IsZero() && !began.Before(begins) {
			continue
		}
		people, err := tx.Ever(c.ID)
		if err != nil {
			return nil, err
		}
		earlier = append(earlier, people...)
	}
	return among(earlier), nil
}

func firstSession(tx *storage.Tx, cohortID string) (first time.Time, err error) {
	sessions, err := tx.Sessions(cohortID)
	for _, s := range sessions {
		first = earliest(first, s.Starts)
	}
	return first, err
}

// LeaveBySelf ends somebody's part in a cohort by their own wish. Their place stays theirs for some days, in which they can come back.
func LeaveBySelf(tx *storage.Tx, cohortID, person string, now time.Time) error {
	return errors.Join(LeaveCohort(tx, cohortID, person, now), tx.Hold(cohortID, person, now.Add(cohort.PlaceHeld)), Recount(tx, cohortID, now))
}

// ComeBack takes somebody in again whose place is held, and reports whether it was.
func ComeBack(tx *storage.Tx, c cohort.Cohort, person string, now time.Time) (bool, error) {
	gone, err := storage.Optional(tx.Gone(c.ID, person))
	if err != nil || !gone.Held.After(now) {
		return false, err
	}
	known, err := tx.Person(person)
	if err != nil {
		return false, err
	}
	p := cohort.Participant{Person: known, Cohort: c.ID, Department: gone.Department, Returning: gone.Returning}
	return true, errors.Join(tx.SaveParticipant(p), Recount(tx, c.ID, now))
}

// StopWaiting ends that somebody waits for a place. Of who took part in nothing, waits for nothing else, and neither speaks nor organises, nothing is
// kept then.
func StopWaiting(tx *storage.Tx, cohortID, person string, now time.Time) error {
	if err := tx.EndApplication(cohortID, person); err != nil {
		return err
	}
	ever, err := tx.CohortsEver(person)
	if err != nil || len(ever) > 0 {
		return err
	}
	others, err := tx.WaitsIn(person)
	if err != nil || len(others) > 0 {
		return err
	}
	speaks, err := tx.SpeaksIn(person)
	if err != nil || len(speaks) > 0 {
		return err
	}
	all, err := tx.Cohorts()
	if err != nil || slices.ContainsFunc(all, func(c cohort.Cohort) bool { return c.Organized(person) }) {
		return err
	}
	return Erase(tx, person, now)
}

// planPlaces lets those in who wait, in the order in which they applied, as places become free.
func (e *Engine) planPlaces(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due []string
	err = e.db.Read(ctx, func(tx *storage.Tx) error {
		awaited, err := tx.CohortsAwaited()
		for _, id := range awaited {
			if err != nil {
				return err
			}
			var n int
			if n, err = placesFor(tx, id, now); n > 0 {
				due = append(due, id)
			}
		}
		if err == nil {
			next, err = tx.NextFree(now)
		}
		return err
	})
	for _, id := range due {
		if err == nil {
			err = e.write(ctx, func(tx *storage.Tx) error { return fillPlaces(tx, id, now) })
		}
	}
	return next, err
}

// placesFor counts the places of a cohort that are free for those who wait: none any more once it is over.
func placesFor(tx *storage.Tx, cohortID string, now time.Time) (int, error) {
	c, err := tx.Cohort(cohortID)
	if err != nil || c.Silent() {
		return 0, err
	}
	if over, err := isOver(tx, cohortID, now); err != nil || over {
		return 0, err
	}
	waiting, err := tx.CountWaiting(cohortID)
	if err != nil || c.Entry.Places == 0 {
		return waiting, err
	}
	taken, err := tx.Taken(cohortID, now)
	free, _ := c.Entry.Free(taken)
	return min(free, waiting), err
}

func fillPlaces(tx *storage.Tx, cohortID string, now time.Time) error {
	n, err := placesFor(tx, cohortID, now)
	if err != nil || n == 0 {
		return err
	}
	c, err := tx.Cohort(cohortID)
	if err != nil {
		return err
	}
	waiting, err := tx.Waiting(cohortID)
	for _, a := range waiting[:min(n, len(waiting))] {
		if err == nil {
			err = letIn(tx, c, a, now)
		}
	}
	return err
}

// letIn takes in who waited, and plans that they are told: that word is the day's, and the welcome begins the day after.
func letIn(tx *storage.Tx, c cohort.Cohort, a cohort.Application, now time.Time) error {
	known, err := tx.Person(a.Person)
	if err != nil {
		return err
	}
	p := cohort.Participant{Person: known, Department: a.Department}
	if err := Admit(tx, c, p, known.Tomorrow(now), now); err != nil {
		return err
	}
	_, err = enqueue(tx, storage.Delivery{
		Occasion: "place/" + c.ID + "/" + now.UTC().Format(time.RFC3339), Recipient: a.Person, Kind: KindPlace, Subject: c.ID, Due: now, Expires: now.Add(2 * worthAWeek),
	})
	return err
}

// wordPlace tells somebody who waited that they are in, also in a pause: they asked for it.
func wordPlace(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	r, err := participant(tx, d.Subject, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	sentence := r.words.Say("enrol.place", "Cohort", r.cohort.Name)
	next, err := nextSessionBlocks(tx, r, now)
	blocks := append([]chat.Block{chat.Text(sentence)}, next...)
	return r.letterTo(chat.Message{Summary: sentence, Blocks: append(blocks, chat.Context(r.words.Say("enrol.place_leave")))}, now), err
}

// nextSessionBlocks say when somebody's cohort meets next; nothing if it does not any more.
func nextSessionBlocks(tx *storage.Tx, r reader, now time.Time) ([]chat.Block, error) {
	s, err := tx.NextSession(r.Cohort, now)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, nil
	}
	facts := SessionFacts(r.words, r.cohort, s)
	facts = slices.Insert(facts, 0, chat.Field{Label: r.words.Say("enrol.next_session"), Value: r.words.Say("session.heading", "Number", s.Number, "Theme", s.Theme)})
	return []chat.Block{facts}, err
}
