// Package cohort holds the words and rules of the program: who takes part in what, and who may see what. It is pure:
// it reads no clock, no file and no network.
package cohort

import (
	"cmp"
	"sync"
	"time"
)

// Cohort is one year's group of people (期) with its own channel, zone, language and schedule.
type Cohort struct {
	ID         string
	Name       string   // as people call it: 第4期
	Language   string   // such as "ja": of its channel, and of people who chose none
	Zone       string   // IANA name; the cohort file's times are read in it
	Channel    string   // the platform's id of the cohort's channel
	Organizers []string // people who may announce and form circles
	Topics     []string // what its circles can be about; empty: the usual Topics
	Schedule   Schedule
	Care       Care          // whom somebody in need can turn to
	Keeps      time.Duration // how long after its last session what people wrote is kept; 0: UsuallyKept
	Guard      Guard         // what an announcement to many takes
	Attendance string        // what organisers see of who came: Named, or, if empty, counts
	Entry      Enrolment     // when people can come in by themselves
	Version    int           // counts the changes
	ChangedBy  string        // who changed it the last time: an organiser, or Operator
	Follows    string        // the cohort that it was made from; empty: none
	Draft      bool          // it is being prepared: it sends nothing until its entry is set, or a file brings it in line
	Archived   time.Time     // since when it sends nothing any more; zero: it is not archived
}

// Guard is what an announcement to many people takes before it goes out.
type Guard struct {
	Sure    int // to so many people or more it is asked about twice; 0: UsuallySure
	Approve int // to so many or more another organiser says yes first; 0: to no number
}

// UsuallySure is from how many people on an announcement is asked about twice where nothing else is said.
const UsuallySure = 50

// AsksTwice reports whether an announcement to so many is asked about twice.
func (g Guard) AsksTwice(people int) bool { return people >= cmp.Or(g.Sure, UsuallySure) }

// NeedsApproval reports whether an announcement to so many waits for another organiser's yes.
func (g Guard) NeedsApproval(people int) bool { return g.Approve > 0 && people >= g.Approve }

// UsuallyKept is how long after the last session what people wrote is kept where nothing else is said.
const UsuallyKept = 365 * 24 * time.Hour

// Keep is how long after the last session what people wrote is kept.
func (c Cohort) Keep() time.Duration {
	if c.Keeps == 0 {
		return UsuallyKept
	}
	return c.Keeps
}

// Schedule says when Ippo speaks of its own accord.
type Schedule struct {
	Nudge      Rhythm          // weekly small steps, read in each participant's own zone; empty: none
	Reminders  []time.Duration // how long before a session the channel is reminded
	Reflection time.Duration   // how long after a session's end the invitation to reflect goes out; negative: none
	Circles    Rhythm          // when circles are formed anew, in the cohort's zone; empty: only on request
}

// UsualSchedule is that of a cohort that is made in chat: a step on Monday mornings, reminders a week, a day and an hour before, and an invitation
// to reflect half an hour after.
func UsualSchedule() Schedule {
	return Schedule{Nudge: "0 9 * * MON", Reminders: []time.Duration{7 * day, day, time.Hour}, Reflection: 30 * time.Minute}
}

// Location is the cohort's zone. An unknown zone reads as UTC; the cohort file is checked for that.
func (c Cohort) Location() *time.Location { return Location(c.Zone) }

// CircleTopics are what people can choose from for their circles: the cohort's own list, or the usual one.
func (c Cohort) CircleTopics() []string {
	if len(c.Topics) > 0 {
		return c.Topics
	}
	return Topics
}

// Organized reports whether the person is one of the cohort's organisers.
func (c Cohort) Organized(person string) bool {
	for _, organizer := range c.Organizers {
		if organizer == person {
			return true
		}
	}
	return false
}

// Person is somebody of the workspace, known by the platform's own id.
type Person struct {
	ID          string
	Zone        string    // IANA name
	Language    string    // empty: as the cohort
	OwnZone     bool      // they chose the zone themselves: no file changes it
	OwnLanguage bool      // and so the language
	PausedUntil time.Time // Ippo's own messages rest until then; zero: no pause
	PausedSince time.Time // when the last pause began; zero: never, or it was ended within a day
	Rhythm      Rhythm    // of the steps that they chose for themselves; empty: as the cohort
	Quiet       Quiet     // the hours in which nothing comes; zero: the usual ones
	Fortnightly bool      // every second step only
	GoesOn      bool      // asked once after a silence, they wished to go on: nobody asks again
	Heard       time.Time // when they last said or did something; zero: never
	Skips       bool      // Fortnightly: the next step is left out
	Diary       int       // o'clock, at which they wish to be asked for a line every day; 0: never
	DiarySince  time.Time // and since when
}

// Steps is the rhythm in which steps come to a person from a cohort; the zero Rhythm if the cohort has none.
func (p Person) Steps(c Cohort) Rhythm {
	if c.Schedule.Nudge == "" || p.Rhythm == "" {
		return c.Schedule.Nudge
	}
	return p.Rhythm
}

// Forever is the end of a pause that only its owner ends.
var Forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Location is the person's zone; an unknown one reads as UTC.
func (p Person) Location() *time.Location { return Location(p.Zone) }

// Rest is the person with a pause until a time, or without one if that has passed. One that is ended within a day was none.
func (p Person) Rest(until, now time.Time) Person {
	switch begun := p.Paused(now); {
	case now.Before(until):
		if !begun {
			p.PausedSince = now
		}
		p.PausedUntil = until
		return p
	case begun && now.Sub(p.PausedSince) < 24*time.Hour:
		p.PausedSince = time.Time{}
	}
	p.PausedUntil = time.Time{}
	return p
}

// Paused reports whether the person rests at that time.
func (p Person) Paused(at time.Time) bool { return at.Before(p.PausedUntil) }

// Participant is a person's place in a cohort.
type Participant struct {
	Person
	Cohort     string
	Department string
	Returning  bool // took part in an earlier year
}

var locations sync.Map // zone name to *time.Location: loading one reads a file

// Location returns the zone of an IANA name, and UTC for a name that does not exist.
func Location(name string) *time.Location {
	if known, found := locations.Load(name); found {
		return known.(*time.Location)
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		location = time.UTC
	}
	locations.Store(name, location)
	return location
}
