package circles

import (
	"cmp"
	"slices"
)

// How hard is looked for who has which number in a schedule.
const (
	mostGuessed  = 256 // up to how many people
	mostChanged  = 3   // by how many people the number of people may have changed since the schedule began
	mostDoubted  = 10  // how many of those with the fewest meetings may have come later
	mostTolerant = 10  // so many meetings in a round of the schedule tell no more than that it is no longer free
)

// history is who met whom, also of those who are not there any more. People are numbers in the order of all ids.
type history struct {
	here   []int // by person of the problem: the number in the history
	total  int
	edges  [][2]int
	degree []int // how many each has met
	absent []bool
}

func (p *problem) history() *history {
	known := map[string]int{}
	for _, person := range p.people {
		known[person.ID] = 0
		for _, other := range person.Met {
			known[other] = 0
		}
	}
	h := &history{total: len(keys(known)), degree: make([]int, len(known)), absent: make([]bool, len(known))}
	for i := range h.absent {
		h.absent[i] = true
	}
	for _, person := range p.people {
		h.here = append(h.here, known[person.ID])
		h.absent[known[person.ID]] = false
	}
	for i, person := range p.people {
		for _, l := range p.met[i] {
			if int(l.other) < i {
				h.meet(h.here[i], h.here[l.other])
			}
		}
		for _, other := range sorted(person.Met) {
			if h.absent[known[other]] {
				h.meet(h.here[i], known[other])
			}
		}
	}
	return h
}

func (h *history) meet(a, b int) {
	h.edges = append(h.edges, [2]int{a, b})
	h.degree[a]++
	h.degree[b]++
}

// plan finds the schedule that people are in the middle of, and who has which number in it. Nothing tells this but who met
// whom. A schedule begins with people in the order of their ids, so those who were there then have their numbers by their
// place among themselves; who they were is tried out, where people have come and gone: everybody with a history, less some of
// those with the least, and with gaps for people of whom nobody knows any more. Who came later takes the number of somebody
// who has left. The answer is nil if no round of any schedule is of use.
func (p *problem) plan() *plan {
	h := p.history()
	n := len(p.people)
	var best *plan
	for _, change := range []int{0, 1, -1, 2, -2, 3, -3} {
		if change != 0 && (len(h.edges) == 0 || n > mostGuessed) || best != nil && change != 0 && !h.changed(n) {
			break
		}
		all := sizes(n+change, p.size)
		if n+change < 2 || len(all) == 0 || sum(all) != n+change {
			continue
		}
		l := newPlan(n+change, len(all))
		numbers := h.guess(l)
		if numbers == nil {
			continue
		}
		h.place(l, numbers)
		h.count(l)
		if best == nil || l.free() > best.free() {
			best = l
		}
	}
	return best
}

// changed reports whether people have come or gone.
func (h *history) changed(people int) bool {
	return h.total > people || slices.Contains(h.degree, 0)
}

func sum(all []int) (total int) {
	for _, n := range all {
		total += n
	}
	return total
}

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
		g.try(everyone, nil)
	}
	if len(h.edges) == 0 || h.total > 2*mostGuessed {
		return g.best
	}
	switch spare := len(before) - people; {
	case spare >= 0 && spare <= 2*mostChanged:
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
	best  []int
	free  int
	noise int
}

// try gives out numbers in order, except some that stay without a person.
func (g *guesser) try(people []int, gaps []int) {
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
	met := g.meetings(g.plan, numbers)
	free, noise := 0, 0
	for _, times := range met {
		if times == 0 {
			free++
		}
		noise += min(times, mostTolerant)
	}
	if c := cmp.Compare(noise, g.noise); g.best == nil || c < 0 || c == 0 && free > g.free {
		g.best, g.free, g.noise = numbers, free, noise
	}
}

// without tries all ways to leave out some of those with the fewest meetings.
func (g *guesser) without(people []int, spare int) {
	doubted := slices.Clone(people)
	slices.SortStableFunc(doubted, func(a, b int) int { return g.degree[a] - g.degree[b] })
	doubted = doubted[:min(len(doubted), max(mostDoubted, spare))]
	var leave func(from int, out []int)
	leave = func(from int, out []int) {
		if len(out) == spare {
			g.try(slices.DeleteFunc(slices.Clone(people), func(i int) bool { return slices.Contains(out, i) }), nil)
			return
		}
		for i := from; i < len(doubted); i++ {
			leave(i+1, append(slices.Clone(out), doubted[i]))
		}
	}
	leave(0, nil)
}

// gaps tries all places of one or two gaps.
func (g *guesser) gaps(people []int, count int) {
	for first := range len(people) + count {
		if count == 1 {
			g.try(people, []int{first})
			continue
		}
		for second := range first {
			g.try(people, []int{first, second})
		}
	}
}

// meetings counts by round how many of those who are together in it have met.
func (h *history) meetings(l *plan, numbers []int) []int {
	met := make([]int, len(l.schedule))
	for _, edge := range h.edges {
		if a, b := numbers[edge[0]], numbers[edge[1]]; a >= 0 && b >= 0 {
			if round := l.at[a][b]; round >= 0 {
				met[round]++
			}
		}
	}
	return met
}

// place gives the numbers of those who have left, and those that nobody had, to those who have none: each the one with which
// the most of the schedule stays free, those with the longest history first.
func (h *history) place(l *plan, numbers []int) {
	taken := make([]bool, len(l.at))
	var loose []int
	for i, number := range numbers {
		switch {
		case h.absent[i]:
			numbers[i] = -1
		case number >= 0:
			taken[number] = true
		default:
			loose = append(loose, i)
		}
	}
	slices.SortStableFunc(loose, func(a, b int) int { return h.degree[b] - h.degree[a] })
	for _, person := range loose {
		best, least := -1, 0
		for number, there := range taken {
			if there {
				continue
			}
			numbers[person] = number
			noise := 0
			for _, times := range h.meetings(l, numbers) {
				noise += min(times, mostTolerant)
			}
			if best < 0 || noise < least {
				best, least = number, noise
			}
		}
		if numbers[person] = best; best >= 0 {
			taken[best] = true
		}
	}
	for _, i := range h.here {
		l.label = append(l.label, numbers[i])
	}
}

// count counts by round how many of those who are there now have met.
func (h *history) count(l *plan) {
	numbers := make([]int, h.total)
	for i := range numbers {
		numbers[i] = -1
	}
	for person, i := range h.here {
		numbers[i] = l.label[person]
	}
	l.met = h.meetings(l, numbers)
}
