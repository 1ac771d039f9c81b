package coach_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ippo/coach"
	"ippo/coach/coachtest"
)

// Whatever a server does, the person gets the offline answer within the bound, and the log tells which kind of failure it was.
func TestEveryFailureLeavesTheOfflineAnswer(t *testing.T) {
	failures := map[string]struct {
		cause  string
		answer http.HandlerFunc
	}{
		"slow": {"slow", coachtest.Hang},
		"slow in mid-body": {"slow", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `{"choices":[`)
			coachtest.Hang(w, r)
		}},
		"cut off": {"cut_off", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "4000")
			io.WriteString(w, coachtest.Message(good["step"], "", "stop")[:40])
		}},
		"closed": {"unreachable", func(w http.ResponseWriter, r *http.Request) {
			connection, _, _ := w.(http.Hijacker).Hijack()
			connection.Close()
		}},
		"429":            {"busy", coachtest.Status(429, `{"error":{"message":"庭 ATTACK","type":"rate_limit"}}`)},
		"500":            {"failed", coachtest.Status(500, "庭 ATTACK")},
		"401":            {"not_allowed", coachtest.Status(401, `{"error":{"message":"sk-secret is wrong"}}`)},
		"400":            {"not_accepted", coachtest.Status(400, `{"error":{"message":"the message 庭 is wrong"}}`)},
		"wrong JSON":     {"garbled", coachtest.Body(`{"choices": 庭 ATTACK`)},
		"HTML":           {"garbled", coachtest.Body("<html>庭 ATTACK</html>")},
		"nothing":        {"garbled", coachtest.Body("")},
		"too much":       {"too_large", coachtest.Body(coachtest.Message(strings.Repeat("庭", 100_000), "", "stop"))},
		"a large error":  {"too_large", coachtest.Status(400, strings.Repeat("庭", 100_000))},
		"no choice":      {"unfinished", coachtest.Body(`{"choices":[]}`)},
		"another object": {"unfinished", coachtest.Body(`{"error":"庭 ATTACK"}`)},
		"refusal":        {"refusal", coachtest.Body(coachtest.Message("", "ATTACK", "stop"))},
		"filtered":       {"refusal", coachtest.Body(coachtest.Message("{", "", "content_filter"))},
		"length":         {"unfinished", coachtest.Body(coachtest.Message(`{"id":"ask_`, "", "length"))},
		"a tool":         {"unfinished", coachtest.Body(coachtest.Message("", "", "tool_calls"))},
		"no content":     {"misshapen", coachtest.Body(coachtest.Message("", "", "stop"))},
		"not by schema":  {"misshapen", coachtest.Said(`{"庭":"ATTACK"}`)},
		"plain text":     {"misshapen", coachtest.Said("庭のことですね。ATTACK")},
		"moved elsewhere": {"redirected", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://localhost:1/v1", http.StatusTemporaryRedirect)
		}},
		"moved in circles": {"redirected", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
		}},
	}
	for name, failure := range failures {
		for job := range jobs {
			t.Run(name+"/"+job, func(t *testing.T) {
				t.Parallel()
				s := coachtest.Serve(t, failure.answer)
				c, log, _ := asking(s.URL)
				if failure.cause == "slow" {
					c, log, _ = impatient(s.URL)
				}
				offline(t, job, c)
				if want := fmt.Sprintf("job=%s cause=%s\n", job, failure.cause); !strings.HasSuffix(log.String(), want) {
					t.Errorf("the log is %s, want %s", log, want)
				}
				silent(t, log.String())
			})
		}
	}
}

func TestServersThatAreNotThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() // it takes connections, and never says a word
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for address, cause := range map[string]string{"http://" + listener.Addr().String(): "slow", "http://" + closed.Addr().String(): "unreachable"} {
		c, log, _ := asking(address)
		if cause == "slow" {
			c, log, _ = impatient(address)
		}
		offline(t, "plan", c)
		if !strings.Contains(log.String(), "cause="+cause) {
			t.Errorf("%s: %s", cause, log)
		}
		silent(t, log.String())
	}
}

func TestWordsGoToNoOtherHost(t *testing.T) {
	other := coachtest.Serve(t, coachtest.Said(good["step"]))
	for _, code := range []int{301, 302, 303, 307, 308} {
		c, _, _ := asking(coachtest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+r.URL.Path, code)
		}).URL)
		offline(t, "step", c)
	}
	if got := other.Got(); len(got) > 0 {
		t.Errorf("the other host was sent %v", got)
	}
}

