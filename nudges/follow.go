package nudges

import (
	"slices"

	"ippo/circles"
	"ippo/cohort"
)

// Follow changes an arrangement as little as the wishes of now ask for, and so what it can be taken back to: whoever no longer asks is
// gone; who cannot be where they are any more, or asks only now, goes where they fit best; who had no place has none still, until the
// organiser gives them one.
func (f *Forming) Follow(a *cohort.Arrangement) error {
	now, err := f.follow(cohort.Arranged{Groups: a.Groups, Without: a.Without})
	if err != nil {
		return err
	}
	for i, before := range a.Undo {
		if a.Undo[i], err = f.follow(before); err != nil {
			return err
		}
	}
	a.Groups, a.Without, a.Fingerprint = now.Groups, now.Without, f.Fingerprint()
	a.Version++
	return nil
}

func (f *Forming) follow(before cohort.Arranged) (after cohort.Arranged, err error) {
	loose := map[string]bool{} // who is to be placed
	for _, p := range f.Pool.People {
		loose[p.ID] = true
	}
	for _, left := range before.Without {
		if loose[left.Person] {
			after.Without = append(after.Without, left)
			delete(loose, left.Person)
		}
	}
	groups := make([][]string, len(before.Groups))
	for i, group := range before.Groups {
		groups[i] = slices.DeleteFunc(slices.Clone(group), func(id string) bool { return !loose[id] })
	}
	reviewed, err := circles.Review(f.Pool, groups)
	if err != nil {
		return after, err
	}
	for i, group := range groups {
		if breaks(reviewed[i]) {
			if group, err = f.fitting(group); err != nil {
				return after, err
			}
		}
		if len(group) == 0 || (len(group) == 1 && len(before.Groups[i]) > 1) { // who is left alone is placed anew
			continue
		}
		for _, id := range group {
			delete(loose, id)
		}
		after.Groups = append(after.Groups, group)
	}
	return after, f.place(&after, loose)
}

// fitting is a group without those who cannot be in it by the wishes of now: as few as can be, one of them at a time.
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

// place puts people where they fit best, in the order of the pool; who fits nowhere has no place.
func (f *Forming) place(a *cohort.Arranged, loose map[string]bool) error {
	for _, p := range f.Pool.People {
		if !loose[p.ID] {
			continue
		}
		open, err := circles.Openings(f.Pool, a.Groups, p.ID)
		if err != nil {
			return err
		}
		if len(open) == 0 {
			a.Without = append(a.Without, cohort.Without{Person: p.ID, Why: string(circles.NoFit)})
			continue
		}
		group := append(slices.Clone(a.Groups[open[0]]), p.ID)
		slices.Sort(group)
		a.Groups[open[0]] = group
	}
	return nil
}
