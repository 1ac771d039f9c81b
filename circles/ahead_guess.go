package circles

import (
	"iter"
	"slices"
)

// How much is tried to find out who was there when a schedule began.
const (
	mostLookups = 5_000_000  // so many meetings are looked up for each guess
	allLookups  = 40_000_000 // and in all
	mostLate    = 10         // so many may have come later, where nobody tells any more of those in whose place they came
)

// guesser tries out who has which number of a schedule, and keeps the best.
type guesser struct {
	*history
	*plan
	best    []int
	worth   float64
	lookups int // that are left
}

// guesses are ways to give out the numbers of a schedule, the likeliest first: by person of the history; -1 for those who have
// none. The first is in order of all who are there, and only a thorough look goes on.
func (h *history) guesses(l *plan, thorough bool) iter.Seq[[]int] {
	people := len(l.at)
	var everyone, before []int
	for i := range h.total {
		if !h.absent[i] {
			everyone = append(everyone, i)
		}
		if h.degree[i] > 0 {
			before = append(before, i)
		}
	}
	g := &guesser{history: h, plan: l}
	spare := len(before) - people
	return func(yield func([]int) bool) {
		if len(everyone) == people && !yield(g.numbers(everyone, nil)) || !thorough || h.total > 2*mostGuessed {
			return
		}
		if spare >= 0 && spare <= people/2 && !yield(g.without(before, spare)) {
			return
		}
		for late := range mostLate + 1 {
			if gaps := late - spare; gaps > 0 && gaps <= people/3 && h.lookups > 0 && !yield(g.gapped(before, late, gaps)) {
				return
			}
		}
	}
}

// numbers gives out numbers in order, except some that stay without a person.
func (g *guesser) numbers(people []int, gaps []int) []int {
	numbers := slices.Repeat([]int{-1}, g.total)
	next := 0
	for _, person := range people {
		for slices.Contains(gaps, next) {
			next++
		}
		numbers[person] = next
		next++
	}
	return numbers
}

// try gives out numbers, and returns what that is worth: a measure of how the meetings lie in the rounds of the schedule, given by
// round, and of how many there are among those with numbers.
func (g *guesser) try(people []int, gaps []int, measure func(met []int, among int) float64) float64 {
	numbers, among := g.numbers(people, gaps), 0
	for _, edge := range g.edges {
		if numbers[edge[0]] >= 0 && numbers[edge[1]] >= 0 {
			among++
		}
	}
	g.lookups -= len(g.edges)
	g.history.lookups -= len(g.edges)
	worth := measure(g.meetings(g.plan, numbers), among)
	if g.best == nil || worth > g.worth {
		g.best, g.worth = numbers, worth
	}
	return worth
}

// closeness is the probability that two meetings were in the same round of the schedule: the higher, the fewer rounds they
// lie in.
func closeness(met []int, among int) (worth float64) {
	for _, times := range met {
		share := float64(times) / float64(max(1, among))
		worth += share * share
	}
	return worth
}

// account is a measure for when it is known which rounds have taken place: how many meetings these account for, less what
// the others take away.
func account(past []bool) func(met []int, among int) float64 {
	return func(met []int, among int) float64 {
		known := 0
		for round, times := range met {
			if past[round] {
				known += times
			}
		}
		return float64(known - 4*(among-known))
	}
}

// without leaves out some: at first those with the fewest meetings, be it of all or of those who are there now; then, as
// long as that is better, one for another.
func (g *guesser) without(people []int, spare int) []int {
	order := slices.Clone(people)
	slices.SortStableFunc(order, func(a, b int) int { return g.degree[a] - g.degree[b] })
	first := g.settled(people, order, spare)
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case g.absent[a] == g.absent[b]:
			return 0
		case g.absent[b]:
			return -1
		}
		return 1
	})
	if second := g.settled(people, order, spare); second.worth > first.worth {
		return second.best
	}
	return first.best
}

// settled begins by leaving out the first of an order.
func (g *guesser) settled(people, order []int, spare int) guesser {
	out := make([]bool, g.total)
	for _, person := range order[:spare] {
		out[person] = true
	}
	g.best, g.lookups = nil, min(mostLookups, g.history.lookups)
	g.exchange(people, order, out, closeness)
	met := g.meetings(g.plan, g.best)
	past := make([]bool, len(met))
	for round, times := range met {
		past[round] = 3*times > slices.Max(met)
	}
	g.best, g.lookups = nil, min(mostLookups, g.history.lookups)
	g.exchange(people, order, out, account(past))
	return *g
}

// exchange leaves out one for another as long as that is worth more.
func (g *guesser) exchange(people, order []int, isOut []bool, measure func(met []int, among int) float64) {
	rest := func() []int {
		return slices.DeleteFunc(slices.Clone(people), func(person int) bool { return isOut[person] })
	}
	top := g.try(rest(), nil, measure)
	for improved := true; improved; {
		improved = false
		for _, out := range order {
			for _, in := range order {
				if g.lookups <= 0 || !isOut[out] {
					break
				}
				if isOut[in] {
					continue
				}
				isOut[out], isOut[in] = false, true
				if worth := g.try(rest(), nil, measure); worth > top {
					top, improved = worth, true
				} else {
					isOut[out], isOut[in] = true, false
				}
			}
		}
	}
}

// gapped leaves out those with the fewest meetings as people who came later, and moves gaps to where they are best.
func (g *guesser) gapped(people []int, late, count int) []int {
	order := slices.Clone(people)
	slices.SortStableFunc(order, func(a, b int) int { return g.degree[a] - g.degree[b] })
	people = slices.DeleteFunc(slices.Clone(people), func(person int) bool { return slices.Contains(order[:late], person) })
	gaps := make([]int, count)
	for i := range gaps {
		gaps[i] = len(g.at) - count + i
	}
	g.best, g.lookups = nil, min(mostLookups, g.history.lookups)
	top := g.try(people, gaps, closeness)
	for improved := true; improved; {
		improved = false
		for i := range gaps {
			for to := range g.at {
				from := gaps[i]
				if slices.Contains(gaps, to) || g.lookups <= 0 {
					continue
				}
				gaps[i] = to
				if worth := g.try(people, gaps, closeness); worth > top {
					top, improved = worth, true
				} else {
					gaps[i] = from
				}
			}
		}
	}
	return g.best
}
