package circles

import (
	"fmt"
	"slices"
)

// Breach is a rule that a group breaks.
type Breach string

// The rules.
const (
	Apart    Breach = "apart"     // two are together who are not to be; nobody is to be told who
	NoTime   Breach = "no_time"   // there is no slot at which all can meet
	TooSmall Breach = "too_small" // fewer than Size.Min
	TooLarge Breach = "too_large" // more than Size.Max
)

// Reviewed is a group that somebody arranged, as a circle, with the rules that it breaks.
type Reviewed struct {
	Circle
	Breaches []Breach
}

// Review describes groups of people of a pool, in their order. The error wraps ErrPool if the pool is unusable or a group names
// somebody whom it does not list.
func Review(pool Pool, groups [][]string) ([]Reviewed, error) {
	p, indexes, err := read(pool, groups)
	if err != nil {
		return nil, err
	}
	all := make([]Reviewed, len(groups))
	for i, group := range indexes {
		all[i] = Reviewed{Circle: p.describe(group), Breaches: p.breaches(group)}
	}
	return all, nil
}

// Openings lists the groups, by their index, that can take a person of the pool: they have room and break no rule with them. The
// best fit comes first. The person is not to be in any of them. The error is as that of Review.
func Openings(pool Pool, groups [][]string, person string) ([]int, error) {
	p, indexes, err := read(pool, append(slices.Clone(groups), []string{person}))
	if err != nil {
		return nil, err
	}
	joins, indexes := indexes[len(groups)][0], indexes[:len(groups)]
	var open []int
	gains := make([]float64, len(groups))
	for i, group := range indexes {
		if len(group) >= pool.Size.Max || !p.fits(joins, group) {
			continue
		}
		before, _ := p.score(group)
		after, _ := p.score(append(slices.Clone(group), joins))
		gains[i] = after - before
		open = append(open, i)
	}
	slices.SortStableFunc(open, func(a, b int) int {
		switch {
		case gains[a] > gains[b]:
			return -1
		case gains[a] < gains[b]:
			return 1
		}
		return len(groups[a]) - len(groups[b])
	})
	return open, nil
}

// read makes a pool ready, and finds the people of groups in it.
func read(pool Pool, groups [][]string) (*problem, [][]int, error) {
	if err := pool.Check(); err != nil {
		return nil, nil, err
	}
	p := newProblem(pool, Options{})
	at := make(map[string]int, len(p.people))
	for i, person := range p.people {
		at[person.ID] = i
	}
	indexes := make([][]int, len(groups))
	for i, group := range groups {
		for _, id := range group {
			person, known := at[id]
			if !known {
				return nil, nil, fmt.Errorf("%w: a group names %q, who is not listed", ErrPool, id)
			}
			indexes[i] = append(indexes[i], person)
		}
		slices.Sort(indexes[i])
	}
	return p, indexes, nil
}

func (p *problem) breaches(group []int) (all []Breach) {
	for i, person := range group {
		if slices.ContainsFunc(group[:i], func(other int) bool { return p.clash(person, other) }) {
			all = append(all, Apart)
			break
		}
	}
	if !p.shareSlot(group) {
		all = append(all, NoTime)
	}
	if len(group) < p.size.Min {
		all = append(all, TooSmall)
	}
	if len(group) > p.size.Max {
		all = append(all, TooLarge)
	}
	return all
}
