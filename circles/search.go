package circles

import (
	"context"
	"math"
	"slices"
	"sync"
)

// How a search is shared out. Nothing here depends on the machine, so the answer does not either.
const (
	runEach     = 15_000 // proposals for each person in one of many runs
	fewPeople   = 100    // up to how many people many short runs are better than a few long ones
	epochs      = 40     // how often a pool of several parts is divided anew
	refinements = 8      // how many runs begin at what was mended
)

// run is how a run goes: how hot it begins and how cold it ends, as the probability with which things may get worse at a local
// optimum, and its share of the effort.
type run struct{ hot, cold, share float64 }

// warm is for a run that begins anywhere.
var warm = run{hot: 0.2, cold: 0.0003}

// longRuns begin at the greedy start, and keep more and more of it: what is best depends on how much time there is for each person. Found by
// trials with 120 to 960 people in circles of 4 to 40.
var longRuns = []run{{0.003, 1e-5, 0.45}, {0.0005, 1e-5, 0.45}, {1e-6, 1e-7, 0.1}}

// search anneals an arrangement as long as the effort allows, and returns the best that it has come by; it may break rules.
func (s *annealer) search(ctx context.Context, start arrangement, effort int, seed uint64) arrangement {
	if len(start.groups)+min(1, len(start.left)) < 2 {
		return start
	}
	switch {
	case s.table != nil && len(s.people) <= fewPeople:
		return s.runs(ctx, start, effort, seed, make([]run, max(1, effort/(runEach*len(s.people)))))
	case s.table != nil:
		return s.runs(ctx, start, effort, seed, longRuns)
	case s.table == nil && len(start.left) == 0:
		return newCrowd(s.problem, start.sizes()).search(ctx, start, effort, seed)
	}
	return s.inParts(ctx, start, effort, seed)
}

// runs anneals several times, and keeps the best. A run of which nothing is said begins anywhere, the others at the start. It ends early
// if nothing better can be.
func (s *annealer) runs(ctx context.Context, start arrangement, effort int, seed uint64, all []run) arrangement {
	bound := s.bound(start)
	whole := s.whole(start)
	start = start.copy()
	b := s.newPart(start, whole)
	b.polish()
	b.store(start)
	var lock sync.Mutex
	best, bestRating, bestRun, perfect := start, s.rate(start.canonical()), -1, len(all)
	each(ctx, len(all), func() bool { lock.Lock(); defer lock.Unlock(); return perfect < len(all) }, func(at int) {
		a := start.copy()
		b := s.newPart(a, whole)
		b.random = random(seed + uint64(at)*0x9e3779b97f4a7c15)
		h := all[at]
		if h.share == 0 {
			b.shuffle()
			h = warm
			h.share = 1 / float64(len(all))
		}
		hot, cold := b.heats(h.hot, h.cold)
		b.anneal(ctx, int(h.share*float64(effort)), hot, cold)
		if all[at].share == 0 {
			b.polish()
		}
		b.store(a)
		rating := s.rate(a.canonical())
		lock.Lock()
		defer lock.Unlock()
		isPerfect := rating.broken == 0 && rating.score >= bound-alike
		switch c := rating.compare(bestRating); {
		case isPerfect && at < perfect, !isPerfect && perfect == len(all) && (c > 0 || c == 0 && at < bestRun):
			best, bestRating, bestRun = a, rating, at
			if isPerfect {
				perfect = at
			}
		}
	})
	b = s.newPart(best, whole)
	b.polish()
	b.store(best)
	return best
}

// refine anneals from an arrangement, not so hot as to lose it, and returns the best that it has come by. So what was mended is still
// searched for a higher score, among people who are hard to place.
func (s *annealer) refine(ctx context.Context, start arrangement, effort int, seed uint64) arrangement {
	if s.table == nil || len(start.groups) < 2 {
		return start
	}
	found := make([]arrangement, refinements)
	whole := s.whole(start)
	each(ctx, refinements, func() bool { return false }, func(run int) {
		a := start.copy()
		b := s.newPart(a, whole)
		b.random = random(seed + uint64(run)*0x9e3779b97f4a7c15)
		hot, cold := b.heats(warm.hot/float64(1+run%4), warm.cold)
		b.anneal(ctx, effort/refinements, hot, cold)
		b.polish()
		b.store(a)
		found[run] = a.canonical()
	})
	best, rating := start, s.rate(start)
	for _, a := range found {
		if len(a.groups) == 0 { // there was no time
			continue
		}
		if r := s.rate(a); r.compare(rating) > 0 {
			best, rating = a, r
		}
	}
	return best
}

