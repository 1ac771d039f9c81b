package sandbox

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// retries are when an event that was not acknowledged is sent again.
var retries = []time.Duration{0, time.Minute, 5 * time.Minute}

// envelope is one thing that the app is told.
type envelope struct {
	ID      string `json:"envelope_id"`
	Kind    string `json:"type"`
	Payload answer `json:"payload"`
	Accepts bool   `json:"accepts_response_payload"`
	Attempt *int   `json:"retry_attempt,omitempty"`
	Reason  string `json:"retry_reason,omitempty"`

	born  time.Time
	on    *socket
	acked chan json.RawMessage // the payload of the acknowledgement; of size one
	first chan struct{}        // closed at the first acknowledgement
}

// errTooSlow and errNobody are why an envelope was not answered, by Slack's own names.
var (
	errTooSlow = errors.New("operation_timeout")
	errNobody  = errors.New("dispatch_failed")
)

func (w *Workspace) acknowledge(data []byte) {
	var ack struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload"`
	}
	if json.Unmarshal(data, &ack) != nil {
		return
	}
	lost := len(data) >= largestAck
	w.mu.Lock()
	e := w.wire.open[ack.ID]
	if e != nil && !lost {
		delete(w.wire.open, ack.ID)
		e.answered()
	}
	w.mu.Unlock()
	if e == nil {
		return
	}
	if text := strings.TrimSpace(string(ack.Payload)); text != "" && text != "{}" && text != "null" {
		var payload map[string]any
		json.Unmarshal(ack.Payload, &payload)
		w.observe("ack/"+e.Kind, payload)
	}
	if !lost {
		e.acked <- ack.Payload
	}
}

// answered notes the first acknowledgement. The workspace is locked.
func (e *envelope) answered() {
	select {
	case <-e.first:
	default:
		close(e.first)
	}
}

// tell makes an envelope and sends it over one of the app's connections, each in turn. The workspace is locked.
func (w *Workspace) tell(kind string, payload answer, accepts bool) *envelope {
	e := &envelope{
		ID: w.id("envelope-"), Kind: kind, Payload: payload, Accepts: accepts,
		born: w.wall.Now(), acked: make(chan json.RawMessage, 1), first: make(chan struct{}),
	}
	w.wire.sent = append(w.wire.sent[max(0, len(w.wire.sent)-99):], e)
	w.wire.open[e.ID] = e
	w.dispatchEnvelope(e)
	return e
}

func (w *Workspace) dispatchEnvelope(e *envelope) {
	if len(w.wire.sockets) == 0 {
		if w.wall.Since(e.born) < keptFor && !slices.Contains(w.wire.waiting, e) {
			w.wire.waiting = append(w.wire.waiting, e)
		}
		return
	}
	w.wire.turn++
	s := w.wire.sockets[w.wire.turn%len(w.wire.sockets)]
	copied := *e // it may be sent again with other marks while this one is written
	select {
	case s.out <- copied:
		e.on = s
	default: // a connection that takes nothing more is as good as dead
		s.shut()
	}
}

// await waits for an envelope's acknowledgement, as long as Slack does.
func (w *Workspace) await(e *envelope) (json.RawMessage, error) {
	timeout := w.wall.NewTimer(ackWithin)
	defer timeout.Stop()
	select {
	case payload := <-e.acked:
		return payload, nil
	case <-w.stop:
		return nil, errNobody
	case <-timeout.Chan():
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.wire.open, e.ID)
		w.wire.waiting = slices.DeleteFunc(w.wire.waiting, func(other *envelope) bool { return other == e })
		if len(w.wire.sockets) == 0 {
			return nil, errNobody
		}
		return nil, errTooSlow
	}
}

// persist sends an event again, at once and after one and five minutes, until it is acknowledged.
func (w *Workspace) persist(e *envelope) {
	for attempt, pause := range retries {
		if _, err := w.await(e); err == nil {
			return
		}
		if pause > 0 {
			timer := w.wall.NewTimer(pause)
			select {
			case <-timer.Chan():
			case <-w.stop:
				timer.Stop()
				return
			}
		}
		w.mu.Lock()
		number := attempt + 1
		e.Attempt, e.Reason = &number, "timeout"
		e.born = w.wall.Now()
		w.wire.open[e.ID] = e
		w.dispatchEnvelope(e)
		w.mu.Unlock()
	}
}

// Repeat sends the newest envelope of a kind ("slash_commands", "interactive", "events_api") once more, as Slack does when an
// acknowledgement got lost, and returns when it is acknowledged.
func (w *Workspace) Repeat(kind string) error {
	w.mu.Lock()
	var last *envelope
	for _, e := range w.wire.sent {
		if e.Kind == kind {
			last = e
		}
	}
	if last == nil {
		w.mu.Unlock()
		return errNobody
	}
	w.mu.Unlock()
	select { // or its acknowledgement would pass for that of the repetition
	case <-last.first:
	case <-w.wall.After(ackWithin):
	case <-w.stop:
	}
	w.mu.Lock()
	again := *last
	attempt := 1
	again.Attempt, again.Reason, again.acked = &attempt, "timeout", make(chan json.RawMessage, 1)
	again.born = w.wall.Now()
	w.wire.open[again.ID] = &again
	w.dispatchEnvelope(&again)
	w.mu.Unlock()
	_, err := w.await(&again)
	return err
}
