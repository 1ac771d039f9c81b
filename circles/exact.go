package circles

import (
	"math"
	"math/bits"
	"slices"
)

// mostExact is up to how many people the best arrangement of all is worked out.
const mostExact = 15

// unit makes every mean of up to 14 fits a whole number: the least common multiple of 1 to 14.
const unit = 360360

// exact finds the best arrangement of all by dynamic programming over subsets: the best way to fill the first circles with
// the people of a subset, for every subset that has the right number of people.
type exact struct {
	*problem
	n      int
	valid  []bool     // by subset: it may be a circle
	sum    []int64    // by such subset: its score, in units
	least  []int64    // and its least mean, in units
	wish   []int      // and by how many people it misses its members' wishes
	bySize [][]uint16 // the subsets that may be circles, by size
	low    [][][]uint16
}

// exactly is the best arrangement of up to mostExact people.
func (p *problem) exactly() arrangement {
	e := &exact{problem: p, n: len(p.people)}
	if e.n == 0 {
		return arrangement{}
	}
	e.list()
	if found, groups := e.best([][]int{e.rule(e.n)}); found {
		return e.arrange(groups)
	}
	placed, counts := e.reach()
	if placed == 0 {
		return e.arrange(nil)
	}
	for _, profiles := range e.profiles(placed, counts) {
		if found, groups := e.best(profiles); found {
			return e.arrange(groups)
		}
	}
	return e.arrange(nil)
}

// rule are the sizes of n people's circles by the sizes rule; none if it would leave somebody out.
func (e *exact) rule(n int) []int {
	all, sum := sizes(n, e.size), 0
	for _, size := range all {
		sum += size
	}
	if sum != n || n < 2 {
		return nil
	}
	return all
}

// list finds every subset that may be a circle.
func (e *exact) list() {
	smallest, largest := e.bounds()
	size := 1 << e.n
	e.valid, e.sum, e.least, e.wish = make([]bool, size), make([]int64, size), make([]int64, size), make([]int, size)
	e.bySize, e.low = make([][]uint16, e.n+1), make([][][]uint16, e.n+1)
	for k := range e.low {
		e.low[k] = make([][]uint16, e.n)
	}
	fits := make([]int64, e.n*e.n)
	for a := range e.n {
		for b := range a {
			fits[a*e.n+b] = int64(e.fit(a, b))
			fits[b*e.n+a] = fits[a*e.n+b]
		}
	}
	// Whoever may not join a subset may not join a larger one either, so each is built from the subset without its last.
	open := make([]bool, size)
	open[0] = true
	group := make([]int, 0, e.n)
	for set := 1; set < size; set++ {
		k := bits.OnesCount(uint(set))
		last := bits.Len(uint(set)) - 1
		if k > largest || !open[set&^(1<<last)] {
			continue
		}
		group = group[:0]
		for rest := uint(set); rest != 0; rest &= rest - 1 {
			group = append(group, bits.TrailingZeros(rest))
		}
		if open[set] = e.fits(last, group[:k-1]); !open[set] || k < smallest {
			continue
		}
		e.valid[set] = true
		e.bySize[k] = append(e.bySize[k], uint16(set))
		first := bits.TrailingZeros(uint(set))
		e.low[k][first] = append(e.low[k][first], uint16(set))
		e.value(set, group, fits)
	}
}

func (e *exact) value(set int, group []int, fits []int64) {
	share := int64(unit / (len(group) - 1))
	e.least[set] = math.MaxInt64
	for _, a := range group {
		mine := int64(0)
		for _, b := range group {
			mine += fits[a*e.n+b]
		}
		e.sum[set] += mine * share
		e.least[set] = min(e.least[set], mine*share)
		e.wish[set] += e.unwish(a, len(group))
	}
}

// reach finds how many people can be placed at most, and in which numbers of circles, as a set of bits.
func (e *exact) reach() (placed int, counts uint16) {
	reach := make([]uint16, 1<<e.n)
	reach[0] = 1
	for set := 1; set < len(reach); set++ {
		first := bits.TrailingZeros(uint(set))
		for k := range e.low {
			for _, group := range e.low[k][first] {
				if int(group)&^set == 0 {
					reach[set] |= reach[set&^int(group)] << 1
				}
			}
		}
		ways := reach[set]
		if e.n < e.size.Min {
			ways &= 1 << 1 // so few are one circle
		}
		switch k := bits.OnesCount(uint(set)); {
		case ways == 0:
		case k > placed:
			placed, counts = k, ways
		case k == placed:
			counts |= ways
		}
	}
	return placed, counts
}

