package cohort

import "time"

// LookedAt is what an organiser can look at that is about people.
type LookedAt string

// What can be looked at.
const (
	SawFigures     LookedAt = "figures"     // how many did something in a month
	SawReceipts    LookedAt = "receipts"    // who received an announcement
	SawCircles     LookedAt = "circles"     // who would be in a circle with whom
	SawUnreachable LookedAt = "unreachable" // whom no message reaches
	SawShared      LookedAt = "shared"      // what people shared with the whole cohort
	SawRoster      LookedAt = "roster"      // who takes part, and who waits
	SawEnrolled    LookedAt = "enrolled"    // who would come in by a list, and who would leave
	SawOutbox      LookedAt = "outbox"      // to whom messages go, of which kinds; never what they say
	SawQuestions   LookedAt = "questions"   // what was asked before a session; organisers and its speakers
	SawFeedback    LookedAt = "feedback"    // what was said after it, as bands and lines; organisers and its speakers
	SawAttendance  LookedAt = "attendance"  // how many came to a session; in some cohorts who
)

// AllLookedAt lists all.
var AllLookedAt = []LookedAt{SawFigures, SawReceipts, SawCircles, SawUnreachable, SawShared, SawRoster, SawEnrolled, SawOutbox,
	SawQuestions, SawFeedback, SawAttendance}

// Operator is named in a look where a command was run by somebody who runs Ippo: what their name is, a command does not know.
const Operator = "operator"

// Look is that an organiser looked at something about a cohort's people. Those people can read it.
type Look struct {
	ID        string
	Cohort    string
	Organizer string // or Operator
	What      LookedAt
	At        time.Time
}

const (
	// LooksShown is for how long a look is shown to participants,
	LooksShown = 365 * day
	// LooksKept and for how long it is kept.
	LooksKept = 400 * day
)
