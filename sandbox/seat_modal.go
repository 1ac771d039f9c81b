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
