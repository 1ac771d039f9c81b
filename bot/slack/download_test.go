package slack

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ippo/chat"
)

// TestSharedFiles reads what Slack keeps, up to a size that its own word does not have to keep to; nothing from elsewhere.
func TestSharedFiles(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer xoxb-1" || strings.HasSuffix(r.URL.Path, "gone") {
			http.NotFound(w, r)
			return
		}
		w.Write([]byte("0123456789"))
	}))
	defer server.Close()
	b := New(Options{BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: server.URL + "/", Log: slog.New(slog.DiscardHandler)})
	for name, test := range map[string]struct {
		file chat.SharedFile
		most int
		want error
	}{
		"a file":                      {chat.SharedFile{Size: 10, At: server.URL + "/f"}, 10, nil},
		"one that is too large":       {chat.SharedFile{Size: 11, At: server.URL + "/f"}, 10, chat.ErrLargeFile},
		"larger than it was said":     {chat.SharedFile{Size: 1, At: server.URL + "/f"}, 9, chat.ErrLargeFile},
		"one that is gone":            {chat.SharedFile{Size: 10, At: server.URL + "/gone"}, 10, chat.ErrNoFile},
		"one that is kept elsewhere":  {chat.SharedFile{Size: 10}, 10, chat.ErrNoFile},
		"an address that is no Slack": {chat.SharedFile{Size: 10, At: elsewhere.URL + "/f"}, 10, chat.ErrNoFile},
	} {
		data, err := b.Read(t.Context(), test.file, test.most)
		if !errors.Is(err, test.want) || err == nil && string(data) != "0123456789" {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	if reached {
		t.Error("another server was asked")
	}
}

func TestFilesOfAMessage(t *testing.T) {
	b := New(Options{Log: slog.New(slog.DiscardHandler)})
	ev, means := notice(t, b, "Ev1", `{"type":"message","subtype":"file_share","user":"U1","text":"","channel":"D1","channel_type":"im","ts":"1.1","files":[
		{"id":"F1","name":"名簿.xlsx","size":12,"mode":"hosted","url_private_download":"https://files.slack.com/a"},
		{"id":"F2","name":"外.xlsx","size":12,"mode":"external","is_external":true,"url_private_download":"https://example.com/a"}]}`)
	want := []chat.SharedFile{{Name: "名簿.xlsx", Size: 12, At: "https://files.slack.com/a"}, {Name: "外.xlsx", Size: 12}}
	if !means || len(ev.Files) != 2 || ev.Files[0] != want[0] || ev.Files[1] != want[1] {
		t.Errorf("%v, %+v", means, ev.Files)
	}
}
