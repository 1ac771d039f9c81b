package main

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"strconv"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
)

// changes is what an import did.
type changes struct {
	newSessions, goneSessions                int
	people, oldPeople, newPeople, gonePeople int
	steps                                    stepChanges
	care                                     bool // whom somebody in need can turn to is another than before
	stayedAway                               int  // are listed, and left by themselves: nobody else brings them back
}

// Who leaves by one import without its being said on purpose: a few people, or a small part of them. More than that is most
// often a list that was cut short.
const (
	fewLeave  = 3
	partLeave = 5 // one in five
)

// errManyLeave says that an import would take many people out of a cohort, and nobody said that it may.
var errManyLeave = errors.New("many people would leave")

// errArchived says that a cohort is archived, and nobody said that it is to run again.
var errArchived = errors.New("the cohort is archived")

// permits are what an import may do because it was said on purpose.
type permits struct {
	remove bool // many people leave
	reopen bool // an archived cohort runs again
}

// apply brings the database in line with a cohort file, in one transaction. The cohort is known by its name, a session by
// cohort.MatchSessions, a person by the id. Who is no longer listed leaves the cohort, but for those who came in by themselves or in chat;
// without any list everyone stays. What the file does not say of entry stays as it is. If many would leave, or the cohort is archived, and that is
// not permitted, nothing is changed: it returns errManyLeave, with the changes that would be, or errArchived.
func apply(ctx context.Context, db *storage.DB, file config.File, now time.Time, may permits) (did changes, err error) {
	err = db.Write(ctx, func(tx *storage.Tx) error {
		did = changes{}
		c := file.Cohort
		known, err := tx.CohortNamed(c.Name)
		if errors.Is(err, storage.ErrNotFound) { // it may have been renamed in chat
			known, err = tx.CohortOnceNamed(c.Name)
		}
		switch {
		case err == nil:
			c.ID = known.ID
		case errors.Is(err, storage.ErrNotFound):
			c.ID = storage.NewID()
		default:
			return err
		}
		if !known.Archived.IsZero() {
			if !may.reopen {
				return errArchived
			}
			if err := tx.Archive(c.ID, time.Time{}); err != nil {
				return err
			}
		}
		if !file.Opens {
			c.Entry = known.Entry
		}
		did.care = !reflect.DeepEqual(known.Care, c.Care)
		if err := saveIfChanged(tx, known, c); err != nil {
			return err
		}
		if known.Draft {
			if err := nudges.Begin(tx, c, now); err != nil {
				return err
			}
		}
		if known.Schedule.Nudge != c.Schedule.Nudge {
			if err := tx.ForgetNextNudge(c.ID); err != nil {
				return err
			}
		}
		if did.steps, err = applySteps(tx, c, file.Steps, now); err != nil {
			return err
		}
		if err := applySessions(tx, c, file.Sessions, now, &did); err != nil {
			return err
		}
		if err := applyPeople(tx, known, c, file, now, &did); err != nil {
			return err
		}
		if !may.remove && did.gonePeople > fewLeave && did.gonePeople*partLeave > did.oldPeople {
			return errManyLeave
		}
		return tx.Audit(cohort.Logged{At: now, Organizer: cohort.Operator, Cohort: c.ID, Deed: cohort.Imported, Subject: strconv.Itoa(did.people)})
	})
	return did, err
}

// saveIfChanged keeps a cohort as the file has it. One that is as it was has no other version: a form that is open in chat stays right.
func saveIfChanged(tx *storage.Tx, known, c cohort.Cohort) error {
	c.Version, c.ChangedBy, c.Follows, c.Archived = known.Version, known.ChangedBy, known.Follows, known.Archived
	if known.ID != "" && reflect.DeepEqual(known, c) {
		return nil
	}
	c.ChangedBy = cohort.Operator
	return tx.SaveCohort(c)
}

// applySessions brings a cohort's sessions in line with the file. One that is no longer in it and lies ahead is cancelled, and comes back if
// it is in the file again; what is past stays, and so does what an organiser added in chat.
func applySessions(tx *storage.Tx, c cohort.Cohort, sessions []cohort.Session, now time.Time, did *changes) error {
	old, err := tx.SessionsEver(c.ID)
	if err != nil {
		return err
	}
	before := map[string]cohort.Session{}
	for _, s := range old {
		before[s.ID] = s
	}
	for i, id := range cohort.MatchSessions(old, sessions) {
		if id == "" {
			s := sessions[i]
			s.ID, s.Cohort = storage.NewID(), c.ID
			did.newSessions++
			if err := tx.SaveSession(s); err != nil {
				return err
			}
			continue
		}
		if _, err := nudges.Hold(tx, c, asInFile(before[id], sessions[i]), cohort.Operator, now); err != nil {
			return err
		}
		delete(before, id)
	}
	for _, s := range old {
		if _, left := before[s.ID]; !left || s.ByHand || !s.Cancelled.IsZero() || !s.Starts.After(now) {
			continue
		}
		did.goneSessions++
		s.Cancelled, s.Because, s.Story, s.StoryBy = now, "", "", ""
		if _, err := nudges.Hold(tx, c, s, cohort.Operator, now); err != nil {
			return err
		}
	}
	return nil
}

