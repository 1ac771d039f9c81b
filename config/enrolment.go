package config

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// entry reads when people can come into the cohort by themselves, and how many places it has.
func (r *fileReader) entry(node *yaml.Node) {
	fields := r.fields(node, "from", "until", "places")
	e := &r.file.Cohort.Entry
	r.file.Opens = true
	if at := r.required(node, fields["from"], "from"); at != nil {
		e.From = r.moment(at)
	}
	if at := r.required(node, fields["until"], "until"); at != nil {
		e.Until = r.moment(at)
		if !e.From.IsZero() && !e.Until.IsZero() && !e.Until.After(e.From) {
			r.problem(at.Line, "entry_backwards", "Value", clip(at.Value))
		}
	}
	if places := fields["places"]; places != nil {
		n, err := strconv.Atoi(strings.TrimSpace(places.Value))
		if err != nil || n < 0 || n > maxPlaces {
			r.problem(places.Line, "places_wrong", "Value", clip(places.Value), "Most", maxPlaces)
			return
		}
		e.Places = n
	}
}
