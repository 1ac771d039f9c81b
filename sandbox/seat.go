package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Seat is what one person can see and do.
type Seat struct {
	w    *Workspace
	user string
}

// As sits down as a person.
func (w *Workspace) As(user string) *Seat { return &Seat{w, user} }

// What a person cannot do.
var (
	ErrNoSuchThing = errors.New("there is no such thing here")
	ErrIncomplete  = errors.New("something required is missing")
)

// ID is the person's id.
func (s *Seat) ID() string { return s.user }

// DM is the id of the person's direct conversation with the app.
func (s *Seat) DM() string {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	return s.w.direct(s.user).ID
}

// Messages are a conversation's messages as the person sees them, in order. There are none where the person is not.
func (s *Seat) Messages(channel string) []Message {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	c := s.w.channels[channel]
	if c == nil || !c.has(s.user) {
		return nil
	}
	return c.sees(s.user)
}

// Last is the newest message of a conversation as the person sees it; the zero Message if there is none.
func (s *Seat) Last(channel string) Message {
	all := s.Messages(channel)
	if len(all) == 0 {
		return Message{}
	}
	return all[len(all)-1]
}

// Channels are the conversations that the person is in.
func (s *Seat) Channels() []Channel {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	var all []Channel
	for _, c := range s.w.inOrder(s.user) {
		shown := c.Channel
		shown.Members = slices.Clone(c.Members)
		all = append(all, shown)
	}
	return all
}

// Command types a slash command. What the app answers stands in the conversation when Command returns; if the app does not
// answer in time, so does Slack's notice, and the error is Slack's.
func (s *Seat) Command(ctx context.Context, channel, command, text string) error {
	w := s.w
	w.mu.Lock()
	c := w.channels[channel]
	if c == nil || !c.has(s.user) {
		w.mu.Unlock()
		return ErrNoSuchThing
	}
	if w.app == nil || !w.app.command(command) {
		w.notice(c, s.user, "unknown_command", command)
		w.mu.Unlock()
		return errors.New("unknown_command")
	}
	e := w.tell("slash_commands", w.commandPayload(s.user, c, command, text), true)
	w.mu.Unlock()
	payload, err := w.await(e)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.notice(c, s.user, err.Error(), command)
		return err
	}
	w.answerHere(c, s.user, payload)
	return nil
}

// notice is a message of the workspace itself: its text is a code that the page has words for.
func (w *Workspace) notice(c *channel, user, code, about string) {
	w.post(c, Message{Text: "notice:" + code + ":" + about, Ephemeral: true, only: user})
}

// answerHere puts the message of an acknowledgement into the conversation where the command was typed.
func (w *Workspace) answerHere(c *channel, user string, payload json.RawMessage) {
	var said struct {
		Type string `json:"response_type"`
		Text string `json:"text"`
	}
	var blocks struct {
		Blocks any `json:"blocks"`
	}
	if json.Unmarshal(payload, &said) != nil {
		return
	}
	json.Unmarshal(payload, &blocks)
	read, failure := readContent(&call{params: map[string]any{"text": said.Text, "blocks": blocks.Blocks}})
	if failure != nil {
		if failure.code != "no_text" {
			w.notice(c, user, failure.code, fmt.Sprint(failure.details["errors"]))
		}
		return
	}
	if said.Type == "in_channel" {
		w.post(c, Message{User: w.app.BotUser, Text: read.text, Blocks: read.blocks, fromApp: true})
		return
	}
	w.whisper(c, user, read)
}

// Say writes a message. The app hears of it if it is written to it, or calls it by name.
func (s *Seat) Say(ctx context.Context, channel, text string) error {
	w := s.w
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channels[channel]
	if c == nil || !c.has(s.user) || strings.TrimSpace(text) == "" {
		return ErrNoSuchThing
	}
	if w.app != nil && c.kind == kindDirect && w.app.readOnly {
		return errors.New("messages_tab_disabled")
	}
	markup := w.markup(text)
	m := w.post(c, Message{User: s.user, Text: markup})
	if w.app == nil {
		return nil
	}
	w.tellOfWords(c, m)
	return nil
}

// tellOfWords tells the app of what a person wrote, where the app is: as a message, and once more if it is called by name.
func (w *Workspace) tellOfWords(c *channel, m *Message) {
	if !c.has(w.app.BotUser) {
		return
	}
	id := clientID()
	told := func(kind string) answer {
		return answer{
			"type": kind, "channel": c.ID, "user": m.User, "text": m.Text, "ts": m.TS, "event_ts": m.TS, "team": teamID,
			"client_msg_id": id, "blocks": richWords(m.Text),
		}
	}
	message := told("message")
	if len(m.Files) > 0 {
		message["subtype"], message["files"], message["upload"] = "file_share", w.wireFiles(m.Files), false
		if m.Text == "" {
			delete(message, "blocks")
		}
	}
	message["channel_type"] = strings.TrimSuffix(c.kind, "s")
	w.event("message."+c.kind, message)
	if c.kind != kindDirect && strings.Contains(m.Text, "<@"+w.app.BotUser+">") {
		w.event("app_mention", told("app_mention"))
	}
}

// markup writes what a person types as Slack keeps it: escaped, with mentions by id. "@" and the app's name call the app.
func (w *Workspace) markup(text string) string {
	text = escape(text)
	if w.app != nil {
		text = strings.ReplaceAll(text, "@"+w.app.Name, "<@"+w.app.BotUser+">")
		text = strings.ReplaceAll(text, "&lt;@"+w.app.BotUser+"&gt;", "<@"+w.app.BotUser+">")
	}
	return text
}

// event tells the app of an event, if it subscribed to it, and goes on telling until that is acknowledged.
func (w *Workspace) event(name string, inner answer) {
	if !w.app.wants(name) {
		return
	}
	e := w.tell("events_api", w.eventPayload(inner), false)
	go w.persist(e)
}

// OpenHome opens the app's home page and returns it as it stands; the app may publish a new one after that.
func (s *Seat) OpenHome(ctx context.Context) (*View, error) {
	w := s.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.app == nil || !w.app.home {
		return nil, ErrNoSuchThing
	}
	inner := answer{
		"type": "app_home_opened", "user": s.user, "channel": w.direct(s.user).ID, "tab": "home",
		"event_ts": fmt.Sprintf("%d.000000", w.clock.Now().Unix()),
	}
	home := w.homes[s.user]
	if home != nil {
		inner["view"] = w.wireView(home)
	}
	w.event("app_home_opened", inner)
	if home == nil {
		return nil, nil
	}
	return w.shown(home), nil
}

// Home is the app's home page as the person last saw it; nil if there is none.
func (s *Seat) Home() *View {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	if v := s.w.homes[s.user]; v != nil {
		return s.w.shown(v)
	}
	return nil
}
