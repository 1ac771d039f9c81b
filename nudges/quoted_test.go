package nudges

import (
	"slices"
	"testing"

	"ippo/cohort"
)

// What is quoted is looked at only as far as it is asked for: looking takes time, and there may be thousands.
func TestOnlyWhatIsQuotedIsLookedAt(t *testing.T) {
	all := make([]cohort.Reflection, 5000)
	for i := range all {
		all[i].Note = "庭に出た"
	}
	all[0].Note, all[1].Note = "もう死にたい", " "
	asked := 0
	says := func(r cohort.Reflection) string { asked++; return r.Note }
	for _, words := range quoted(slices.All(all), says) {
		if words != "庭に出た" {
			t.Errorf("it quotes %q", words)
		}
		break
	}
	if asked != 3 {
		t.Errorf("%d were looked at", asked)
	}
}
