package nudges

import (
	"slices"

	"ippo/circles"
	"ippo/cohort"
)

// Follow changes an arrangement as little as the wishes of now ask for: whoever no longer asks is gone, who asks only now goes where they
// fit best, and who had no place has none still, until the organiser gives them one. Who is together stays so, whatever they wish: an
// organiser who looked on while a wish took somebody away would know of it.
func (f *Forming) Follow(a *cohort.Arrangement) error {
	if err := f.follow(a, false); err != nil {
		return err
	}
	a.Version++
	return nil
}

// Settle makes an arrangement keep the rules, with as few changes as it takes, before it becomes real: whoever cannot be where an organiser
// put them goes where they fit best. The organiser knows that this may happen, and is not shown of whom.
func (f *Forming) Settle(a *cohort.Arrangement) error { return f.follow(a, true) }

func (f *Forming) follow(a *cohort.Arrangement, strictly bool) error {
	loose := map[string]bool{} // who is to be placed
	for _, p := range f.Pool.People {
		loose[p.ID] = true
	}
	var after cohort.Arrangement
	for _, left := range a.Without {
		if loose[left.Person] {
			after.Without = append(after.Without, left)
			delete(loose, left.Person)
		}
	}
	groups := make([][]string, len(a.Groups))
	for i, group := range a.Groups {
		groups[i] = slices.DeleteFunc(slices.Clone(group), func(id string) bool { return !loose[id] })
	}
	reviewed, err := circles.Review(f.Pool, groups)
	if err != nil {
		return err
	}
	from := map[string]int{} // the group out of which somebody was taken
	for i, group := range groups {
		if strictly && breaks(reviewed[i]) {
			if group, err = f.fitting(group); err != nil {
				return err
			}
		}
		if len(group) == 0 || (len(group) == 1 && len(a.Groups[i]) > 1) { // who is left alone is placed anew
			continue
		}
		for _, id := range group {
			delete(loose, id)
		}
		for _, id := range groups[i] {
			from[id] = len(after.Groups)
		}
		after.Groups = append(after.Groups, group)
	}
	if err := f.place(&after, loose, from); err != nil {
		return err
	}
	a.Groups, a.Without, a.Fingerprint = after.Groups, after.Without, f.Fingerprint()
	return nil
}

// fitting is a group without those who cannot be in it: as few as can be, one of them at a time.
func (f *Forming) fitting(group []string) ([]string, error) {
	for {
		smaller := make([][]string, len(group))
		for i := range group {
			smaller[i] = slices.Concat(group[:i], group[i+1:])
		}
		reviewed, err := circles.Review(f.Pool, smaller)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(reviewed, func(one circles.Reviewed) bool { return !breaks(one) }); i >= 0 {
			return smaller[i], nil
		}
		group = smaller[len(smaller)-1]
	}
}

// breaks reports whether a group breaks a rule other than that of its size.
func breaks(group circles.Reviewed) bool {
	return slices.Contains(group.Breaches, circles.Apart) || slices.Contains(group.Breaches, circles.NoTime)
}

// place puts people where they fit best, in the order of the pool, or else in exchange for somebody who can take the place that they came
// from; who fits nowhere has no place.
func (f *Forming) place(a *cohort.Arrangement, loose map[string]bool, from map[string]int) error {
	for _, p := range f.Pool.People {
		if !loose[p.ID] {
			continue
		}
		open, err := circles.Openings(f.Pool, a.Groups, p.ID)
		if err != nil {
			return err
		}
		if len(open) > 0 {
			a.Groups[open[0]] = with(a.Groups[open[0]], p.ID)
			continue
		}
		placed := false
		if i, was := from[p.ID]; was {
			if placed, err = f.exchange(a.Groups, p.ID, i); err != nil {
				return err
			}
		}
		if !placed {
			a.Without = append(a.Without, cohort.Without{Person: p.ID, Why: string(circles.NoFit)})
		}
	}
	return nil
}

// exchange puts a person into a group in exchange for one of its members, who goes into the group from which the person came. It reports
// whether it found somebody.
func (f *Forming) exchange(groups [][]string, person string, from int) (bool, error) {
	if len(groups[from]) >= f.Pool.Size.Max { // somebody else came there meanwhile
		return false, nil
	}
	var pairs [][]string
	var at []int
	for i, group := range groups {
		for j, other := range group {
			if i != from {
				pairs = append(pairs, with(slices.Concat(group[:j], group[j+1:]), person), with(groups[from], other))
				at = append(at, i)
			}
		}
	}
	reviewed, err := circles.Review(f.Pool, pairs)
	if err != nil {
		return false, err
	}
	for n, i := range at {
		if !breaks(reviewed[2*n]) && !breaks(reviewed[2*n+1]) {
			groups[i], groups[from] = pairs[2*n], pairs[2*n+1]
			return true, nil
		}
	}
	return false, nil
}

// with is a group and one more, in order.
func with(group []string, person string) []string {
	group = append(slices.Clone(group), person)
	slices.Sort(group)
	return group
}
