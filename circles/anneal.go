package circles

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

const (
	mostTabled  = 2048 // up to how many people the fits of all pairs are kept
	partPeople  = 512  // how many people a part of a larger pool holds, about
	wide        = 10   // from how many people in a circle sums are kept
	mostFriends = 12   // of how many who fit somebody best proposals are made more often
)

// annealer improves arrangements by exchanging people (simulated annealing), with the sizes of the circles as they are.
type annealer struct {
	*problem
	table  []int32 // the weights of all pairs; nil in large pools
	breach float64 // what it costs if somebody cannot come to a circle: more than an exchange can bring
	wall   int32   // what it costs in a pair's weight if they are not to be together
	some   int     // how many friends are kept for each
	best   []int32 // by person: who fit them best, some for each; nil in large pools
	local  []int32 // by person: the number in the part they belong to at the moment
	owner  []int32 // by person: that part
}

func newAnnealer(p *problem, largest int) *annealer {
	s := &annealer{problem: p, local: make([]int32, len(p.people)), owner: make([]int32, len(p.people))}
	n := len(p.people)
	low, high := 0, 0
	if n <= mostTabled {
		s.table = make([]int32, n*n)
		for a := range n {
			for b := range a {
				fit := p.fit(a, b)
				low, high = min(low, fit), max(high, fit)
				s.table[a*n+b], s.table[b*n+a] = int32(fit), int32(fit)
			}
		}
	} else {
		low, high = p.span()
	}
	s.breach = float64(4*(high-low) + 4)
	s.wall = int32(min(1<<28, s.breach*float64(largest)))
	if s.table != nil {
		for a := range n {
			for _, b := range p.never[a] {
				s.table[a*n+int(b)] = -s.wall
			}
		}
		s.befriend()
	}
	return s
}

// addUp works out the sums of each person's weights with each circle.
func (b *part) addUp() {
	n := len(b.ids)
	b.sums = make([]int32, len(b.circle)*n)
	for member, circle := range b.at {
		sums := b.sums[int(circle)*n : int(circle)*n+n]
		for i, w := range b.w[member*n : member*n+n] {
			sums[i] += w
		}
	}
}

// befriend lists for each person who fits them best; those who fit equally come in any order.
func (s *annealer) befriend() {
	n := len(s.people)
	s.some = min(mostFriends, n-1)
	s.best = make([]int32, 0, n*s.some)
	order := make([]uint64, n)
	for a := range n {
		r := random(a)
		for b := range n {
			order[b] = uint64(1<<31-int(s.table[a*n+b]))<<32 | r.next()>>43<<11 | uint64(b)
		}
		order[a] = math.MaxUint64
		slices.Sort(order)
		for _, key := range order[:s.some] {
			s.best = append(s.best, int32(key&(mostTabled-1)))
		}
	}
}

// span bounds the fits of a large pool.
func (p *problem) span() (low, high int) {
	if p.given != nil {
		r := random(1)
		for range 10_000 {
			a, b := r.below(len(p.people)), r.below(len(p.people))
			if a != b {
				fit := p.fit(a, b)
				low, high = min(low, 2*fit), max(high, 2*fit)
			}
		}
		return low, high
	}
	topics, times := 0, 0
	for i := range p.people {
		topics = max(topics, len(p.topics[i]))
		for _, l := range p.met[i] {
			times = max(times, int(l.times))
		}
	}
	w := p.weights
	for _, bound := range []int{w.Topic * topics, w.Department, w.Returning, -w.Met * times} {
		low, high = low+min(0, bound), high+max(0, bound)
	}
	return clamp(low), clamp(high)
}

// newPart takes some circles, and the bench if that is one of them, out of an arrangement. bench is the number that the
// bench has among the circles; none is larger. The people's numbers in the part must have been given out.
func (s *annealer) newPart(a arrangement, circles []int) *part {
	b := &part{circle: circles, words: s.words, slots: s.hasSlots, breach: s.breach, start: []int32{0}}
	for at, circle := range circles {
		group := a.left
		factor := 0.0
		if circle < len(a.groups) {
			group = a.groups[circle]
			factor = 2 / float64(max(1, len(group)-1))
		}
		b.factor = append(b.factor, factor)
		for _, person := range group {
			b.seat = append(b.seat, int32(len(b.ids)))
			b.seats = append(b.seats, int32(len(b.ids)))
			b.at = append(b.at, int32(at))
			b.ids = append(b.ids, person)
		}
		b.start = append(b.start, int32(len(b.ids)))
	}
	s.fill(b)
	n := len(b.ids)
	b.cur = make([]int, n)
	for i, person := range b.ids {
		if s.hasWishes {
			b.wish = append(b.wish, s.people[person].Size)
		}
		b.free = append(b.free, s.freeOf(person)...)
		for _, mate := range b.seats[b.start[b.at[i]]:b.start[b.at[i]+1]] {
			b.cur[i] += int(b.w[i*n+int(mate)])
		}
	}
	most := 0
	for circle := range circles {
		most = max(most, int(b.start[circle+1]-b.start[circle]))
	}
	if n >= wide*len(circles) && int(s.wall)*most < math.MaxInt32 {
		b.addUp()
	}
	if s.best != nil {
		b.some = s.some
		b.friends = make([]int32, 0, n*s.some)
		number := make([]int32, len(s.people))
		for i := range number {
			number[i] = -1
		}
		for i, person := range b.ids {
			number[person] = int32(i)
		}
		for _, person := range b.ids {
			for _, friend := range s.best[person*s.some : (person+1)*s.some] {
				b.friends = append(b.friends, number[friend])
			}
		}
	}
	b.miss = make([]int32, len(circles))
	if b.slots {
		for circle := range circles {
			if seat := b.start[circle]; seat < b.start[circle+1] {
				b.miss[circle] = b.missing(int32(circle), seat, int(b.seats[seat]))
			}
		}
	}
	return b
}

