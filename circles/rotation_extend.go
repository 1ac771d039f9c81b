package circles

import (
	"math/bits"
	"slices"
)

// How far a further round is looked for.
const (
	mostExtended = 256    // up to how many people
	mostTried    = 20_000 // so many choices for each round
)

// extended adds rounds to a schedule as long as it finds people who have not met.
func extended(r rotation, people int, sizes []int) rotation {
	e := &extender{unmet: make([][]uint64, people), words: (people + 63) / 64}
	for i := range e.unmet {
		e.unmet[i] = make([]uint64, e.words)
		for j := range people {
			if j != i {
				e.unmet[i][j/64] |= 1 << (j % 64)
			}
		}
	}
	for _, round := range r {
		e.part(round)
	}
	for len(r) < mostRounds {
		round := e.further(sizes)
		if round == nil {
			break
		}
		e.part(round)
		r = append(r, round)
	}
	return r
}

// extender looks for rounds among those who have not met, by depth first and up to a limit.
type extender struct {
	unmet [][]uint64 // by person: the set of whom they have not met
	words int
	rest  []uint64    // who has no place yet
	open  map[int]int // how many circles of each size are wanted still
	round [][]int
	tried int
}

// part notes that those who are together have met.
func (e *extender) part(round [][]int) {
	for _, group := range round {
		for _, a := range group {
			for _, b := range group {
				e.unmet[a][b/64] &^= 1 << (b % 64)
			}
		}
	}
}

// further is a round of those who have not met; nil if none is found.
func (e *extender) further(sizes []int) [][]int {
	e.rest, e.open, e.round, e.tried = make([]uint64, e.words), map[int]int{}, nil, 0
	for i := range e.unmet {
		e.rest[i/64] |= 1 << (i % 64)
	}
	for _, size := range sizes {
		e.open[size]++
	}
	if e.next(sizes[0], sizes[len(sizes)-1]) {
		return e.round
	}
	return nil
}

// fill goes on with a circle, whose members have all of some people still to meet, and then with the next circle.
// members after the first come in order, from a number on.
func (e *extender) fill(group []int, next int, common []uint64, largest, smallest int) bool {
	if e.tried++; e.tried > mostTried {
		return false
	}
	if len(group) > 0 && e.open[len(group)] > 0 {
		e.open[len(group)]--
		e.round = append(e.round, slices.Clone(group))
		if e.next(largest, smallest) {
			return true
		}
		e.round = e.round[:len(e.round)-1]
		e.open[len(group)]++
	}
	if len(group) == largest || len(group)+1 == largest && e.open[largest] == 0 {
		return false
	}
	for person := from(common, next); person >= 0; person = from(common, person+1) {
		still := make([]uint64, e.words)
		for w := range still {
			still[w] = common[w] & e.unmet[person][w]
		}
		e.rest[person/64] &^= 1 << (person % 64)
		if e.fill(append(slices.Clone(group), person), person+1, still, largest, smallest) {
			return true
		}
		e.rest[person/64] |= 1 << (person % 64)
	}
	return false
}

// next begins a circle with whoever has the fewest left to meet; true if everyone has a place.
func (e *extender) next(largest, smallest int) bool {
	first, fewest := -1, 0
	for w, word := range e.rest {
		for ; word != 0; word &= word - 1 {
			person, left := 64*w+bits.TrailingZeros64(word), 0
			for v, others := range e.unmet[person] {
				left += bits.OnesCount64(others & e.rest[v])
			}
			if first < 0 || left < fewest {
				first, fewest = person, left
			}
		}
	}
	if first < 0 {
		return true
	}
	if fewest < smallest-1 {
		return false
	}
	common := make([]uint64, e.words)
	for w := range common {
		common[w] = e.unmet[first][w] & e.rest[w]
	}
	e.rest[first/64] &^= 1 << (first % 64)
	if e.fill([]int{first}, 0, common, largest, smallest) {
		return true
	}
	e.rest[first/64] |= 1 << (first % 64)
	return false
}

// from is the first of a set from a number on; -1 if there is none.
func from(set []uint64, number int) int {
	for w := number / 64; w < len(set); w++ {
		word := set[w]
		if w == number/64 {
			word &= ^uint64(0) << (number % 64)
		}
		if word != 0 {
			return 64*w + bits.TrailingZeros64(word)
		}
	}
	return -1
}