func TestOneRetryWhereThereIsTime(t *testing.T) {
	for name, test := range map[string]struct {
		code     int
		after    string
		requests int
	}{
		"busy, at once": {429, "0", 2}, "failed": {503, "", 2}, "busy, no word when": {429, "", 2},
		"busy for long": {429, "3", 1}, "busy until a date": {429, "Sat, 28 Nov 2026 21:00:00 GMT", 1}, "busy since": {429, "-1", 1}, "not allowed": {401, "0", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			s := coachtest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1) == 1 {
					w.Header().Set("Retry-After", test.after)
					w.WriteHeader(test.code)
					return
				}
				coachtest.Said(good["step"])(w, r)
			})
			c, log, _ := asking(s.URL)
			got := c.Step(t.Context(), ja, notes, choices)
			if len(s.Got()) != test.requests || (got == "ask_friend") != (test.requests == 2) {
				t.Errorf("%d requests, got %s: %s", len(s.Got()), got, log)
			}
		})
	}
}

// After a failure nobody waits for that server for a while; then one asks again.
func TestADeadServerIsLeftAlone(t *testing.T) {
	var works atomic.Bool
	s := coachtest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		if !works.Load() {
			coachtest.Status(401, "")(w, r)
			return
		}
		coachtest.Said(good["step"])(w, r)
	})
	c, log, clock := asking(s.URL)
	asked := func(want int) {
		t.Helper()
		c.Hiding("山田").Step(t.Context(), ja, notes, choices)
		if got := len(s.Got()); got != want {
			t.Errorf("asked %d times, want %d: %s", got, want, log)
		}
	}
	asked(1)
	asked(1)
	clock.Advance(31 * time.Second)
	asked(2)
	clock.Advance(31 * time.Second) // it rests longer after the second time
	asked(2)
	works.Store(true)
	clock.Advance(31 * time.Second)
	asked(3)
	asked(4)
	works.Store(false)
	asked(5)
	clock.Advance(31 * time.Second)
	works.Store(true)
	asked(6)
}

// An answer that is refused says nothing against the server.
func TestARefusedAnswerIsNoFailureOfTheServer(t *testing.T) {
	s := coachtest.Serve(t, coachtest.Said(`{}`))
	c, _, _ := asking(s.URL)
	offline(t, "step", c)
	offline(t, "step", c)
	if len(s.Got()) != 2 {
		t.Error("it was left alone")
	}
}

// While one asks a server that failed before, the others do not wait.
func TestOneAsksAgainForAll(t *testing.T) {
	var second atomic.Bool
	arrived, release := make(chan struct{}), make(chan struct{})
	s := coachtest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		if !second.Load() {
			coachtest.Status(401, "")(w, r)
			return
		}
		close(arrived)
		<-release
		coachtest.Said(good["step"])(w, r)
	})
	c, _, clock := asking(s.URL)
	offline(t, "step", c)
	second.Store(true)
	clock.Advance(time.Minute)
	done := make(chan string)
	go func() { done <- c.Step(context.Background(), ja, notes, choices) }()
	<-arrived
	offline(t, "step", c)
	close(release)
	if got := <-done; got != "ask_friend" || len(s.Got()) != 2 {
		t.Errorf("got %s by %d requests", got, len(s.Got()))
	}
}

// Whoever goes away is not kept, and it is not held against the server.
func TestTheCallersContextIsKept(t *testing.T) {
	arrived := make(chan struct{}, 9)
	s := coachtest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		coachtest.Hang(w, r)
	})
	c := coach.New(coach.Options{BaseURL: s.URL})
	for range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-arrived
			cancel()
		}()
		if got := c.Step(ctx, ja, notes, choices); got != "three_thanks" {
			t.Errorf("got %s", got)
		}
	}
	if len(s.Got()) != 2 {
		t.Error("the server was left alone")
	}
}

func TestTheCallersDeadlineIsKept(t *testing.T) {
	s := coachtest.Serve(t, coachtest.Hang)
	c := coach.New(coach.Options{BaseURL: s.URL})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	for range 2 { // the second time it is over already
		if got := c.Step(ctx, ja, notes, choices); got != "three_thanks" {
			t.Errorf("got %s", got)
		}
	}
	if len(s.Got()) != 1 {
		t.Errorf("asked %d times", len(s.Got()))
	}
}
