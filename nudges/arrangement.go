package nudges

import (
	"time"

	"ippo/circles"
	"ippo/cohort"
	"ippo/storage"
)

// Arrangement is what was found, for an organiser to change before it is real.
func (f *Forming) Arrangement(organizer string, now time.Time) cohort.Arrangement {
	a := cohort.Arrangement{
		ID: storage.NewID(), Cohort: f.Cohort.ID, Organizer: organizer, Anew: f.Anew, Fingerprint: f.Fingerprint(), Made: now,
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

// Take takes what an organiser arranged for the result, as it is. What is confirmed is settled first.
func (f *Forming) Take(a cohort.Arrangement) error {
	reviewed, err := circles.Review(f.Pool, a.Groups)
	if err != nil {
		return err
	}
	f.Result = circles.Result{}
	for _, one := range reviewed {
		f.Result.Circles = append(f.Result.Circles, one.Circle)
	}
	for _, left := range a.Without {
		f.Result.Unplaced = append(f.Result.Unplaced, circles.Unplaced{ID: left.Person, Why: circles.Why(left.Why)})
	}
	return nil
}
