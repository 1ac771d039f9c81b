package nudges_test

import (
	"fmt"
	"slices"
	"testing"

	"ippo/cohort"
	"ippo/nudges"
)

// offered is a step that was put before somebody, with what became of it.
func offered(step cohort.Step, answer cohort.Answer) cohort.Offer {
	return cohort.Offer{Step: step.ID, Answer: answer}
}

func TestChoosing(t *testing.T) {
	firsts := map[string]bool{}
	answers := []cohort.Answer{cohort.Done, cohort.Another, cohort.NotYet, cohort.NotThisWeek, cohort.Partly, cohort.Open}
	for i := range 24 {
		person := fmt.Sprintf("U%04d", i)
		var before []cohort.Offer // newest first
		done, keys := map[string]bool{}, map[cohort.Key]int{}
		for week := range len(nudges.BuiltIn().Steps()) {
			s := nudges.Situation{Person: person, Before: before}
			step, because := nudges.BuiltIn().Choose(s)
			if again, why := nudges.BuiltIn().Choose(s); again.ID != step.ID || why != because {
				t.Fatalf("the same history gives %s and %s", step.ID, again.ID)
			}
			if week == 0 {
				firsts[step.ID] = true
				if step.Effort != cohort.FiveMinutes {
					t.Errorf("%s begins with %s, which takes %s", person, step.ID, step.Effort)
				}
			}
			if done[step.ID] {
				t.Fatalf("%s has done %s, and gets it again in week %d", person, step.ID, week)
			}
			if week >= 2 && keyOf(before[0].Step) == step.Key && keyOf(before[1].Step) == step.Key {
				t.Errorf("%s gets the key %s three times running in week %d", person, step.Key, week)
			}
			if week < 52 {
				keys[step.Key]++
			}
			answer := answers[(i+week)%len(answers)]
			done[step.ID] = answer == cohort.Done || answer == cohort.Partly
			before = slices.Insert(before, 0, offered(step, answer))
		}
		if len(keys) < len(cohort.Keys) {
			t.Errorf("in a year %s gets only %v", person, keys)
		}
	}
	if len(firsts) < 8 {
		t.Errorf("24 people begin with only %d different steps", len(firsts))
	}
}

// Longer steps come after success only, and after two that came to nothing shorter ones.
func TestEffortFollowsSuccess(t *testing.T) {
	var before []cohort.Offer
	next := func() cohort.Step {
		step, _ := nudges.BuiltIn().Choose(nudges.Situation{Person: "U1", Before: before})
		return step
	}
	for range 10 {
		step := next()
		if step.Effort != cohort.FiveMinutes {
			t.Fatalf("%s takes %s although nothing came to anything", step.ID, step.Effort)
		}
		before = slices.Insert(before, 0, offered(step, cohort.NotYet))
	}
	longest := cohort.FiveMinutes
	for range 30 {
		step := next()
		if step.Effort == cohort.HalfDay && longest == cohort.FiveMinutes {
			t.Fatalf("%s takes half a day, and the longest that was done five minutes", step.ID)
		}
		if step.Effort == cohort.HalfHour && longest == cohort.FiveMinutes {
			longest = cohort.HalfHour
		}
		before = slices.Insert(before, 0, offered(step, cohort.Done))
	}
	if longest != cohort.HalfHour {
		t.Error("after thirty successes none takes longer")
	}
	for _, step := range nudges.BuiltIn().Steps() {
		if step.Effort == cohort.HalfHour {
			before = slices.Insert(before, 0, offered(step, cohort.NotThisWeek), offered(step, cohort.NotThisWeek))
			break
		}
	}
	step, because := nudges.BuiltIn().Choose(nudges.Situation{Person: "U1", Before: before})
	if step.Effort != cohort.FiveMinutes || because.Kind != cohort.Gentler {
		t.Errorf("after two weeks off %s comes, which takes %s, because %q", step.ID, step.Effort, because.Kind)
	}
}

// A longer step is said to follow from one that went well only if that was the last one; and none comes in exchange for a shorter one.
func TestFurtherFollowsTheLastStep(t *testing.T) {
	further := 0
	for i := range 20 {
		person := fmt.Sprintf("U%04d", i)
		var before []cohort.Offer
		for range 6 {
			step, _ := nudges.BuiltIn().Choose(nudges.Situation{Person: person, Before: before})
			before = slices.Insert(before, 0, offered(step, cohort.Done))
			for _, answer := range []cohort.Answer{cohort.Open, cohort.Trying, cohort.Another, cohort.NotThisWeek, cohort.Done} {
				last, _ := nudges.BuiltIn().Choose(nudges.Situation{Person: person, Before: before})
				answered := slices.Insert(slices.Clone(before), 0, offered(last, answer))
				next, because := nudges.BuiltIn().Choose(nudges.Situation{Person: person, Before: answered})
				if because.Kind == cohort.Further {
					further++
					if answer != cohort.Done && answer != cohort.Open { // what was not answered says nothing
						t.Errorf("after %s, %s comes because the last one went well", answer, next.ID)
					}
				}
				if answer == cohort.Another && longer(next, last) {
					t.Errorf("in exchange for %s, which takes %s, comes %s, which takes %s", last.ID, last.Effort, next.ID, next.Effort)
				}
			}
		}
	}
	if further == 0 {
		t.Error("none goes further")
	}
}

func longer(a, b cohort.Step) bool {
	lengths := []cohort.Effort{cohort.FiveMinutes, cohort.HalfHour, cohort.HalfDay}
	return slices.Index(lengths, a.Effort) > slices.Index(lengths, b.Effort)
}

func TestChoiceIsExplained(t *testing.T) {
	step, because := nudges.BuiltIn().Choose(nudges.Situation{Person: "U1", Topics: []string{"license"}, Stage: cohort.Early})
	if because != (cohort.Cause{Kind: cohort.ForTopic, Topic: "license"}) || !slices.Contains(step.Tags, "license") {
		t.Errorf("%s for %v, because %+v", step.ID, step.Tags, because)
	}
}

func keyOf(id string) cohort.Key {
	for _, step := range nudges.BuiltIn().Steps() {
		if step.ID == id {
			return step.Key
		}
	}
	return ""
}
