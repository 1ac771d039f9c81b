package circles_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"ippo/circles"
)

// enumeration tries every way to seat a few people: the first of those who are not seated is left, or sits with any others with whom
// the rules allow it. It shares nothing with the search but the rules as they are written.
type enumeration struct {
	size    circles.Size
	options [][]seats // by first member: the circles that the rules allow
	best    standing
	found   bool
}

// seats is a circle that the rules allow.
type seats struct {
	members uint
	size    int
	score   float64
	least   float64
}

// standing is what arrangements are compared by.
type standing struct {
	left, off, uneven int
	score, least      float64
}

// compare is positive if s is better.
func (s standing) compare(than standing) int {
	alike := func(a, b float64) int {
		if math.Abs(a-b) < 1e-6 {
			return 0
		}
		return cmp.Compare(a, b)
	}
	return cmp.Or(than.left-s.left, than.off-s.off, than.uneven-s.uneven, alike(s.score, than.score), alike(s.least, than.least))
}

// bestOf is how good the best arrangement of a pool is that leaves out no more than so many.
func bestOf(p circles.Pool, mostLeft int) (standing, bool) {
	e := &enumeration{size: p.Size, options: make([][]seats, len(p.People))}
	for set := uint(1); set < 1<<len(p.People); set++ {
		if s, allowed := seat(p, set); allowed {
			first := bits.TrailingZeros(set)
			e.options[first] = append(e.options[first], s)
		}
	}
	e.extend((1<<len(p.People))-1, mostLeft, nil, standing{least: math.Inf(1)})
	return e.best, e.found
}

// seat judges a circle by the rules.
func seat(p circles.Pool, set uint) (s seats, allowed bool) {
	var group []circles.Person
	for i, person := range p.People {
		if set>>i&1 == 1 {
			group = append(group, person)
		}
	}
	s = seats{members: set, size: len(group), least: math.Inf(1)}
	smallest := p.Size.Min
	if len(p.People) < smallest {
		smallest = 2
	}
	if len(group) < smallest || len(group) > p.Size.Max {
		return s, false
	}
	var free []string
	named := false
	for _, a := range group {
		if len(a.Slots) > 0 {
			if !named {
				free, named = slices.Clone(a.Slots), true
			}
			free = slices.DeleteFunc(free, func(slot string) bool { return !slices.Contains(a.Slots, slot) })
		}
		mine := 0.0
		for _, b := range group {
			if a.ID != b.ID {
				if slices.Contains(a.Never, b.ID) || slices.Contains(b.Never, a.ID) {
					return s, false
				}
				mine += like(a, b)
			}
		}
		mine /= float64(len(group) - 1)
		s.score += mine
		s.least = min(s.least, mine)
	}
	return s, !named || len(free) > 0
}

// like is the fit of two people by the issue of it: three for a shared topic, two for different departments, one if one is new and
// one returns, and a hundred less for each time they met.
func like(a, b circles.Person) float64 {
	fit := 0
	for _, topic := range a.Topics {
		if slices.Contains(b.Topics, topic) {
			fit += 3
		}
	}
	if a.Department != "" && b.Department != "" && a.Department != b.Department {
		fit += 2
	}
	if a.Returning != b.Returning {
		fit++
	}
	times := func(met []string, id string) (n int) {
		for _, one := range met {
			if one == id {
				n++
			}
		}
		return n
	}
	return float64(fit - 100*max(times(a.Met, b.ID), times(b.Met, a.ID)))
}

// extend seats the rest in every way.
func (e *enumeration) extend(rest uint, mostLeft int, sizes []int, s standing) {
	if rest == 0 {
		s.off = abs(len(sizes) - e.wanted(sizes))
		if !e.found || s.compare(e.best) > 0 {
			e.best, e.found = s, true
		}
		return
	}
	first := bits.TrailingZeros(rest)
	if s.left < mostLeft {
		left := s
		left.left++
		e.extend(rest&^(1<<first), mostLeft, sizes, left)
	}
	for _, circle := range e.options[first] {
		if circle.members&^rest == 0 {
			with := s
			with.score += circle.score
			with.least = min(with.least, circle.least)
			with.uneven += circle.size * circle.size
			e.extend(rest&^circle.members, mostLeft, append(sizes, circle.size), with)
		}
	}
}

