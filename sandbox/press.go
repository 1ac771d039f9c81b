package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Press presses a button of a message, or of the home page or modal if the channel is left empty. The action is an action's
// id, or its beginning if that is enough to tell it. A select takes the chosen value. Pressing a link tells the app, too.
func (s *Seat) Press(ctx context.Context, channel, ts, action string, value ...string) error {
	w := s.w
	w.mu.Lock()
	p := press{user: s.user, action: action}
	if len(value) > 0 {
		p.value = value[0]
	}
	var blocks any
	switch {
	case channel != "":
		p.channel = w.channels[channel]
		if p.channel == nil || !p.channel.has(s.user) {
			w.mu.Unlock()
			return ErrNoSuchThing
		}
		p.message = p.channel.message(ts)
		if p.message == nil || (p.message.only != "" && p.message.only != s.user) {
			w.mu.Unlock()
			return ErrNoSuchThing
		}
		blocks = decoded(p.message.Blocks)
	case len(w.modals[s.user]) > 0:
		p.view, _ = s.top()
	default:
		p.view = w.homes[s.user]
	}
	if p.view != nil {
		blocks = p.view.definition["blocks"]
	}
	e, found := find(elements(blocks), action)
	if !found {
		w.mu.Unlock()
		return fmt.Errorf("%w: %s", ErrNoSuchThing, action)
	}
	return s.press(p, e)
}

// press is one press on its way to the app.
type press struct {
	user    string
	action  string
	value   any
	channel *channel
	message *Message
	view    *view
}

// keep holds what was chosen where it was chosen, for the next press and for the form.
func (p press) keep(chosen answers) {
	if p.view != nil {
		p.view.chosen, p.view.values = p.view.chosen.with(chosen), p.view.values.with(chosen)
		return
	}
	if p.message.values == nil {
		p.message.values = map[string]answers{}
	}
	p.message.values[p.user] = p.message.values[p.user].with(chosen)
}

// find finds the element of an action's id, or of the beginning of one.
func find(all []element, action string) (element, bool) {
	for _, same := range []func(string) bool{
		func(id string) bool { return id == action },
		func(id string) bool { return strings.HasPrefix(id, action) },
	} {
		if i := slices.IndexFunc(all, func(e element) bool { return same(e.id) && (!e.input || e.tells) }); i >= 0 {
			return all[i], true
		}
	}
	return element{}, false
}

// press sends the press and waits for its acknowledgement. The workspace is locked when it begins.
func (s *Seat) press(p press, e element) error {
	w := s.w
	if w.app == nil || !w.app.presses {
		w.mu.Unlock()
		return errNobody
	}
	if err := e.refuses(p.value); err != nil {
		w.mu.Unlock()
		return err
	}
	if e.keeps() {
		p.keep(answers{e.block: {e.id: p.value}})
	}
	payload := w.interaction(p.user, "block_actions")
	action := answer{"action_id": e.id, "block_id": e.block, "action_ts": fmt.Sprintf("%d.000001", w.clock.Now().Unix())}
	for name, value := range e.holds(p.value) {
		action[name] = value
	}
	payload["actions"] = []any{action}
	if p.view != nil {
		payload["view"] = w.wireView(p.view)
		payload["container"] = answer{"type": "view", "view_id": p.view.id}
		payload["state"] = answer{"values": p.view.values.state(p.view.definition["blocks"])}
	} else {
		payload["channel"] = w.channelPayload(p.channel)
		payload["message"] = w.wireMessage(p.message, false)
		payload["container"] = answer{
			"type": "message", "message_ts": p.message.TS, "channel_id": p.channel.ID, "is_ephemeral": p.message.Ephemeral,
		}
		payload["state"] = answer{"values": p.message.values[p.user].state(decoded(p.message.Blocks))}
		payload["response_url"] = w.responseURL(p.channel, p.user, p.message)
	}
	envelope := w.tell("interactive", payload, false)
	w.mu.Unlock()
	_, err := w.await(envelope)
	return err
}
