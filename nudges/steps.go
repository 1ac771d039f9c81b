package nudges

import (
	_ "embed"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

//go:embed steps.yaml
var stepsFile []byte

var (
	allSteps = loadSteps()
	stepByID = indexSteps()
	stepAt   = placesOfSteps()
)

// Steps lists the library of small steps. What each says is in locale, under "steps." and its id.
func Steps() []cohort.Step { return slices.Clone(allSteps) }

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

func placesOfSteps() map[string]int {
	places := make(map[string]int, len(allSteps))
	for i, step := range allSteps {
		places[step.ID] = i
	}
	return places
}
