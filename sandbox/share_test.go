package sandbox_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"ippo/sandbox"
)

// richer is the manifest with the scopes for files and e-mails.
var richer = strings.Replace(manifest, `"users:read"`, `"files:read", "users:read", "users:read.email"`, 1)

func TestPeopleByEmail(t *testing.T) {
	s := newStageWith(t, richer, func(o *sandbox.Options) { o.People[0].Email = "Hanako@Example.co.jp" })
	s.w.Deactivate(taro)
	found, err := s.api.GetUserByEmail("hanako@example.co.jp")
	if err != nil || found.ID != hanako || found.Profile.Email != "Hanako@Example.co.jp" {
		t.Errorf("got %+v, %v", found, err)
	}
	for _, nobody := range []string{strings.ToLower(taro) + "@example.com", "x@example.com"} {
		if _, err := s.api.GetUserByEmail(nobody); err == nil || err.Error() != "users_not_found" {
			t.Errorf("%s: %v", nobody, err)
		}
	}
	poor := newStage(t)
	if _, err := poor.api.GetUserByEmail("hanako@example.co.jp"); err == nil || err.Error() != "missing_scope" {
		t.Errorf("without the scope: %v", err)
	}
}

// TestPeopleShareFiles tells the app of a file that a person shares with it, and gives it to the app alone.
func TestPeopleShareFiles(t *testing.T) {
	s := newStageWith(t, richer)
	told := make(chan slack.File, 1)
	s.connect(func(client *socketmode.Client, e socketmode.Event) {
		if outer, isEvent := e.Data.(slackevents.EventsAPIEvent); isEvent {
			client.Ack(*e.Request)
			if m, isMessage := outer.InnerEvent.Data.(*slackevents.MessageEvent); isMessage && m.SubType == slack.MsgSubTypeFileShare {
				told <- m.Message.Files[0]
			}
		}
	})
	me := s.w.As(hanako)
	if err := me.Upload(s.ctx, me.DM(), "名簿 1.csv", []byte("a,b"), ""); err != nil {
		t.Fatal(err)
	}
	file := <-told
	var content bytes.Buffer
	if err := s.api.GetFile(file.URLPrivateDownload, &content); err != nil || content.String() != "a,b" || file.Name != "名簿 1.csv" || file.Mode != "hosted" {
		t.Errorf("got %q, %v of %+v", content.String(), err, file)
	}
	if shown := me.Last(me.DM()).Files; len(shown) != 1 {
		t.Errorf("it shows %d files", len(shown))
	}
	other := slack.New("xoxb-other", slack.OptionAPIURL(s.url+"api/"))
	if err := other.GetFile(file.URLPrivateDownload, &content); err == nil {
		t.Error("another token got the file")
	}
	if err := s.w.As(taro).Upload(s.ctx, me.DM(), "a.csv", []byte("x"), ""); err == nil {
		t.Error("somebody shared a file where they are not")
	}
	if err := me.Upload(s.ctx, me.DM(), "a.csv", nil, ""); err == nil {
		t.Error("an empty file was taken")
	}
	body, _ := json.Marshal(map[string]any{"as": hanako, "channel": me.DM(), "name": "b.csv", "content": []byte("c,d")})
	request, _ := http.NewRequestWithContext(s.ctx, http.MethodPost, s.url+"page/share", bytes.NewReader(body))
	request.Header.Set("X-Page", "1")
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer, err)
	}
	answer.Body.Close()
	if file := <-told; file.Name != "b.csv" || file.Size != 3 {
		t.Errorf("from the page came %+v", file)
	}
}
