package circles

import (
	"math/bits"
	"slices"
	"strings"
)

// mostFit bounds the fit of a pair, so that sums stay exact.
const mostFit = 1_000_000

// problem is a pool made ready for the search. People are indexes here, in order of their ids.
type problem struct {
	people  []Person
	size    Size
	weights Weights
	given   func(a, b Person) int // nil: the weights decide
	pairs   []int32               // of all pairs, as they were given; nil in large pools, and where nothing was given

	slots     []string // all that anybody named, sorted
	words     int      // how many words a set of slots takes
	free      []uint64 // by person: the set of slots; all bits, if they named none
	topics    [][]int32
	signs     []uint64 // by person: a bit for each topic; where there are more than 64 topics, some share a bit
	exact     bool     // no two topics share a bit
	places    []int32  // departments, from 1; 0: none
	met       [][]link // by person, in order
	never     [][]int32
	hasSlots  bool
	hasWishes bool // somebody would like a certain size
}

// link is whom somebody met, and how often.
type link struct {
	other int32
	times int32
}

func newProblem(pool Pool, o Options) *problem {
	p := &problem{people: slices.Clone(pool.People), size: pool.Size, weights: UsualWeights, given: o.Fit}
	if o.Weights != nil {
		p.weights = *o.Weights
	}
	slices.SortFunc(p.people, func(a, b Person) int { return strings.Compare(a.ID, b.ID) })
	index := make(map[string]int32, len(p.people))
	for i, person := range p.people {
		index[person.ID] = int32(i)
		p.hasWishes = p.hasWishes || person.Size > 0
	}
	p.readSlots()
	p.readTopics()
	p.readPlaces()
	p.readLinks(index)
	p.readPairs()
	return p
}

// readPairs asks once for each pair how well it fits: that may take its time.
func (p *problem) readPairs() {
	n := len(p.people)
	if p.given == nil || n > mostTabled {
		return
	}
	p.pairs = make([]int32, n*n)
	for a := range n {
		for b := range a {
			fit := int32(clamp(p.given(p.people[b], p.people[a])))
			p.pairs[a*n+b], p.pairs[b*n+a] = fit, fit
		}
	}
}

func (p *problem) readSlots() {
	known := map[string]int{}
	for _, person := range p.people {
		for _, slot := range person.Slots {
			known[slot] = 0
		}
	}
	p.slots = keys(known)
	p.hasSlots = len(p.slots) > 0
	p.words = max(1, (len(p.slots)+63)/64)
	p.free = make([]uint64, len(p.people)*p.words)
	for i, person := range p.people {
		set := p.freeOf(i)
		for _, slot := range person.Slots {
			at := known[slot]
			set[at/64] |= 1 << (at % 64)
		}
		if len(person.Slots) == 0 {
			for w := range set {
				set[w] = ^uint64(0)
			}
		}
	}
}

// keys numbers the keys in their order, and returns them.
func keys(known map[string]int) []string {
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		known[name] = i
	}
	return names
}

func (p *problem) freeOf(person int) []uint64 { return p.free[person*p.words : (person+1)*p.words] }

// readTopics keeps the topics that two people or more named; others bring nobody together.
func (p *problem) readTopics() {
	lists := make([][]string, len(p.people))
	known := map[string]int{}
	for i, person := range p.people {
		lists[i] = sorted(person.Topics)
		for _, topic := range lists[i] {
			known[topic]++
		}
	}
	for topic, people := range known {
		if people < 2 {
			delete(known, topic)
		}
	}
	p.exact = len(keys(known)) <= 64
	p.topics, p.signs = make([][]int32, len(p.people)), make([]uint64, len(p.people))
	for i, list := range lists {
		for _, topic := range list {
			if at, shared := known[topic]; shared {
				p.topics[i] = append(p.topics[i], int32(at))
				p.signs[i] |= 1 << (at % 64)
			}
		}
	}
}

func (p *problem) readPlaces() {
	known := map[string]int32{"": 0}
	p.places = make([]int32, len(p.people))
	for i, person := range p.people {
		place, there := known[person.Department]
		if !there {
			place = int32(len(known))
			known[person.Department] = place
		}
		p.places[i] = place
	}
}

