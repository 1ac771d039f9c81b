package nudges

import "ippo/cohort"

// Kinds of deliveries.
const (
	KindReminder     = "reminder"     // of a session, to the cohort's channel; subject: the session
	KindInvitation   = "invitation"   // to reflect after a session, to each participant; subject: the session
	KindNudge        = "nudge"        // a small step, to each participant; subject: the offer
	KindCircle       = "circle"       // a circle's room and introduction; subject: the circle
	KindUnplaced     = "unplaced"     // no circle this time, to whom it concerns; subject: the cohort
	KindAnnouncement = "announcement" // to each participant; subject: the announcement
	KindReport       = "report"       // who received an announcement, to its author or the cohort's organisers; subject: the announcement
	KindShared       = "shared"       // a reflection that its writer shares; subject: the reflection
)

// Actions of the buttons on what is delivered. Their values say what they are about.
const (
	ActionAttend  = "attend"  // value: session/answer
	ActionStep    = "step"    // value: offer/answer
	ActionReflect = "reflect" // opens the form; value: empty, or the session it is about
	ActionJoin    = "join"    // opens a link; comes back for nothing

	ActionCircleJoin = "circle_join" // opens the form with one's wish; value: the cohort
)

// Value joins what an action is about with its answer.
func Value(about string, answer string) string { return about + "/" + answer }

// answers that a step can be given, in the order in which their buttons stand.
var (
	offerAnswers   = []cohort.Answer{cohort.Trying, cohort.Another, cohort.NotThisWeek}
	outcomeAnswers = []cohort.Answer{cohort.Done, cohort.Partly, cohort.NotYet}
)
