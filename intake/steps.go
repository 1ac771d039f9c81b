package intake

import (
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// StepChanges is what an import did to what steps are chosen from.
type StepChanges struct{ Added, Replaced, LeftOut, Gone, All int }

// Say tells it.
func (did StepChanges) Say(w *locale.Words) string {
	return w.Say("import.steps", "Added", did.Added, "Replaced", did.Replaced, "LeftOut", did.LeftOut, "Gone", did.Gone, "All", did.All)
}

// steps brings a cohort's own steps in line with its file.
func steps(tx *storage.Tx, c cohort.Cohort, own []cohort.OwnStep, now time.Time) (did StepChanges, err error) {
	if did.Gone, err = tx.SaveSteps(c.ID, own, now); err != nil || did.Gone+len(own) == 0 {
		return did, err
	}
	ours := map[string]bool{}
	for _, step := range nudges.BuiltIn().Steps() {
		ours[step.ID] = true
	}
	for _, s := range own {
		switch {
		case s.LeftOut:
			did.LeftOut++
		case ours[s.ID]:
			did.Replaced++
		default:
			did.Added++
		}
	}
	did.All = len(ours) + did.Added - did.LeftOut
	return did, nil
}