// asInFile is a session that is there with what the file says of it. What organisers did in chat stays: also that they cancelled it.
func asInFile(known, file cohort.Session) cohort.Session {
	s := known
	s.Number, s.Theme, s.Starts, s.Minutes, s.Speakers, s.Link = file.Number, file.Theme, file.Starts, file.Minutes, file.Speakers, file.Link
	s.Topics, s.Question, s.Act, s.Story, s.StoryBy = file.Topics, file.Question, file.Act, file.Story, file.StoryBy
	s.ByHand = false
	if s.CancelledBy == cohort.Operator {
		s.Cancelled, s.Because = time.Time{}, ""
	}
	return s
}

func applyPeople(tx *storage.Tx, before, c cohort.Cohort, file config.File, now time.Time, did *changes) error {
	old, err := tx.Participants(c.ID)
	if err != nil {
		return err
	}
	gone := map[string]bool{}
	for _, p := range old {
		entered, err := tx.Entered(c.ID, p.ID)
		if err != nil {
			return err
		}
		gone[p.ID] = file.Listed && entered.IsZero()
	}
	did.people, did.oldPeople = len(file.Participants), len(old)
	if !file.Listed {
		did.people = len(old)
	}
	for _, p := range file.Participants {
		left, err := storage.Optional(tx.Gone(c.ID, p.ID))
		if err != nil {
			return err
		}
		if left.Self {
			did.stayedAway++
			did.people--
			continue
		}
		if _, known := gone[p.ID]; !known {
			did.newPeople++
		}
		delete(gone, p.ID)
		p.Cohort = c.ID
		if err := applyPerson(tx, before, c, p); err != nil {
			return err
		}
	}
	for person, leaves := range gone {
		if leaves {
			did.gonePeople++
			if err := nudges.LeaveCohort(tx, c.ID, person, now); err != nil {
				return err
			}
		}
	}
	if did.newPeople+did.gonePeople == 0 {
		return nil
	}
	return nudges.Recount(tx, c.ID, now)
}

// applyPerson keeps a participant. What is known of a person stays, such as their pause: the zone and the language too, unless the file
// names them and they did not choose them themselves.
func applyPerson(tx *storage.Tx, before, c cohort.Cohort, p cohort.Participant) error {
	known, err := tx.Person(p.ID)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	person := known
	person.ID = p.ID
	if p.Language != "" && !known.OwnLanguage {
		person.Language = p.Language
	}
	switch {
	case known.OwnZone:
	case p.Zone != "":
		person.Zone = p.Zone
	default:
		if person.Zone, err = zoneOf(tx, known, before, c); err != nil {
			return err
		}
	}
	p.Person = person
	if err := tx.SavePerson(p.Person); err != nil {
		return err
	}
	if known.Zone != "" && known.Zone != p.Zone {
		if err := nudges.Travelled(tx, known, p.Person); err != nil {
			return err
		}
	}
	if !p.Returning {
		if p.Returning, err = nudges.Returns(tx, c.ID, p.ID); err != nil {
			return err
		}
	}
	if err := tx.EndApplication(c.ID, p.ID); err != nil && !errors.Is(err, storage.ErrNotFound) { // they waited for this
		return err
	}
	return tx.SaveParticipant(p)
}

// zoneOf is the zone of a participant for whom the file names none: the one that is known, or else the cohort's. Who had it from
// this cohort alone goes along when the cohort's zone is put right.
func zoneOf(tx *storage.Tx, known cohort.Person, before, c cohort.Cohort) (string, error) {
	if known.Zone == "" || before.Zone == c.Zone || known.Zone != before.Zone {
		return cmp.Or(known.Zone, c.Zone), nil
	}
	all, err := tx.CohortsOf(known.ID)
	if len(all) == 1 && all[0].ID == c.ID {
		return c.Zone, err
	}
	return known.Zone, err
}
