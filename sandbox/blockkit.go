package sandbox

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// surfaces are where blocks can stand; what may stand there, and how much of it, differs.
type surface string

const (
	surfaceMessage surface = "message"
	surfaceModal   surface = "modal"
	surfaceHome    surface = "home"
)

// mostBlocks is how many blocks a surface takes.
var mostBlocks = map[surface]int{surfaceMessage: 50, surfaceModal: 100, surfaceHome: 100}

// checker gathers what is wrong with blocks, each with a pointer to where it is wrong. Lengths count code points.
type checker struct {
	surface  surface
	problems []string
	blockIDs map[string]bool
	inputs   bool
}

// checkBlocks judges a list of blocks as strictly as Slack does.
func checkBlocks(on surface, value any) []string {
	c := &checker{surface: on, blockIDs: map[string]bool{}}
	c.blocks("/blocks", value)
	return c.problems
}

// checkView judges a modal or a home page.
func checkView(v map[string]any) []string {
	c := &checker{surface: surface(fmt.Sprint(v["type"])), blockIDs: map[string]bool{}}
	c.known("", v, "type", "title", "submit", "close", "blocks", "private_metadata", "callback_id", "external_id",
		"clear_on_close", "notify_on_close", "submit_disabled")
	c.blocks("/blocks", v["blocks"])
	if v["blocks"] == nil {
		c.wrong("/blocks", "missing required field: blocks")
	}
	c.length("/private_metadata", v["private_metadata"], 3000)
	c.length("/callback_id", v["callback_id"], 255)
	c.length("/external_id", v["external_id"], 255)
	if c.surface == surfaceModal {
		c.plain("/title", v["title"], 24, true)
		c.plain("/submit", v["submit"], 24, false)
		c.plain("/close", v["close"], 24, false)
		if c.inputs && v["submit"] == nil {
			c.wrong("/submit", "a modal with input blocks needs a submit")
		}
	}
	return c.problems
}

func (c *checker) wrong(at, what string) {
	c.problems = append(c.problems, fmt.Sprintf("[ERROR] %s [json-pointer:%s]", what, at))
}

func blockList(value any) []any {
	all, _ := value.([]any)
	return all
}

func (c *checker) blocks(at string, value any) {
	if value == nil || value == "" {
		return
	}
	all, isList := value.([]any)
	if !isList {
		c.wrong(at, "must be an array")
		return
	}
	if most := mostBlocks[c.surface]; len(all) > most {
		c.wrong(at, fmt.Sprintf("no more than %d items allowed", most))
	}
	for i, one := range all {
		here := fmt.Sprintf("%s/%d", at, i)
		block, isObject := one.(map[string]any)
		if !isObject {
			c.wrong(here, "must be an object")
			continue
		}
		c.block(here, block)
	}
}

func (c *checker) block(at string, b map[string]any) {
	if id, given := b["block_id"].(string); given && id != "" {
		c.length(at+"/block_id", id, 255)
		if c.blockIDs[id] {
			c.wrong(at+"/block_id", "`block_id` "+id+" already exists")
		}
		c.blockIDs[id] = true
	}
	kind, _ := b["type"].(string)
	check, known := blockChecks[kind]
	if !known {
		c.wrong(at+"/type", "unsupported block type: "+kind)
		return
	}
	check(c, at, b)
}

// blockChecks are the blocks that there are.
var blockChecks map[string]func(*checker, string, map[string]any)

func init() { // here, because some blocks hold others
	blockChecks = map[string]func(*checker, string, map[string]any){
		"header":    (*checker).header,
		"section":   (*checker).section,
		"rich_text": (*checker).richText,
		"context":   (*checker).context,
		"actions":   (*checker).actions,
		"divider":   (*checker).divider,
		"image":     (*checker).image,
		"input":     (*checker).input,
	}
}

func (c *checker) header(at string, b map[string]any) {
	c.known(at, b, "type", "block_id", "text", "level")
	c.plain(at+"/text", b["text"], 150, true)
}

func (c *checker) section(at string, b map[string]any) {
	c.known(at, b, "type", "block_id", "text", "fields", "accessory", "expand")
	if b["text"] == nil && b["fields"] == nil {
		c.wrong(at, "a section needs text or fields")
	}
	c.text(at+"/text", b["text"], 3000, false)
	if fields, given := b["fields"]; given {
		for i, field := range c.list(at+"/fields", fields, 1, 10) {
			c.text(fmt.Sprintf("%s/fields/%d", at, i), field, 2000, true)
		}
	}
	if accessory, given := b["accessory"]; given {
		c.element(at+"/accessory", accessory, sectionElements, map[string]bool{})
	}
}

