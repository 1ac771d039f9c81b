package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
)

func TestRetryAfterHoldsForItsMethodAlone(t *testing.T) {
	var mu sync.Mutex
	calls := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := path.Base(r.URL.Path)
		mu.Lock()
		defer mu.Unlock()
		calls[method]++
		if method == "chat.postMessage" && calls[method] == 1 {
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		w.Write([]byte(`{"ok":true,"channel":"D1","ts":"1.1"}`))
	}))
	defer server.Close()
	clock := clockwork.NewFakeClock()
	b := New(Options{BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: server.URL + "/", Log: slog.New(slog.DiscardHandler), Clock: clock})
	post := func() (wait time.Duration) {
		_, err := b.Post(context.Background(), "U1", chat.Message{Summary: "あ"}, "d")
		var fault *chat.Error
		if errors.As(err, &fault) {
			return fault.RetryAfter
		}
		if err != nil {
			t.Error(err)
		}
		return 0
	}
	if wait := post(); wait != 30*time.Second {
		t.Errorf("refused with %s, want 30 s", wait)
	}
	clock.Advance(10 * time.Second)
	if wait := post(); wait != 20*time.Second {
		t.Errorf("after ten seconds: %s, want 20 s more", wait)
	}
	if err := b.Edit(context.Background(), chat.Receipt{Channel: "D1", Message: "1.1"}, chat.Message{Summary: "い"}); err != nil {
		t.Errorf("another method is refused, too: %v", err)
	}
	clock.Advance(20 * time.Second)
	if wait := post(); wait != 0 {
		t.Errorf("after thirty seconds: %s", wait)
	}
	if calls["chat.postMessage"] != 2 {
		t.Errorf("%d calls reached the server, want 2", calls["chat.postMessage"])
	}
}

func TestCallThatComesTooLateIsNotMade(t *testing.T) {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		w.Write([]byte(`{"ok":true,"channel":"D1","ts":"1.1"}`))
	}))
	defer server.Close()
	clock := clockwork.NewFakeClock()
	b := New(Options{BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: server.URL + "/", Log: slog.New(slog.DiscardHandler), Clock: clock})
	ctx := chat.BeginBy(t.Context(), clock.Now().Add(5*time.Second))
	if _, err := b.Post(ctx, "D1", chat.Message{Summary: "あ"}, "d"); err != nil {
		t.Error(err)
	}
	before := calls
	clock.Advance(6 * time.Second)
	_, err := b.Post(ctx, "D1", chat.Message{Summary: "あ"}, "d")
	var fault *chat.Error
	if !errors.As(err, &fault) || fault.Fault != chat.Temporary || fault.Sent || calls != before {
		t.Errorf("%v after %d calls, want none more", err, calls-before)
	}
}
