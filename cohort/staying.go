package cohort

import (
	"slices"
	"time"
)

// Matter is what the members of a circle say something about.
type Matter string

// The matters.
const (
	NextRound    Matter = "round" // yes: stay together when circles are formed anew; no: new people
	AfterProgram Matter = "after" // yes: the circle goes on after the program
)

// goOnWith is how many members have to say that a circle goes on.
const goOnWith = 2

// Stays divides the members of a circle by what they said about the next round: who stays in it, and who wants new people. A circle
// stays if two members say so; who says nothing stays with them. A circle that a member opened, or that is kept after the program,
// stays in any case. If it does not stay, nobody does.
func (c Circle) Stays(votes map[string]bool) (stay, change []string, stays bool) {
	said := 0
	for _, member := range c.Members {
		yes, voted := votes[member]
		switch {
		case voted && !yes:
			change = append(change, member)
			continue
		case yes:
			said++
		}
		stay = append(stay, member)
	}
	if len(stay) == 0 || (c.Opener == "" && c.Kept.IsZero() && said < goOnWith) {
		return nil, slices.Clone(c.Members), false
	}
	return stay, change, true
}

// GoesOn reports whether enough members of a circle said that it goes on after the program.
func (c Circle) GoesOn(votes map[string]bool) bool {
	said := 0
	for _, member := range c.Members {
		if votes[member] {
			said++
		}
	}
	return said >= goOnWith
}

// The time after a cohort's last session in which its circles are asked whether they go on, and have time to answer.
const (
	AskedAfter    = 7 * 24 * time.Hour
	AnsweredAfter = 2 * AskedAfter
)

// Speaks reports whether Ippo says anything of its own accord in the circle's room, when the cohort's last session ended at a time;
// zero: it has no sessions. After the program it does so only in circles that are kept.
func (c Circle) Speaks(programEnds, now time.Time) bool {
	return c.Ended.IsZero() && (programEnds.IsZero() || now.Before(programEnds.Add(AnsweredAfter)) || !c.Kept.IsZero())
}

// Room is how many people a circle takes: as many as it was opened for, or else the usual most.
func (c Circle) Room(most int) int {
	if c.Places > 0 {
		return min(c.Places, most)
	}
	return most
}
