package slack

import (
	"bytes"
	"io"
	"net/http"
	"path"
	"strconv"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
)

// limits makes no call of a method before the time at which Slack is ready to take one again, whoever in Ippo wants to make it: the
// caller gets the answer that Slack would give, with the time that is left. Other methods go on.
type limits struct {
	calls http.RoundTripper
	clock clockwork.Clock

	mu    sync.Mutex
	until map[string]span // by method

	metrics *metrics
}

func newLimits(clock clockwork.Clock, metrics *metrics) *limits {
	return &limits{calls: http.DefaultTransport, clock: clock, until: map[string]span{}, metrics: metrics}
}

// RoundTrip makes a call, or refuses it as Slack would, or because it comes too late.
func (l *limits) RoundTrip(r *http.Request) (*http.Response, error) {
	method := path.Base(r.URL.Path)
	if left := l.left(method); left > 0 {
		drop(r)
		return tooMany(r, left), nil
	}
	if !chat.MayBegin(r.Context(), l.clock.Now()) {
		drop(r)
		return nil, chat.ErrTooLate
	}
	answer, err := l.calls.RoundTrip(r)
	if err == nil && answer.StatusCode == http.StatusTooManyRequests {
		l.metrics.refused(method)
		if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil {
			l.limit(method, time.Duration(seconds)*time.Second)
		}
	}
	return answer, err
}

// drop closes the body of a request that is not made.
func drop(r *http.Request) {
	if r.Body != nil {
		r.Body.Close()
	}
}

// span is for how long a method is to be left alone.
type span struct{ from, to time.Time }

// over reports whether a span has passed, or lies ahead: then the clock was set back.
func (s span) over(now time.Time) bool { return !now.Before(s.to) || now.Before(s.from) }

// left is how long a method is still to be left alone.
func (l *limits) left(method string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, limit := l.clock.Now(), l.until[method]
	if limit.over(now) {
		return 0
	}
	return limit.to.Sub(now)
}

func (l *limits) limit(method string, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	for known, limit := range l.until {
		if limit.over(now) {
			delete(l.until, known)
		}
	}
	l.until[method] = span{now, now.Add(d)}
}

// tooMany is Slack's answer to a call that comes too early.
func tooMany(r *http.Request, left time.Duration) *http.Response {
	seconds := int((left + time.Second - 1) / time.Second)
	return &http.Response{
		Status: "429 Too Many Requests", StatusCode: http.StatusTooManyRequests, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:  http.Header{"Retry-After": {strconv.Itoa(seconds)}, "Content-Type": {"application/json"}},
		Body:    io.NopCloser(bytes.NewReader([]byte(`{"ok":false,"error":"ratelimited"}`))),
		Request: r,
	}
}
