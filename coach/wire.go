package coach

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const mostBytes = 64 << 10 // of an answer

var (
	errElsewhere = errors.New("redirected to another host")
	errTooLarge  = errors.New("answer too large")
	errWithdrawn = errors.New("consent was withdrawn")
)

// cause is the kind of a failure, which is all that is logged of it: errors of the library may repeat what was sent.
type cause string

const (
	fine        cause = ""
	withdrawn   cause = "withdrawn" // whoever asked does not wait any more, or agrees no longer
	resting     cause = "resting"
	slow        cause = "slow"
	unreachable cause = "unreachable"
	busy        cause = "busy"
	failed      cause = "failed"
	notAllowed  cause = "not_allowed"
	notAccepted cause = "not_accepted"
	redirected  cause = "redirected"
	tooLarge    cause = "too_large"
	cutOff      cause = "cut_off"
	garbled     cause = "garbled"

	refusal    cause = "refusal"
	unfinished cause = "unfinished"
	misshapen  cause = "misshapen"
	broken     cause = "against_the_rules"
)

// ofServer reports whether the server is to be left alone for a while; else it did answer.
func (c cause) ofServer() bool {
	switch c {
	case fine, refusal, unfinished, misshapen, broken:
		return false
	}
	return true
}

// Jobs and Outcomes are all that is ever counted.
var (
	Jobs     = []string{"interests", "plan", "step", "letter"}
	Outcomes = []string{"answered", "resting", "withdrawn", "failed", "refused"}
)

// outcome is the class of a cause, for counting.
func (c cause) outcome() string {
	switch {
	case c == fine:
		return "answered"
	case c == resting, c == withdrawn:
		return string(c)
	case c.ofServer():
		return "failed"
	}
	return "refused"
}

// wire carries one request, and notes what the library does not tell.
type wire struct {
	client *http.Client
	still  func(context.Context) bool
	status int
	after  string // Retry-After
}

func (w *wire) Do(request *http.Request) (*http.Response, error) {
	client := *w.client
	client.Transport = w // also where it is redirected
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	w.status, w.after = response.StatusCode, response.Header.Get("Retry-After")
	response.Body = &bounded{response.Body, mostBytes}
	return response, nil
}

// RoundTrip is the one place where anything leaves. It asks first whether it may, now.
func (w *wire) RoundTrip(request *http.Request) (*http.Response, error) {
	if w.still != nil && !w.still(request.Context()) {
		return nil, errWithdrawn
	}
	if w.client.Transport == nil {
		return http.DefaultTransport.RoundTrip(request)
	}
	return w.client.Transport.RoundTrip(request)
}

// pause says how long the server wishes to be left alone before it is asked once more, if that can help at all.
func (w *wire) pause(usual time.Duration) (time.Duration, bool) {
	if w.status != http.StatusTooManyRequests && w.status < 500 {
		return 0, false
	}
	if w.after == "" {
		return usual, true
	}
	seconds, err := strconv.Atoi(strings.TrimSpace(w.after)) // a date is never near enough
	return time.Duration(seconds) * time.Second, err == nil && 0 <= seconds && seconds < 60
}

// why sorts an error of the library.
func (w *wire) why(asker, within context.Context, err error) cause {
	switch {
	case err == nil:
		return fine
	case errors.Is(asker.Err(), context.Canceled), errors.Is(err, errWithdrawn):
		return withdrawn
	case within.Err() != nil, errors.Is(err, context.DeadlineExceeded):
		return slow
	case errors.Is(err, errElsewhere):
		return redirected
	case errors.Is(err, errTooLarge):
		return tooLarge
	case w.status == 0:
		return unreachable
	case w.status == http.StatusTooManyRequests:
		return busy
	case w.status == http.StatusUnauthorized, w.status == http.StatusForbidden:
		return notAllowed
	case w.status >= 500:
		return failed
	case w.status >= 400:
		return notAccepted
	case errors.Is(err, io.ErrUnexpectedEOF):
		return cutOff
	}
	return garbled
}

// onlyThere returns a client that goes to the host it is sent to, and nowhere else.
func onlyThere(given *http.Client) *http.Client {
	client := &http.Client{}
	if given != nil {
		client.Transport = given.Transport
	}
	if standard, ok := http.DefaultTransport.(*http.Transport); ok && client.Transport == nil {
		own := standard.Clone()
		own.DisableKeepAlives = true // what a server sends unasked on an open connection would be written to the standard log
		client.Transport = own
	}
	client.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		first := before[0].URL
		if next.URL.Scheme != first.Scheme || next.URL.Host != first.Host || len(before) > 2 {
			return errElsewhere
		}
		return nil
	}
	return client
}

// bounded ends with an error where more comes than was agreed.
type bounded struct {
	io.ReadCloser
	left int
}

func (b *bounded) Read(into []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLarge
	}
	n, err := b.ReadCloser.Read(into[:min(len(into), b.left)])
	b.left -= n
	return n, err
}
