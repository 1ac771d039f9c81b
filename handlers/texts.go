package handlers

import (
	"net/url"
	"strings"

	"ippo/chat"
)

// clip is a text, visibly cut where it is longer than so many characters, as platforms count them.
func clip(text string, most int) string {
	if chat.Length(text) <= most {
		return text
	}
	letters := []rune(text)
	return string(letters[:chat.Within(letters, most-1)]) + "…"
}

// shortened is a text on one line, cut likewise.
func shortened(text string, most int) string {
	return clip(strings.Join(strings.Fields(text), " "), most)
}

// firstLine is the beginning of a text, by which one knows it again.
func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return clip(line, 40)
}

// isLink reports whether a text is an address to which a button can lead.
func isLink(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Hostname() != "" && len(text) <= longestLink &&
		!strings.ContainsAny(text, " \t\n<>\"")
}
