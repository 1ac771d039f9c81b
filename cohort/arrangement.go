package cohort

import (
	"slices"
	"time"
)

// Arrangement is how an organiser arranges a cohort's circles before they are real.
type Arrangement struct {
	ID                string // of what began with forming circles; whoever begins anew gets another
	Cohort, Organizer string
	Anew              bool   // of all who asked, and not only of who waits
	Tries             int    // how often circles were formed
	Fingerprint       string // of the wishes that they were formed of
	Groups            [][]string
	Without           []Without
	Undo              []Arranged // as it was before, the last last
	Version           int        // counts the changes
	Made              time.Time
}

// Without is somebody who has no place, and why.
type Without struct {
	Person string `json:"person"`
	Why    string `json:"why"`
}

// LeftOut is why somebody has no place whom an organiser left out.
const LeftOut = "left_out"

// Arranged is how things stood.
type Arranged struct {
	Groups      [][]string `json:"groups"`
	Without     []Without  `json:"without"`
	Fingerprint string     `json:"fingerprint"` // of the wishes of then
}

// mostUndone is how many changes can be taken back.
const mostUndone = 20

// Change puts other groups in place of those that stand, which can be had back.
func (a *Arrangement) Change(groups [][]string, without []Without) {
	a.Undo = append(a.Undo, Arranged{a.Groups, a.Without, a.Fingerprint})
	a.Undo = a.Undo[max(0, len(a.Undo)-mostUndone):]
	a.Groups, a.Without = groups, without
	a.Version++
}

// TakeBack undoes the last change, and reports whether there was one.
func (a *Arrangement) TakeBack() bool {
	if len(a.Undo) == 0 {
		return false
	}
	last := a.Undo[len(a.Undo)-1]
	a.Groups, a.Without, a.Fingerprint, a.Undo = last.Groups, last.Without, last.Fingerprint, a.Undo[:len(a.Undo)-1]
	a.Version++
	return true
}

// SameAs reports whether two arrangements put everybody in the same place.
func (a *Arrangement) SameAs(b Arrangement) bool {
	return slices.EqualFunc(a.Groups, b.Groups, slices.Equal[[]string]) && slices.Equal(a.Without, b.Without)
}

// Where is the group that a person is in; -1 if they have no place, -2 if the arrangement does not know them.
func (a *Arrangement) Where(person string) int {
	for i, group := range a.Groups {
		if slices.Contains(group, person) {
			return i
		}
	}
	if slices.ContainsFunc(a.Without, func(w Without) bool { return w.Person == person }) {
		return NoPlace
	}
	return NotKnown
}

// PlacesFor lists the groups that a person can be moved to: those that have room for one more, of so many at most. What anybody wishes
// has no part in that, or it could be read from it.
func (a *Arrangement) PlacesFor(person string, most int) []int {
	var open []int
	for i, group := range a.Groups {
		if len(group) < most && !slices.Contains(group, person) {
			open = append(open, i)
		}
	}
	return open
}

// Places that are none.
const (
	NoPlace  = -1
	NotKnown = -2
)

// Move takes a person from where they are to a group, to a new one of their own if there is no such group, or out of all for a reason. The
// order of the other groups stays; one that becomes empty is gone.
func (a *Arrangement) Move(person string, to int, why string) {
	groups := make([][]string, len(a.Groups))
	for i, group := range a.Groups {
		groups[i] = slices.DeleteFunc(slices.Clone(group), func(other string) bool { return other == person })
	}
	without := slices.DeleteFunc(slices.Clone(a.Without), func(w Without) bool { return w.Person == person })
	switch {
	case to == NoPlace:
		without = append(without, Without{person, why})
	case to >= len(groups):
		groups = append(groups, []string{person})
	default:
		groups[to] = append(groups[to], person)
		slices.Sort(groups[to])
	}
	groups = slices.DeleteFunc(groups, func(group []string) bool { return len(group) == 0 })
	a.Change(groups, without)
}
