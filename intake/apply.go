// Package intake brings a cohort in line with what files say: its programme, its people, its own steps. All of it or nothing, in the
// transaction of whoever asks; what it did, or would do, is told in a report.
package intake

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
)

// Changes is what an import did.
type Changes struct {
	Sessions, NewSessions, ChangedSessions, GoneSessions int

	People, OldPeople  int
	New, Changed, Gone []string // people's ids, as they are listed; who is gone, by id

	Steps StepChanges
	Care  bool // whom somebody in need can turn to is another than before

	foreseen bool // nothing is written: it only says what would be
}

// Who leaves by one import without its being said on purpose: a few people, or a small part of them. More than that is most
// often a list that was cut short.
const (
	fewLeave  = 3
	partLeave = 5 // one in five
)

// ManyLeave reports whether so many leave that it has to be said on purpose.
func (did Changes) ManyLeave() bool {
	return len(did.Gone) > fewLeave && len(did.Gone)*partLeave > did.OldPeople
}

// ErrManyLeave says that an import would take many people out of a cohort, and nobody said that it may.
var ErrManyLeave = errors.New("many people would leave")

// Apply brings the database in line with a cohort file. The cohort is known by its name, a session by cohort.MatchSessions, a person by the
// id. Who is no longer listed leaves the cohort; without any list everyone stays. If many would leave and remove is not set, it returns
// ErrManyLeave before anybody leaves, with the changes that would be: nothing of the transaction is to be kept then.
func Apply(tx *storage.Tx, file config.File, now time.Time, remove bool) (did Changes, err error) {
	c := file.Cohort
	known, err := storage.Optional(tx.CohortNamed(c.Name))
	if err != nil {
		return did, err
	}
	if c.ID = known.ID; c.ID == "" {
		c.ID = storage.NewID()
	}
	did.Care = !reflect.DeepEqual(known.Care, c.Care)
	if err := tx.SaveCohort(c); err != nil {
		return did, err
	}
	if known.Schedule.Nudge != c.Schedule.Nudge {
		if err := tx.ForgetNextNudge(c.ID); err != nil {
			return did, err
		}
	}
	if did.Steps, err = steps(tx, c, file.Steps, now); err != nil {
		return did, err
	}
	if err := sessions(tx, c, file.Sessions, now, &did); err != nil {
		return did, err
	}
	if err := people(tx, known, c, file, now, remove, &did); err != nil {
		return did, err
	}
	return did, tx.Audit(cohort.Logged{At: now, Organizer: cohort.Operator, Cohort: c.ID, Deed: cohort.Imported, Subject: strconv.Itoa(did.People)})
}

// Foresee says what Apply would do to a cohort's sessions and people, and writes nothing.
func Foresee(tx *storage.Tx, file config.File, now time.Time) (Changes, error) {
	did := Changes{foreseen: true}
	c := file.Cohort
	known, err := storage.Optional(tx.CohortNamed(c.Name))
	if err != nil {
		return did, err
	}
	c.ID = known.ID
	if err := sessions(tx, c, file.Sessions, now, &did); err != nil {
		return did, err
	}
	err = people(tx, known, c, file, now, true, &did)
	return did, err
}

// sessions brings a cohort's sessions in line with a programme.
func sessions(tx *storage.Tx, c cohort.Cohort, programme []cohort.Session, now time.Time, did *Changes) error {
	old, err := tx.Sessions(c.ID)
	if err != nil {
		return err
	}
	before := map[string]cohort.Session{}
	for _, s := range old {
		before[s.ID] = s
	}
	did.Sessions = len(programme)
	for i, id := range cohort.MatchSessions(old, programme) {
		s := programme[i]
		s.ID, s.Cohort = id, c.ID
		was, known := before[id]
		switch {
		case !known:
			s.ID = storage.NewID()
			did.NewSessions++
		case differs(was, s):
			did.ChangedSessions++
		}
		delete(before, id)
		if did.foreseen {
			continue
		}
		if known {
			if err := nudges.Changed(tx, c, was, s, now); err != nil {
				return err
			}
		}
		if err := tx.SaveSession(s); err != nil {
			return err
		}
	}
	if did.GoneSessions = len(before); did.foreseen {
		return nil
	}
	for id := range before {
		if err := errors.Join(nudges.StoryChanged(tx, id), tx.DeleteSession(id)); err != nil {
			return err
		}
	}
	return nil
}

// differs reports whether a session is another in anything that a programme says; what it has besides is no matter of it.
func differs(a, b cohort.Session) bool {
	return a.Theme != b.Theme || !a.Starts.Equal(b.Starts) || a.Minutes != b.Minutes || a.Link != b.Link ||
		!slices.Equal(a.Speakers, b.Speakers) || !slices.Equal(a.Topics, b.Topics) || a.Question != b.Question ||
		a.Act != b.Act || a.Story != b.Story || a.StoryBy != b.StoryBy
}
