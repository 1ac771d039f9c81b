package sandbox

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// answers are what a person filled in or chose, as plain values by block and action.
type answers map[string]map[string]any

// with returns the answers with some more, which win.
func (a answers) with(more answers) answers {
	all := answers{}
	for _, some := range []answers{a, more} {
		for block, actions := range some {
			for action, value := range actions {
				if all[block] == nil {
					all[block] = map[string]any{}
				}
				all[block][action] = value
			}
		}
	}
	return all
}

// state is what the inputs among blocks hold, in the form in which Slack sends it.
func (a answers) state(blocks any) map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, e := range elements(blocks) {
		if !e.keeps() {
			continue
		}
		if all[e.block] == nil {
			all[e.block] = map[string]any{}
		}
		all[e.block][e.id] = e.holds(a.of(e))
	}
	return all
}

// of is what an element holds: the answer that was given, or what it held at first.
func (a answers) of(e element) any {
	if given, typed := a[e.block][e.id]; typed {
		return given
	}
	return e.initial()
}

// keeps reports whether an element holds a value, and is not only pressed.
func (e element) keeps() bool { return e.kind != "button" && e.kind != "overflow" }

// refuses says why Slack's own client would not take an answer; nil if it takes it.
func (e element) refuses(value any) error {
	if empty(value) {
		if e.input && !e.optional {
			return fmt.Errorf("%w: %s", ErrIncomplete, e.block)
		}
		return nil
	}
	switch e.kind {
	case "plain_text_input":
		text, _ := value.(string)
		least, _ := e.fields["min_length"].(float64)
		most, limited := e.fields["max_length"].(float64)
		if n := float64(utf8.RuneCountInString(text)); n < least || (limited && n > most) {
			return fmt.Errorf("%w: %s has %v characters", ErrIncomplete, e.block, n)
		}
	case "static_select", "radio_buttons", "multi_static_select", "checkboxes", "overflow":
		unknown := slices.ContainsFunc(texts(value), func(one string) bool { return e.option(one) == nil })
		if unknown {
			return fmt.Errorf("%w: %s has no option %v", ErrNoSuchThing, e.block, value)
		}
	}
	return nil
}
