package judge

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"unicode/utf8"
)

// What Slack's reference says and the types do not.
const (
	longestImageURL = 3000
	longestAltText  = 2000
	longestInput    = 3000
	longestGroup    = 75
	mostInGroup     = 100
)

// blocks applies the rules to a list of blocks: each id stands once in it. Slack asks it of action ids only within one block;
// Ippo promises more, so that a press can be told by its id alone.
func (v *verdict) blocks(at string, blocks []any) {
	v.walk(at, blocks, &seen{blocks: map[string]bool{}, actions: map[string]bool{}})
}

// seen are the ids in a list of blocks.
type seen struct{ blocks, actions map[string]bool }

func (v *verdict) walk(at string, value any, ids *seen) {
	switch value := value.(type) {
	case []any:
		for i, one := range value {
			v.walk(within(at, i), one, ids)
		}
	case map[string]any:
		v.once(within(at, "block_id"), value["block_id"], ids.blocks)
		v.once(within(at, "action_id"), value["action_id"], ids.actions)
		if rule := rules[fmt.Sprint(value["type"])]; rule != nil {
			rule(v, at, value)
		}
		for _, name := range slices.Sorted(maps.Keys(value)) {
			v.walk(within(at, name), value[name], ids)
		}
	}
}

func (v *verdict) once(at string, id any, seen map[string]bool) {
	if text, _ := id.(string); text != "" {
		if seen[text] {
			v.say(at, "is %q, which stands here already", text)
		}
		seen[text] = true
	}
}

// rules are by the type of a block or an element.
var rules = map[string]func(v *verdict, at string, it map[string]any){
	"section": func(v *verdict, at string, it map[string]any) {
		if it["text"] == nil && it["fields"] == nil {
			v.say(at, "has neither text nor fields")
		}
		if it["fields"] != nil {
			v.filled(within(at, "fields"), it["fields"])
		}
	},
	"actions":             elementsFilled,
	"context":             elementsFilled,
	"context_actions":     elementsFilled,
	"rich_text":           elementsFilled,
	"image":               (*verdict).image,
	"static_select":       (*verdict).choice,
	"multi_static_select": (*verdict).choice,
	"checkboxes":          (*verdict).choice,
	"radio_buttons":       (*verdict).choice,
	"overflow":            (*verdict).choice,
	"plain_text_input":    (*verdict).textInput,
	"text": func(v *verdict, at string, it map[string]any) {
		if it["text"] == "" {
			v.say(within(at, "text"), "is empty")
		}
	},
	"file": func(v *verdict, at string, _ map[string]any) { v.say(at, "is a block that apps cannot send") },
}

func elementsFilled(v *verdict, at string, it map[string]any) {
	v.filled(within(at, "elements"), it["elements"])
}

// filled refuses a list without items. That a list is missing altogether, the schema knows.
func (v *verdict) filled(at string, value any) {
	if list, isList := value.([]any); isList && len(list) == 0 {
		v.say(at, "has no items")
	}
}

func (v *verdict) image(at string, it map[string]any) {
	v.most(within(at, "image_url"), it["image_url"], longestImageURL)
	v.most(within(at, "alt_text"), it["alt_text"], longestAltText)
	for _, name := range []string{"image_url", "alt_text"} {
		if it[name] == "" {
			v.say(within(at, name), "is empty")
		}
	}
}

func (v *verdict) most(at string, value any, most int) {
	text, _ := value.(string)
	if n := utf8.RuneCountInString(text); n > most {
		v.say(at, "has %d characters, and may have %d", n, most)
	}
}

func (v *verdict) textInput(at string, it map[string]any) {
	least, _ := it["min_length"].(float64)
	most, limited := it["max_length"].(float64)
	if limited && (most < 1 || most > longestInput) {
		v.say(within(at, "max_length"), "is %v, and must be from 1 to %d", most, longestInput)
	}
	if least < 0 || (limited && least > most) {
		v.say(within(at, "min_length"), "is %v, and must be from 0 to max_length", least)
	}
	if !limited {
		most = longestInput
	}
	v.most(within(at, "initial_value"), it["initial_value"], int(most))
}

// form applies the rules of a view as a whole.
func (v *verdict) form(at string, view map[string]any, blocks []any) {
	inputs, focused := 0, 0
	for _, one := range blocks {
		block, _ := one.(map[string]any)
		element, _ := block["element"].(map[string]any)
		if block["type"] == "input" {
			inputs++
		}
		if element["focus_on_load"] == true {
			focused++
		}
	}
	if view["type"] == "modal" && inputs > 0 && view["submit"] == nil {
		v.say(within(at, "submit"), "is missing, and there are inputs")
	}
	if focused > 1 {
		v.say(within(at, "blocks"), "has %d elements with focus_on_load, and may have 1", focused)
	}
}

// choice judges an element with options.
func (v *verdict) choice(at string, it map[string]any) {
	_, listed := it["options"]
	_, grouped := it["option_groups"]
	switch {
	case !listed && !grouped:
		v.say(at, "has neither options nor option_groups")
	case listed && grouped:
		v.say(at, "has both options and option_groups")
	}
	v.filled(within(at, "options"), it["options"])
	v.filled(within(at, "option_groups"), it["option_groups"])
	all := v.options(at, it)
	chosen, _ := it["initial_options"].([]any)
	v.filled(within(at, "initial_options"), it["initial_options"])
	if most, limited := it["max_selected_items"].(float64); limited && float64(len(chosen)) > most {
		v.say(within(at, "initial_options"), "has %d items, and max_selected_items is %v", len(chosen), most)
	}
	for i, one := range chosen {
		v.among(within(within(at, "initial_options"), i), one, all)
	}
	if one := it["initial_option"]; one != nil {
		v.among(within(at, "initial_option"), one, all)
	}
}

// among refuses a choice that is not exactly one of the options.
func (v *verdict) among(at string, one any, all []any) {
	if !slices.ContainsFunc(all, func(option any) bool { return reflect.DeepEqual(one, option) }) {
		v.say(at, "is not among the options")
	}
}
