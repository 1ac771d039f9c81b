package circles

import (
	"math"
	"math/bits"
)

// hall is a part of the floor: some circles with the people in them. Exchanges within one hall touch no other, so that several can
// be searched at the same time.
type hall struct {
	circles []int32
	people  []int32
	byTopic map[uint8][]int32 // who named a topic, by its bit; nil: proposals are not guided
	random  random
	uneven  bool // circles of two sizes
}

// cooling is how a search goes from one temperature to another.
type cooling struct {
	from, to float64 // in units
	tries    int
}

// steps is after how many tries the temperature falls.
const steps = 512

// anneal tries exchanges: always takes one that makes the circles better, and one that makes them worse the less often the worse
// it is and the cooler it gets.
func (f *floor) anneal(h *hall, c cooling) {
	if len(h.circles) < 2 {
		return
	}
	heat, fall := c.from, math.Pow(c.to/c.from, float64(steps)/float64(max(steps, c.tries)))
	for i := range c.tries {
		if i%steps == steps-1 {
			heat *= fall
		}
		r := h.random.next()
		a := h.people[below(r, len(h.people))]
		allowed := int64(heat * drops[r&4095])
		if h.uneven && r>>12&7 == 0 {
			if to := h.smaller(f, a); to >= 0 {
				if c := f.passage(a, to); c.gain >= allowed {
					f.pass(a, to, c)
				}
			}
			continue
		}
		if b := h.partner(f, a); b >= 0 && f.at[b] != f.at[a] {
			if c := f.exchange(a, b); c.gain >= allowed {
				f.swap(a, b, c)
			}
		}
	}
}

// partner draws with whom somebody may change places: of those who share a topic, by guide, one of a mate's seats, so that the two
// come together; else anybody.
func (h *hall) partner(f *floor, a int32) int32 {
	r := h.random.next()
	if h.byTopic != nil && f.faces[a].topics != 0 && r&1 == 0 {
		topics := f.faces[a].topics
		for range below(r>>32<<32, bits.OnesCount64(topics)) {
			topics &= topics - 1
		}
		likely := h.byTopic[uint8(bits.TrailingZeros64(topics))]
		friend := likely[below(h.random.next(), len(likely))]
		g := f.at[friend]
		if g == f.at[a] {
			return -1
		}
		mates := f.members(g)
		b := mates[below(h.random.next(), len(mates))]
		if b == friend {
			return -1
		}
		return b
	}
	return h.people[below(r, len(h.people))]
}

// smaller draws a circle that has room for one who goes from a larger one, or -1.
func (h *hall) smaller(f *floor, a int32) int32 {
	to := h.circles[below(h.random.next(), len(h.circles))]
	if f.size[to] != f.size[f.at[a]]-1 || int(f.size[to]) == f.seats {
		return -1
	}
	return to
}

// below turns a random number into one of n, by its upper bits.
func below(r uint64, n int) int {
	high, _ := bits.Mul64(r, uint64(n))
	return int(high)
}

// whole is the floor as one hall.
func (f *floor) whole(seed uint64) *hall {
	h := &hall{random: random(seed)}
	for g := range f.size {
		h.add(f, int32(g))
	}
	h.guide(f)
	return h
}

func (h *hall) add(f *floor, g int32) {
	h.circles = append(h.circles, g)
	h.people = append(h.people, f.members(g)...)
	h.uneven = h.uneven || f.size[g] != f.size[h.circles[0]]
}

// guide lists who named which topic, so that proposals bring those together who share one.
func (h *hall) guide(f *floor) {
	if f.given != nil {
		return
	}
	h.byTopic = map[uint8][]int32{}
	for _, person := range h.people {
		for topics := f.faces[person].topics; topics != 0; topics &= topics - 1 {
			at := uint8(bits.TrailingZeros64(topics))
			h.byTopic[at] = append(h.byTopic[at], person)
		}
	}
}
