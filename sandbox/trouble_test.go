package sandbox_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"ippo/sandbox"
)

func TestTooManyMessagesAreToldToWait(t *testing.T) {
	s := newStage(t)
	s.w.SetTrouble(sandbox.Trouble{PerMinute: 2, RetryAfter: 7 * time.Second})
	post := func() error {
		_, _, err := s.api.PostMessage(general, slack.MsgOptionText("a", false))
		return err
	}
	for range 2 {
		if err := post(); err != nil {
			t.Fatal(err)
		}
	}
	var limited *slack.RateLimitedError
	if err := post(); !errors.As(err, &limited) || limited.RetryAfter != 7*time.Second {
		t.Fatalf("got %v", err)
	}
	if _, err := s.api.AuthTest(); err != nil {
		t.Errorf("another method waits, too: %v", err)
	}
	s.clock.Advance(7*time.Second - time.Millisecond)
	if post() == nil {
		t.Error("a message passes too early")
	}
	s.clock.Advance(time.Minute)
	if err := post(); err != nil {
		t.Errorf("a minute later: %v", err)
	}
	s.w.SetTrouble(sandbox.Trouble{})
	for range 5 {
		if err := post(); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryThirdCallFails(t *testing.T) {
	for _, c := range []struct {
		trouble sandbox.Trouble
		status  int
		kept    int
	}{
		{sandbox.Trouble{FailEvery: 3}, http.StatusServiceUnavailable, 4},
		{sandbox.Trouble{FailEvery: 3, FailStatus: http.StatusInternalServerError}, http.StatusInternalServerError, 4},
		{sandbox.Trouble{FailEvery: 3, Lost: true}, http.StatusServiceUnavailable, 6},
	} {
		s := newStage(t)
		s.w.SetTrouble(c.trouble)
		for n := range 6 {
			_, _, err := s.api.PostMessage(general, slack.MsgOptionText("a", false))
			var status slack.StatusCodeError
			if failed := errors.As(err, &status); failed != (n%3 == 2) || (failed && status.Code != c.status) {
				t.Errorf("call %d: %v", n, err)
			}
		}
		if n := len(s.w.As(hanako).Messages(general)); n != c.kept {
			t.Errorf("%+v: %d messages stand, want %d", c.trouble, n, c.kept)
		}
	}
}

func TestSlowCallsTakeTheirTime(t *testing.T) {
	s := newStage(t, stoppedWall)
	s.w.SetTrouble(sandbox.Trouble{Slow: 2 * time.Second})
	ended := make(chan error, 1)
	go func() {
		_, err := s.api.AuthTest()
		ended <- err
	}()
	if err := s.wall.BlockUntilContext(s.ctx, 1); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
		t.Error("the call did not wait")
	default:
	}
	s.wall.Advance(2 * time.Second)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// Everything that the app sends can be watched, and no token is among it.
func TestWhatTheAppSendsIsObserved(t *testing.T) {
	seen := make(chan sandbox.Call, 10)
	s := newStage(t, func(o *sandbox.Options) { o.Observe = func(c sandbox.Call) { seen <- c } })
	command, _ := s.addresses()
	s.respond(command, `{"text":"あとで"}`)
	if _, err := s.api.AuthTest(); err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{"apps.connections.open", "ack/slash_commands", "response_url", "auth.test"} {
		call := <-seen
		if call.Method != method || call.Payload["token"] != nil {
			t.Errorf("got %+v, want %s", call, method)
		}
	}
}

// Times that the clock gives are unique and rise, also when it stands still.
func TestStampsRiseWhileTheClockStands(t *testing.T) {
	s := newStage(t)
	last := ""
	for range 100 {
		_, ts, err := s.api.PostMessage(general, slack.MsgOptionText("a", false))
		if err != nil || ts <= last {
			t.Fatalf("%s after %s: %v", ts, last, err)
		}
		last = ts
	}
}
