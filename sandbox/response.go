package sandbox

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"
)

// A response URL answers where a person is, so many times within so long.
const (
	responseUses  = 5
	responseLives = 30 * time.Minute
)

type responseURL struct {
	channel *channel
	user    string
	message *Message // the one that was pressed; nil after a command
	uses    int
	expires time.Time // by the workspace's clock
}

// responseURL makes an address where the app can answer a person. The workspace is locked.
func (w *Workspace) responseURL(c *channel, user string, m *Message) string {
	maps.DeleteFunc(w.responses, func(_ string, r *responseURL) bool { return w.clock.Since(r.expires) > 24*time.Hour })
	id := w.id("response-")
	w.responses[id] = &responseURL{channel: c, user: user, message: m, expires: w.clock.Now().Add(responseLives)}
	return w.base() + "/response/" + id
}

// serveResponse takes an answer to a response URL.
func (w *Workspace) serveResponse(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, largestBody))
	var params map[string]any
	if err != nil || json.Unmarshal(body, &params) != nil {
		http.Error(rw, "invalid_payload", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	code := w.respond(strings.TrimPrefix(r.URL.Path, "/response/"), params)
	w.mu.Unlock()
	w.observe("response_url", params)
	if code != "" {
		http.Error(rw, code, http.StatusNotFound)
		return
	}
	io.WriteString(rw, "ok")
}

func (w *Workspace) respond(id string, params map[string]any) string {
	response := w.responses[id]
	if response == nil {
		return "no_such_url"
	}
	if response.uses++; response.uses > responseUses {
		return "used_url"
	}
	if !w.clock.Now().Before(response.expires) {
		return "expired_url"
	}
	delete(params, "metadata") // not taken here; some clients always send an empty one
	c := &call{params: params}
	if c.yes("delete_original") {
		if response.message == nil {
			return "no_original"
		}
		w.remove(response.channel, response.message)
		return ""
	}
	said, failure := readContent(c)
	if failure != nil {
		return failure.code
	}
	switch {
	case c.yes("replace_original") && response.message != nil:
		w.rewrite(response.channel, response.message, said)
	case c.text("response_type") == "in_channel":
		w.post(response.channel, Message{User: w.app.BotUser, Text: said.text, Blocks: said.blocks, fromApp: true})
	default:
		w.whisper(response.channel, response.user, said)
	}
	return ""
}
