package config

import (
	"strconv"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

// guard reads what an announcement to many people takes before it goes out.
func (r *fileReader) guard(node *yaml.Node) (g cohort.Guard) {
	fields := r.fields(node, "sure", "approve")
	for name, number := range map[string]*int{"sure": &g.Sure, "approve": &g.Approve} {
		field := fields[name]
		if field == nil {
			continue
		}
		n, err := strconv.Atoi(field.Value)
		if err != nil || n < 1 || n > maxParticipants {
			r.problem(field.Line, "people_wrong", "Value", field.Value)
			continue
		}
		*number = n
	}
	return g
}
