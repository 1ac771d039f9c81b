package circles

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// prospect is an arrangement, how good it is, and how many rounds without repeats are known to be possible after it.
type prospect struct {
	arrangement
	rating
	lasting int
}

// compare is positive if o is to be preferred. What lies ahead decides between arrangements of equal score and least mean
// only, and comes before the wishes of size.
func (o prospect) compare(than prospect) int {
	wish, other := o.unwish, than.unwish
	o.unwish, than.unwish = 0, 0
	return cmp.Or(o.rating.compare(than.rating), cmp.Compare(o.lasting, than.lasting), cmp.Compare(other, wish))
}

// ahead solves the problem with an eye on the rounds to come. Where many arrangements are equally good, as when only who
// met whom matters, it takes one from a schedule of which no pair has met yet, so that the schedule can go on; and where
// there is no such schedule, the one of a few after which short searches find the most rounds without repeats. Where
// topics and other preferences tell arrangements apart, which is the rule, they decide, and nothing here changes that.
func (p *problem) ahead(ctx context.Context, seed uint64, effort int) arrangement {
	if !p.remixes() {
		return p.solve(ctx, seed, effort)
	}
	plan := p.plan()
	best := p.prospects(plan, seed)
	if plan != nil {
	}
	if best.lasting >= 0 && p.isPeak(best.rating) {
		return best.arrangement
	}
	found := p.prospect(p.solve(ctx, seed, effort), plan)
	if best.lasting >= 0 && best.compare(found) >= 0 {
		return best.arrangement
	}
	if p.isPeak(found.rating) && len(p.people) <= fewPeople && ctx.Err() == nil {
		return p.longest(ctx, found, seed, effort)
	}
	return found.arrangement
}

// remixes reports whether there are rounds to come that have anything to do with this one.
func (p *problem) remixes() bool {
	all := sizes(len(p.people), p.size)
	placed := 0
	for _, size := range all {
		placed += size
	}
	return p.given == nil && p.weights.Met > 0 && len(p.people) <= mostRotated && placed == len(p.people) &&
		len(all) > 1 && mostMeetings(len(p.people), len(all)) > 1
}

// isPeak reports whether nothing can be better: everybody is with people who fit them as well as any two can.
func (p *problem) isPeak(r rating) bool {
	topics := 0
	departments, kinds := map[int32]bool{}, map[bool]bool{}
	for i, person := range p.people {
		topics = max(topics, len(p.topics[i]))
		departments[p.places[i]] = p.places[i] != 0
		kinds[person.Returning] = true
	}
	most := max(0, p.weights.Topic) * topics
	if len(departments) > 1 {
		most += max(0, p.weights.Department)
	}
	if len(kinds) > 1 {
		most += max(0, p.weights.Returning)
	}
	return r.broken+r.left+r.off == 0 && r.score >= float64(most*len(p.people))-alike
}

// How the rounds to come are tried out, where no schedule fits.
const (
	candidates  = 6  // so many arrangements
	mostAhead   = 8  // so many rounds after each
	aheadEffort = 32 // with a part of the effort for each round
)

// longest finds more arrangements that are as good as one, tries out which rounds can follow, and keeps the one after which
// most rounds have no repeats.
func (p *problem) longest(ctx context.Context, first prospect, seed uint64, effort int) arrangement {
	all := []prospect{first}
	for i := range uint64(candidates - 1) {
		other := p.prospect(p.solve(ctx, seed+(i+1)*0xd1342543de82ef95, effort/aheadEffort), nil)
		if p.isPeak(other.rating) {
			all = append(all, other)
		}
	}
	each(ctx, len(all), func() bool { return false }, func(i int) {
		all[i].lasting = p.after(all[i].arrangement).lasts(ctx, seed, effort/aheadEffort)
	})
	return slices.MaxFunc(all, prospect.compare).arrangement
}

// lasts counts for how many rounds a short search finds people who are new to each other.
func (p *problem) lasts(ctx context.Context, seed uint64, effort int) int {
	for round := range mostAhead {
		a := p.solve(ctx, seed, effort)
		if !p.isPeak(p.rate(a)) {
			return round
		}
		p = p.after(a)
	}
	return mostAhead
}

// after is the problem as it is when an arrangement has taken place.
func (p *problem) after(a arrangement) *problem {
	next := *p
	next.met = make([][]link, len(p.met))
	for i, links := range p.met {
		next.met[i] = slices.Clone(links)
	}
	for _, group := range a.groups {
		for _, one := range group {
			for _, other := range group {
				if one != other {
					next.met[one] = append(next.met[one], link{int32(other), 1})
				}
			}
		}
	}
	for i := range next.met {
		next.met[i] = tally(next.met[i], func(a, b int32) int32 { return a + b })
	}
	return &next
}

// prospects is the best of what the schedule offers: its rounds with the fewest repeats, with everybody in it who is not.
// lasting is -1 if it offers nothing.
func (p *problem) prospects(plan *plan, seed uint64) prospect {
	best := prospect{rating: rating{broken: math.MaxInt}, lasting: -1}
	if plan == nil {
		return best
	}
	wanted := sizes(len(p.people), p.size)
	_, largest := p.bounds()
	var s *annealer
	for _, round := range plan.offers(seed) {
		a := reseat(plan.seat(round), wanted)
		o := p.prospect(a.canonical(), plan)
		if !p.isPeak(o.rating) && len(p.people) <= mostExtended {
			if s == nil {
				s = newAnnealer(p, largest)
			}
			b := s.newPart(a, s.whole(a))
			b.polish()
			b.store(a)
			o = p.prospect(a.canonical(), plan)
		}
		if best.lasting < 0 || o.compare(best) > 0 {
			best = o
		}
	}
	return best
}

// prospect rates an arrangement.
func (p *problem) prospect(a arrangement, plan *plan) prospect {
	o := prospect{arrangement: a, rating: p.rate(a)}
	if plan != nil {
		o.lasting = plan.remaining(a)
	}
	return o
}
