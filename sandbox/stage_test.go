package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"ippo/sandbox"
)

// The people and the channels of the tests.
const (
	hanako  = "U0001"
	taro    = "U0002"
	boss    = "U0900"
	general = "C0001"
	secret  = "C0002"
)

const manifest = `{
	"display_information": {"name": "Echo"},
	"features": {
		"app_home": {"home_tab_enabled": true, "messages_tab_enabled": true},
		"bot_user": {"display_name": "Echo"},
		"slash_commands": [{"command": "/echo", "description": "Says it again", "usage_hint": "[words]"}]
	},
	"oauth_config": {"scopes": {"bot": ["app_mentions:read", "channels:history", "channels:manage", "channels:read",
		"chat:write", "commands", "files:read", "files:write", "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write",
		"mpim:history", "mpim:read", "mpim:write", "users:read"]}},
	"settings": {
		"event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
		"interactivity": {"is_enabled": true},
		"socket_mode_enabled": true
	}
}`

// stage is a workspace on a free port with an app of slack-go's.
type stage struct {
	*testing.T
	ctx   context.Context
	w     *sandbox.Workspace
	app   sandbox.App
	url   string
	api   *slack.Client
	clock *clockwork.FakeClock // the calendar
	wall  *clockwork.FakeClock // the protocol's short waits; the real clock unless a test asks for a fake one
}

func newStage(t *testing.T, change ...func(*sandbox.Options)) *stage {
	t.Helper()
	return newStageWith(t, manifest, change...)
}

func newStageWith(t *testing.T, manifest string, change ...func(*sandbox.Options)) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	s := &stage{T: t, ctx: ctx, clock: clockwork.NewFakeClockAt(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC))}
	options := sandbox.Options{
		Name: "試し", Clock: s.clock,
		People: []sandbox.Person{
			{ID: hanako, Name: "高橋 花子", Zone: "Asia/Tokyo", Language: "ja"},
			{ID: taro, Name: "田中 太郎", Zone: "Asia/Tokyo", Language: "ja"},
			{ID: boss, Name: "佐藤 恵", Zone: "Europe/Berlin", Language: "en"},
		},
		Channels: []sandbox.Channel{
			{ID: general, Name: "一般"}, {ID: secret, Name: "内緒", Private: true, Members: []string{hanako, boss}},
		},
	}
	for _, f := range change {
		f(&options)
	}
	s.wall, _ = options.Wall.(*clockwork.FakeClock)
	s.w = sandbox.New(options)
	server := httptest.NewServer(s.w.Handler())
	t.Cleanup(func() {
		s.w.Close()
		server.Close()
	})
	app, err := s.w.Install([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	s.app, s.url = app, server.URL+"/"
	s.api = slack.New(app.BotToken, slack.OptionAppLevelToken(app.AppToken), slack.OptionAPIURL(s.url+"api/"))
	return s
}

// stoppedWall lets the protocol's short waits pass only when the test moves them.
func stoppedWall(o *sandbox.Options) { o.Wall = clockwork.NewFakeClock() }

// connect runs a slack-go client; do sees each event of it, in order, until the connection is gone. It returns a way to end it.
func (s *stage) connect(do func(*socketmode.Client, socketmode.Event)) (stop func()) {
	s.Helper()
	before := s.w.Sockets()
	client := socketmode.New(s.api)
	ctx, cancel := context.WithCancel(s.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		client.RunContext(ctx)
	}()
	go func() {
		for {
			select {
			case e := <-client.Events:
				do(client, e)
			case <-ctx.Done():
				return
			}
		}
	}()
	s.await("a connection", func() bool { return s.w.Sockets() > before })
	stop = func() {
		cancel()
		<-ended
	}
	s.Cleanup(stop)
	return stop
}

// await waits until something holds in the workspace.
func (s *stage) await(what string, holds func() bool) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, time.Minute)
	defer cancel()
	if err := s.w.Await(ctx, holds); err != nil {
		s.Fatalf("waiting for %s: %v", what, err)
	}
}

// call calls a method with JSON and the bot's token, as some clients do.
func (s *stage) call(method string, params map[string]any) map[string]any {
	s.Helper()
	body, err := json.Marshal(params)
	if err != nil {
		s.Fatal(err)
	}
	return s.send(method, "application/json; charset=utf-8", bytes.NewReader(body), s.app.BotToken)
}

// send sends any body to a method and reads the answer.
func (s *stage) send(method, contentType string, body interface{ Read([]byte) (int, error) }, token string) map[string]any {
	s.Helper()
	request, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.url+"api/"+method, body)
	if err != nil {
		s.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		s.Fatalf("%s: %s: %v", method, response.Status, err)
	}
	if response.StatusCode != http.StatusOK {
		s.Fatalf("%s: %s", method, response.Status)
	}
	return answer
}

// fails wants an error of Slack's.
func fails(t *testing.T, err error, code string) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), code) {
		t.Errorf("got %v, want %s", err, code)
	}
}

// texts are a conversation's messages as a person reads them.
func (s *stage) texts(user, channel string) []string {
	var all []string
	for _, m := range s.w.As(user).Messages(channel) {
		all = append(all, s.w.Plain(m))
	}
	return all
}

func text(words string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, words, false, false)
}
