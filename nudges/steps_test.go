package nudges_test

import (
	"fmt"
	"slices"
	"testing"

	"ippo/cohort"
	"ippo/nudges"
)

func TestChoosing(t *testing.T) {
	firsts := map[string]bool{}
	for i := range 24 {
		person := fmt.Sprintf("U%04d", i)
		var before []cohort.Offer // newest first
		for week := range 2 * len(nudges.Steps()) {
			step := nudges.Choose(person, before)
			if again := nudges.Choose(person, before); again.ID != step.ID {
				t.Fatalf("the same history gives %s and %s", step.ID, again.ID)
			}
			if week == 0 {
				firsts[step.ID] = true
			}
			for back, offer := range before {
				if offer.Step == step.ID && back < len(nudges.Steps())-1 {
					t.Fatalf("%s gets %s again after %d weeks", person, step.ID, back+1)
				}
			}
			if week > 0 && week < len(nudges.Steps()) && keyOf(before[0].Step) == step.Key {
				t.Errorf("%s gets the key %s twice running in week %d", person, step.Key, week)
			}
			before = slices.Insert(before, 0, cohort.Offer{Step: step.ID})
		}
		keys := map[cohort.Key]int{}
		for _, offer := range before[len(nudges.Steps()):] { // the first round
			keys[keyOf(offer.Step)]++
		}
		for _, key := range cohort.Keys {
			if n := len(nudges.Steps()) / len(cohort.Keys); keys[key] != n {
				t.Errorf("%s: %v", person, keys)
				break
			}
		}
	}
	if len(firsts) < 8 {
		t.Errorf("24 people begin with only %d different steps", len(firsts))
	}
}

func keyOf(id string) cohort.Key {
	for _, step := range nudges.Steps() {
		if step.ID == id {
			return step.Key
		}
	}
	return ""
}
