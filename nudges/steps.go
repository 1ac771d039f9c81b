package nudges

import (
	_ "embed"
	"fmt"
	"hash/fnv"
	"slices"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

//go:embed steps.yaml
var stepsFile []byte

var (
	allSteps = loadSteps()
	stepByID = indexSteps()
)

// Steps lists the library of small steps. What each says is in locale, under "steps." and its id.
func Steps() []cohort.Step { return slices.Clone(allSteps) }

// Choose picks the next step for a person from what was put before them already, newest first: one they have not seen, of
// another key than the last, of a key they have met least. Who starts where differs from person to person, and the same
// history gives the same step. After the whole library it begins again with what lies longest back.
func Choose(person string, before []cohort.Offer) cohort.Step {
	lastSeen, byKey := map[string]int{}, map[cohort.Key]int{}
	for i, offer := range before {
		if _, known := lastSeen[offer.Step]; !known {
			lastSeen[offer.Step] = len(before) - i // the higher the more recent; 0: never
		}
		byKey[stepByID[offer.Step].Key]++
	}
	var lastKey cohort.Key
	if len(before) > 0 {
		lastKey = stepByID[before[0].Step].Key
	}
	rank := func(s cohort.Step) [3]int {
		r := [3]int{lastSeen[s.ID], byKey[s.Key], int(lot(person, s.ID))}
		if s.Key == lastKey {
			r[1] += len(before) + 1
		}
		return r
	}
	return slices.MinFunc(allSteps, func(a, b cohort.Step) int {
		ra, rb := rank(a), rank(b)
		return slices.Compare(ra[:], rb[:])
	})
}

// lot is a number that a person and a step draw together, always the same.
func lot(person, step string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(person + "/" + step))
	return h.Sum32()
}

func loadSteps() []cohort.Step {
	var steps []cohort.Step
	if err := yaml.Unmarshal(stepsFile, &steps); err != nil {
		panic(fmt.Errorf("nudges/steps.yaml: %w", err))
	}
	return steps
}

func indexSteps() map[string]cohort.Step {
	index := make(map[string]cohort.Step, len(allSteps))
	for _, step := range allSteps {
		index[step.ID] = step
	}
	return index
}
