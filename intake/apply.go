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

	Touched []string // which sessions, and as they stood; which people, as they are listed and as they stood: for Print

	StayedAway int // are listed, and left by themselves: nobody else brings them back

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

// ErrArchived says that a cohort is archived, and nobody said that it is to run again.
var ErrArchived = errors.New("the cohort is archived")

// Permits are what an import may do because it was said on purpose.
type Permits struct {
	Remove bool // many people leave
	Reopen bool // an archived cohort runs again
}

// Apply brings the database in line with a cohort file. The cohort is known by its name, or by the one that it had before it was renamed in
// chat, a session by cohort.MatchSessions, a person by the id. Who is no longer listed leaves the cohort, but for those who came in by themselves
// or in chat; without any list everyone stays. What the file does not say of entry stays as it is. If many would leave, or the cohort is archived,
// and that is not permitted, it returns ErrManyLeave, with the changes that would be, or ErrArchived: nothing of the transaction is to be kept then.
func Apply(tx *storage.Tx, file config.File, now time.Time, may Permits) (did Changes, err error) {
	c := file.Cohort
	known, err := knownAs(tx, c.Name)
	if err != nil {
		return did, err
	}
	if c.ID = known.ID; c.ID == "" {
		c.ID = storage.NewID()
	}
	if !known.Archived.IsZero() {
		if !may.Reopen {
			return did, ErrArchived
		}
		if err := tx.Archive(c.ID, time.Time{}); err != nil {
			return did, err
		}
	}
	if !file.Opens {
		c.Entry = known.Entry
	}
	did.Care = !reflect.DeepEqual(known.Care, c.Care)
	if err := saveIfChanged(tx, known, c); err != nil {
		return did, err
	}
	if known.Draft {
		if err := nudges.Begin(tx, c, now); err != nil {
			return did, err
		}
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
	if err := people(tx, known, c, file, now, may.Remove, &did); err != nil {
		return did, err
	}
	err = tx.Audit(cohort.Logged{At: now, Organizer: cohort.Operator, Cohort: c.ID, Deed: cohort.Imported, Subject: strconv.Itoa(did.People)})
	for _, person := range did.Gone {
		err = errors.Join(err, tx.Audit(cohort.Logged{At: now, Organizer: cohort.Operator, Cohort: c.ID, Deed: cohort.TookOut, Subject: c.ID, Person: person}))
	}
	return did, err
}

// knownAs is the cohort of a name, or the one that had it last; the zero Cohort if there is none.
func knownAs(tx *storage.Tx, name string) (cohort.Cohort, error) {
	known, err := tx.CohortNamed(name)
	if errors.Is(err, storage.ErrNotFound) {
		known, err = tx.CohortOnceNamed(name)
	}
	return storage.Optional(known, err)
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

// Foresee says what Apply would do to a cohort's sessions and people, and writes nothing.
func Foresee(tx *storage.Tx, file config.File, now time.Time) (Changes, error) {
	did := Changes{foreseen: true}
	c := file.Cohort
	known, err := knownAs(tx, c.Name)
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

// sessions brings a cohort's sessions in line with a programme, as a file's doing: what a file cancelled, a file revives. One that is no longer in it and lies ahead is cancelled, and
// comes back if a file has it again; what is past stays, and so does what an organiser added in chat.
func sessions(tx *storage.Tx, c cohort.Cohort, programme []cohort.Session, now time.Time, did *Changes) error {
	old, err := tx.SessionsEver(c.ID)
	if err != nil {
		return err
	}
	before := map[string]cohort.Session{}
	for _, s := range old {
		before[s.ID] = s
	}
	did.Sessions = len(programme)
	for i, id := range cohort.MatchSessions(old, programme) {
		was, known := before[id]
		delete(before, id)
		if !known {
			did.NewSessions++
			did.Touched = append(did.Touched, programme[i].Theme+"/"+programme[i].Starts.String())
			s := programme[i]
			s.ID, s.Cohort = storage.NewID(), c.ID
			if !did.foreseen {
				if err := tx.SaveSession(s); err != nil {
					return err
				}
			}
			continue
		}
		s := asInFile(was, programme[i])
		if differs(was, s) {
			did.ChangedSessions++
			did.Touched = append(did.Touched, stood(was))
		}
		if did.foreseen {
			continue
		}
		if _, err := nudges.Hold(tx, c, s, cohort.Operator, now); err != nil {
			return err
		}
	}
	for _, s := range old {
		if _, left := before[s.ID]; !left || s.ByHand || !s.Cancelled.IsZero() || !s.Starts.After(now) {
			continue
		}
		did.GoneSessions++
		did.Touched = append(did.Touched, stood(s))
		if did.foreseen {
			continue
		}
		s.Cancelled, s.Because, s.Story, s.StoryBy = now, "", "", ""
		if _, err := nudges.Hold(tx, c, s, cohort.Operator, now); err != nil {
			return err
		}
	}
	return nil
}

// stood names a session as it stands.
func stood(s cohort.Session) string { return s.ID + "/" + strconv.Itoa(s.Version) }

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

// differs reports whether a session is another in anything that a programme says; what it has besides is no matter of it.
func differs(a, b cohort.Session) bool {
	return a.Theme != b.Theme || !a.Starts.Equal(b.Starts) || a.Minutes != b.Minutes || a.Link != b.Link ||
		!slices.Equal(a.Speakers, b.Speakers) || !slices.Equal(a.Topics, b.Topics) || a.Question != b.Question ||
		a.Act != b.Act || a.Story != b.Story || a.StoryBy != b.StoryBy || !a.Cancelled.Equal(b.Cancelled)
}