// shuffle seats everyone anywhere.
func (b *part) shuffle() {
	for i := len(b.at) - 1; i > 0; i-- {
		if j := b.random.below(i + 1); b.at[i] != b.at[j] {
			b.try(i, j, math.Inf(-1))
		}
	}
}

// bound is a score that no arrangement with these sizes exceeds: everyone with those who fit them best.
func (s *annealer) bound(a arrangement) float64 {
	if len(a.left) > 0 || len(a.groups) == 0 {
		return math.Inf(1)
	}
	smallest := len(a.groups[0])
	for _, group := range a.groups {
		smallest = min(smallest, len(group))
	}
	sum := 0.0
	n := len(s.people)
	for _, group := range a.groups {
		for _, person := range group {
			row := slices.Clone(s.table[person*n : person*n+n])
			row = slices.Delete(row, person, person+1)
			slices.Sort(row)
			top := 0.0
			for _, fit := range row[len(row)-(smallest-1):] { // the mean of fewer of the best is no less than of more
				top += float64(fit)
			}
			sum += top / float64(max(1, smallest-1))
		}
	}
	return sum
}

// inParts anneals a large pool once, in parts that are made up anew again and again.
func (s *annealer) inParts(ctx context.Context, start arrangement, effort int, seed uint64) arrangement {
	a := start.copy()
	r := random(seed)
	parts := max(1, min((len(s.people)+partPeople/2)/partPeople, len(a.groups)/3))
	var hot, cold float64
	for epoch := range epochs {
		divided := s.divide(a, parts, &r)
		if epoch == 0 {
			b := s.newPart(a.copy(), divided[0])
			b.random = random(r.next())
			hot, cold = b.heats(warm.hot, warm.cold)
		}
		at := func(epoch int) float64 { return hot * math.Pow(cold/hot, float64(epoch)/epochs) }
		from := r.next()
		each(ctx, parts, func() bool { return false }, func(i int) {
			b := s.newPart(a, divided[i])
			b.random = random(from + uint64(i)*0x9e3779b97f4a7c15)
			b.anneal(ctx, int(float64(effort)/epochs*float64(len(b.ids))/float64(len(s.people))), at(epoch), at(epoch+1))
			b.store(a)
		})
		if ctx.Err() != nil {
			break
		}
	}
	return a
}

// whole numbers all circles, and the bench if somebody sits there.
func (s *annealer) whole(a arrangement) []int {
	all := make([]int, len(a.groups), len(a.groups)+1)
	for i := range all {
		all[i] = i
	}
	if len(a.left) > 0 {
		all = append(all, len(a.groups))
	}
	return all
}

// divide deals the circles out to parts, and numbers the people in each.
func (s *annealer) divide(a arrangement, parts int, r *random) [][]int {
	all := s.whole(a)
	for i := len(all) - 1; i > 0; i-- {
		j := r.below(i + 1)
		all[i], all[j] = all[j], all[i]
	}
	divided := make([][]int, parts)
	for i := range divided {
		divided[i] = all[i*len(all)/parts : (i+1)*len(all)/parts]
		number := int32(0)
		for _, circle := range divided[i] {
			group := a.left
			if circle < len(a.groups) {
				group = a.groups[circle]
			}
			for _, person := range group {
				s.local[person], s.owner[person] = number, int32(i)
				number++
			}
		}
	}
	return divided
}

// sizes are those of the circles, the larger ones first.
func (a arrangement) sizes() []int {
	var all []int
	for _, group := range a.groups {
		all = append(all, len(group))
	}
	slices.SortFunc(all, func(a, b int) int { return b - a })
	return all
}

func (a arrangement) copy() arrangement {
	b := arrangement{left: slices.Clone(a.left)}
	for _, group := range a.groups {
		b.groups = append(b.groups, slices.Clone(group))
	}
	return b
}
