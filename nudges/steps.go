package nudges

import (
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

//go:embed steps.yaml
var stepsFile []byte

// builtIn is the library that Ippo brings along. What each step says is in locale, under "steps." and its id.
var builtIn = newLibrary(loadSteps(), nil, "")

// BuiltIn is the library that Ippo brings along.
func BuiltIn() *Library { return builtIn }

func loadSteps() []cohort.Step {
	var steps []cohort.Step
	if err := yaml.Unmarshal(stepsFile, &steps); err != nil {
		panic(fmt.Errorf("nudges/steps.yaml: %w", err))
	}
	return steps
}
