package cohort

import "time"

// Attendance is a participant's answer to a session's reminder.
type Attendance string

// The answers to a session's reminder.
const (
	Attending   Attendance = "attending"
	NotThisTime Attendance = "not_this_time"
	AskedAnew   Attendance = "asked_anew" // said that they come, before the session was moved
)

// Presence is that somebody came to a session, by what they say.
type Presence struct {
	At  time.Time // when they said so; zero: they did not
	How CameHow
}

// CameHow is how somebody said that they came.
type CameHow string

// The ways to say it.
const (
	ByButton CameHow = "button"
	ByWord   CameHow = "word" // with the word said at the session
)

// Named lets organisers see who came to the sessions of a cohort. Without it they see counts.
const Named = "named"

const (
	// CameBefore is how long before a session one can say that one came,
	CameBefore = 10 * time.Minute
	// CameAfter and for how long after it.
	CameAfter = day
	// TriesAnHour is how often an hour somebody may guess the word of a session.
	TriesAnHour = 10
)

// CountsWho reports whether a time is one at which somebody can say that they came to the session.
func (s Session) CountsWho(now time.Time) bool {
	return s.Cancelled.IsZero() && !now.Before(s.Starts.Add(-CameBefore)) && now.Before(s.Ends().Add(CameAfter))
}
