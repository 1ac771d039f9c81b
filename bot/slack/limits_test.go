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
