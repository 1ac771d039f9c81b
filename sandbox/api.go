package sandbox

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Call is something that the app sent: a call of the Web API, an acknowledgement with a payload, or an answer to a response
// URL.
type Call struct {
	Method  string         // such as "chat.postMessage"; "ack/slash_commands", "ack/interactive"; "response_url"
	Payload map[string]any // what was sent, with JSON inside strings decoded; tokens are left out
}

// largestBody bounds what is read of one request.
const largestBody = 4 << 20

// apiError is an answer of Slack's that says no.
type apiError struct {
	code    string
	details map[string]any // further fields of the answer
}

func (e *apiError) Error() string { return e.code }

func no(code string) *apiError { return &apiError{code: code} }

// answer is the body of an answer that says yes, without "ok".
type answer map[string]any

// method is one method of the Web API.
type method struct {
	appToken bool                           // it wants the app's token, not the bot's
	scope    func(*Workspace, *call) string // the scope that this call needs; nil: none
	posts    bool                           // it counts against the limit of messages
	run      func(*Workspace, *call) (answer, *apiError)
}

// call is one call of a method: its parameters, however they were sent.
type call struct {
	params map[string]any
}

// serveAPI answers /api/METHOD as Slack does: 200 and an "ok", unless trouble is on.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/api/")
	params, token, failure := readParams(r)
	if failure != nil {
		reply(rw, nil, failure)
		return
	}
	if stopped := w.trip(rw, r, name, token, params); stopped {
		return
	}
	c := &call{params: params}
	w.mu.Lock()
	body, failure := w.dispatch(name, token, c)
	if w.app != nil {
		rw.Header().Set("X-Oauth-Scopes", strings.Join(w.app.scopes, ","))
	}
	w.mu.Unlock()
	w.observe(name, params)
	reply(rw, body, failure)
}

// observe shows what the app sent to whoever watches.
func (w *Workspace) observe(method string, payload map[string]any) {
	if w.options.Observe != nil {
		w.options.Observe(Call{Method: method, Payload: payload})
	}
}

func (w *Workspace) dispatch(name, token string, c *call) (answer, *apiError) {
	m, known := methods[name]
	switch {
	case !known:
		return nil, &apiError{"unknown_method", map[string]any{"req_method": name}}
	case token == "":
		return nil, no("not_authed")
	case w.app == nil || (token != w.app.BotToken && token != w.app.AppToken):
		return nil, no("invalid_auth")
	case w.trouble.Revoked:
		return nil, no("token_revoked")
	case m.appToken != (token == w.app.AppToken):
		return nil, no("not_allowed_token_type")
	}
	if m.scope != nil {
		if scope := m.scope(w, c); !w.app.may(scope) {
			return nil, &apiError{"missing_scope", map[string]any{
				"needed": scope, "provided": strings.Join(w.app.scopes, ","),
			}}
		}
	}
	return m.run(w, c)
}

// needs is the scope of a method that always needs the same.
func needs(scope string) func(*Workspace, *call) string {
	return func(*Workspace, *call) string { return scope }
}

func reply(rw http.ResponseWriter, body answer, failure *apiError) {
	all := map[string]any{"ok": failure == nil}
	if failure != nil {
		all["error"] = failure.code
		maps.Copy(all, failure.details)
	} else {
		maps.Copy(all, body)
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(rw).Encode(all)
}

// readParams reads parameters from a query, a form, a multipart form or JSON, and the token from its header or from among
// them. Values that hold JSON in a string, as forms send blocks and views, are decoded.
func readParams(r *http.Request) (map[string]any, string, *apiError) {
	r.Body = http.MaxBytesReader(nil, r.Body, largestBody)
	params := map[string]any{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, "", no("request_timeout")
		}
		if failure := readObject(body, &params); failure != nil {
			return nil, "", failure
		}
	} else {
		if err := r.ParseMultipartForm(largestBody); err != nil && err != http.ErrNotMultipart {
			return nil, "", no("invalid_form_data")
		}
		for name, values := range r.Form {
			params[name] = values[0]
		}
	}
	for _, name := range []string{"blocks", "view", "metadata", "attachments", "files"} {
		if text, isText := params[name].(string); isText && text != "" {
			var value any
			if json.Unmarshal([]byte(text), &value) == nil {
				params[name] = value
			}
		}
	}
	token, _ := params["token"].(string)
	if bearer, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); found {
		token = bearer
	}
	delete(params, "token")
	return params, token, nil
}

// readObject reads a body that is to be a JSON object. An empty one has no parameters.
func readObject(body []byte, params *map[string]any) *apiError {
	if len(body) == 0 {
		return nil
	}
	if !json.Valid(body) {
		return no("invalid_json")
	}
	if err := json.Unmarshal(body, params); err != nil || *params == nil {
		return no("json_not_object")
	}
	return nil
}

// text returns a parameter as text; nothing if it is not there.
func (c *call) text(name string) string {
	switch v := c.params[name].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func (c *call) yes(name string) bool {
	switch v := c.params[name].(type) {
	case bool:
		return v
	case string:
		return v == "true" || v == "1"
	}
	return false
}

func (c *call) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(c.text(name)); err == nil {
		return n
	}
	return otherwise
}

// list returns a parameter that is written with commas, or as a list in JSON.
func (c *call) list(name string) []string {
	var items []string
	if all, isList := c.params[name].([]any); isList {
		for _, one := range all {
			if text, isText := one.(string); isText {
				items = append(items, text)
			}
		}
		return items
	}
	for item := range strings.SplitSeq(c.text(name), ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return slices.Clip(items)
}

// raw returns a parameter as JSON; nothing if it is not there.
func (c *call) raw(name string) json.RawMessage {
	value := c.params[name]
	if value == nil || value == "" {
		return nil
	}
	data, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return data
}
