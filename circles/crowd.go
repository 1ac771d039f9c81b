package circles

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"
)

// crowd is a problem of many people, for whom there is no table of pairs, with what is looked at most often close together.
type crowd struct {
	*problem
	faces  []face
	unit   []int64 // by a circle's size, what each of its pairs counts in a whole number
	breach int64   // what it costs if somebody cannot come to a circle
	wall   int     // what it costs in a pair's fit if they are not to be together
}

// face is what the fit of two people is made of. It takes one whole line of the processor's cache.
type face struct {
	topics    uint64    // a bit for each topic; where there are more than 64, some share a bit
	met       [4]uint64 // a bit for each person met, by a mixed number: whose bit is not set has not been met
	_         [16]byte
	place     int32
	returning bool
}

// trace is where somebody's bit lies in what others have met.
func trace(person int) (word int, bit uint64) {
	mixed := uint64(person) * 0x9e3779b97f4a7c15 >> 56
	return int(mixed >> 6), 1 << (mixed & 63)
}

func newCrowd(p *problem, sizes []int) *crowd {
	c := &crowd{problem: p, faces: make([]face, len(p.people))}
	for i, person := range p.people {
		c.faces[i] = face{topics: p.signs[i], place: p.places[i], returning: person.Returning}
		for _, l := range p.met[i] {
			word, bit := trace(int(l.other))
			c.faces[i].met[word] |= bit
		}
	}
	large, small := int64(sizes[0]), int64(sizes[len(sizes)-1]) // they differ by one at most
	c.unit = make([]int64, large+1)
	for size := max(2, small); size <= large; size++ {
		c.unit[size] = 2 * max(1, large-1) * max(1, small-1) / (size - 1)
	}
	low, high := p.span()
	c.wall = 4*(high-low) + 4
	c.breach = int64(c.wall) * max(1, large-1) * max(1, small-1)
	return c
}

// between is what a pair counts: its fit, less what it costs if it is not to be.
func (c *crowd) between(a, b int) int {
	if c.given != nil || !c.exact {
		fit := c.fit(a, b)
		if len(c.never[a]) > 0 && c.clash(a, b) {
			fit -= c.wall
		}
		return fit
	}
	one, other := &c.faces[a], &c.faces[b]
	fit := c.weights.Topic * bits.OnesCount64(one.topics&other.topics)
	if one.place != other.place && one.place != 0 && other.place != 0 {
		fit += c.weights.Department
	}
	if one.returning != other.returning {
		fit += c.weights.Returning
	}
	if word, bit := trace(b); one.met[word]&bit != 0 {
		fit -= c.weights.Met * c.timesMet(a, b)
	}
	if len(c.never[a]) > 0 && c.clash(a, b) {
		fit -= c.wall
	}
	return fit
}

// How a large pool is searched: its circles are dealt into halls that are searched at the same time, and dealt anew, so many times.
// Nothing here depends on the machine.
const (
	deals     = 24
	halls     = 8     // at least
	inHall    = 1500  // people, about: as many as the processor keeps close
	enough    = 60000 // tries for each person that allow to begin at a temperature where much is undone
	crowdHot  = 0.7
	crowdCold = 0.1
)

// search improves an arrangement of a large pool in which everybody has a seat and sizes differ by at most one.
func (c *crowd) search(ctx context.Context, start arrangement, effort int, seed uint64) arrangement {
	if len(start.groups) < 2 {
		return start
	}
	f := newFloor(c, start)
	circles := make([]int32, len(f.size))
	for i := range circles {
		circles[i] = int32(i)
	}
	r := random(seed)
	whole := f.whole(r.next())
	f.anneal(whole, cooling{still, still, min(effort/4, 20*len(whole.people))})
	plan := f.calibrate(whole, effort)
	for deal := range deals {
		if ctx.Err() != nil {
			break
		}
		for i := len(circles) - 1; i > 0; i-- {
			j := r.below(i + 1)
			circles[i], circles[j] = circles[j], circles[i]
		}
		all := make([]*hall, max(halls, len(c.people)/inHall))
		for i := range all {
			all[i] = &hall{random: random(r.next())}
			for _, g := range circles[i*len(circles)/len(all) : (i+1)*len(circles)/len(all)] {
				all[i].add(f, g)
			}
			all[i].guide(f)
		}
		each(ctx, len(all), func() bool { return false }, func(i int) { f.anneal(all[i], plan.part(deal, deals, effort/len(all))) })
	}
	f.anneal(whole, cooling{still, still, min(effort/8, 40*len(whole.people))})
	a := f.arrangement()
	a.left = slices.Clone(start.left)
	return a
}

// still is a temperature at which nothing is made worse.
const still = 1e-9

// calibrate finds temperatures at an arrangement where hardly any exchange is better: from one at which a fair part of the exchanges
// that cost little are taken, to one at which hardly any are. With few tries for each person it begins cooler, so as to spend them on
// what is near.
func (f *floor) calibrate(h *hall, tries int) cooling {
	var losses []float64
	for range 4000 {
		a := h.people[below(h.random.next(), len(h.people))]
		b := h.partner(f, a)
		if b < 0 || f.at[a] == f.at[b] {
			continue
		}
		if c := f.exchange(a, b); c.gain < 0 && -c.gain < f.breach {
			losses = append(losses, float64(-c.gain))
		}
	}
	if len(losses) == 0 {
		return cooling{from: 1, to: 0.1}
	}
	slices.Sort(losses)
	c := cooling{from: losses[len(losses)/10] * crowdHot, to: losses[len(losses)/100] * crowdCold}
	c.from = max(c.to, c.from*min(1, float64(tries)/float64(enough*len(h.people))))
	return c
}

// part is one of so many stretches of a cooling.
func (c cooling) part(i, parts, tries int) cooling {
	ratio := c.to / c.from
	return cooling{
		c.from * math.Pow(ratio, float64(i)/float64(parts)), c.from * math.Pow(ratio, float64(i+1)/float64(parts)), tries / parts,
	}
}

// byFreedom orders people such that who can meet at few times comes first: later there may be nobody left who can, too.
func (p *problem) byFreedom(people []int) []int {
	freedom := make([]int, len(p.people))
	for _, person := range people {
		for _, word := range p.freeOf(person) {
			freedom[person] += bits.OnesCount64(word)
		}
	}
	ordered := slices.Clone(people)
	slices.SortStableFunc(ordered, func(a, b int) int { return cmp.Compare(freedom[a], freedom[b]) })
	return ordered
}