// profiles lists the ways to split so many people into circles: those that are equally right together, the best first. The
// number of circles that the sizes rule says comes first, then what is nearest to it; then the most even.
func (e *exact) profiles(placed int, counts uint16) [][][]int {
	smallest, largest := e.bounds()
	wanted := len(sizes(placed, e.size))
	type key struct{ off, uneven int }
	found := map[key][][]int{}
	var keys []key
	var grow func(rest, most int, sizes []int)
	grow = func(rest, most int, sizes []int) {
		if rest == 0 && counts&(1<<len(sizes)) != 0 {
			k := key{off: abs(len(sizes) - wanted)}
			for _, size := range sizes {
				k.uneven += size * size
			}
			if found[k] == nil {
				keys = append(keys, k)
			}
			found[k] = append(found[k], slices.Clone(sizes))
		}
		for size := min(rest, most); size >= smallest; size-- {
			grow(rest-size, size, append(sizes, size))
		}
	}
	grow(placed, largest, nil)
	slices.SortFunc(keys, func(a, b key) int {
		if a.off != b.off {
			return a.off - b.off
		}
		return a.uneven - b.uneven
	})
	var all [][][]int
	for _, k := range keys {
		all = append(all, found[k])
	}
	return all
}

// best is the best arrangement with one of some profiles of sizes, if there is any.
func (e *exact) best(profiles [][]int) (found bool, groups []uint16) {
	var top cell
	for _, profile := range profiles {
		if len(profile) == 0 {
			continue
		}
		cell, mine, there := e.fill(profile, math.MinInt64)
		if !there {
			continue
		}
		if e.hasWishes { // again, among those with this score and this least mean only: the wishes of size decide
			cell, mine, _ = e.fill(profile, cell.least)
		}
		if !found || top.less(cell) {
			found, top, groups = true, cell, mine
		}
	}
	return found, groups
}

// cell is the best way found to fill the first circles with the people of a subset.
type cell struct {
	sum, least int64
	wish       int
	last       uint16 // the last of these circles; 0: there is no way
}

func (c cell) less(than cell) bool {
	if c.sum != than.sum {
		return c.sum < than.sum
	}
	if c.least != than.least {
		return c.least < than.least
	}
	return c.wish > than.wish
}

// fill finds the best way to fill circles of these sizes, the larger ones first, of those whose members all have at least
// some mean fit. If that is given, it does not count any more, and the wishes of size do.
func (e *exact) fill(profile []int, floor int64) (top cell, groups []uint16, found bool) {
	cells := make([]cell, 1<<e.n)
	layer := []uint16{0}
	everyone := uint16(1<<e.n - 1)
	placed := 0
	for _, size := range profile {
		placed += size
	}
	for at, size := range profile {
		ofRun := !slices.ContainsFunc(profile[at:], func(k int) bool { return k != size })
		var next []uint16
		for _, set := range layer {
			from := e.bySize[size]
			if ofRun && placed == e.n { // all who are left get circles of this size, so the first of them may come first
				from = e.low[size][bits.TrailingZeros16(everyone&^set)]
			}
			for _, group := range from {
				if group&set != 0 || e.least[group] < floor {
					continue
				}
				before := &cells[set]
				now := cell{before.sum + e.sum[group], e.least[group], before.wish, group}
				switch {
				case floor > math.MinInt64:
					now.least, now.wish = floor, before.wish+e.wish[group]
				case at > 0:
					now.least = min(now.least, before.least)
				}
				into := &cells[set|group]
				if into.last == 0 {
					next = append(next, set|group)
				}
				if into.last == 0 || into.less(now) {
					*into = now
				}
			}
		}
		layer = next
	}
	var end uint16
	for _, set := range layer {
		if !found || top.less(cells[set]) {
			found, top, end = true, cells[set], set
		}
	}
	for set := end; set != 0; set &^= cells[set].last {
		groups = append(groups, cells[set].last)
	}
	return top, groups, found
}

func (e *exact) arrange(groups []uint16) arrangement {
	var a arrangement
	all := uint16(0)
	for _, set := range groups {
		all |= set
		a.groups = append(a.groups, e.members(set))
	}
	a.left = e.members(uint16(1<<e.n-1) &^ all)
	return a.canonical()
}

func (e *exact) members(set uint16) []int {
	var group []int
	for ; set != 0; set &= set - 1 {
		group = append(group, bits.TrailingZeros16(set))
	}
	return group
}
