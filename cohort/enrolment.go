package cohort

import "time"

// Enrolment is when people can come into a cohort by themselves, and how many places it has. Without both times nobody can.
type Enrolment struct {
	From   time.Time
	Until  time.Time
	Places int // 0: no limit. It bounds who comes in by themselves or is added in chat; a cohort file may name more
}

// EntryState is how a cohort's entry stands at a time.
type EntryState string

// How entry can stand.
const (
	NoEntry     EntryState = "none"   // it is not opened at all
	EntryAhead  EntryState = "ahead"  // it opens later
	EntryOpen   EntryState = "open"   // people can apply
	EntryClosed EntryState = "closed" // it is over
)

// At is how entry stands at a time.
func (e Enrolment) At(now time.Time) EntryState {
	switch {
	case e.From.IsZero() || e.Until.IsZero():
		return NoEntry
	case now.Before(e.From):
		return EntryAhead
	case now.Before(e.Until):
		return EntryOpen
	}
	return EntryClosed
}

// Free is how many places are free when so many are taken, and reports whether there is a limit at all.
func (e Enrolment) Free(taken int) (free int, limited bool) {
	if e.Places == 0 {
		return 0, false
	}
	return max(e.Places-taken, 0), true
}

// PlaceHeld is for how long the place of somebody who left by themselves stays theirs: so long they can come back, also where others wait.
const PlaceHeld = 7 * day

// Application is that somebody asked for a place in a cohort that was full. They wait in the order of their numbers.
type Application struct {
	Cohort     string
	Person     string
	Department string
	Number     int
	Asked      time.Time
}

// Silent reports whether a cohort sends nothing and is offered nowhere: it is archived, or prepared and not opened yet.
func (c Cohort) Silent() bool { return c.Draft || !c.Archived.IsZero() }

// Reach is what somebody who took part wishes to be reached for afterwards.
type Reach struct {
	Cohort  string
	Person  string
	Circles bool // a circle with others who took part
	Stories bool // what they gave is passed on to those who take part now
	Since   time.Time
}

// NextYear is a cohort's session a year later: on the same day of the week and at the same time of day, and a week later for as long as people
// are off on that day. What is of that one evening does not come along: who spoke, what they told, and where one joined.
func (s Session) NextYear(zone *time.Location) Session {
	const weeks = 52 * 7
	local := s.Starts.In(zone)
	next := Session{Number: s.Number, Theme: s.Theme, Minutes: s.Minutes, Topics: s.Topics, Question: s.Question, Act: s.Act}
	for days := weeks; ; days += 7 {
		next.Starts = anchored(time.Date(local.Year(), local.Month(), local.Day()+days, local.Hour(), local.Minute(), 0, 0, time.UTC), zone)
		if !DayOff(next.Starts, zone) || days > weeks+35 {
			break
		}
	}
	return next
}
