package cohort

import (
	"math"
	"strconv"
	"time"
)

// Figure is a number of people of a cohort who did something in one closed calendar month of the cohort's zone. It is what organisers see of
// them, and all that they see.
//
// That nobody can be singled out, also not by subtracting figures or comparing months, rests on four things:
//   - A figure counts people, never deeds, over the whole cohort. Nothing is filtered, so no filter can be changed; and all people are alike
//     to it, so whoever exchanges what two people did, changes no figure of any month.
//   - Only bands are shown, each at least Least wide at both ends: fewer than Least, at least 5, at least 10 …, nearly all. Within a band there
//     are always as many others who did it, or did not, as are needed to exchange any four people with them, or else room for all four to
//     have done the opposite. A difference of two figures is a difference of two bands: it fits nobody, or many.
//   - A month is worked out once, after it has closed, and only what is shown is kept. Looking again, after somebody has left, joined, erased
//     what they wrote or answered late, shows the same.
//   - People of whom a whole group does the same, as the members of a circle that met, are no figure of people: an organiser knows who is in
//     a circle, and could tell from a number which of them met. Circles themselves are counted like people: in bands as wide, and only among
//     so many circles, so that of any four of them it may be either way.
//
// Moods are no figure: they are nobody's business. Nor is who is on a break at the end of a month, which the rules above would not hide: that is no
// deed of a month but a state that lasts. They are mostly the same people as at the end of the next; so when one person leaves and the band falls,
// one knows that they were, and when one comes and it rises, that they are. Deeds are done anew each month, so that nobody else's need to have
// stayed the same; to begin a break is one.
//
// It counts those who take part when the month is worked out. It does not protect from an organiser who knows from elsewhere what nearly
// everybody else did; no number would.
type Figure string

// The figures that there are. Those of steps by their key are named by StepFigure.
const (
	Came      Figure = "came"      // came to a session; where that is not kept: said that they come
	Reflected Figure = "reflected" // wrote a reflection that they did not take back
	Replied   Figure = "replied"   // answered a step, in whichever way: that they rest this week is an answer
	Stepped   Figure = "stepped"   // tries a step, or did it, wholly or in part
	Planned   Figure = "planned"   // and said when
	Rested    Figure = "rested"    // began a break

	CirclesMet Figure = "circles_met" // of circles: met
)

// StepFigure is how many did a step, wholly or in part, that serves a key.
func StepFigure(key Key) Figure { return Figure("step_" + key) }

// Figures lists those of people in the order in which they are shown. Who did a step of a key, or planned one, is among those who stepped, and
// those are among who answered.
func Figures() []Figure {
	all := []Figure{Came, Reflected, Replied, Stepped, Planned, Rested}
	for _, key := range Keys {
		all = append(all, StepFigure(key))
	}
	return all
}

// AllFigures lists those of people, and then those of circles.
func AllFigures() []Figure { return append(Figures(), CirclesMet) }

// Shown is what is shown of a figure: a multiple of Least that it is not below, or one of the words.
type Shown string

// The words.
const (
	TooFew    Shown = "too_few"    // fewer than Least did
	NearlyAll Shown = "nearly_all" // fewer than Least did not
	TooSmall  Shown = "too_small"  // the cohort is too small for any figure
)

const (
	// Least is the fewest people that a figure tells anything of, among those who did and among those who did not.
	Least = 5
	// LeastOf is the smallest cohort of which anything is shown: in a smaller one, the band between too few and nearly all would be narrower
	// than Least, and tell a number too well.
	LeastOf = 3*Least - 1
)

// Show is what is shown if some of all people did something. The last band before nearly all takes in what is left over, so that none is
// narrower than Least.
func Show(some, all int) Shown {
	switch {
	case all < LeastOf:
		return TooSmall
	case some < Least:
		return TooFew
	case some > all-Least:
		return NearlyAll
	}
	last := (all - 2*Least + 1) / Least * Least
	return Shown(strconv.Itoa(min(some/Least*Least, last)))
}

// Number is what a figure is not below, if a number is shown.
func (s Shown) Number() (int, bool) {
	n, err := strconv.Atoi(string(s))
	return n, err == nil
}

// Change is how a band differs from that of the month before.
type Change string

// The changes.
const (
	More Change = "more"
	Same Change = "same"
	Less Change = "less"
)

// Since compares what is shown with what was shown a month before. It says no more than the two bands do; empty: one of them says nothing.
func (s Shown) Since(before Shown) Change {
	now, then := s.rank(), before.rank()
	switch {
	case now < 0 || then < 0:
		return ""
	case now > then:
		return More
	case now < then:
		return Less
	}
	return Same
}

// rank orders what can be shown; negative: it is no band.
func (s Shown) rank() int {
	switch n, is := s.Number(); {
	case is:
		return n
	case s == TooFew:
		return 0
	case s == NearlyAll:
		return math.MaxInt
	}
	return -1
}

// FiguresOf is a month, as its name, with what is shown of it.
type FiguresOf struct {
	Month string
	Shown map[Figure]Shown
}

// Told lists the figures of a month of which something is told, in the order in which they are shown: of few circles, nothing is.
func (m FiguresOf) Told() (all []Figure) {
	for _, name := range AllFigures() {
		if shown, known := m.Shown[name]; known && (name != CirclesMet || shown != TooSmall) {
			all = append(all, name)
		}
	}
	return all
}

// mostMonths is how many closed months are caught up with.
const mostMonths = 13

const monthName = "2006-01"

// MonthSpan is when a month of a name begins and ends in a zone. A name that is none has no span.
func MonthSpan(name string, zone *time.Location) (begins, ends time.Time) {
	begins, err := time.ParseInLocation(monthName, name, zone)
	if err != nil {
		return time.Time{}, time.Time{}
	}
	return begins, begins.AddDate(0, 1, 0)
}

// ClosedMonths names the months that are over at a time and come after the last one that was worked out, the oldest first: none before the
// program began, and the last thirteen at most.
func ClosedMonths(zone *time.Location, began time.Time, last string, now time.Time) (names []string) {
	year, month, _ := now.In(zone).Date()
	first := began.In(zone).Format(monthName)
	for back := mostMonths; back >= 1; back-- {
		if name := time.Date(year, month-time.Month(back), 1, 0, 0, 0, 0, zone).Format(monthName); name > last && name >= first {
			names = append(names, name)
		}
	}
	return names
}
