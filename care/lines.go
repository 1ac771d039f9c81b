package care

import (
	"fmt"
	"sync"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

// Country is whom one can call in a country.
type Country struct {
	Emergency string // the number when life is in danger; empty: not known
	Lines     []cohort.HelpLine
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

// In is whom one can call in the first of these countries (ISO 3166) that is known here. Without one it is a directory for the whole world.
func In(places ...string) Country {
	for _, place := range places {
		if country, known := countries()[place]; known && place != elsewhere {
			return country
		}
	}
	return countries()[elsewhere]
}
