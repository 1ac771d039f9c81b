package cohort

import "time"

// Key is one of the five things that move people; every step serves one.
type Key string

// The five keys.
const (
	Outside    Key = "outside"     // look past the company, and early
	Stories    Key = "stories"     // meet real careers; a living voice moves more than a book
	SmallSteps Key = "small_steps" // try something small; clarity follows acting
	Awareness  Key = "awareness"   // put likes and interests into words; see one's position soberly
	Peers      Key = "peers"       // companions to explore with
)

// Keys lists the five in their usual order.
var Keys = []Key{Outside, Stories, SmallSteps, Awareness, Peers}

// Effort is about how long a step takes.
type Effort string

// The three efforts.
const (
	FiveMinutes Effort = "5m"
	HalfHour    Effort = "30m"
	HalfDay     Effort = "half_day"
)

// Aim is what a step asks after: what one can do, or what one wants.
type Aim string

// The two aims.
const (
	Can  Aim = "can"
	Will Aim = "will"
)

// Stage is the third of the program's year in which a step suits best.
type Stage string

// The stages.
const (
	Early   Stage = "early"  // looking around, lightly
	Middle  Stage = "middle" // asking and trying
	Late    Stage = "late"   // drawing together, and going on after the program
	Anytime Stage = "any"
)

// Step is a small thing to try. What it says is in locale, by its id.
type Step struct {
	ID     string   `yaml:"id"`
	Key    Key      `yaml:"key"`
	Effort Effort   `yaml:"effort"`
	Aim    Aim      `yaml:"aim"`
	Stage  Stage    `yaml:"stage"`
	Tags   []string `yaml:"tags"` // which of the usual Topics it serves; mostly one or none
}

// Cause is what about a person led to the choice of a step.
type Cause struct {
	Kind  CauseKind
	Topic string // ForTopic: which of those that they named; ForSession: which of the session's
}

// CauseKind is a kind of cause; empty: no one thing. Its sentence is in locale.
type CauseKind string

// The kinds.
const (
	ForTopic  CauseKind = "topic"     // they named a topic that it serves
	Liked     CauseKind = "liked"     // steps of this kind did well
	Untouched CauseKind = "untouched" // this kind was not tried yet
	Gentler   CauseKind = "gentler"   // the last ones came to nothing: a shorter one
	Lighter   CauseKind = "lighter"   // … or one that asks less, where there is no shorter one
	Further   CauseKind = "further"   // the last one did well: a longer one

	ForSession CauseKind = "session"  // a session that is near is about a topic that it serves
	Together   CauseKind = "together" // they asked the coach, of which there is one a day
)

// Answer is what became of a step that was offered to somebody.
type Answer string

// What becomes of an offered step. An offer begins as Open; a person answers it with Trying, Another or NotThisWeek;
// what is being tried ends as Done, Partly, NotYet or LetGo. What came to nothing at first may be done after all.
const (
	Open        Answer = "open"
	Trying      Answer = "trying"
	Another     Answer = "another"
	NotThisWeek Answer = "not_this_week"
	Done        Answer = "done"
	Partly      Answer = "partly"
	NotYet      Answer = "not_yet"
	LetGo       Answer = "let_go"
)

// Follows reports whether an offer that stands at one answer can go on to the next.
func (a Answer) Follows(from Answer) bool {
	switch a {
	case Trying, Another, NotThisWeek:
		return from == Open
	case Done:
		return from == Trying || from.ToNothing()
	case Partly, NotYet, LetGo:
		return from == Trying
	}
	return false
}

// ToNothing reports whether a step that was tried came to nothing so far.
func (a Answer) ToNothing() bool { return a == NotYet || a == LetGo }

// Offer is a step as it was put before a person, with what became of it.
type Offer struct {
	ID       string
	Person   string
	Cohort   string
	Step     string // the step's id
	Answer   Answer
	Offered  time.Time
	Answered time.Time // zero while open
	Because  Cause     // why this step
	Planned  time.Time // when the person means to try it; zero: they did not say
	Plan     string    // and how, in their own words; empty: they did not say
	Reminds  bool      // and they wish for a line at that time
	Asks     string    // the earlier offer whose outcome is asked before this step is shown; mostly empty
	Session  string    // the session that colours it, and how; mostly empty
	Colour   Colour
	Story    string // the story that is passed on with it; mostly empty
	Instead  string // the earlier offer in whose place it came: it stands where that one stood; mostly empty
	Told     string // the circle that knows, by the person's wish, that they try it; mostly empty
}

// StageAt is the third of a program's year at a time, from its first session to its last; Anytime if that cannot be said.
func StageAt(sessions []Session, now time.Time) Stage {
	var first, last time.Time
	for _, s := range sessions {
		if first.IsZero() || s.Starts.Before(first) {
			first = s.Starts
		}
		if s.Starts.After(last) {
			last = s.Starts
		}
	}
	if !first.Before(last) {
		return Anytime
	}
	switch done := float64(now.Sub(first)) / float64(last.Sub(first)); {
	case done < 1.0/3:
		return Early
	case done < 2.0/3:
		return Middle
	}
	return Late
}
