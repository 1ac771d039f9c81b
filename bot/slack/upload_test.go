package slack

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"

	"github.com/jonboulle/clockwork"
)

// A file whose upload fails before anybody sees it may simply be sent again; only after the last call it may stand there.
func TestUploadIsInDoubtOnlyAtItsEnd(t *testing.T) {
	for _, broken := range []string{"/files.getUploadURLExternal", "/bytes", "/files.completeUploadExternal"} {
		t.Run(strings.TrimPrefix(broken, "/"), func(t *testing.T) {
			var comment string
			var server *httptest.Server
			server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/files.complete") {
					comment = r.FormValue("initial_comment")
				}
				if r.URL.Path == broken {
					w.WriteHeader(http.StatusBadGateway)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				w.Write([]byte(`{"ok":true,"file_id":"F1","upload_url":"` + server.URL + `/bytes","files":[]}`))
			}))
			defer server.Close()
			b := New(Options{BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: server.URL + "/", Log: slog.New(slog.DiscardHandler)})
			_, err := b.Post(context.Background(), "C1", chat.Message{
				Summary: "<!channel> & co", File: &chat.File{Name: "a.ics", Title: "a", Content: "BEGIN:VCALENDAR"},
			}, "d1")
			fault, known := err.(*chat.Error)
			if !known || fault.Fault != chat.Temporary || fault.Sent != (broken == "/files.completeUploadExternal") {
				t.Errorf("got %#v", err)
			}
			if fault != nil && fault.Sent && comment != "&lt;!channel&gt; &amp; co" {
				t.Errorf("the comment is %q", comment)
			}
		})
	}
}

// A file for a person goes into the conversation with them, and brings along what a picture shows.
func TestUploadToAPerson(t *testing.T) {
	said := map[string]string{}
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"users", "alt_txt", "channel_id", "channel"} {
			if value := r.FormValue(name); value != "" {
				said[strings.TrimPrefix(r.URL.Path, "/")+" "+name] = value
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"ok":true,"channel":{"id":"D1"},"file_id":"F1","upload_url":"` + server.URL + `/bytes","files":[]}`))
	}))
	defer server.Close()
	b := New(Options{BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: server.URL + "/", Log: slog.New(slog.DiscardHandler)})
	receipt, err := b.Post(context.Background(), "U1", chat.Message{
		Summary: "s", File: &chat.File{Name: "year.png", Title: "y", Alt: strings.Repeat("線", 1200), Content: "\x89PNG\x00"},
	}, "d1")
	if err != nil || receipt != (chat.Receipt{Channel: "D1", Message: "F1"}) {
		t.Fatalf("got %+v, %v", receipt, err)
	}
	if alt := []rune(said["files.getUploadURLExternal alt_txt"]); len(alt) != limitFileAlt || said["files.completeUploadExternal channel_id"] != "D1" {
		t.Errorf("Slack was told %q", said)
	}
}

// A file is taken away with the messages in which it came; one that is gone already is done with.
func TestFileIsTakenAway(t *testing.T) {
	for _, test := range []struct {
		name, info, deleting string
		calls                []string
		temporary            bool
	}{
		{
			"it stands there", `{"ok":true,"file":{"id":"F1","shares":{"private":{"D1":[{"ts":"1.2"}]}}}}`, `{"ok":true}`,
			[]string{"files.info F1", "chat.delete D1 1.2", "files.delete F1"}, false,
		},
		{"it is gone", `{"ok":false,"error":"file_deleted"}`, `{"ok":true}`, []string{"files.info F1"}, false},
		{
			"somebody is faster", `{"ok":true,"file":{"id":"F1"}}`, `{"ok":false,"error":"file_not_found"}`,
			[]string{"files.info F1", "files.delete F1"}, false,
		},
		{"Slack is ill", `{"ok":false,"error":"internal_error"}`, `{"ok":true}`, []string{"files.info F1"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var calls []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				method := strings.TrimPrefix(r.URL.Path, "/")
				calls = append(calls, strings.Join(strings.Fields(method+" "+r.FormValue("file")+" "+r.FormValue("channel")+" "+r.FormValue("ts")), " "))
				w.Header().Set("Content-Type", "application/json")
				w.Write([]byte(map[string]string{"files.info": test.info, "files.delete": test.deleting, "chat.delete": `{"ok":true}`}[method]))
			}))
			defer server.Close()
			b := New(Options{BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: server.URL + "/", Log: slog.New(slog.DiscardHandler)})
			err := b.Delete(context.Background(), chat.Receipt{Channel: "D1", Message: "F1"})
			fault, known := err.(*chat.Error)
			if test.temporary != (known && fault.Fault == chat.Temporary) || !test.temporary && err != nil {
				t.Errorf("got %v", err)
			}
			if !slices.Equal(calls, test.calls) {
				t.Errorf("called %q, want %q", calls, test.calls)
			}
		})
	}
}

// Begun in time, a file is sent however long its bytes take; one that is late is not begun.
func TestSlowUploadIsFinished(t *testing.T) {
	clock := clockwork.NewFakeClock()
	var calls []string
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls = append(calls, strings.TrimPrefix(r.URL.Path, "/"))
		if r.URL.Path == "/bytes" {
			clock.Advance(20 * time.Second)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"ok":true,"file_id":"F1","upload_url":"` + server.URL + `/bytes","files":[]}`))
	}))
	defer server.Close()
	b := New(Options{BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: server.URL + "/", Log: slog.New(slog.DiscardHandler), Clock: clock})
	send := func(by time.Duration) (chat.Receipt, error) {
		calls = nil
		return b.Post(chat.BeginBy(context.Background(), clock.Now().Add(by)), "D1", chat.Message{File: &chat.File{Name: "a.pdf", Content: "%PDF"}}, "d1")
	}
	if receipt, err := send(5 * time.Second); err != nil || receipt.Message != "F1" || len(calls) != 3 {
		t.Errorf("got %v, %v after %q", receipt, err, calls)
	}
	if _, err := send(-time.Second); err == nil || len(calls) != 0 {
		t.Errorf("late, it made the calls %q, %v", calls, err)
	}
}
