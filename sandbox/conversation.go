package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// kinds of conversations, by the scopes that reading their history needs.
const (
	kindPublic  = "channels"
	kindPrivate = "groups"
	kindDirect  = "im"
	kindGroup   = "mpim"
)

func kindOf(c Channel) string {
	if c.Private {
		return kindPrivate
	}
	return kindPublic
}

// channel is a conversation of any kind.
type channel struct {
	Channel
	kind     string
	archived bool
	topic    string
	messages []*Message
	last     string // the newest ts that was given here
}

func (c *channel) has(member string) bool { return slices.Contains(c.Members, member) }

// Message is a message as it stands now.
type Message struct {
	TS        string          `json:"ts"`
	Time      time.Time       `json:"time"`
	User      string          `json:"user"`
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks,omitempty"`
	Ephemeral bool            `json:"ephemeral"` // only one person sees it
	Edited    bool            `json:"edited"`
	Files     []*File         `json:"files,omitempty"`
	Pings     []string        `json:"pings,omitempty"` // who is called by it: people's ids, "channel", "here", "everyone"

	metadata json.RawMessage
	values   map[string]answers // what each person chose in it
	only     string             // the person who sees an ephemeral message
	fromApp  bool
}

// stamp gives a ts that is later than all before it in the conversation, also when the clock stands still.
func (w *Workspace) stamp(c *channel) (string, time.Time) {
	now := w.clock.Now().UTC()
	ts := fmt.Sprintf("%d.%06d", now.Unix(), now.Nanosecond()/1000)
	if ts <= c.last {
		var seconds, micros int64
		fmt.Sscanf(c.last, "%d.%d", &seconds, &micros)
		if micros++; micros == 1_000_000 {
			seconds, micros = seconds+1, 0
		}
		ts = fmt.Sprintf("%d.%06d", seconds, micros)
	}
	c.last = ts
	return ts, now
}

// post adds a message. The workspace is locked.
func (w *Workspace) post(c *channel, m Message) *Message {
	m.TS, m.Time = w.stamp(c)
	m.Pings = pings(m.Text, m.Blocks)
	c.messages = append(c.messages, &m)
	w.change(Change{Channel: c.ID})
	return &m
}

func (c *channel) message(ts string) *Message {
	for _, m := range slices.Backward(c.messages) {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

// direct returns the conversation between a person and the app, made when it is first needed.
func (w *Workspace) direct(user string) *channel {
	id := "D" + strings.TrimPrefix(user, "U")
	if c := w.channels[id]; c != nil {
		return c
	}
	c := &channel{Channel: Channel{ID: id, Members: []string{user, w.app.BotUser}, Private: true}, kind: kindDirect}
	w.channels[id] = c
	w.change(Change{})
	return c
}

// conversation finds where a message is to go: a conversation's id, or a person's for the direct one.
func (w *Workspace) conversation(id string) (*channel, string) {
	if p := w.people[id]; p != nil {
		if p.deactivated {
			return nil, "channel_not_found" // as Slack answers for an account that is gone
		}
		return w.direct(id), ""
	}
	if c := w.channels[id]; c != nil {
		return c, ""
	}
	return nil, "channel_not_found"
}

// sees lists a conversation's messages as a person sees them.
func (c *channel) sees(user string) []Message {
	var seen []Message
	for _, m := range c.messages {
		if m.only == "" || m.only == user {
			seen = append(seen, *m)
		}
	}
	return seen
}

// inOrder lists the conversations that a person is in: channels by name, then private ones, then the direct one.
func (w *Workspace) inOrder(user string) []*channel {
	var in []*channel
	for _, c := range w.channels {
		if c.has(user) && !c.archived {
			in = append(in, c)
		}
	}
	rank := map[string]int{kindPublic: 0, kindPrivate: 1, kindGroup: 2, kindDirect: 3}
	slices.SortFunc(in, func(a, b *channel) int {
		return cmp.Or(rank[a.kind]-rank[b.kind], strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return in
}

var pingPattern = regexp.MustCompile(`<(?:@([UW][A-Z0-9]+)(?:\|[^>]*)?|!(channel|here|everyone)(?:\|[^>]*)?)>`)

// pings finds whom a message calls. Where there are blocks, Slack reads markup in them and not in the text.
func pings(text string, blocks json.RawMessage) []string {
	var called []string
	read := func(mrkdwn string) {
		for _, found := range pingPattern.FindAllStringSubmatch(mrkdwn, -1) {
			called = append(called, cmp.Or(found[1], found[2]))
		}
	}
	if len(blocks) == 0 {
		read(text)
	} else {
		walk(decoded(blocks), func(object map[string]any) {
			switch object["type"] {
			case "mrkdwn":
				text, _ := object["text"].(string)
				read(text)
			case "user":
				id, _ := object["user_id"].(string)
				called = append(called, id)
			case "broadcast":
				everyone, _ := object["range"].(string)
				called = append(called, everyone)
			}
		})
	}
	slices.Sort(called)
	return slices.Compact(called)
}

// walk visits every object of a JSON value.
func walk(value any, visit func(map[string]any)) {
	switch v := value.(type) {
	case map[string]any:
		visit(v)
		for _, inner := range v {
			walk(inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	}
}

func decoded(raw json.RawMessage) any {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return nil
	}
	return value
}
