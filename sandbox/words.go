package sandbox

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"strings"
)

// escape writes what a person types as Slack sends it to apps.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// unescape gives back the text that markup stands for, as a person typed or reads it.
func unescape(text string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}

var userPattern = regexp.MustCompile(`<@([UW][A-Z0-9]+)>`)

// richWords is what a person wrote as the rich text that Slack makes of it: words, and the people who are called.
func richWords(markup string) []any {
	var parts []any
	words := func(text string) {
		if text != "" {
			parts = append(parts, answer{"type": "text", "text": unescape(text)})
		}
	}
	rest := 0
	for _, found := range userPattern.FindAllStringSubmatchIndex(markup, -1) {
		words(markup[rest:found[0]])
		parts = append(parts, answer{"type": "user", "user_id": markup[found[2]:found[3]]})
		rest = found[1]
	}
	words(markup[rest:])
	section := answer{"type": "rich_text_section", "elements": parts}
	return []any{answer{"type": "rich_text", "block_id": blockID(0), "elements": []any{section}}}
}

// clientID is the id that a person's own Slack gives to a message it sends.
func clientID() string {
	bytes := make([]byte, 16)
	rand.Read(bytes)
	return fmt.Sprintf("%x-%x-%x-%x-%x", bytes[:4], bytes[4:6], bytes[6:8], bytes[8:10], bytes[10:])
}
