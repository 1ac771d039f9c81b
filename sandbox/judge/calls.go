package judge

import (
	"encoding/json"
	"slices"
	"unicode/utf8"
)

const (
	mostBlocks  = 50 // of a message; how many a view may have stands in the types
	longestText = 40_000
	mostWords   = 12_000    // characters of text over all blocks of a message that is posted by a method
	largestAck  = 20 * 1024 // Slack drops what is as large or larger, without a word
)

// needs are the parameters without which a method does nothing.
var needs = map[string][]string{
	"chat.postMessage": {"channel"}, "chat.scheduleMessage": {"channel", "post_at"}, "chat.postEphemeral": {"channel", "user"},
	"chat.update": {"channel", "ts"}, "views.open": {"trigger_id"}, "views.push": {"trigger_id"}, "views.publish": {"user_id"},
}

func (v *verdict) call(method string, p map[string]any, size int) {
	for _, name := range needs[method] {
		if p[name] == nil || p[name] == "" {
			v.say("/"+name, "is missing")
		}
	}
	switch method {
	case "chat.postMessage", "chat.scheduleMessage", "chat.postEphemeral", "chat.update":
		v.message(p)
		if n := wordsIn(v.decoded("/blocks", p["blocks"])); n > mostWords {
			v.say("/blocks", "have %d characters, and may have %d", n, mostWords)
		}
	case "response_url":
		v.message(p)
	case "views.open", "views.push":
		v.view(p["view"], "modal")
	case "views.publish":
		v.view(p["view"], "home")
	case "views.update":
		if p["view_id"] == nil && p["external_id"] == nil {
			v.say("", "names no view")
		}
		v.view(p["view"], "modal", "home")
	case "ack/slash_commands", "ack/interactive", "ack/events_api":
		if size >= largestAck {
			v.say("", "has %d bytes, and must have less than %d", size, largestAck)
		}
		v.acknowledgement(method, p)
	}
}

func (v *verdict) acknowledgement(method string, p map[string]any) {
	switch {
	case method == "ack/slash_commands":
		v.message(p)
	case method == "ack/events_api":
		v.say("", "carries an answer that Slack does not read")
	case p["response_action"] != nil:
		v.formAnswer(p)
	case p["options"] != nil || p["option_groups"] != nil:
		v.known("", p, "options", "option_groups")
		list := map[string]any{"type": "static_select"}
		for name, value := range p {
			list[name] = value
		}
		v.check("StaticSelect", "", list)
		v.options("", list)
	default:
		v.say("", "carries neither a response_action nor options")
	}
}

// formAnswer judges the answer to a form that was sent.
func (v *verdict) formAnswer(p map[string]any) {
	switch action := p["response_action"]; action {
	case "clear":
		v.known("", p, "response_action")
	case "update", "push":
		v.known("", p, "response_action", "view")
		v.view(p["view"], "modal")
	case "errors":
		v.known("", p, "response_action", "errors")
		errors, _ := p["errors"].(map[string]any)
		if len(errors) == 0 {
			v.say("/errors", "is missing or empty")
		}
		for block, sentence := range errors {
			if text, _ := sentence.(string); text == "" || block == "" {
				v.say(within("/errors", block), "must be a sentence by a block's id")
			}
		}
	default:
		v.say("/response_action", "is %v, which Slack does not know here", action)
	}
}

func (v *verdict) message(p map[string]any) {
	text, _ := p["text"].(string)
	if n := utf8.RuneCountInString(text); n > longestText {
		v.say("/text", "has %d characters, and may have %d", n, longestText)
	} else if n == 0 && p["delete_original"] != true {
		v.say("/text", "is missing or empty: it is what notifications and screen readers say")
	}
	if kind := p["response_type"]; kind != nil && kind != "ephemeral" && kind != "in_channel" {
		v.say("/response_type", "is %v, which Slack does not know here", kind)
	}
	if attachments, given := p["attachments"]; given && attachments != nil {
		v.say("/attachments", "are Slack's older form, which is not judged: use blocks")
	}
	if metadata := v.decoded("/metadata", p["metadata"]); metadata != nil {
		v.check("MessageMetadata", "/metadata", metadata)
	}
	value := v.decoded("/blocks", p["blocks"])
	if value == nil {
		return
	}
	blocks, isList := value.([]any)
	if !isList {
		v.say("/blocks", "must be an array")
	}
	if len(blocks) > mostBlocks {
		v.say("/blocks", "has %d items, and may have %d", len(blocks), mostBlocks)
	}
	for i, block := range blocks {
		v.check("KnownBlock", within("/blocks", i), block)
	}
	v.blocks("/blocks", blocks)
}

// wordsIn counts the characters that are read in blocks.
func wordsIn(value any) int {
	n := 0
	switch value := value.(type) {
	case []any:
		for _, one := range value {
			n += wordsIn(one)
		}
	case map[string]any:
		if text, isText := value["text"].(string); isText {
			n += utf8.RuneCountInString(text)
		}
		for _, one := range value {
			n += wordsIn(one)
		}
	}
	return n
}

// view judges a modal or a home page, where one of some types is wanted.
func (v *verdict) view(value any, types ...string) {
	view, isObject := v.decoded("/view", value).(map[string]any)
	if !isObject {
		v.say("/view", "is missing or no object")
		return
	}
	definition := ""
	for _, wanted := range types {
		if view["type"] == wanted {
			definition = map[string]string{"modal": "ModalView", "home": "HomeView"}[wanted]
		}
	}
	if definition == "" {
		v.say("/view/type", "is %v, and must be one of %v", view["type"], types)
		return
	}
	v.check(definition, "/view", view)
	blocks, _ := view["blocks"].([]any)
	v.blocks("/view/blocks", blocks)
	v.form("/view", view, blocks)
}

// decoded is a parameter as JSON, also where it was sent as JSON in a string. What is not there, is nil.
func (v *verdict) decoded(at string, value any) any {
	text, isText := value.(string)
	if !isText || text == "" {
		if isText {
			return nil
		}
		return value
	}
	var inside any
	if err := json.Unmarshal([]byte(text), &inside); err != nil {
		v.say(at, "is no JSON: %v", err)
	}
	return inside
}

// known refuses fields that an answer does not have.
func (v *verdict) known(at string, object map[string]any, names ...string) {
	for name := range object {
		if !slices.Contains(names, name) {
			v.say(within(at, name), "is not a field that Slack knows here")
		}
	}
}