// wanted is into how many circles the people of some circles are split by the rule: as many as people over the target, rounded, and
// then the nearest number with which all sizes are allowed, the larger one first.
func (e *enumeration) wanted(sizes []int) int {
	n := 0
	for _, size := range sizes {
		n += size
	}
	if n < e.size.Min {
		return min(1, n)
	}
	near := int(math.Floor(float64(n)/float64(e.size.Target) + 0.5))
	best := math.MaxInt
	for count := 1; count <= n; count++ {
		if n >= count*e.size.Min && n <= count*e.size.Max {
			if d := abs(count - near); best == math.MaxInt || d < abs(best-near) || d == abs(best-near) && count > best {
				best = count
			}
		}
	}
	if best == math.MaxInt { // no number allows it; what Form does with the sizes is then a matter of what is left
		return len(sizes)
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// fewPeople makes a pool of n people with all kinds of wishes, the more of them the tighter it is to be.
func fewPeople(random *rand.Rand, n int) circles.Pool {
	slots, named, blocked, met := 2+random.IntN(8), 1+random.IntN(4), random.IntN(3), random.IntN(6)
	var people []circles.Person
	id := func(i int) string { return fmt.Sprintf("p%02d", i) }
	for i := range n {
		p := circles.Person{ID: id(i), Department: []string{"", "a", "b", "c"}[random.IntN(4)], Returning: random.IntN(3) == 0}
		for _, topic := range random.Perm(6)[:random.IntN(4)] {
			p.Topics = append(p.Topics, fmt.Sprint("t", topic))
		}
		if random.IntN(5) > 0 {
			for _, slot := range random.Perm(slots)[:min(slots, named)] {
				p.Slots = append(p.Slots, fmt.Sprint("s", slot))
			}
		}
		for range random.IntN(blocked + 1) {
			p.Never = append(p.Never, id(random.IntN(n)))
		}
		for range random.IntN(met + 1) {
			p.Met = append(p.Met, id(random.IntN(n)))
		}
		people = append(people, p)
	}
	p := pool(people...)
	p.Size = []circles.Size{circles.Usual, {Min: 2, Target: 2, Max: 3}, {Min: 3, Target: 3, Max: 4}, {Min: 4, Target: 5, Max: 6}}[random.IntN(4)]
	return p
}

// standingOf measures a result by the same means.
func standingOf(p circles.Pool, r circles.Result) standing {
	s := standing{left: len(r.Unplaced), least: math.Inf(1)}
	var sizes []int
	for _, circle := range r.Circles {
		set := uint(0)
		for i, person := range p.People {
			if slices.Contains(circle.Members, person.ID) {
				set |= 1 << i
			}
		}
		one, allowed := seat(p, set)
		if !allowed {
			return standing{left: math.MaxInt}
		}
		s.score += one.score
		s.least = min(s.least, one.least)
		s.uneven += one.size * one.size
		sizes = append(sizes, one.size)
	}
	s.off = abs(len(sizes) - (&enumeration{size: p.Size}).wanted(sizes))
	return s
}

func TestFewPeopleAreSeatedAsWellAsCanBe(t *testing.T) {
	const few, more = 200, 10
	for seed := range few + more {
		random := rand.New(rand.NewPCG(uint64(seed), 12))
		n := random.IntN(13)
		if seed >= few {
			n = 13 + random.IntN(3)
		}
		p := fewPeople(random, n)
		result, err := circles.Form(context.Background(), p, circles.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := standingOf(p, result)
		want, found := bestOf(p, min(n, got.left))
		if !found || want.compare(got) != 0 {
			t.Errorf("pool %d of %d people, sizes %+v: %+v, but %+v is possible", seed, n, p.Size, got, want)
		}
	}
}

func BenchmarkFewPeople(b *testing.B) {
	for _, n := range []int{12, 15} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			seed := uint64(0)
			for b.Loop() {
				seed++
				b.StopTimer()
				p := fewPeople(rand.New(rand.NewPCG(seed, 1)), n)
				b.StartTimer()
				if _, err := circles.Form(context.Background(), p, circles.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
