package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Plain writes a message's content as readable text: a line a block, buttons in brackets. Where there are blocks, the text
// beside them is not shown.
func (w *Workspace) Plain(m Message) string {
	if len(m.Blocks) == 0 {
		return unescape(m.Text)
	}
	return w.PlainBlocks(m.Blocks)
}

// PlainBlocks writes blocks as readable text.
func (w *Workspace) PlainBlocks(blocks json.RawMessage) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var lines []string
	for _, one := range blockList(decoded(blocks)) {
		block, _ := one.(map[string]any)
		if line := w.plainBlock(block); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func (w *Workspace) plainBlock(b map[string]any) string {
	switch b["type"] {
	case "header":
		return "# " + textOf(b["text"])
	case "section":
		parts := []string{textOf(b["text"])}
		for _, field := range blockList(b["fields"]) {
			parts = append(parts, textOf(field))
		}
		return strings.TrimSpace(strings.Join(append(parts, plainElement(b["accessory"])), "\n"))
	case "rich_text":
		var parts []string
		for _, part := range blockList(b["elements"]) {
			parts = append(parts, w.plainRich(part))
		}
		return strings.Join(parts, "\n")
	case "context":
		var parts []string
		for _, e := range blockList(b["elements"]) {
			parts = append(parts, textOf(e))
		}
		return "· " + strings.Join(parts, " ")
	case "actions":
		var parts []string
		for _, e := range blockList(b["elements"]) {
			parts = append(parts, plainElement(e))
		}
		return strings.Join(parts, " ")
	case "divider":
		return "---"
	case "image":
		return fmt.Sprintf("(%v)", b["alt_text"])
	case "input":
		return textOf(b["label"]) + ": " + plainElement(b["element"])
	}
	return ""
}

// plainElement writes an interactive element: a button's label, or the options of a choice.
func plainElement(value any) string {
	e, _ := value.(map[string]any)
	switch e["type"] {
	case "button":
		return "[" + textOf(e["text"]) + "]"
	case nil:
		return ""
	}
	var options []string
	for _, option := range blockList(e["options"]) {
		fields, _ := option.(map[string]any)
		options = append(options, textOf(fields["text"]))
	}
	if len(options) == 0 { // of people, who are not listed
		return "<" + textOf(e["placeholder"]) + ">"
	}
	return "<" + strings.Join(options, " | ") + ">"
}

func (w *Workspace) plainRich(value any) string {
	part, _ := value.(map[string]any)
	var text strings.Builder
	for _, one := range blockList(part["elements"]) {
		e, _ := one.(map[string]any)
		switch e["type"] {
		case "text":
			fmt.Fprint(&text, e["text"])
		case "user":
			text.WriteString("@" + w.nameOf(fmt.Sprint(e["user_id"])))
		case "broadcast":
			fmt.Fprintf(&text, "@%v", e["range"])
		case "link":
			fmt.Fprint(&text, e["url"])
		case "rich_text_section":
			text.WriteString("- " + w.plainRich(e) + "\n")
		}
	}
	if part["type"] == "rich_text_quote" {
		return "> " + strings.ReplaceAll(text.String(), "\n", "\n> ")
	}
	return text.String()
}

// nameOf is a person's name; an unknown one keeps the id.
func (w *Workspace) nameOf(id string) string {
	if p := w.people[id]; p != nil {
		return p.Name
	}
	return id
}

func textOf(value any) string {
	object, _ := value.(map[string]any)
	text, _ := object["text"].(string)
	if object["type"] == "mrkdwn" {
		return unescape(text)
	}
	return text
}
