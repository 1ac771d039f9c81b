package config

import (
	"regexp"
	"strings"
)

// Channels as people copy them out of Slack: by its id, by its address, or as it stands in a message.
var channelNamed = regexp.MustCompile(`^(?:<#)?(?:https://[a-z0-9.-]+/archives/)?([CG][A-Z0-9]{1,63})(?:[|/?>].*)?$`)

// Channel reads which channel somebody means, and reports whether that is clear.
func Channel(text string) (id string, ok bool) {
	found := channelNamed.FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return "", false
	}
	return found[1], true
}
