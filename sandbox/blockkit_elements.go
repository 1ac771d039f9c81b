package sandbox

import (
	"fmt"
	"regexp"
	"slices"
)

// Which elements stand where.
var (
	selects        = []string{"static_select", "multi_static_select", "users_select", "multi_users_select"}
	pickers        = []string{"datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"}
	actionElements = slices.Concat(selects, pickers, []string{"button", "overflow"})
	inputElements  = slices.Concat(selects, pickers, []string{"plain_text_input"})
	// a section takes no picker of a moment, but an image
	sectionElements = append(slices.DeleteFunc(slices.Clone(actionElements), func(kind string) bool { return kind == "datetimepicker" }), "image")
)

var (
	datePattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	timePattern = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

// element judges one interactive element. ids are the action ids taken in the same block.
func (c *checker) element(at string, value any, allowed []string, ids map[string]bool) {
	e, isObject := value.(map[string]any)
	if !isObject {
		c.wrong(at, "must be an object")
		return
	}
	kind, _ := e["type"].(string)
	if !slices.Contains(allowed, kind) {
		c.wrong(at+"/type", "unsupported type: "+kind)
		return
	}
	if kind == "image" {
		c.imageFields(at, e)
		return
	}
	if id, given := e["action_id"].(string); given && id != "" {
		c.length(at+"/action_id", id, 255)
		if ids[id] {
			c.wrong(at+"/action_id", "`action_id` "+id+" already exists")
		}
		ids[id] = true
	}
	c.confirm(at+"/confirm", e["confirm"])
	switch kind {
	case "button":
		c.button(at, e)
	case "static_select", "multi_static_select":
		c.known(at, e, "type", "action_id", "placeholder", "options", "option_groups", "initial_option",
			"initial_options", "max_selected_items", "confirm", "focus_on_load")
		c.plain(at+"/placeholder", e["placeholder"], 150, false)
		c.options(at, e, 100, 75)
	case "users_select", "multi_users_select":
		c.known(at, e, "type", "action_id", "placeholder", "initial_user", "initial_users", "max_selected_items", "confirm", "focus_on_load")
		c.plain(at+"/placeholder", e["placeholder"], 150, false)
	case "checkboxes", "radio_buttons":
		c.known(at, e, "type", "action_id", "options", "initial_option", "initial_options", "confirm", "focus_on_load")
		c.options(at, e, 10, 75)
	case "overflow":
		c.known(at, e, "type", "action_id", "options", "confirm")
		c.options(at, e, 5, 75)
	case "datepicker":
		c.known(at, e, "type", "action_id", "placeholder", "initial_date", "confirm", "focus_on_load")
		c.plain(at+"/placeholder", e["placeholder"], 150, false)
		c.shaped(at+"/initial_date", e["initial_date"], datePattern)
	case "timepicker":
		c.known(at, e, "type", "action_id", "placeholder", "initial_time", "confirm", "focus_on_load", "timezone")
		c.plain(at+"/placeholder", e["placeholder"], 150, false)
		c.shaped(at+"/initial_time", e["initial_time"], timePattern)
	case "datetimepicker":
		c.known(at, e, "type", "action_id", "initial_date_time", "confirm", "focus_on_load")
	case "plain_text_input":
		c.textInput(at, e)
	}
}

func (c *checker) button(at string, e map[string]any) {
	c.known(at, e, "type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label")
	c.plain(at+"/text", e["text"], 75, true)
	c.length(at+"/value", e["value"], 2000)
	c.length(at+"/url", e["url"], 3000)
	c.length(at+"/accessibility_label", e["accessibility_label"], 75)
	if style := e["style"]; style != nil && style != "primary" && style != "danger" {
		c.wrong(at+"/style", "must be primary or danger")
	}
}

// confirm judges the question that is asked before a press counts.
func (c *checker) confirm(at string, value any) {
	if value == nil {
		return
	}
	object, isObject := value.(map[string]any)
	if !isObject {
		c.wrong(at, "must be an object")
		return
	}
	c.known(at, object, "title", "text", "confirm", "deny", "style")
	c.plain(at+"/title", object["title"], 100, true)
	c.text(at+"/text", object["text"], 300, true)
	c.plain(at+"/confirm", object["confirm"], 30, true)
	c.plain(at+"/deny", object["deny"], 30, true)
}

func (c *checker) textInput(at string, e map[string]any) {
	c.known(at, e, "type", "action_id", "placeholder", "initial_value", "multiline", "min_length", "max_length",
		"dispatch_action_config", "focus_on_load")
	c.plain(at+"/placeholder", e["placeholder"], 150, false)
	c.length(at+"/initial_value", e["initial_value"], 3000)
	if most, given := e["max_length"].(float64); given && (most < 1 || most > 3000) {
		c.wrong(at+"/max_length", "must be from 1 to 3000")
	}
	if least, given := e["min_length"].(float64); given && (least < 0 || least > 3000) {
		c.wrong(at+"/min_length", "must be from 0 to 3000")
	}
}

func (c *checker) shaped(at string, value any, pattern *regexp.Regexp) {
	if text, isText := value.(string); value != nil && (!isText || !pattern.MatchString(text)) {
		c.wrong(at, "has the wrong form")
	}
}

// options judges the options of a select, and that what is chosen at first is among them.
func (c *checker) options(at string, e map[string]any, most, longest int) {
	values := map[string]bool{}
	kind, _ := e["type"].(string)
	read := func(at string, value any, most int) {
		for i, one := range c.list(at, value, 1, most) {
			here := fmt.Sprintf("%s/%d", at, i)
			option, _ := one.(map[string]any)
			c.known(here, option, "text", "value", "description", "url")
			if kind == "checkboxes" || kind == "radio_buttons" {
				c.text(here+"/text", option["text"], longest, true)
			} else {
				c.plain(here+"/text", option["text"], longest, true)
			}
			c.filled(here, option, "value", 75)
			if kind == "checkboxes" || kind == "radio_buttons" {
				c.text(here+"/description", option["description"], 75, false)
			} else {
				c.plain(here+"/description", option["description"], 75, false)
			}
			value, _ := option["value"].(string)
			values[value] = true
		}
	}
	if groups, given := e["option_groups"]; given {
		for i, one := range c.list(at+"/option_groups", groups, 1, 100) {
			here := fmt.Sprintf("%s/option_groups/%d", at, i)
			group, _ := one.(map[string]any)
			c.plain(here+"/label", group["label"], 75, true)
			read(here+"/options", group["options"], 100)
		}
	} else {
		read(at+"/options", e["options"], most)
	}
	chosen := blockList(e["initial_options"])
	if one := e["initial_option"]; one != nil {
		chosen = append(chosen, one)
	}
	if e["initial_options"] != nil && len(blockList(e["initial_options"])) == 0 {
		c.wrong(at+"/initial_options", "no fewer than 1 items allowed")
	}
	for _, one := range chosen {
		option, _ := one.(map[string]any)
		if value, _ := option["value"].(string); !values[value] {
			c.wrong(at+"/initial_option", "is not among the options")
		}
	}
}

// richText judges a rich text block: sections, lists, quotations and preformatted text.
func (c *checker) richText(at string, b map[string]any) {
	c.known(at, b, "type", "block_id", "elements")
	for i, one := range c.list(at+"/elements", b["elements"], 1, 1000) {
		c.richPart(fmt.Sprintf("%s/elements/%d", at, i), one)
	}
}

func (c *checker) richPart(at string, value any) {
	part, _ := value.(map[string]any)
	switch part["type"] {
	case "rich_text_section":
		c.known(at, part, "type", "elements")
	case "rich_text_quote", "rich_text_preformatted":
		c.known(at, part, "type", "elements", "border", "language")
	case "rich_text_list":
		c.known(at, part, "type", "elements", "style", "indent", "offset", "border")
		for i, one := range c.list(at+"/elements", part["elements"], 1, 1000) {
			c.richPart(fmt.Sprintf("%s/elements/%d", at, i), one)
		}
		return
	default:
		c.wrong(at+"/type", fmt.Sprintf("unsupported type: %v", part["type"]))
		return
	}
	for i, one := range c.list(at+"/elements", part["elements"], 0, 1000) {
		c.richElement(fmt.Sprintf("%s/elements/%d", at, i), one)
	}
}

// richElements are the elements of rich text with the field that each must have.
var richElements = map[string]string{
	"text": "text", "user": "user_id", "channel": "channel_id", "link": "url", "emoji": "name", "broadcast": "range",
	"usergroup": "usergroup_id", "team": "team_id", "color": "value", "date": "format",
}

func (c *checker) richElement(at string, value any) {
	e, _ := value.(map[string]any)
	kind, _ := e["type"].(string)
	field, known := richElements[kind]
	if !known {
		c.wrong(at+"/type", "unsupported type: "+kind)
		return
	}
	if text, _ := e[field].(string); text == "" {
		c.wrong(at+"/"+field, "missing required field: "+field)
	}
}
