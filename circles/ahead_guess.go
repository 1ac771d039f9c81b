package circles

import (
	"slices"
)

// mostGuesses is how many meetings are looked up to find out who was there when a schedule began.
const mostGuesses = 5_000_000

// guess gives out the numbers of a schedule: by person of the history; -1 for those who have none. nil if nothing fits.
func (h *history) guess(l *plan) (numbers []int) {
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
	if len(everyone) == people {
		g.try(everyone, nil, closeness)
	}
	if len(h.edges) == 0 || h.total > 2*mostGuessed {
		return g.best
	}
	switch spare := len(before) - people; {
	case spare == 0:
		g.try(before, nil, closeness)
	case spare > 0 && spare <= people/2:
		g.without(before, spare)
	case spare < 0 && spare >= -2:
		g.gaps(before, -spare)
	}
	return g.best
}

// guesser tries out who has which number, and keeps the best.
type guesser struct {
	*history
	*plan
	best    []int
	worth   float64
	lookups int
}

// try gives out numbers in order, except some that stay without a person, and returns what that is worth: a measure of how
// the meetings lie in the rounds of the schedule, given by round, and of how many there are among those with numbers.
func (g *guesser) try(people []int, gaps []int, measure func(met []int, among int) float64) float64 {
	numbers := make([]int, g.total)
	for i := range numbers {
		numbers[i] = -1
	}
	next := 0
	for _, person := range people {
		for slices.Contains(gaps, next) {
			next++
		}
		numbers[person] = next
		next++
	}
	among := 0
	for _, edge := range g.edges {
		if numbers[edge[0]] >= 0 && numbers[edge[1]] >= 0 {
			among++
		}
	}
	g.lookups += len(g.edges)
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
func (g *guesser) without(people []int, spare int) {
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
	if second := g.settled(people, order, spare); first.worth > second.worth {
		g.best = first.best
	}
}

// settled begins by leaving out the first of an order.
func (g *guesser) settled(people, order []int, spare int) guesser {
	out := make([]bool, g.total)
	for _, person := range order[:spare] {
		out[person] = true
	}
	g.best, g.lookups = nil, 0
	g.exchange(people, order, out, closeness)
	met := g.meetings(g.plan, g.best)
	past := make([]bool, len(met))
	for round, times := range met {
		past[round] = 3*times > slices.Max(met)
	}
	g.best, g.lookups = nil, 0
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
				if g.lookups > mostGuesses || !isOut[out] {
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

// gaps tries all places of one or two gaps.
func (g *guesser) gaps(people []int, count int) {
	for first := range len(people) + count {
		if count == 1 {
			g.try(people, []int{first}, closeness)
			continue
		}
		for second := range first {
			g.try(people, []int{first, second}, closeness)
		}
	}
}
