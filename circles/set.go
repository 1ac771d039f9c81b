package circles

import (
	"math/bits"
	"slices"
)

// set is a set of small numbers: places in a sorted list of names.
type set []uint64

// setOf is the set of the places that some names have in a sorted list.
func setOf(some, sorted []string) set {
	s := make(set, (len(sorted)+63)/64)
	for _, name := range some {
		at, _ := slices.BinarySearch(sorted, name)
		s[at/64] |= 1 << (at % 64)
	}
	return s
}

func (s set) has(n int) bool { return s[n/64]&(1<<(n%64)) != 0 }

// shared counts what two sets have in common.
func (s set) shared(other set) int {
	n := 0
	for i, word := range s {
		n += bits.OnesCount64(word & other[i])
	}
	return n
}

// and is what the set has in common with another, or the set itself if there is no other yet.
func (s set) and(other set, there bool) set {
	if !there {
		return s
	}
	common := make(set, len(s))
	for i, word := range s {
		common[i] = word & other[i]
	}
	return common
}

// first is the smallest number in the set; -1 if there is none.
func (s set) first() int {
	for i, word := range s {
		if word != 0 {
			return 64*i + bits.TrailingZeros64(word)
		}
	}
	return -1
}

func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
