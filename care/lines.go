package care

import (
	"fmt"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

// Country is whom one can call in a country.
type Country struct {
	Emergency string // the number when life is in danger; empty: not known
	Lines     []cohort.HelpLine
	English   []cohort.HelpLine // that answer in English, where the others do not
}

// elsewhere stands for every country that is not listed.
const elsewhere = "XX"

var countries = sync.OnceValue(func() map[string]Country {
	data, err := files.ReadFile("lines.yaml")
	if err != nil {
		panic(err)
	}
	var all map[string]Country
	if err := yaml.Unmarshal(data, &all); err != nil {
		panic(fmt.Errorf("care/lines.yaml: %w", err))
	}
	return all
})

// For are the lines for who reads a language.
func (c Country) For(language string) []cohort.HelpLine {
	if language != "en" {
		return c.Lines
	}
	return slices.Concat(c.English, c.Lines)
}

// In is whom one can call in a country (ISO 3166). For one that is not listed it is a directory of the whole world.
func In(place string) Country {
	if country, known := countries()[place]; known {
		return country
	}
	return countries()[elsewhere]
}