// fill writes the part's table of weights.
func (s *annealer) fill(b *part) {
	n := len(b.ids)
	b.w = make([]int32, n*n)
	if s.table != nil {
		for i, person := range b.ids {
			row, from := b.w[i*n:i*n+n], s.table[person*len(s.people):]
			for j, other := range b.ids {
				row[j] = from[other]
			}
		}
		return
	}
	for i, person := range b.ids {
		for j, other := range b.ids[:i] {
			var fit int32
			if s.given != nil {
				fit = int32(s.fit(person, other))
			} else {
				fit = int32(s.liking(person, other))
			}
			b.w[i*n+j], b.w[j*n+i] = fit, fit
		}
	}
	for i, person := range b.ids {
		part := s.owner[person]
		if s.given == nil {
			for _, l := range s.met[person] {
				if s.owner[l.other] == part {
					j := int(s.local[l.other])
					b.w[i*n+j] = int32(clamp(int(b.w[i*n+j]) - s.weights.Met*int(l.times)))
				}
			}
		}
		for _, other := range s.never[person] {
			if s.owner[other] == part {
				b.w[i*n+int(s.local[other])] = -s.wall
			}
		}
	}
}

// store writes a part's circles back.
func (b *part) store(a arrangement) {
	for at, circle := range b.circle {
		group := a.left
		if circle < len(a.groups) {
			group = a.groups[circle]
		}
		for i := range group {
			group[i] = b.ids[b.seats[int(b.start[at])+i]]
		}
	}
}

// heats finds between which temperatures to work: where, at a local optimum, exchanges that make things worse are accepted
// with a probability of hot, and of cold. Exchanges that break a rule do not count.
func (b *part) heats(hot, cold float64) (float64, float64) {
	n := len(b.at)
	for range 40 * n {
		b.propose(0)
	}
	var drops []float64
	for range 40_000 {
		one, other := b.random.below(n), b.random.below(n)
		if b.at[one] == b.at[other] {
			continue
		}
		if drop := -b.change(one, other); drop > 0 && drop < b.breach {
			if drops = append(drops, drop); len(drops) == 2000 {
				break
			}
		}
	}
	if len(drops) == 0 {
		return 1, 0.1
	}
	slices.Sort(drops)
	return heatFor(drops, hot), heatFor(drops, cold)
}

// change is how an exchange would change the score and what broken rules cost.
func (b *part) change(one, other int) float64 {
	n := len(b.at)
	a, c := b.at[one], b.at[other]
	sumOther, sumOne := -int(b.w[one*n+other]), -int(b.w[one*n+other])
	for _, mate := range b.seats[b.start[a]:b.start[a+1]] {
		sumOther += int(b.w[other*n+int(mate)])
	}
	for _, mate := range b.seats[b.start[c]:b.start[c+1]] {
		sumOne += int(b.w[one*n+int(mate)])
	}
	change := b.factor[a]*float64(sumOther-b.cur[one]) + b.factor[c]*float64(sumOne-b.cur[other])
	if b.slots {
		misses := b.miss[a] + b.miss[c] - b.missing(a, b.seat[one], other) - b.missing(c, b.seat[other], one)
		change += b.breach * float64(misses)
	}
	return change
}

// heatFor is the temperature at which drops are accepted with some probability on average.
func heatFor(drops []float64, wanted float64) float64 {
	low, high := 1e-6*drops[0], 1e3*drops[len(drops)-1]
	for range 60 {
		heat := math.Sqrt(low * high)
		sum := 0.0
		for _, drop := range drops {
			sum += math.Exp(-drop / heat)
		}
		if sum > wanted*float64(len(drops)) {
			high = heat
		} else {
			low = heat
		}
	}
	return low
}

// each runs tasks 0 to n-1 on all cores, in order, until one is not to be begun any more.
func each(ctx context.Context, n int, stop func() bool, task func(int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for ctx.Err() == nil && !stop() {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				task(i)
			}
		})
	}
	workers.Wait()
}
