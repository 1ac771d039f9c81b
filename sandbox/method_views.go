package sandbox

import (
	"encoding/json"
	"maps"
	"time"
	"unicode/utf8"
)

// triggerLives is how long a trigger opens a view.
const triggerLives = 3 * time.Second

// deepest is how many modals stand on one another.
const deepest = 3

// trigger lets the app open one view for a person.
type trigger struct {
	user    string
	expires time.Time // by the wall clock
	used    bool
}

// view is a modal or a home page as it stands now.
type view struct {
	id, hash    string
	user        string
	kind        string // "modal" or "home"
	definition  map[string]any
	root, under string  // the first of its stack, and the one below
	chosen      answers // by pressing
	values      answers // as the form was last sent, with what was chosen
}

// View is a modal or a home page as its person sees it.
type View struct {
	ID     string          `json:"id"`
	Type   string          `json:"type"`
	Title  json.RawMessage `json:"title,omitempty"`
	Submit json.RawMessage `json:"submit,omitempty"`
	Close  json.RawMessage `json:"close,omitempty"`
	Blocks json.RawMessage `json:"blocks"`
	Depth  int             `json:"depth"` // how many modals stand on one another, this one included
}

// trigger makes a trigger for a person. The workspace is locked.
func (w *Workspace) newTrigger(user string) string {
	maps.DeleteFunc(w.triggers, func(_ string, t *trigger) bool { return w.wall.Since(t.expires) > time.Hour })
	id := w.id("trigger.")
	w.triggers[id] = &trigger{user: user, expires: w.wall.Now().Add(triggerLives)}
	return id
}

// use takes a trigger, once and in time.
func (w *Workspace) use(c *call) (string, *apiError) {
	t := w.triggers[c.text("trigger_id")]
	switch {
	case t == nil:
		return "", no("invalid_trigger_id")
	case t.used:
		return "", no("exchanged_trigger_id")
	case !w.wall.Now().Before(t.expires):
		return "", no("expired_trigger_id")
	}
	t.used = true
	return t.user, nil
}

func openView(w *Workspace, c *call) (answer, *apiError) {
	return w.stack(c, func(user string) *apiError {
		w.modals[user] = nil
		return nil
	})
}

func pushView(w *Workspace, c *call) (answer, *apiError) {
	return w.stack(c, func(user string) *apiError {
		switch len(w.modals[user]) {
		case 0:
			return no("not_found")
		case deepest:
			return no("push_limit_reached")
		}
		return nil
	})
}

// stack puts a new modal on a person's stack after preparing it.
func (w *Workspace) stack(c *call, prepare func(user string) *apiError) (answer, *apiError) {
	definition, failure := readView(c.params["view"], "modal")
	if failure != nil {
		return nil, failure
	}
	user, failure := w.use(c)
	if failure != nil {
		return nil, failure
	}
	if failure := prepare(user); failure != nil {
		return nil, failure
	}
	return answer{"view": w.wireView(w.put(user, definition))}, nil
}

// put places a modal on top of a person's stack.
func (w *Workspace) put(user string, definition map[string]any) *view {
	v := &view{id: w.id("V"), hash: w.id("hash."), user: user, kind: "modal", definition: definition}
	v.root = v.id
	if below := w.modals[user]; len(below) > 0 {
		v.root, v.under = below[0].id, below[len(below)-1].id
	}
	w.views[v.id] = v
	w.modals[user] = append(w.modals[user], v)
	w.change(Change{Modal: true})
	return v
}

func updateView(w *Workspace, c *call) (answer, *apiError) {
	v := w.views[c.text("view_id")]
	if id := c.text("external_id"); v == nil && id != "" {
		for _, candidate := range w.views {
			if candidate.definition["external_id"] == id {
				v = candidate
			}
		}
	}
	if v == nil {
		return nil, no("not_found")
	}
	definition, failure := readView(c.params["view"], v.kind)
	if failure != nil {
		return nil, failure
	}
	if hash := c.text("hash"); hash != "" && hash != v.hash {
		return nil, no("hash_conflict")
	}
	w.redefine(v, definition)
	return answer{"view": w.wireView(v)}, nil
}

func (w *Workspace) redefine(v *view, definition map[string]any) {
	v.definition, v.hash = definition, w.id("hash.")
	v.chosen, v.values = nil, nil
	w.change(Change{Modal: v.kind == "modal", Home: v.kind == "home"})
}

func publishView(w *Workspace, c *call) (answer, *apiError) {
	user := c.text("user_id")
	switch {
	case w.people[user] == nil:
		return nil, no("user_not_found")
	case !w.app.home:
		return nil, no("not_enabled")
	}
	definition, failure := readView(c.params["view"], "home")
	if failure != nil {
		return nil, failure
	}
	v := w.homes[user]
	if hash := c.text("hash"); hash != "" && (v == nil || hash != v.hash) {
		return nil, no("hash_conflict")
	}
	if v == nil {
		v = &view{id: w.id("V"), user: user, kind: "home"}
		v.root = v.id
		w.homes[user], w.views[v.id] = v, v
	}
	w.redefine(v, definition)
	return answer{"view": w.wireView(v)}, nil
}

// readView reads a view and judges it.
func readView(value any, kind string) (map[string]any, *apiError) {
	definition, isObject := value.(map[string]any)
	if !isObject || definition["type"] != kind {
		return nil, &apiError{"invalid_arguments", map[string]any{
			"response_metadata": map[string]any{"messages": []string{"[ERROR] the view must be of the type " + kind}},
		}}
	}
	if problems := checkView(definition); len(problems) > 0 {
		return nil, &apiError{"invalid_arguments", map[string]any{"response_metadata": map[string]any{"messages": problems}}}
	}
	if data, err := json.Marshal(definition); err == nil && utf8.RuneCount(data) > 250_000 {
		return nil, no("view_too_large")
	}
	return definition, nil
}

// wireView is a view as the Web API and events show it.
func (w *Workspace) wireView(v *view) answer {
	all := answer{
		"id": v.id, "team_id": teamID, "app_id": w.app.ID, "bot_id": w.app.botID, "app_installed_team_id": teamID,
		"hash": v.hash, "root_view_id": v.root, "previous_view_id": nil, "state": answer{"values": v.values.state(v.definition["blocks"])},
		"title": nil, "submit": nil, "close": nil, "private_metadata": "", "callback_id": "", "external_id": "",
		"clear_on_close": false, "notify_on_close": false,
	}
	if v.under != "" {
		all["previous_view_id"] = v.under
	}
	for name, value := range v.definition {
		all[name] = value
	}
	return all
}

// shown is a view as its person sees it.
func (w *Workspace) shown(v *view) *View {
	raw := func(name string) json.RawMessage {
		if v.definition[name] == nil {
			return nil
		}
		data, _ := json.Marshal(v.definition[name])
		return data
	}
	s := &View{ID: v.id, Type: v.kind, Title: raw("title"), Submit: raw("submit"), Close: raw("close"), Blocks: raw("blocks")}
	s.Depth = len(w.modals[v.user])
	return s
}
