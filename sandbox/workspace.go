// Package sandbox is a Slack workspace on this machine. It speaks Slack's Web API and Socket Mode over real sockets, as
// strictly as Slack does, so that an app can be tried, rehearsed and tested without an account; and it serves a page in
// which one can be any person of the workspace. Its state lives in memory. It is meant for loopback only.
package sandbox

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Options describe a workspace.
type Options struct {
	Name     string
	Language string // of the page until its visitor chooses: "ja" or "en"
	People   []Person
	Channels []Channel
	Clock    clockwork.Clock // the workspace's calendar; nil: the real one
	Wall     clockwork.Clock // of the protocol's short waits, such as three seconds for an answer; nil: the real one
	Pings    time.Duration   // how often a connection is pinged; 0: every ten seconds
	Observe  func(Call)      // sees everything that the app sends, before it is judged
	Travel   Travel          // moves the calendar; nil: it cannot be moved

	// Rehearsal is the app's year as everybody would see it, for a page of its own; nil: there is none.
	Rehearsal func(context.Context) (any, error)
}

// Person is a member of the workspace.
type Person struct {
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`
	Zone     string `yaml:"zone"`     // IANA name
	Language string `yaml:"language"` // such as "ja"
	Email    string `yaml:"email"`    // nothing: their id at example.com
	Role     string `yaml:"role"`     // a hint for the page: "organizer", "participant" or nothing
}

// Channel is a conversation of several people.
type Channel struct {
	ID      string   `yaml:"id"`
	Name    string   `yaml:"name"`
	Private bool     `yaml:"private"`
	Members []string `yaml:"members"` // people's ids; with nothing, all people; the app joins when it is installed
}

// Travel is a calendar that can be moved.
type Travel interface {
	// Next is when something will happen by itself; false if nothing is in sight.
	Next() (time.Time, bool)
	// To moves the calendar to a time, and lets everything that is due on the way happen.
	To(ctx context.Context, at time.Time) error
}

// Workspace is a workspace with its people, conversations and at most one app. It is safe for concurrent use.
type Workspace struct {
	options Options
	clock   clockwork.Clock
	wall    clockwork.Clock
	stop    chan struct{}

	mu        sync.Mutex
	people    map[string]*person
	order     []string // people's ids as listed
	channels  map[string]*channel
	app       *app
	triggers  map[string]*trigger
	responses map[string]*responseURL
	views     map[string]*view // modals and home pages by id
	modals    map[string][]*view
	homes     map[string]*view
	files     map[string]*File
	wire      wire
	trouble   trouble
	travel    travelling
	serial    int
	host      string // where the workspace is reached

	revision int
	changed  chan struct{} // closed and made anew at each change
	notices  map[chan Change]string
}

type person struct {
	Person
	color       int
	deactivated bool
	read        map[string]string // by channel: the newest message that was read
}

// New returns a workspace without an app.
func New(o Options) *Workspace {
	w := &Workspace{
		options: o, clock: o.Clock, wall: o.Wall, stop: make(chan struct{}),
		people: map[string]*person{}, channels: map[string]*channel{}, triggers: map[string]*trigger{},
		responses: map[string]*responseURL{}, views: map[string]*view{}, modals: map[string][]*view{},
		homes: map[string]*view{}, files: map[string]*File{}, changed: make(chan struct{}), notices: map[chan Change]string{},
	}
	if w.clock == nil {
		w.clock = clockwork.NewRealClock()
	}
	if w.wall == nil {
		w.wall = clockwork.NewRealClock()
	}
	w.wire = newWire()
	for i, p := range o.People {
		w.people[p.ID] = &person{Person: p, color: i % 8, read: map[string]string{}}
		w.order = append(w.order, p.ID)
	}
	for _, c := range o.Channels {
		if len(c.Members) == 0 {
			c.Members = slices.Clone(w.order)
		}
		w.channels[c.ID] = &channel{Channel: c, kind: kindOf(c)}
	}
	return w
}

// Close ends all connections.
func (w *Workspace) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.stop:
		return
	default:
		close(w.stop)
	}
	for _, s := range w.wire.sockets {
		s.shut()
	}
}

// Deactivate takes a person's account away; messages to them then fail. Reactivate gives it back.
func (w *Workspace) Deactivate(id string) { w.setDeactivated(id, true) }

// Reactivate gives a person's account back.
func (w *Workspace) Reactivate(id string) { w.setDeactivated(id, false) }

func (w *Workspace) setDeactivated(id string, yes bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.people[id]; p != nil {
		p.deactivated = yes
		w.change(Change{})
	}
}

// id makes an id that this workspace has not given yet.
func (w *Workspace) id(prefix string) string {
	w.serial++
	return fmt.Sprintf("%s%07d", prefix, w.serial)
}

// Kick takes the app out of a channel.
func (w *Workspace) Kick(channel string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.channels[channel]; c != nil && w.app != nil {
		c.Members = slices.DeleteFunc(c.Members, func(id string) bool { return id == w.app.BotUser })
		w.change(Change{})
	}
}
