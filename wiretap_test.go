package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ippo/sandbox"
)

// wiretap stands between Ippo and the workspace. It keeps a list of all calls, also of those that the workspace refuses, which
// Options.Observe does not see; and it can hold a call up, or its answer.
type wiretap struct {
	address string

	mu        sync.Mutex
	workspace *sandbox.Workspace
	now       func() time.Time
	calls     []apiCall
	before    func(apiCall) // before a call is carried out
	after     func(apiCall) // after that, before it is answered
}

// apiCall is one call of a method, in which order it came, and how it was answered.
type apiCall struct {
	method   string
	to       string // a channel or person
	delivery string // of which a message is; empty: of none
	at       time.Time
	nth      int // of this method, from 1
	status   int
	ok       bool            // it was carried out, as far as the answer says
	hungUp   <-chan struct{} // closed when the caller waits no longer
}

func newWiretap(t *testing.T) *wiretap {
	tap := &wiretap{now: time.Now}
	server := httptest.NewServer(tap)
	t.Cleanup(server.Close)
	tap.address = server.URL
	return tap
}

// newTappedStage is a stage on which all that Ippo says goes through a wiretap.
func newTappedStage(t *testing.T) (*stage, *wiretap) {
	t.Helper()
	tap := newWiretap(t)
	s := newStage(t, "ja")
	s.down()
	tap.workspace, tap.now = s.workspace, s.clock.Now
	s.address = tap.address
	s.up()
	return s, tap
}

// disturb says what is done before each call is carried out, and before it is answered. A panic with http.ErrAbortHandler cuts
// the line.
func (tap *wiretap) disturb(before, after func(apiCall)) {
	tap.mu.Lock()
	defer tap.mu.Unlock()
	tap.before, tap.after = before, after
}

// of lists the calls of a method so far.
func (tap *wiretap) of(method string) []apiCall {
	tap.mu.Lock()
	defer tap.mu.Unlock()
	var all []apiCall
	for _, c := range tap.calls {
		if c.method == method {
			all = append(all, c)
		}
	}
	return all
}

// all lists all calls so far.
func (tap *wiretap) all() []apiCall {
	tap.mu.Lock()
	defer tap.mu.Unlock()
	return slices.Clone(tap.calls)
}

func (tap *wiretap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method, isCall := strings.CutPrefix(r.URL.Path, "/api/")
	if !isCall {
		tap.workspace.Handler().ServeHTTP(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	form := r.Clone(r.Context())
	form.Body = io.NopCloser(bytes.NewReader(body))
	c, before, after := tap.note(apiCall{
		method: method, to: form.FormValue("channel"), delivery: deliveryOf([]byte(form.FormValue("metadata"))), hungUp: r.Context().Done(),
	})
	before(c)
	answer := httptest.NewRecorder()
	tap.workspace.Handler().ServeHTTP(answer, r.WithContext(context.WithoutCancel(r.Context()))) // what was sent arrives
	tap.mu.Lock()
	for i := range tap.calls {
		if tap.calls[i].method == c.method && tap.calls[i].nth == c.nth {
			tap.calls[i].status = answer.Code
		}
	}
	tap.mu.Unlock()
	c.ok = answered(answer.Body.Bytes())
	after(c)
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes())
}

func (tap *wiretap) note(c apiCall) (noted apiCall, before, after func(apiCall)) {
	tap.mu.Lock()
	defer tap.mu.Unlock()
	c.at, c.nth = tap.now(), 1
	for _, earlier := range tap.calls {
		if earlier.method == c.method {
			c.nth++
		}
	}
	tap.calls = append(tap.calls, c)
	quiet := func(apiCall) {}
	before, after = tap.before, tap.after
	if before == nil {
		before = quiet
	}
	if after == nil {
		after = quiet
	}
	return c, before, after
}

// deliveryOf is the delivery that a message's metadata names.
func deliveryOf(metadata []byte) string {
	var said struct {
		Payload struct {
			Delivery string `json:"delivery"`
		} `json:"event_payload"`
	}
	json.Unmarshal(metadata, &said)
	return said.Payload.Delivery
}
