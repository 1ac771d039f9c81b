// Package circles forms study circles: groups of peers who share topics and a free evening, come from different
// departments, and have not met before. It is pure, and gives the same answer for the same people and seed, in whatever
// order they are listed. docs/circles.md says how, and how well.
package circles

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ippo/cohort"
)

// Pool is who wants a circle, and how large circles are to be.
type Pool struct {
	Size   Size     `json:"size"`
	Seed   uint64   `json:"seed"`
	People []Person `json:"people"`
}

// Size is the number of people in a circle.
type Size struct {
	Min    int `json:"min"`
	Target int `json:"target"`
	Max    int `json:"max"`
}

// Usual is the size of circles when nobody says otherwise.
var Usual = Size{Min: 3, Target: 4, Max: 5}

// Person is one who wants a circle.
type Person struct {
	ID         string   `json:"id"`
	Department string   `json:"department,omitempty"` // none: counts as different from nobody's
	Returning  bool     `json:"returning,omitempty"`
	Topics     []string `json:"topics,omitempty"`
	Slots      []string `json:"slots,omitempty"` // none: free at any time
	Met        []string `json:"met,omitempty"`   // whom they met, once for each meeting; either side may say so, and the larger count holds
	Never      []string `json:"never,omitempty"` // with whom they do not want to be; it holds for both
	Size       int      `json:"size,omitempty"`  // how large they would like their circle to be; 0: any. It decides between equals only
}

// Result says who is with whom, and who is left.
type Result struct {
	Circles  []Circle   // in order of their first members
	Unplaced []Unplaced // in order of ids
	Score    float64    // the sum over people of their mean fit with their circle; never shown to people
}

// Circle is one group.
type Circle struct {
	Members []string // sorted
	Slot    string   // free to all; empty if nobody named any
	Reasons []cohort.Reason
}

// Unplaced is somebody for whom there was no place.
type Unplaced struct {
	ID  string
	Why Why
}

// Why somebody has no place.
type Why string

// The causes for having no place. Whom somebody does not want to be with is behind NoFit, and looks like a full circle.
const (
	Alone  Why = "alone"   // there is nobody else
	NoSlot Why = "no_slot" // no circle can meet when they can
	NoFit  Why = "no_fit"  // the numbers leave no place, or every circle that could take them holds somebody who is not to be with them
)

// ErrPool is wrapped by every error that a pool causes.
var ErrPool = errors.New("pool of people")

// PoolError says what makes a pool unusable.
type PoolError struct {
	Fault Fault
	Place int    // of the person in the list, from 1; of Sizes 0
	ID    string // of the person, if they have one
}

// Fault tells what makes pools unusable apart.
type Fault string

// What makes a pool unusable.
const (
	Sizes  Fault = "sizes"   // not 2 <= min <= target <= max
	NoID   Fault = "no_id"   // a person has none
	Listed Fault = "listed"  // a person is listed twice
	Wish   Fault = "no_size" // a person would like a circle of fewer than nobody
)

// Error says it for a log.
func (e *PoolError) Error() string {
	return fmt.Sprintf("%v: %s %d %q", ErrPool, e.Fault, e.Place, e.ID)
}

// Unwrap returns ErrPool.
func (e *PoolError) Unwrap() error { return ErrPool }

// Check reports, as a PoolError, what makes a pool unusable: sizes that contradict each other, a person without an id, or one listed
// twice. People who are named in Met or Never and not listed do not matter, and neither does who names themselves.
func (p Pool) Check() error {
	if p.Size.Min < 2 || p.Size.Target < p.Size.Min || p.Size.Max < p.Size.Target {
		return &PoolError{Fault: Sizes}
	}
	seen := make(map[string]bool, len(p.People))
	for i, person := range p.People {
		switch {
		case person.ID == "":
			return &PoolError{Fault: NoID, Place: i + 1}
		case seen[person.ID]:
			return &PoolError{Fault: Listed, Place: i + 1, ID: person.ID}
		case person.Size < 0:
			return &PoolError{Fault: Wish, Place: i + 1, ID: person.ID}
		}
		seen[person.ID] = true
	}
	return nil
}

// Form places the people of a pool in circles. Two people who are not to be together never are, and every circle has a
// slot that is free to all its members; whoever cannot be placed under these rules is listed with the cause. It aims, in
// this order, at leaving out as few as possible; at sizes as even as can be, and as many circles as the target size asks
// for; at the highest score; and at the highest mean fit of whoever has the lowest.
//
// The answer depends on nothing but the pool and the options, unless ctx ends before the search does: then it is the best
// found so far, which keeps all rules, and no error.
func Form(ctx context.Context, pool Pool, o Options) (Result, error) {
	if err := pool.Check(); err != nil {
		return Result{}, err
	}
	p := newProblem(pool, o)
	return p.result(p.ahead(ctx, pool.Seed, o.effort(len(pool.People)))), nil
}

// sizes splits n people into circles: as many as n over the target, rounded, and then as few more or less as bring all
// sizes between the smallest and the largest. Sizes differ by at most one, the larger ones first. Fewer than the smallest
// are one circle. Where no split fits, the last people are left over.
func sizes(n int, size Size) []int {
	if n < size.Min {
		return []int{n}
	}
	for ; n >= size.Min; n-- {
		wanted := max(1, (2*n+size.Target)/(2*size.Target))
		for shift := 0; shift <= n; shift++ {
			for _, count := range []int{wanted + shift, wanted - shift} {
				if count >= 1 && n/count >= size.Min && (n+count-1)/count <= size.Max {
					return split(n, count)
				}
			}
		}
	}
	return nil
}

func split(n, count int) []int {
	all := make([]int, count)
	for i := range all {
		all[i] = n / count
		if i < n%count {
			all[i]++
		}
	}
	return all
}

// sorted is a copy of some names in order, each once.
func sorted(names []string) []string {
	names = slices.Clone(names)
	slices.SortFunc(names, strings.Compare)
	return slices.Compact(names)
}
