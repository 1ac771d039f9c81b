package coach

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/jonboulle/clockwork"
)

const (
	defaultURL   = "https://api.openai.com/v1"
	defaultModel = "gpt-4.1-mini" // quick enough to answer within the bound
	patience     = 5 * time.Second
)

// Options are what a coach is made of. Without Key and BaseURL it is the offline one.
type Options struct {
	Key     string
	BaseURL string // of any server that speaks OpenAI's chat completions; empty: OpenAI's own
	Model   string
	Clock   clockwork.Clock // tells when a server that failed is asked again
	Log     *slog.Logger
	HTTP    *http.Client // its transport is used; where it may be redirected to is decided here

	Patience time.Duration // the longest that a job takes; 0: five seconds

	Count func(job, outcome string) // told of every question that was put, and what came of it; may be nil
}

// Coach words things. A nil one is the offline one. It is safe for concurrent use.
type Coach struct {
	*server
	names []string
	still func(context.Context) bool // whether its person agrees now; nil: nobody is to be asked
}

// server is what all who use one server share.
type server struct {
	key, url, model string
	patience        time.Duration
	http            *http.Client
	rest            rest
	log             *slog.Logger
	count           func(job, outcome string)
}

// New returns a coach. The address is taken as checked (see config); one that cannot be read makes an offline coach.
func New(o Options) *Coach {
	if o.Key == "" && o.BaseURL == "" {
		return &Coach{}
	}
	s := &server{
		key: o.Key, url: cmp.Or(o.BaseURL, defaultURL), model: cmp.Or(o.Model, defaultModel),
		patience: cmp.Or(o.Patience, patience), http: onlyThere(o.HTTP), log: o.Log,
	}
	if s.host() == "" {
		return &Coach{}
	}
	if s.rest.clock = o.Clock; o.Clock == nil {
		s.rest.clock = clockwork.NewRealClock()
	}
	if s.count = o.Count; o.Count == nil {
		s.count = func(string, string) {}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return &Coach{server: s}
}

// Configured reports whether a server may be asked.
func (c *Coach) Configured() bool { return c != nil && c.server != nil }

// Where names who is asked, to be shown to a person before they agree: the host and the model. It is empty when nobody is.
func (c *Coach) Where() string {
	if !c.Configured() {
		return ""
	}
	return c.host() + " · " + c.model
}

// Hiding returns the same coach, which also hides these names and ids before it sends anything.
func (c *Coach) Hiding(names ...string) *Coach {
	if !c.Configured() {
		return c
	}
	return &Coach{server: c.server, names: slices.Concat(c.names, names), still: c.still}
}

// While returns the same coach, which asks right before each time that anything would be sent whether its person still agrees: before
// the question, before it is put once more, and before it follows a redirect. If they do not, nothing is sent and the offline answer stands.
func (c *Coach) While(agrees func(context.Context) bool) *Coach {
	if !c.Configured() {
		return c
	}
	return &Coach{server: c.server, names: c.names, still: agrees}
}

func (s *server) host() string {
	address, err := url.Parse(s.url)
	if err != nil {
		return ""
	}
	return address.Host
}
