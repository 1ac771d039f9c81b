package nudges

import (
	"slices"
	"time"

	"ippo/circles"
	"ippo/cohort"
)

// Arrangement is what was found, for an organiser to change before it is real.
func (f *Forming) Arrangement(organizer string, tries int, now time.Time) cohort.Arrangement {
	a := cohort.Arrangement{
		Cohort: f.Cohort.ID, Organizer: organizer, Anew: f.Anew, Tries: tries, Fingerprint: f.Fingerprint(), Made: now,
	}
	a.Groups, a.Without = f.arranged()
	return a
}

// Again forms other circles in place of an arrangement, which can be had back.
func (f *Forming) Again(a *cohort.Arrangement) {
	a.Change(f.arranged())
	a.Fingerprint = f.Fingerprint()
}

func (f *Forming) arranged() (groups [][]string, without []cohort.Without) {
	for _, circle := range f.Result.Circles {
		groups = append(groups, circle.Members)
	}
	for _, left := range f.Result.Unplaced {
		without = append(without, cohort.Without{Person: left.ID, Why: string(left.Why)})
	}
	return groups, without
}

// Take takes what an organiser arranged for the result, and returns for each circle which rules it breaks.
func (f *Forming) Take(a cohort.Arrangement) ([][]circles.Breach, error) {
	reviewed, err := circles.Review(f.Pool, a.Groups)
	if err != nil {
		return nil, err
	}
	f.Result = circles.Result{}
	breaches := make([][]circles.Breach, len(reviewed))
	for i, one := range reviewed {
		f.Result.Circles = append(f.Result.Circles, one.Circle)
		breaches[i] = one.Breaches
	}
	for _, left := range a.Without {
		f.Result.Unplaced = append(f.Result.Unplaced, circles.Unplaced{ID: left.Person, Why: circles.Why(left.Why)})
	}
	return breaches, nil
}

// PlacesFor lists the groups of an arrangement to which a person could go from where they are, the best fit first.
func (f *Forming) PlacesFor(a cohort.Arrangement, person string) ([]int, error) {
	groups := make([][]string, len(a.Groups))
	for i, group := range a.Groups {
		groups[i] = slices.DeleteFunc(slices.Clone(group), func(other string) bool { return other == person })
	}
	open, err := circles.Openings(f.Pool, groups, person)
	return slices.DeleteFunc(open, func(i int) bool { return i == a.Where(person) }), err
}
