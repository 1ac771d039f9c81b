package nudges

import (
	"context"
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// alumniAsked is how long after the last session people are asked whether they stay reachable.
const alumniAsked = 30 * 24 * time.Hour

// mostWithdrawn are the announcements of a cohort that are looked at when it is archived: far more than wait.
const mostWithdrawn = 1000

// What somebody can wish to be reached for.
const (
	ReachCircles = "circles"
	ReachStories = "stories"
	ReachNone    = "none"
)

// planAlumni plans, once for each cohort, that those who take part are asked whether they stay reachable.
func (e *Engine) planAlumni(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due []string
	err = e.db.Read(ctx, func(tx *storage.Tx) error {
		all, err := tx.Running()
		for _, c := range all {
			if err != nil {
				return err
			}
			var end time.Time
			end, err = tx.ProgramEnd(c.ID)
			switch at := end.Add(alumniAsked); {
			case end.IsZero() || !at.Add(2*worthAWeek).After(now):
			case at.After(now):
				next = earliest(next, at)
			default:
				due = append(due, c.ID)
			}
		}
		return err
	})
	for _, id := range due {
		if err == nil {
			err = e.once(ctx, alumniOccasion(id), now, func(tx *storage.Tx) error { return askAlumni(tx, id, now) })
		}
	}
	return next, err
}

func alumniOccasion(cohortID string) string { return "alumni/" + cohortID }

func askAlumni(tx *storage.Tx, cohortID string, now time.Time) error {
	end, err := tx.ProgramEnd(cohortID)
	if err != nil || end.IsZero() { // there was no year to be asked about
		return err
	}
	people, err := tx.Participants(cohortID)
	for _, p := range people {
		if err != nil {
			return err
		}
		_, err = enqueue(tx, storage.Delivery{
			Occasion: "alumnus/" + cohortID, Recipient: p.ID, Kind: KindAlumnus, Subject: cohortID, Due: now, Expires: p.Turn(now).Add(worthAWeek),
		})
	}
	return err
}

// Archive ends what a cohort sends of itself. Whoever was not asked yet whether they stay reachable is asked now: that is its last message. Nobody
// waits for a place in it any more, and what was to be announced is not.
func Archive(tx *storage.Tx, cohortID string, now time.Time) error {
	asks, err := tx.Plan(alumniOccasion(cohortID), now)
	if err == nil && asks {
		err = askAlumni(tx, cohortID, now)
	}
	if err != nil {
		return err
	}
	waiting, err := tx.Waiting(cohortID)
	for _, a := range waiting {
		if err == nil {
			err = StopWaiting(tx, cohortID, a.Person, now)
		}
	}
	if err != nil {
		return err
	}
	announced, err := tx.Announcements(cohortID, mostWithdrawn)
	for _, a := range announced {
		if err == nil && (a.State == cohort.Scheduled || a.State == cohort.Pending) {
			err = withoutCohort(tx, a, cohortID)
		}
	}
	return errors.Join(err, tx.Archive(cohortID, now))
}

// withoutCohort takes a cohort out of an announcement that is not out; without any it is withdrawn.
func withoutCohort(tx *storage.Tx, a cohort.Announcement, cohortID string) error {
	left := slices.DeleteFunc(slices.Clone(a.Reach()), func(id string) bool { return id == cohortID })
	if len(left) == 0 {
		return tx.MoveAnnouncement(a.ID, a.State, cohort.Withdrawn)
	}
	a.Cohort, a.Cohorts = left[0], left
	return tx.SaveAnnouncement(a)
}

// wordAlumnus asks somebody, once and lightly, whether they stay reachable.
func wordAlumnus(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	r, err := everParticipant(tx, d.Subject, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	sentence := r.words.Say("alumni.question", "Cohort", r.cohort.Name)
	return r.letterTo(chat.Message{Summary: sentence, Blocks: []chat.Block{
		chat.Text(sentence), AlumniButtons(r.words, cohort.Reach{Cohort: r.Cohort}), chat.Context(r.words.Say("alumni.hint")),
	}}, now), nil
}

// AlumniButtons let somebody say for what they can be reached; what they said already is not asked.
func AlumniButtons(w *locale.Words, reach cohort.Reach) (buttons chat.Buttons) {
	for _, b := range []struct {
		what string
		said bool
	}{{ReachCircles, reach.Circles}, {ReachStories, reach.Stories}} {
		if !b.said {
			buttons = append(buttons, chat.Button{Action: ActionAlumnus, Value: Value(reach.Cohort, b.what), Label: w.Say("alumni." + b.what)})
		}
	}
	label := "alumni.none"
	switch {
	case reach.Circles && reach.Stories:
		label = "alumni.stop"
	case reach.Circles:
		label = "alumni.stop_circles"
	case reach.Stories:
		label = "alumni.stop_stories"
	}
	return append(buttons, chat.Button{Action: ActionAlumnus, Value: Value(reach.Cohort, ReachNone), Label: w.Say(label)})
}

// StayReachable keeps what somebody who took part wishes to be reached for besides what they said before, or that they are reached no more. For
// circles, the circle that they are in goes on if another wishes so too; who is in none comes together with others like them.
func StayReachable(tx *storage.Tx, cohortID, person, what string, now time.Time) (cohort.Reach, error) {
	reach, err := storage.Optional(tx.Reach(cohortID, person))
	if err != nil {
		return reach, err
	}
	reach.Cohort, reach.Person = cohortID, person
	if reach.Since.IsZero() {
		reach.Since = now
	}
	switch what {
	case ReachCircles:
		reach.Circles = true
	case ReachStories:
		reach.Stories = true
	case ReachNone:
		return cohort.Reach{Cohort: cohortID, Person: person}, endReach(tx, reach, now)
	default:
		return reach, storage.ErrNotFound
	}
	if err := tx.SaveReach(reach); err != nil || what != ReachCircles {
		return reach, err
	}
	mine, err := storage.Optional(tx.CircleOf(cohortID, person))
	if err != nil {
		return reach, err
	}
	if mine.ID != "" && len(mine.Members) > 1 {
		until, _, err := AfterProgram(tx, cohortID, now)
		if err == nil {
			_, err = GoOn(tx, mine, person, true, until, now)
		}
		return reach, err
	}
	return reach, alumniCircle(tx, cohortID, now)
}

// endReach has somebody be reached no more: their stories vanish where those of other cohorts read them, and they leave their circle.
func endReach(tx *storage.Tx, reach cohort.Reach, now time.Time) error {
	circles, stories := reach.Circles, reach.Stories
	reach.Circles, reach.Stories = false, false
	err := tx.SaveReach(reach)
	if err == nil && stories {
		err = storiesChanged(tx, reach)
	}
	if err == nil && circles {
		err = Leave(tx, reach.Cohort, reach.Person, now)
	}
	return err
}

// storiesChanged has what somebody gave in a cohort drawn again where it stands.
func storiesChanged(tx *storage.Tx, reach cohort.Reach) error {
	all, err := tx.StoriesOf(reach.Person)
	for _, s := range all {
		if err == nil && s.Cohort == reach.Cohort {
			err = StoryChanged(tx, s.ID)
		}
	}
	return err
}

// alumniCircle opens a circle of those who took part in a cohort, wish for one and are in none, as soon as there are enough of them. It is theirs,
// and goes on as one that its members keep.
func alumniCircle(tx *storage.Tx, cohortID string, now time.Time) error {
	group, err := alumniWithoutCircle(tx, cohortID)
	if err != nil || len(group) < circles.Usual.Min {
		return err
	}
	number, err := tx.LastCircleNumber(cohortID)
	if err != nil {
		return err
	}
	c := cohort.Circle{ID: storage.NewID(), Cohort: cohortID, Number: number + 1, Members: group[:min(len(group), circles.Usual.Max)], Formed: now, Kept: now}
	if err := tx.SaveCircle(c); err != nil {
		return err
	}
	_, err = enqueue(tx, storage.Delivery{
		Occasion: "circle/" + c.ID, Recipient: c.ID, Kind: KindCircle, Subject: c.ID, Due: now, Expires: now.Add(worthAWeek),
	})
	return err
}

// alumniWithoutCircle are those who took part in a cohort, wish for a circle and are in none, as far as they can be in one together.
func alumniWithoutCircle(tx *storage.Tx, cohortID string) (group []string, err error) {
	never, err := tx.RefusalsIn(cohortID)
	if err != nil {
		return nil, err
	}
	all, err := tx.Alumni(cohortID)
	for _, a := range all {
		if err != nil {
			return nil, err
		}
		var mine cohort.Circle
		if mine, err = storage.Optional(tx.CircleOf(cohortID, a.Person)); err != nil || !a.Circles || mine.ID != "" {
			continue
		}
		refused := func(other string) bool {
			return slices.Contains(never[a.Person], other) || slices.Contains(never[other], a.Person)
		}
		if there, failed := takesPart(tx, cohortID, a.Person); there && !slices.ContainsFunc(group, refused) {
			group = append(group, a.Person)
		} else {
			err = failed
		}
	}
	return group, err
}