func (p *problem) readLinks(index map[string]int32) {
	p.met, p.never = make([][]link, len(p.people)), make([][]int32, len(p.people))
	for i, person := range p.people {
		for _, other := range person.Met {
			if j, here := index[other]; here && int(j) != i {
				p.met[i] = append(p.met[i], link{j, 1})
			}
		}
		for _, other := range person.Never {
			if j, here := index[other]; here && int(j) != i {
				p.never[i] = append(p.never[i], j)
				p.never[j] = append(p.never[j], int32(i))
			}
		}
	}
	counted := make([]int, len(p.people)) // of each person's own links, before those that others tell of are added
	for i := range p.people {
		slices.Sort(p.never[i])
		p.never[i] = slices.Compact(p.never[i])
		p.met[i] = tally(p.met[i], func(a, b int32) int32 { return a + b })
		counted[i] = len(p.met[i])
	}
	for i := range p.people {
		for _, l := range p.met[i][:counted[i]] {
			p.met[l.other] = append(p.met[l.other], link{int32(i), l.times})
		}
	}
	for i := range p.people {
		p.met[i] = tally(p.met[i], func(a, b int32) int32 { return max(a, b) })
	}
}

// tally makes one link of those to the same person.
func tally(links []link, join func(a, b int32) int32) []link {
	slices.SortFunc(links, func(a, b link) int { return int(a.other) - int(b.other) })
	kept := links[:0]
	for _, l := range links {
		if n := len(kept); n > 0 && kept[n-1].other == l.other {
			kept[n-1].times = join(kept[n-1].times, l.times)
		} else {
			kept = append(kept, l)
		}
	}
	return kept
}

// fit is how well two people fit, whether or not they may be together.
func (p *problem) fit(a, b int) int {
	if p.pairs != nil {
		return int(p.pairs[a*len(p.people)+b])
	}
	if p.given != nil {
		return clamp(p.given(p.people[min(a, b)], p.people[max(a, b)]))
	}
	return clamp(p.liking(a, b) - p.weights.Met*p.timesMet(a, b))
}

// liking is the fit of two people without their history.
func (p *problem) liking(a, b int) int {
	fit := 0
	if common := p.signs[a] & p.signs[b]; common != 0 {
		if p.exact {
			fit += p.weights.Topic * bits.OnesCount64(common)
		} else {
			fit += p.weights.Topic * shared(p.topics[a], p.topics[b])
		}
	}
	if p.places[a] != p.places[b] && p.places[a] != 0 && p.places[b] != 0 {
		fit += p.weights.Department
	}
	if p.people[a].Returning != p.people[b].Returning {
		fit += p.weights.Returning
	}
	return fit
}

func (p *problem) timesMet(a, b int) int {
	at, there := slices.BinarySearchFunc(p.met[a], int32(b), func(l link, other int32) int { return int(l.other) - int(other) })
	if !there {
		return 0
	}
	return int(p.met[a][at].times)
}

func clamp(fit int) int { return max(-mostFit, min(mostFit, fit)) }

// shared counts what two lists in order have in common.
func shared(a, b []int32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			a, b, n = a[1:], b[1:], n+1
		}
	}
	return n
}

// clash reports whether two people are not to be together.
func (p *problem) clash(a, b int) bool {
	_, there := slices.BinarySearch(p.never[a], int32(b))
	return there
}

// fits reports whether a person breaks no hard rule in a group; size is not looked at.
func (p *problem) fits(person int, group []int) bool {
	if len(p.never[person]) > 0 {
		for _, other := range group {
			if p.clash(person, other) {
				return false
			}
		}
	}
	if !p.hasSlots {
		return true
	}
	for w := range p.words {
		common := p.free[person*p.words+w]
		for _, other := range group {
			common &= p.free[other*p.words+w]
		}
		if common != 0 {
			return true
		}
	}
	return false
}

// valid reports whether a group breaks no hard rule; size is not looked at.
func (p *problem) valid(group []int) bool {
	for i, person := range group[:max(0, len(group)-1)] {
		for _, other := range group[i+1:] {
			if len(p.never[person]) > 0 && p.clash(person, other) {
				return false
			}
		}
	}
	return len(group) == 0 || p.fits(group[0], group[1:])
}

// slotOf is the first of the slots at which all of a group are free; empty if nobody named any.
func (p *problem) slotOf(group []int) string {
	named := slices.ContainsFunc(group, func(person int) bool { return len(p.people[person].Slots) > 0 })
	if !named {
		return ""
	}
	for w := range p.words {
		common := ^uint64(0)
		for _, person := range group {
			common &= p.free[person*p.words+w]
		}
		if at := 64*w + bits.TrailingZeros64(common); common != 0 && at < len(p.slots) {
			return p.slots[at]
		}
	}
	return ""
}
