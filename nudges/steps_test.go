package nudges_test

import (
	"fmt"
	"slices"
	"testing"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
)

func TestLibraryOfSteps(t *testing.T) {
	steps := nudges.Steps()
	if len(steps) < 30 {
		t.Errorf("%d steps, want at least 30", len(steps))
	}
	seen, keys := map[string]bool{}, map[cohort.Key]int{}
	said := map[string]string{}
	for _, step := range steps {
		if seen[step.ID] {
			t.Errorf("%s stands twice", step.ID)
		}
		seen[step.ID] = true
		keys[step.Key]++
		if !slices.Contains(cohort.Keys, step.Key) {
			t.Errorf("%s has the key %q", step.ID, step.Key)
		}
		for _, language := range locale.Languages() {
			w := locale.In(language)
			for _, part := range []string{"do", "why"} {
				key := "steps." + step.ID + "." + part
				if !w.Has(key) {
					t.Errorf("%s is not there in %s", key, language)
				}
				if other := said[w.Say(key)]; other != "" {
					t.Errorf("%s and %s say the same in %s", key, other, language)
				}
				said[w.Say(key)] = key
			}
			if !w.Has("step.effort_" + string(step.Effort)) {
				t.Errorf("%s takes %q", step.ID, step.Effort)
			}
		}
	}
	for _, key := range cohort.Keys {
		if keys[key] < 5 {
			t.Errorf("only %d steps for %s", keys[key], key)
		}
	}
}

func TestChoosing(t *testing.T) {
	firsts := map[string]bool{}
	for i := range 24 {
		person := fmt.Sprintf("U%04d", i)
		var before []cohort.Offer // newest first
		for week := range 2 * len(nudges.Steps()) {
			step := nudges.Choose(person, before)
			if again := nudges.Choose(person, before); again != step {
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
			if keys[key] != 6 {
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
