package slack

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ippo/chat"
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
