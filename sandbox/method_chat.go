package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// How many characters a message takes: of text, and over all of its blocks. Slack writes the second down nowhere; it refused
// blocks with 11,300 characters of text and what held them, and took about as many without much around them.
const (
	longestText   = 40_000
	longestBlocks = 12_000
)

// content is what a message says, read from a call and judged as Slack does.
type content struct {
	text     string
	blocks   json.RawMessage
	metadata json.RawMessage
}

func readContent(c *call) (content, *apiError) {
	if text, isText := c.params["blocks"].(string); isText && text != "" {
		return content{}, no("invalid_blocks_format") // it is no JSON
	}
	if problems := checkBlocks(surfaceMessage, c.params["blocks"]); len(problems) > 0 {
		return content{}, invalidBlocks(problems)
	}
	elements(c.params["blocks"]) // gives a block an id that has none
	said := content{text: c.text("text"), blocks: c.raw("blocks"), metadata: c.raw("metadata")}
	if len(blockList(c.params["blocks"])) == 0 {
		said.blocks = nil
	}
	switch {
	case said.text == "" && said.blocks == nil && c.params["attachments"] == nil:
		return said, no("no_text")
	case utf8.RuneCountInString(said.text) > longestText:
		return said, no("msg_too_long")
	}
	if metadata, given := c.params["metadata"].(map[string]any); given {
		name, _ := metadata["event_type"].(string)
		if _, payload := metadata["event_payload"].(map[string]any); name == "" || !payload {
			return said, no("invalid_metadata_format")
		}
	} else if said.metadata != nil {
		return said, no("invalid_metadata_format")
	}
	return said, nil
}

// readMessage reads what is to be posted by a method. An acknowledgement and a response URL carry longer blocks.
func readMessage(c *call) (content, *apiError) {
	said, failure := readContent(c)
	if failure == nil && characters(c.params["blocks"]) > longestBlocks {
		return said, no("msg_blocks_too_long")
	}
	return said, failure
}

// characters counts the characters of all texts in a value: what is read, and what holds it.
func characters(value any) int {
	n := 0
	switch v := value.(type) {
	case string:
		n = utf8.RuneCountInString(v)
	case []any:
		for _, one := range v {
			n += characters(one)
		}
	case map[string]any:
		for _, one := range v {
			n += characters(one)
		}
	}
	return n
}

func invalidBlocks(problems []string) *apiError {
	return &apiError{"invalid_blocks", map[string]any{
		"errors": problems, "response_metadata": map[string]any{"messages": problems},
	}}
}

func postMessage(w *Workspace, c *call) (answer, *apiError) {
	if c.text("channel") == "" {
		return nil, no("channel_not_found")
	}
	found, code := w.conversation(c.text("channel"))
	switch {
	case code != "":
		return nil, no(code)
	case found.archived:
		return nil, no("is_archived")
	case found.kind == kindPrivate && !found.has(w.app.BotUser):
		return nil, no("channel_not_found") // a private channel is not even seen from outside
	case !found.has(w.app.BotUser):
		return nil, no("not_in_channel")
	case found.kind == kindDirect && w.gone(found):
		return nil, no("channel_not_found")
	}
	said, failure := readMessage(c)
	if failure != nil {
		return nil, failure
	}
	m := w.post(found, Message{User: w.app.BotUser, Text: said.text, Blocks: said.blocks, metadata: said.metadata, fromApp: true})
	return answer{"channel": found.ID, "ts": m.TS, "message": w.wireMessage(m, true)}, nil
}

// gone reports whether the person of a direct conversation has no account any more.
func (w *Workspace) gone(c *channel) bool {
	return slices.ContainsFunc(c.Members, func(id string) bool { return w.people[id] != nil && w.people[id].deactivated })
}

func postEphemeral(w *Workspace, c *call) (answer, *apiError) {
	found, code := w.conversation(c.text("channel"))
	user := c.text("user")
	switch {
	case code != "":
		return nil, no(code)
	case found.archived:
		return nil, no("is_archived")
	case !found.has(w.app.BotUser):
		return nil, no("not_in_channel")
	case w.people[user] == nil || !found.has(user):
		return nil, no("user_not_in_channel")
	}
	said, failure := readMessage(c)
	if failure != nil {
		return nil, failure
	}
	m := w.whisper(found, user, said)
	return answer{"message_ts": m.TS}, nil
}

// whisper adds a message from the app that one person sees.
func (w *Workspace) whisper(c *channel, user string, said content) *Message {
	return w.post(c, Message{User: w.app.BotUser, Text: said.text, Blocks: said.blocks, Ephemeral: true, only: user, fromApp: true})
}

func updateMessage(w *Workspace, c *call) (answer, *apiError) {
	found, m, failure := w.ownMessage(c, "cant_update_message")
	if failure != nil {
		return nil, failure
	}
	said, failure := readMessage(c)
	if failure != nil {
		return nil, failure
	}
	w.rewrite(found, m, said)
	if said.metadata != nil {
		m.metadata = said.metadata
	}
	return answer{"channel": found.ID, "ts": m.TS, "text": m.Text, "message": w.wireMessage(m, true)}, nil
}

func (w *Workspace) rewrite(c *channel, m *Message, said content) {
	m.Text, m.Blocks, m.Edited, m.Pings = said.text, said.blocks, true, pings(said.text, said.blocks)
	w.change(Change{Channel: c.ID})
}

func deleteMessage(w *Workspace, c *call) (answer, *apiError) {
	found, m, failure := w.ownMessage(c, "cant_delete_message")
	if failure != nil {
		return nil, failure
	}
	w.remove(found, m)
	return answer{"channel": found.ID, "ts": m.TS}, nil
}

func (w *Workspace) remove(c *channel, m *Message) {
	c.messages = slices.DeleteFunc(c.messages, func(other *Message) bool { return other == m })
	w.change(Change{Channel: c.ID})
}

func permalink(w *Workspace, c *call) (answer, *apiError) {
	found, failure := w.readable(c)
	if failure != nil {
		return nil, failure
	}
	ts := c.text("message_ts")
	if m := found.message(ts); m == nil || m.only != "" {
		return nil, no("message_not_found")
	}
	place := "https://sandbox.invalid/archives/" + found.ID + "/p" + strings.ReplaceAll(ts, ".", "")
	return answer{"channel": found.ID, "permalink": place}, nil
}

// ownMessage finds a message of the app's that a call names. Ephemeral messages cannot be named.
func (w *Workspace) ownMessage(c *call, foreign string) (*channel, *Message, *apiError) {
	found := w.channels[c.text("channel")]
	if found == nil {
		return nil, nil, no("channel_not_found")
	}
	m := found.message(c.text("ts"))
	switch {
	case m == nil || m.only != "":
		return nil, nil, no("message_not_found")
	case !m.fromApp:
		return nil, nil, no(foreign)
	}
	return found, m, nil
}

// wireMessage is a message as the Web API shows it.
func (w *Workspace) wireMessage(m *Message, metadata bool) answer {
	all := answer{"type": "message", "ts": m.TS, "user": m.User, "text": m.Text, "team": teamID}
	if len(m.Blocks) > 0 {
		all["blocks"] = m.Blocks
	}
	if m.fromApp {
		all["bot_id"], all["app_id"] = w.app.botID, w.app.ID
	}
	if m.Edited {
		all["edited"] = answer{"user": m.User, "ts": m.TS}
	}
	if metadata && len(m.metadata) > 0 {
		all["metadata"] = json.RawMessage(m.metadata)
	}
	return all
}
