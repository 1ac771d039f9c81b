package circles

import (
	"context"
	"slices"
)

// solve finds the best arrangement that it can: the best of all for few people; for more by annealing with the sizes that
// the sizes rule says, and by placing anew whoever cannot be in such circles.
func (p *problem) solve(ctx context.Context, seed uint64, effort int) arrangement {
	if len(p.people) <= mostExact {
		return p.exactly()
	}
	people, hopeless := p.hopeful()
	if len(people) < 2 {
		return arrangement{left: append(people, hopeless...)}.canonical()
	}
	_, largest := p.bounds()
	wanted := sizes(len(people), p.size)
	if len(people) > mostTabled {
		people = p.byFreedom(people)
	}
	s := newAnnealer(p, largest)
	greedy := p.greedy(people, wanted)
	best := p.mend(arrangement{greedy.groups, append(slices.Clone(greedy.left), hopeless...)}, seed)
	found := s.search(ctx, reseat(greedy, wanted), effort, seed)
	return p.perfect(ctx, s, best, found, hopeless, effort, seed)
}

// perfect makes what was found obey the rules, and where somebody has to be left out, looks for circles of the right sizes
// without as many as that. It returns the better of this and of what was there before.
func (p *problem) perfect(ctx context.Context, s *annealer, best, found arrangement, hopeless []int, effort int, seed uint64) arrangement {
	rating := p.rate(best)
	for round := range uint64(3) {
		found.left = append(slices.Clone(found.left), hopeless...)
		raw := found.canonical()
		mended := raw
		if r := p.rate(raw); r.broken > 0 || r.left > 0 {
			mended = s.refine(ctx, p.mend(raw, seed+round), effort/4, seed+round)
		}
		r := p.rate(mended)
		if r.compare(rating) > 0 {
			best, rating = mended, r
		}
		wanted := sizes(len(p.people)-rating.left, p.size)
		if isOf(best, wanted) || ctx.Err() != nil {
			break
		}
		without := best.copy()
		without.left = slices.DeleteFunc(without.left, func(person int) bool { return slices.Contains(hopeless, person) })
		found = s.search(ctx, reseat(without, wanted), effort/4, seed+round+1)
	}
	return best
}

// isOf reports whether an arrangement has circles of some sizes.
func isOf(a arrangement, sizes []int) bool {
	return slices.Equal(a.sizes(), sizes)
}

// reseat gives the circles other sizes, the larger ones first, whatever that does to the rules; who has no seat is left.
func reseat(a arrangement, sizes []int) arrangement {
	a = a.copy()
	slices.SortStableFunc(a.groups, func(a, b []int) int { return len(b) - len(a) })
	var loose []int
	for i, group := range a.groups {
		size := 0 // of circles that are too many
		if i < len(sizes) {
			size = sizes[i]
		}
		if len(group) > size {
			loose = append(loose, group[size:]...)
			a.groups[i] = group[:size]
		}
	}
	if len(a.groups) > len(sizes) {
		a.groups = a.groups[:len(sizes)]
	}
	loose = append(loose, a.left...)
	for len(a.groups) < len(sizes) {
		a.groups = append(a.groups, nil)
	}
	for i, size := range sizes {
		take := min(len(loose), size-len(a.groups[i]))
		a.groups[i] = append(a.groups[i], loose[:take]...)
		loose = loose[take:]
	}
	a.left = loose
	return a
}

// hopeful tells those who could be in a circle of the smallest size with somebody from those who cannot, however the others are placed.
func (p *problem) hopeful() (people, hopeless []int) {
	smallest, _ := p.bounds()
	gone := make([]bool, len(p.people))
	for changed := true; changed; {
		changed = false
		free := make([]int, max(1, len(p.slots)))
		here := 0
		for person := range p.people {
			if gone[person] {
				continue
			}
			here++
			for slot := range p.slots {
				if p.freeAt(person, slot) {
					free[slot]++
				}
			}
		}
		if !p.hasSlots {
			free[0] = here
		}
		for person := range p.people {
			if !gone[person] && !p.couldMeet(person, free, gone, smallest) {
				gone[person], changed = true, true
				hopeless = append(hopeless, person)
			}
		}
	}
	for person := range p.people {
		if !gone[person] {
			people = append(people, person)
		}
	}
	return people, hopeless
}

// couldMeet reports whether enough people are free at one of a person's slots, not counting whom they are not to be with.
func (p *problem) couldMeet(person int, free []int, gone []bool, smallest int) bool {
	for slot, count := range free {
		if !p.freeAt(person, slot) {
			continue
		}
		for _, other := range p.never[person] {
			if !gone[other] && p.freeAt(int(other), slot) {
				count--
			}
		}
		if count >= smallest {
			return true
		}
	}
	return false
}
