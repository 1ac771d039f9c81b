package sandbox

import (
	"cmp"
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

// Modal is the modal on top; nil if none is open.
func (s *Seat) Modal() *View {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	if all := s.w.modals[s.user]; len(all) > 0 {
		return s.w.shown(all[len(all)-1])
	}
	return nil
}

// top is the modal on top, or ErrNoSuchThing.
func (s *Seat) top() (*view, error) {
	if all := s.w.modals[s.user]; len(all) > 0 {
		return all[len(all)-1], nil
	}
	return nil, ErrNoSuchThing
}

// CloseModal puts away the modal on top, or all of them if it asks for that.
func (s *Seat) CloseModal(ctx context.Context) error {
	w := s.w
	w.mu.Lock()
	defer w.mu.Unlock()
	v, err := s.top()
	if err != nil {
		return err
	}
	if clear, _ := v.definition["clear_on_close"].(bool); clear {
		w.modals[s.user] = nil
	} else {
		w.modals[s.user] = slices.Delete(w.modals[s.user], len(w.modals[s.user])-1, len(w.modals[s.user]))
	}
	if notify, _ := v.definition["notify_on_close"].(bool); notify && w.app.presses {
		payload := w.interaction(s.user, "view_closed")
		payload["view"], payload["is_cleared"] = w.wireView(v), false
		w.tell("interactive", payload, false)
	}
	w.change(Change{Modal: true})
	return nil
}

// Submit fills in the modal on top by its inputs' block or action ids, and sends it. It returns the app's words on what is
// to be mended, by block. A required input that is left empty is ErrIncomplete, as the page does not let it through.
func (s *Seat) Submit(ctx context.Context, values map[string]any) (map[string]string, error) {
	s.w.mu.Lock()
	v, err := s.top()
	if err != nil {
		s.w.mu.Unlock()
		return nil, err
	}
	filled := map[string]map[string]any{}
	var unknown []string
	known := elements(v.definition["blocks"])
	for name, value := range values {
		i := slices.IndexFunc(known, func(e element) bool { return e.block == name || e.id == name })
		if i < 0 {
			unknown = append(unknown, name)
			continue
		}
		e := known[i]
		filled[e.block] = map[string]any{e.id: value}
	}
	s.w.mu.Unlock()
	if len(unknown) > 0 {
		return nil, fmt.Errorf("%w: input %s", ErrNoSuchThing, strings.Join(unknown, ", "))
	}
	return s.submit(v.id, filled)
}

// submit sends a modal with values by block and action.
func (s *Seat) submit(id string, values map[string]map[string]any) (map[string]string, error) {
	w := s.w
	w.mu.Lock()
	v, err := s.top()
	if err != nil || v.id != id || v.definition["submit"] == nil {
		w.mu.Unlock()
		return nil, cmp.Or(err, ErrNoSuchThing)
	}
	v.values = v.chosen.with(values)
	for _, e := range elements(v.definition["blocks"]) {
		if err := e.refuses(v.values.of(e)); err != nil {
			w.mu.Unlock()
			return nil, err
		}
	}
	payload := w.interaction(s.user, "view_submission")
	payload["view"], payload["response_urls"] = w.wireView(v), []any{}
	e := w.tell("interactive", payload, true)
	w.mu.Unlock()
	ack, err := w.await(e)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.follow(v, ack)
}

// follow does what the app answers to a modal that was sent: nothing puts it away.
func (w *Workspace) follow(v *view, ack json.RawMessage) (map[string]string, error) {
	var response struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   map[string]any    `json:"view"`
	}
	json.Unmarshal(ack, &response)
	stack := w.modals[v.user]
	switch response.Action {
	case "errors":
		blocks := map[string]bool{}
		for _, e := range elements(v.definition["blocks"]) {
			blocks[e.block] = e.input
		}
		if len(response.Errors) == 0 {
			return nil, errors.New("invalid response: no errors are given")
		}
		for block := range response.Errors {
			if !blocks[block] {
				return nil, fmt.Errorf("invalid response: %q is not an input block of the view", block)
			}
		}
		return response.Errors, nil
	case "update", "push":
		definition, failure := readView(response.View, "modal")
		if failure != nil {
			return nil, fmt.Errorf("invalid response: %s %v", failure.code, failure.details)
		}
		if response.Action == "update" {
			w.redefine(v, definition)
			return nil, nil
		}
		if len(stack) == deepest {
			return nil, errors.New("push_limit_reached")
		}
		w.put(v.user, definition)
		return nil, nil
	case "clear":
		w.modals[v.user] = nil
	case "":
		w.modals[v.user] = slices.DeleteFunc(stack, func(other *view) bool { return other == v })
	default:
		return nil, fmt.Errorf("invalid response: %q is no response_action", response.Action)
	}
	w.change(Change{Modal: true})
	return nil, nil
}
