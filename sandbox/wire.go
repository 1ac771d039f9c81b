package sandbox

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

const (
	mostSockets  = 10               // of one app
	pingEvery    = 10 * time.Second // Slack's clients reconnect when none came for half a minute
	silentPings  = 2                // so many without an answer, and a connection is given up
	ackWithin    = 3 * time.Second
	keptFor      = 30 * time.Second // an envelope that nobody could take yet
	largestAck   = 20 * 1024        // Slack drops what is as large or larger
	ticketLives  = 30 * time.Second
	writeTimeout = 10 * time.Second
)

// wire is the Socket Mode side: the app's connections, and the envelopes on their way.
type wire struct {
	tickets map[string]time.Time // connections that may be opened, until then (by the wall clock)
	sockets []*socket
	turn    int
	waiting []*envelope // no connection could take them yet
	open    map[string]*envelope
	sent    []*envelope // the newest ones, to be repeated
}

func newWire() wire { return wire{tickets: map[string]time.Time{}, open: map[string]*envelope{}} }

func connectionsOpen(w *Workspace, c *call) (answer, *apiError) {
	if !w.app.listening {
		return nil, no("socket_mode_not_enabled")
	}
	if len(w.wire.sockets) >= mostSockets {
		return nil, no("too_many_websockets")
	}
	ticket := rand.Text()
	w.wire.tickets[ticket] = w.wall.Now().Add(ticketLives)
	return answer{"url": "ws://" + w.host + "/socket?ticket=" + ticket}, nil
}

// socket is one connection of the app.
type socket struct {
	conn *websocket.Conn
	out  chan any
	done chan struct{}
	end  chan struct{} // closed to shut it
	half chan struct{} // closed when it is half open: what one side says does not reach the other
	over chan struct{} // closed when one that is half open is given up
}

func (s *socket) halfOpen() bool {
	select {
	case <-s.half:
		return true
	default:
		return false
	}
}

func (s *socket) shut() {
	select {
	case <-s.end:
	default:
		close(s.end)
	}
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }, WriteBufferSize: 64 * 1024}

// serveSocket takes a connection of the app, and carries envelopes over it until it ends.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	w.mu.Lock()
	expires, valid := w.wire.tickets[ticket]
	delete(w.wire.tickets, ticket)
	valid = valid && w.wall.Now().Before(expires)
	w.mu.Unlock()
	if !valid {
		http.Error(rw, "the ticket is not valid", http.StatusForbidden)
		return
	}
	conn, err := upgrader.Upgrade(rw, r, nil)
	if err != nil {
		return
	}
	s := &socket{conn: conn, out: make(chan any, 4096), done: make(chan struct{}), end: make(chan struct{}),
		half: make(chan struct{}), over: make(chan struct{})}
	go w.write(s)
	w.mu.Lock()
	s.out <- answer{
		"type": "hello", "num_connections": len(w.wire.sockets) + 1,
		"connection_info": answer{"app_id": w.app.ID},
		"debug_info":      answer{"host": "sandbox", "approximate_connection_time": 3600},
	}
	w.wire.sockets = append(w.wire.sockets, s)
	waiting := w.wire.waiting
	w.wire.waiting = nil
	for _, e := range waiting {
		w.dispatchEnvelope(e)
	}
	w.change(Change{})
	w.mu.Unlock()
	w.read(s)
}

// write sends what is put before it, and pings. When the connection is to end it says so and waits for the other side.
func (w *Workspace) write(s *socket) {
	pings := time.NewTicker(w.pings())
	defer pings.Stop()
	s.conn.WriteControl(websocket.PingMessage, []byte("hello"), time.Now().Add(writeTimeout))
	for {
		if s.halfOpen() {
			w.giveUp(s)
			return
		}
		select {
		case <-s.half:
		case message := <-s.out:
			if s.halfOpen() {
				continue
			}
			s.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
			if s.conn.WriteJSON(message) != nil {
				s.conn.Close()
				return
			}
		case <-pings.C:
			if s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTimeout)) != nil {
				s.conn.Close()
				return
			}
		case <-s.end:
			s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second))
			select {
			case <-s.done:
			case <-time.After(2 * time.Second):
			}
			s.conn.Close()
			return
		case <-s.done:
			return
		}
	}
}

// giveUp ends a connection that is half open when it has not answered for a while.
func (w *Workspace) giveUp(s *socket) {
	select {
	case <-s.end:
	case <-w.stop:
	case <-w.wall.After(silentPings * w.pings()):
	}
	close(s.over)
	s.conn.Close()
}

func (w *Workspace) pings() time.Duration { return cmp.Or(w.options.Pings, pingEvery) }

// read takes acknowledgements until the connection ends; what was not acknowledged on it then goes to another.
func (w *Workspace) read(s *socket) {
	defer s.conn.Close()
	for {
		_, data, err := s.conn.ReadMessage()
		if err != nil {
			break
		}
		if !s.halfOpen() {
			w.acknowledge(data)
		}
	}
	if s.halfOpen() { // also its end does not reach the workspace
		<-s.over
	}
	close(s.done)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.leave(s)
	for _, e := range w.wire.open {
		if e.on == s {
			e.on = nil
			w.dispatchEnvelope(e)
		}
	}
	w.change(Change{})
}

// leave takes a connection out of the turn.
func (w *Workspace) leave(s *socket) {
	w.wire.sockets = slices.DeleteFunc(w.wire.sockets, func(other *socket) bool { return other == s })
}

// Disconnect ends the app's connections for a reason of Slack's ("warning", "refresh_requested", "link_disabled"), or with
// "drop" as a cable does that is cut. A warning leaves the connection open. With "half_open" nothing that one side says
// reaches the other any more, and neither is told; the workspace notices when its pings are not answered.
func (w *Workspace) Disconnect(reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range slices.Clone(w.wire.sockets) {
		switch {
		case s.halfOpen():
			continue
		case reason == "drop":
			s.conn.Close()
			continue
		case reason == "half_open":
			close(s.half)
			continue
		}
		s.out <- answer{"type": "disconnect", "reason": reason, "debug_info": answer{"host": "sandbox"}}
		if reason != "warning" {
			w.leave(s)
			time.AfterFunc(100*time.Millisecond, s.shut) // the frame goes first
		}
	}
	w.change(Change{})
}

// Sockets is how many connections the app has.
func (w *Workspace) Sockets() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.wire.sockets)
}
