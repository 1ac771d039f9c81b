// Package circles forms study circles: groups of peers who share topics and a free evening, come from different
// departments, and have not met before. It is pure, and gives the same answer for the same people and seed, in whatever
// order they are listed.
package circles

import (
	"errors"
	"fmt"
	"slices"

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
	Department string   `json:"department,omitempty"`
	Returning  bool     `json:"returning,omitempty"`
	Topics     []string `json:"topics,omitempty"`
	Slots      []string `json:"slots,omitempty"` // none: free at any time
	Met        []string `json:"met,omitempty"`   // whom they shared a circle with, once for each circle
	Never      []string `json:"never,omitempty"` // with whom they do not want to be
}

// Result says who is with whom, and who is left.
type Result struct {
	Circles  []Circle
	Unplaced []Unplaced
	Score    float64 // the sum over people of their mean fit with their circle; never shown to people
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

// The causes for having no place.
const (
	Alone  Why = "alone"   // there is nobody else
	NoSlot Why = "no_slot" // no circle can meet when they can
	NoFit  Why = "no_fit"  // every circle that could take them holds somebody who is not to be with them, or is full
)

// ErrPool is wrapped by every error that a pool causes.
var ErrPool = errors.New("pool of people")

// Check reports what makes a pool unusable: sizes that contradict each other, a person without an id, or one listed twice.
func (p Pool) Check() error {
	if p.Size.Min < 2 || p.Size.Target < p.Size.Min || p.Size.Max < p.Size.Target {
		return fmt.Errorf("%w: sizes must be 2 <= min <= target <= max, got %+v", ErrPool, p.Size)
	}
	seen := map[string]bool{}
	for _, person := range p.People {
		if person.ID == "" {
			return fmt.Errorf("%w: a person has no id", ErrPool)
		}
		if seen[person.ID] {
			return fmt.Errorf("%w: %q is listed twice", ErrPool, person.ID)
		}
		seen[person.ID] = true
	}
	return nil
}

// Form places the people of a pool in circles. Two people who are not to be together never are, and every circle has a
// slot that is free to all its members; whoever cannot be placed under these rules is listed with the cause.
func Form(pool Pool) (Result, error) {
	if err := pool.Check(); err != nil {
		return Result{}, err
	}
	people := slices.Clone(pool.People)
	slices.SortFunc(people, func(a, b Person) int { return compare(a.ID, b.ID) })
	var result Result
	switch len(people) {
	case 0:
		return result, nil
	case 1:
		result.Unplaced = []Unplaced{{people[0].ID, Alone}}
		return result, nil
	}
	table := newTable(people, pool.Size)
	table.search(pool.Seed)
	left := table.settle()
	for _, group := range table.groups {
		if len(group) > 0 {
			result.Circles = append(result.Circles, table.describe(group))
			result.Score += table.score(group)
		}
	}
	slices.SortFunc(result.Circles, func(a, b Circle) int { return compare(a.Members[0], b.Members[0]) })
	for _, person := range left {
		result.Unplaced = append(result.Unplaced, Unplaced{people[person].ID, table.whyNot(person)})
	}
	return result, nil
}

// sizes splits n people into circles: as many as n over the target, rounded, and then as few more or less as bring all
// sizes between the smallest and the largest. Sizes differ by at most one. Fewer than the smallest are one circle. Where no
// split fits, the last people are left over.
func sizes(n int, size Size) []int {
	if n < size.Min {
		return []int{n}
	}
	for ; ; n-- {
		wanted := max(1, (2*n+size.Target)/(2*size.Target))
		for shift := 0; shift <= n; shift++ {
			for _, count := range []int{wanted + shift, wanted - shift} {
				if count >= 1 && n/count >= size.Min && (n+count-1)/count <= size.Max {
					return split(n, count)
				}
			}
		}
	}
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

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
