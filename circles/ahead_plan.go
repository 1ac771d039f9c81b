package circles

import "slices"

// mostOffered is how many rounds of a schedule are looked at.
const mostOffered = 4

// plan is a schedule that people are in the middle of.
type plan struct {
	schedule rotation
	at       [][]int16 // by two numbers of the schedule: the round in which they are together; -1: none
	label    []int     // by person: their number in the schedule; -1: they have none
	met      []int     // by round: how many of those who are together in it have met
}

func newPlan(people, circles int) *plan {
	l := &plan{schedule: newRotation(people, circles), at: make([][]int16, people)}
	cells := make([]int16, people*people)
	for i := range cells {
		cells[i] = -1
	}
	for i := range l.at {
		l.at[i] = cells[i*people : (i+1)*people]
	}
	for i, round := range l.schedule {
		for _, group := range round {
			for _, a := range group {
				for _, b := range group {
					l.at[a][b] = int16(i)
				}
			}
		}
	}
	return l
}

// together is the round in which two people are together; -1 if there is none.
func (l *plan) together(a, b int) int {
	if l.label[a] < 0 || l.label[b] < 0 {
		return -1
	}
	return int(l.at[l.label[a]][l.label[b]])
}

// free counts the rounds in which nobody has met.
func (l *plan) free() (free int) {
	for _, met := range l.met {
		if met == 0 {
			free++
		}
	}
	return free
}

// isIntact reports whether each round has either taken place or can still do so without repeats.
func (l *plan) isIntact() bool { return l.free() > 0 && !l.isSpoiled() }

// isSpoiled reports whether there are rounds that have not taken place and in which a few have met.
func (l *plan) isSpoiled() bool {
	return slices.ContainsFunc(l.met, func(met int) bool { return met > 0 && met <= mostTolerant })
}

// offers are the rounds in which the fewest have met. Where there are several, the seed says which come first, so that another
// seed gives other circles.
func (l *plan) offers(seed uint64) []int {
	all := make([]int, len(l.schedule))
	for i := range all {
		all[i] = i
	}
	r := random(seed)
	for i := len(all) - 1; i > 0; i-- {
		j := r.below(i + 1)
		all[i], all[j] = all[j], all[i]
	}
	slices.SortStableFunc(all, func(a, b int) int { return l.met[a] - l.met[b] })
	return all[:min(len(all), mostOffered)]
}

// seat is a round of the schedule with the people who are there; who has no number is left.
func (l *plan) seat(round int) arrangement {
	person := make([]int, len(l.at))
	for i := range person {
		person[i] = -1
	}
	var a arrangement
	for i, label := range l.label {
		if label < 0 {
			a.left = append(a.left, i)
		} else {
			person[label] = i
		}
	}
	for _, group := range l.schedule[round] {
		var members []int
		for _, label := range group {
			if person[label] >= 0 {
				members = append(members, person[label])
			}
		}
		if len(members) > 0 {
			a.groups = append(a.groups, members)
		}
	}
	return a
}

// remaining counts the rounds in which nobody will have met when an arrangement has taken place.
func (l *plan) remaining(a arrangement) int {
	met := slices.Clone(l.met)
	for _, group := range a.groups {
		for i, one := range group {
			for _, other := range group[:i] {
				if round := l.together(one, other); round >= 0 {
					met[round]++
				}
			}
		}
	}
	return (&plan{met: met}).free()
}
