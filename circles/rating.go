package circles

import (
	"cmp"
	"math"
	"slices"
)

// arrangement is who is with whom. In its canonical form members are in order, and groups by their first members.
type arrangement struct {
	groups [][]int
	left   []int // who has no place
}

// canonical puts an arrangement in order and drops empty groups.
func (a arrangement) canonical() arrangement {
	groups := make([][]int, 0, len(a.groups))
	for _, group := range a.groups {
		if len(group) > 0 {
			group = slices.Clone(group)
			slices.Sort(group)
			groups = append(groups, group)
		}
	}
	slices.SortFunc(groups, func(a, b []int) int { return a[0] - b[0] })
	left := slices.Clone(a.left)
	slices.Sort(left)
	return arrangement{groups, left}
}

// rating is how good an arrangement is: what it is compared by, the most important first.
type rating struct {
	broken int     // members too many for a hard rule or a size; an answer has none
	left   int     // people without a place
	off    int     // by how many circles the number misses what the sizes rule says
	uneven int     // the sum of squares of sizes: least when sizes differ by at most one
	score  float64 // the sum over people of their mean fit
	least  float64 // the least of the mean fits
	unwish int     // by how many people circles miss the sizes that their members would like
}

// alike is how near two scores are that count as equal: sums of the same fractions in another order.
const alike = 1e-6

// compare is positive if r is better.
func (r rating) compare(than rating) int {
	return cmp.Or(
		cmp.Compare(than.broken, r.broken), cmp.Compare(than.left, r.left), cmp.Compare(than.off, r.off),
		cmp.Compare(than.uneven, r.uneven), near(r.score, than.score), near(r.least, than.least),
		cmp.Compare(than.unwish, r.unwish),
	)
}

func near(a, b float64) int {
	if math.Abs(a-b) <= alike*max(1, math.Abs(a)*1e-6) {
		return 0
	}
	return cmp.Compare(a, b)
}

// rate rates an arrangement in its canonical form.
func (p *problem) rate(a arrangement) rating {
	r := rating{left: len(a.left), least: math.Inf(1)}
	placed := 0
	smallest, largest := p.bounds()
	for _, group := range a.groups {
		placed += len(group)
		r.uneven += len(group) * len(group)
		if len(group) < smallest || len(group) > largest || !p.valid(group) {
			r.broken++
		}
		score, least := p.score(group)
		r.score += score
		r.least = min(r.least, least)
		for _, person := range group {
			r.unwish += p.unwish(person, len(group))
		}
	}
	if placed > 0 {
		r.off = abs(len(a.groups) - len(sizes(placed, p.size)))
	}
	return r
}

// bounds are the smallest and the largest that a circle may be. In a pool that is smaller than the smallest circle, two
// are enough.
func (p *problem) bounds() (smallest, largest int) {
	if len(p.people) < p.size.Min {
		return 2, p.size.Max
	}
	return p.size.Min, p.size.Max
}

// score is the sum over a group's members of their mean fit with the others, and the least of these.
func (p *problem) score(group []int) (sum, least float64) {
	if len(group) < 2 {
		return 0, 0
	}
	sums := make([]int, len(group))
	total := 0
	for i, a := range group {
		for j := i + 1; j < len(group); j++ {
			fit := p.fit(a, group[j])
			sums[i] += fit
			sums[j] += fit
			total += 2 * fit
		}
	}
	mates := float64(len(group) - 1)
	return float64(total) / mates, float64(slices.Min(sums)) / mates
}

func (p *problem) unwish(person, size int) int {
	if wish := p.people[person].Size; wish > 0 {
		return abs(wish - size)
	}
	return 0
}

func abs(n int) int { return max(n, -n) }
