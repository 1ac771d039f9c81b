package cohort

import "slices"

// Reader is somebody who might see something, and all about them that counts.
type Reader struct {
	ID        string
	TakesPart []string // the cohorts in which they take part now
	Organizes []string // the cohorts that they organise
	Circles   []string // the circles in which they are now, or were when these ended
	Admin     bool     // they run the installation, which shows them nothing of anybody's
}

// ItemKind tells apart what is somebody's.
type ItemKind string

// What is somebody's.
const (
	AReflection  ItemKind = "reflection"
	AMood        ItemKind = "mood" // by itself, and of a reflection that is shared
	APlan        ItemKind = "plan" // an offered step, when and how it is meant to be tried, and what came of it
	AnAim        ItemKind = "aim"  // a line of what somebody can do, or wants to
	ATurn        ItemKind = "turn" // a turning point of their life
	AJourney     ItemKind = "journey"
	AStory       ItemKind = "story"
	AToldStep    ItemKind = "told_step" // that they try a step, as a circle is told
	AnExport     ItemKind = "export"
	ARoom        ItemKind = "room" // what is said in a circle's room; nobody's own
	ARefusal     ItemKind = "refusal"
	AWish        ItemKind = "wish"
	AnAttendance ItemKind = "attendance" // one person's answer; how many come is no secret
	TheSettings  ItemKind = "settings"
)

// Item is something of somebody's, and all about it that counts.
type Item struct {
	Kind   ItemKind
	Owner  string // empty: nobody's own, such as a speaker's story
	Cohort string // in which it is shared
	Circle string // with which it is shared; empty: with none

	Visibility Visibility // of a reflection
	Withdrawn  bool       // its owner took it back: it is theirs alone
	Erased     bool       // it is nobody's any more

	OwnerTakesPart bool // in the cohort, now
	OwnerInCircle  bool // in the circle, now, or when it ended

	Given  bool // a story: its writer agrees that it is passed on
	Hidden bool // … and nobody can tell whose it is: it is signed as they wish, or they are one of enough
	Passed bool // … and it stands with the reader already

	OwnerAlumnus bool // … and they wish that it is passed on to those who take part in any cohort
}

// Own is something that only its owner sees, or does anything with.
func Own(kind ItemKind, owner string) Item { return Item{Kind: kind, Owner: owner, Visibility: OnlyMe} }

// MaySee is the one place where it is decided who may see what. In doubt it says no; and whoever runs or organises anything is nobody
// special, but for what was shared with a cohort: there the choice names its organisers.
func MaySee(reader Reader, item Item) bool {
	switch {
	case item.Erased:
		return false
	case item.Owner != "" && item.Owner == reader.ID:
		return true
	case item.Withdrawn:
		return false
	}
	inCohort := item.Cohort != "" && slices.Contains(reader.TakesPart, item.Cohort)
	inCircle := inCohort && item.Circle != "" && slices.Contains(reader.Circles, item.Circle)
	ownerThere := item.OwnerTakesPart && item.OwnerInCircle
	switch item.Kind {
	case AReflection:
		switch item.Visibility {
		case MyCircle:
			return inCircle && ownerThere
		case MyCohort:
			organizes := item.Cohort != "" && slices.Contains(reader.Organizes, item.Cohort)
			return (inCohort || organizes) && item.OwnerTakesPart
		}
	case AToldStep:
		return inCircle && ownerThere
	case AStory:
		there := inCohort && (item.Owner == "" || item.OwnerTakesPart || item.Passed)
		return item.Given && item.Hidden && (there || item.OwnerAlumnus && len(reader.TakesPart) > 0)
	case ARoom:
		return inCircle
	}
	return false
}
