package sandbox

import (
	"slices"
	"strconv"
)

// element is an interactive element with the block that it stands in.
type element struct {
	block    string
	id       string
	kind     string
	input    bool // it stands in an input block
	optional bool
	tells    bool // an input that tells the app as soon as something is chosen
	fields   map[string]any
}

// elements lists the interactive elements of blocks, in order. Blocks without an id get one, as Slack gives them.
func elements(blocks any) []element {
	var all []element
	for i, one := range blockList(blocks) {
		block, _ := one.(map[string]any)
		id, _ := block["block_id"].(string)
		if id == "" {
			id = blockID(i)
			block["block_id"] = id
		}
		add := func(value any, input bool) {
			fields, _ := value.(map[string]any)
			kind, _ := fields["type"].(string)
			action, _ := fields["action_id"].(string)
			optional, _ := block["optional"].(bool)
			tells, _ := block["dispatch_action"].(bool)
			if action != "" {
				all = append(all, element{id, action, kind, input, optional, tells, fields})
			}
		}
		switch block["type"] {
		case "actions":
			for _, e := range blockList(block["elements"]) {
				add(e, false)
			}
		case "section":
			add(block["accessory"], false)
		case "input":
			add(block["element"], true)
		}
	}
	return all
}

// blockID names the block that has no name, by its place.
func blockID(i int) string { return "block-" + string(rune('a'+i/26%26)) + string(rune('a'+i%26)) }

// initial is what an element holds before anybody touches it.
func (e element) initial() any {
	switch e.kind {
	case "plain_text_input":
		return e.fields["initial_value"]
	case "datepicker":
		return e.fields["initial_date"]
	case "timepicker":
		return e.fields["initial_time"]
	case "datetimepicker":
		return e.fields["initial_date_time"]
	case "multi_static_select", "checkboxes":
		var values []string
		for _, one := range blockList(e.fields["initial_options"]) {
			values = append(values, optionValue(one))
		}
		return values
	case "multi_users_select":
		return texts(e.fields["initial_users"])
	case "users_select":
		return e.fields["initial_user"]
	default:
		return optionValue(e.fields["initial_option"])
	}
}

// holds is an element's value in the form in which Slack sends it, from the plain value: text, or a list of texts.
func (e element) holds(value any) map[string]any {
	all := map[string]any{"type": e.kind}
	text, _ := value.(string)
	var orNothing any
	if text != "" {
		orNothing = text
	}
	switch e.kind {
	case "plain_text_input":
		all["value"] = orNothing
	case "button":
		all["value"], all["text"] = e.fields["value"], e.fields["text"]
		if all["value"] == nil {
			delete(all, "value")
		}
	case "datepicker":
		all["selected_date"] = orNothing
	case "timepicker":
		all["selected_time"] = orNothing
	case "datetimepicker":
		all["selected_date_time"] = seconds(value)
	case "users_select":
		all["selected_user"] = orNothing
	case "multi_users_select":
		all["selected_users"] = texts(value)
	case "multi_static_select", "checkboxes":
		chosen := []any{}
		for _, one := range texts(value) {
			if option := e.option(one); option != nil {
				chosen = append(chosen, option)
			}
		}
		all["selected_options"] = chosen
	default:
		all["selected_option"] = e.option(text)
	}
	return all
}

// seconds is a moment as Slack sends it: a number, or nothing.
func seconds(value any) any {
	switch v := value.(type) {
	case float64:
		return int64(v)
	case string:
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return n
		}
	}
	return nil
}

// option finds the option of a value; nil if there is none.
func (e element) option(value string) any {
	options := slices.Clone(blockList(e.fields["options"]))
	for _, one := range blockList(e.fields["option_groups"]) {
		group, _ := one.(map[string]any)
		options = append(options, blockList(group["options"])...)
	}
	for _, one := range options {
		if value != "" && optionValue(one) == value {
			return one
		}
	}
	return nil
}

// empty reports whether a value is no answer.
func empty(value any) bool {
	switch v := value.(type) {
	case string:
		return v == ""
	case []string:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return value == nil
}

func optionValue(option any) string {
	fields, _ := option.(map[string]any)
	value, _ := fields["value"].(string)
	return value
}

func texts(value any) []string {
	switch v := value.(type) {
	case []string:
		return v
	case []any:
		var all []string
		for _, one := range v {
			if text, isText := one.(string); isText {
				all = append(all, text)
			}
		}
		return all
	case string:
		if v != "" {
			return []string{v}
		}
	}
	return []string{}
}