func (c *checker) context(at string, b map[string]any) {
	c.known(at, b, "type", "block_id", "elements")
	for i, one := range c.list(at+"/elements", b["elements"], 1, 10) {
		here := fmt.Sprintf("%s/elements/%d", at, i)
		element, _ := one.(map[string]any)
		if element["type"] == "image" {
			c.imageFields(here, element)
			continue
		}
		c.text(here, one, 3000, true)
	}
}

func (c *checker) actions(at string, b map[string]any) {
	c.known(at, b, "type", "block_id", "elements")
	ids := map[string]bool{}
	for i, one := range c.list(at+"/elements", b["elements"], 1, 25) {
		c.element(fmt.Sprintf("%s/elements/%d", at, i), one, actionElements, ids)
	}
}

func (c *checker) divider(at string, b map[string]any) { c.known(at, b, "type", "block_id") }

func (c *checker) image(at string, b map[string]any) {
	c.known(at, b, "type", "block_id", "image_url", "alt_text", "title", "slack_file")
	c.imageFields(at, b)
	c.plain(at+"/title", b["title"], 2000, false)
}

func (c *checker) imageFields(at string, b map[string]any) {
	if b["slack_file"] == nil {
		c.filled(at, b, "image_url", 3000)
	}
	c.filled(at, b, "alt_text", 2000)
}

func (c *checker) input(at string, b map[string]any) {
	c.inputs = true
	c.known(at, b, "type", "block_id", "label", "element", "hint", "optional", "dispatch_action")
	c.plain(at+"/label", b["label"], 2000, true)
	c.plain(at+"/hint", b["hint"], 2000, false)
	if b["element"] == nil {
		c.wrong(at+"/element", "missing required field: element")
		return
	}
	c.element(at+"/element", b["element"], inputElements, map[string]bool{})
}

// known refuses fields that a thing does not have.
func (c *checker) known(at string, b map[string]any, names ...string) {
	for name := range b {
		if !slices.Contains(names, name) {
			c.wrong(at+"/"+name, "invalid additional property: "+name)
		}
	}
}

// list reads an array of a least and a largest number of items.
func (c *checker) list(at string, value any, least, most int) []any {
	all, isList := value.([]any)
	switch {
	case !isList:
		c.wrong(at, "must be an array")
	case len(all) < least:
		c.wrong(at, fmt.Sprintf("no fewer than %d items allowed", least))
	case len(all) > most:
		c.wrong(at, fmt.Sprintf("no more than %d items allowed", most))
	}
	return all
}

// length refuses text that is too long, where there is any.
func (c *checker) length(at string, value any, most int) {
	if value == nil {
		return
	}
	text, isText := value.(string)
	if !isText {
		c.wrong(at, "must be a string")
	} else if utf8.RuneCountInString(text) > most {
		c.wrong(at, fmt.Sprintf("must be less than %d characters", most+1))
	}
}

// filled wants text that is neither empty nor too long.
func (c *checker) filled(at string, b map[string]any, name string, most int) {
	if text, _ := b[name].(string); text == "" {
		c.wrong(at+"/"+name, "missing required field: "+name)
	}
	c.length(at+"/"+name, b[name], most)
}

func (c *checker) plain(at string, value any, most int, required bool) {
	if object, isObject := value.(map[string]any); isObject && object["type"] != "plain_text" {
		c.wrong(at+"/type", "must be plain_text")
	}
	c.text(at, value, most, required)
}

func (c *checker) text(at string, value any, most int, required bool) {
	if value == nil {
		if required {
			c.wrong(at, "missing required field")
		}
		return
	}
	object, isObject := value.(map[string]any)
	if !isObject {
		c.wrong(at, "must be a text object")
		return
	}
	switch object["type"] {
	case "plain_text":
		c.known(at, object, "type", "text", "emoji")
	case "mrkdwn":
		c.known(at, object, "type", "text", "verbatim")
	default:
		c.wrong(at+"/type", "must be plain_text or mrkdwn")
	}
	c.filled(at, object, "text", most)
}
