package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestFilesComeWithAMessage(t *testing.T) {
	s := newStage(t)
	me := s.w.As(hanako)
	words := "日,人\n9,24\n"
	sent, err := s.api.UploadFile(slack.UploadFileParameters{
		Channel: me.DM(), Filename: "計画.csv", Title: "計画", FileSize: len(words), Content: words, InitialComment: "こちらです",
	})
	if err != nil {
		t.Fatal(err)
	}
	message := me.Last(me.DM())
	if message.Text != "こちらです" || len(message.Files) != 1 || message.Files[0].ID != sent.ID || message.Files[0].Title != "計画" {
		t.Fatalf("got %+v", message)
	}
	body, header := s.file(message.Files[0].URL, hanako, http.StatusOK)
	if body != words || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment") {
		t.Errorf("got %q, %v", body, header)
	}
	s.file(message.Files[0].URL, taro, http.StatusNotFound) // it is hanako's conversation
	s.file("files/F404", hanako, http.StatusNotFound)
}

// A page that came as a file is not opened as one: it could act for whoever opens it.
func TestOnlyPicturesAreShown(t *testing.T) {
	s := newStage(t)
	for name, shown := range map[string]bool{"a.png": true, "a.html": false, "a.svg": false, "a": false} {
		if _, err := s.api.UploadFile(slack.UploadFileParameters{Channel: general, Filename: name, FileSize: 3, Content: "abc"}); err != nil {
			t.Fatal(err)
		}
		_, header := s.file(s.w.As(hanako).Last(general).Files[0].URL, hanako, http.StatusOK)
		if (header.Get("Content-Disposition") == "") != shown || header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s comes with %v", name, header)
		}
	}
}

func TestUploadsThatGoWrong(t *testing.T) {
	s := newStage(t)
	if got := s.call("files.getUploadURLExternal", map[string]any{"filename": "a.txt", "length": 0})["error"]; got != "invalid_arguments" {
		t.Errorf("an empty file: %v", got)
	}
	begun := s.call("files.getUploadURLExternal", map[string]any{"filename": "a.txt", "length": 3})
	address, id := begun["upload_url"].(string), begun["file_id"].(string)
	ended := func() any {
		files, _ := json.Marshal([]any{map[string]any{"id": id}})
		return s.call("files.completeUploadExternal", map[string]any{"files": string(files), "channel_id": general})["error"]
	}
	if got := ended(); got != "file_not_found" {
		t.Errorf("a file without its bytes: %v", got)
	}
	for _, try := range []struct {
		address, bytes string
		status         int
	}{
		{address + "x", "abc", http.StatusNotFound},
		{address, "abcd", http.StatusBadRequest},
		{address, "abc", http.StatusOK},
		{address, "xyz", http.StatusNotFound}, // once only
	} {
		response, err := http.Post(try.address, "text/plain", bytes.NewBufferString(try.bytes))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != try.status {
			t.Errorf("%q to %s: %d, want %d", try.bytes, try.address, response.StatusCode, try.status)
		}
	}
	if got := ended(); got != nil {
		t.Errorf("got %v", got)
	}
}

// file fetches a file as a person, as the page does.
func (s *stage) file(address, user string, status int) (string, http.Header) {
	s.Helper()
	response, err := http.Get(s.url + address + "?as=" + user)
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	if response.StatusCode != status {
		s.Errorf("%s as %s: %d, want %d", address, user, response.StatusCode, status)
	}
	return string(body), response.Header
}

// A file of the app's is taken out of where it stands; words that came with it stay. Nobody else's file is.
func TestFileIsDeleted(t *testing.T) {
	s := newStage(t)
	me := s.w.As(hanako)
	send := func(comment string) string {
		sent, err := s.api.UploadFile(slack.UploadFileParameters{
			Channel: me.DM(), Filename: "a.pdf", Title: "a", FileSize: 3, Content: "abc", InitialComment: comment,
		})
		if err != nil {
			t.Fatal(err)
		}
		return sent.ID
	}
	worded, bare := send("こちらです"), send("")
	file, _, _, err := s.api.GetFileInfo(worded, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if at := file.Shares.Private[me.DM()]; len(at) != 1 || at[0].Ts != me.Messages(me.DM())[len(me.Messages(me.DM()))-2].TS {
		t.Errorf("it stands in %+v", file.Shares)
	}
	before := len(me.Messages(me.DM()))
	for _, id := range []string{worded, bare} {
		if err := s.api.DeleteFile(id); err != nil {
			t.Fatal(err)
		}
	}
	all := me.Messages(me.DM())
	if last := all[len(all)-1]; len(all) != before-1 || last.Text != "こちらです" || len(last.Files) != 0 {
		t.Errorf("left is %+v", last)
	}
	if err := s.api.DeleteFile(worded); err == nil || err.Error() != "file_not_found" {
		t.Errorf("deleted twice: %v", err)
	}

	if err := me.Upload(s.ctx, me.DM(), "b.pdf", []byte("xyz"), ""); err != nil {
		t.Fatal(err)
	}
	if err := s.api.DeleteFile(me.Last(me.DM()).Files[0].ID); err == nil || err.Error() != "cant_delete_file" {
		t.Errorf("somebody else's: %v", err)
	}
}
