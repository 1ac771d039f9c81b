package circles

import "slices"

// How hard is looked for who has which number in a schedule.
const (
	mostGuessed  = 256 // up to how many people
	mostMixed    = 30  // so often those who came later begin again to look for their numbers
	mostTolerant = 10  // so many meetings in a round of the schedule tell no more than that it has taken place
)

// history is who met whom, also of those who are not there any more. People are numbers in the order of all ids.
type history struct {
	here   []int // by person of the problem: the number in the history
	total  int
	edges  [][2]int
	degree []int // how many each has met
	absent []bool

	lookups int // how many meetings may still be looked up
}

func (p *problem) history() *history {
	known := map[string]int{}
	for _, person := range p.people {
		known[person.ID] = 0
		for _, other := range person.Met {
			known[other] = 0
		}
	}
	h := &history{total: len(keys(known)), degree: make([]int, len(known)), absent: make([]bool, len(known)), lookups: allLookups}
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
// place among themselves. Where people have come and gone since, a thorough look tries out who they were: everybody with a
// history except some, or all with gaps for people of whom nobody knows any more; and who came later takes the number of
// somebody who has left. It also looks at the schedules for a few people more or fewer, which can go on when somebody comes or
// goes. The answer is nil if there is no schedule.
func (p *problem) plan(thorough bool) (best *plan) {
	h := p.history()
	n := len(p.people)
	thorough = thorough && n <= mostGuessed && len(h.edges) > 0
	for _, change := range []int{0, 1, -1, 2, -2, 3, -3} {
		if change != 0 && !thorough || best != nil && (best.isIntact() || !h.changed(n)) {
			break
		}
		all := sizes(n+change, p.size)
		if n+change < 2 || len(all) == 0 || sum(all) != n+change {
			continue
		}
		l := newPlan(n+change, len(all))
		for numbers := range h.guesses(l, thorough) {
			l := &plan{schedule: l.schedule, at: l.at}
			h.place(l, numbers)
			h.count(l)
			if best == nil || l.free() > best.free() {
				best = l
			}
			if best.isIntact() {
				break
			}
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
// the most of the schedule stays free, those with the longest history first. Then they exchange them as long as that helps,
// and if some of the schedule is still spoiled, begin again from anywhere.
func (h *history) place(l *plan, numbers []int) {
	holder := make([]int, len(l.at)) // by number: who has it; -1: nobody who is there
	for i := range holder {
		holder[i] = -1
	}
	var loose, spare []int
	for i, number := range numbers {
		switch {
		case h.absent[i]:
		case number >= 0:
			holder[number] = i
		default:
			loose = append(loose, i)
		}
	}
	for number, person := range holder {
		if person < 0 {
			spare = append(spare, number)
		}
	}
	slices.SortStableFunc(loose, func(a, b int) int { return h.degree[b] - h.degree[a] })
	for _, person := range loose {
		h.settle(l, numbers, holder, []int{person}, slices.DeleteFunc(slices.Clone(spare), func(to int) bool { return holder[to] >= 0 }))
	}
	h.settle(l, numbers, holder, loose, spare)
	best, least := slices.Clone(numbers), h.noise(l, numbers)
	r := random(1)
	for range mostMixed {
		if l.met = h.meetings(l, best); !l.isSpoiled() || len(loose) < 2 {
			break
		}
		for _, person := range loose {
			if numbers[person] >= 0 {
				h.move(numbers, holder, person, spare[r.below(len(spare))])
			}
		}
		h.settle(l, numbers, holder, loose, spare)
		if noise := h.noise(l, numbers); noise < least {
			best, least = slices.Clone(numbers), noise
		}
	}
	for _, i := range h.here {
		l.label = append(l.label, best[i])
	}
}

// settle moves people to other numbers as long as that is better.
func (h *history) settle(l *plan, numbers, holder, people, spare []int) {
	least := h.noise(l, numbers)
	for improved := true; improved; {
		improved = false
		for _, person := range people {
			for _, to := range spare {
				from := numbers[person]
				if to == from || from < 0 && holder[to] >= 0 {
					continue
				}
				h.move(numbers, holder, person, to)
				if noise := h.noise(l, numbers); noise < least || from < 0 {
					least, improved = noise, true
				} else {
					h.move(numbers, holder, person, from)
				}
			}
		}
	}
}

// move gives a number to a person; whoever has it gets theirs.
func (h *history) move(numbers, holder []int, person, to int) {
	from, other := numbers[person], holder[to]
	numbers[person], holder[to] = to, person
	if from >= 0 {
		holder[from] = other
	}
	if other >= 0 {
		numbers[other] = from
	}
}

// noise is how many meetings there were in rounds of the schedule that could do without them.
func (h *history) noise(l *plan, numbers []int) (noise int) {
	for _, times := range h.meetings(l, numbers) {
		noise += min(times, mostTolerant)
	}
	return noise
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
