package sandbox_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ippo/sandbox"
)

func TestTokens(t *testing.T) {
	s := newStage(t)
	none := strings.NewReader("")
	for _, c := range []struct{ method, token, code string }{
		{"auth.test", "", "not_authed"},
		{"auth.test", "xoxb-of-somebody-else", "invalid_auth"},
		{"auth.test", s.app.AppToken, "not_allowed_token_type"},
		{"apps.connections.open", s.app.BotToken, "not_allowed_token_type"},
		{"reminders.dream", s.app.BotToken, "unknown_method"},
	} {
		answer := s.send(c.method, "application/x-www-form-urlencoded", none, c.token)
		if answer["ok"] != false || answer["error"] != c.code {
			t.Errorf("%s with %q: got %v, want %s", c.method, c.token, answer, c.code)
		}
	}
	s.w.SetTrouble(sandbox.Trouble{Revoked: true})
	_, err := s.api.AuthTest()
	fails(t, err, "token_revoked")
}

func TestAuthTestNamesTheBot(t *testing.T) {
	s := newStage(t)
	who, err := s.api.AuthTest()
	if err != nil || who.UserID != s.app.BotUser || who.Team != "試し" || who.BotID == "" {
		t.Errorf("got %+v, %v", who, err)
	}
}

func TestBodiesOfEveryKindAreRead(t *testing.T) {
	s := newStage(t)
	var parts bytes.Buffer
	form := multipart.NewWriter(&parts)
	form.WriteField("token", s.app.BotToken)
	form.WriteField("channel", general)
	form.WriteField("text", "三")
	form.Close()
	blocks := `[{"type":"divider"}]`
	for _, c := range []struct{ kind, body, token string }{
		{"application/x-www-form-urlencoded", url.Values{"token": {s.app.BotToken}, "channel": {general}, "text": {"一"}}.Encode(), ""},
		{"application/json", `{"channel":"` + general + `","text":"二","blocks":` + blocks + `}`, s.app.BotToken},
		{form.FormDataContentType(), parts.String(), ""},
		{"application/x-www-form-urlencoded", url.Values{"channel": {general}, "blocks": {blocks}}.Encode(), s.app.BotToken},
		{"application/json", `{"channel":"` + general + `","blocks":"[{\"type\":\"divider\"}]"}`, s.app.BotToken},
	} {
		answer := s.send("chat.postMessage", c.kind, strings.NewReader(c.body), c.token)
		if answer["ok"] != true {
			t.Errorf("%s %s: %v", c.kind, c.body, answer)
		}
	}
	if got := strings.Join(s.texts(hanako, general), "|"); got != "一|---|三|---|---" {
		t.Errorf("got %s", got)
	}
}

func TestUnreadableBodiesAreRefused(t *testing.T) {
	s := newStage(t)
	for body, code := range map[string]string{`{"channel":`: "invalid_json", `[1]`: "json_not_object"} {
		answer := s.send("chat.postMessage", "application/json", strings.NewReader(body), s.app.BotToken)
		if answer["error"] != code {
			t.Errorf("%s: got %v, want %s", body, answer, code)
		}
	}
	answer := s.call("chat.postMessage", map[string]any{"channel": general, "blocks": "[{"})
	if answer["error"] != "invalid_blocks_format" {
		t.Errorf("got %v", answer)
	}
}

func TestScopesAreEnforced(t *testing.T) {
	poor := strings.NewReplacer(`"channels:history", `, "", `"groups:write", `, "", `, "users:read"`, "").Replace(manifest)
	s := newStageWith(t, poor)
	for _, c := range []struct {
		method string
		params map[string]any
		needed string
	}{
		{"conversations.history", map[string]any{"channel": general}, "channels:history"},
		{"conversations.create", map[string]any{"name": "room", "is_private": true}, "groups:write"},
		{"users.info", map[string]any{"user": hanako}, "users:read"},
	} {
		answer := s.call(c.method, c.params)
		if answer["error"] != "missing_scope" || answer["needed"] != c.needed {
			t.Errorf("%s: got %v", c.method, answer)
		}
		if provided, _ := answer["provided"].(string); !strings.Contains(provided, "chat:write") {
			t.Errorf("%s: provided %q", c.method, provided)
		}
	}
	response, err := http.Get(s.url + "api/api.test")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if scopes := response.Header.Get("X-Oauth-Scopes"); !strings.Contains(scopes, "chat:write") {
		t.Errorf("X-OAuth-Scopes is %q", scopes)
	}
}

func TestOnlyThisMachineIsAnswered(t *testing.T) {
	s := newStage(t)
	for _, c := range []struct {
		path, host string
		header     http.Header
		status     int
	}{
		{"", "", nil, http.StatusOK},
		{"", "workspace.example", nil, http.StatusForbidden},
		{"api/api.test", "workspace.example", nil, http.StatusForbidden},
		{"api/api.test", "", http.Header{"Origin": {"https://elsewhere.example"}}, http.StatusForbidden},
		{"api/api.test", "", http.Header{"Origin": {"null"}}, http.StatusForbidden},
		{"api/api.test", "", http.Header{"Sec-Fetch-Site": {"cross-site"}}, http.StatusForbidden},
		{"page/say", "", http.Header{"Origin": {"https://elsewhere.example"}, "X-Page": {"1"}}, http.StatusForbidden},
	} {
		request, _ := http.NewRequestWithContext(s.ctx, http.MethodGet, s.url+c.path, nil)
		if strings.HasPrefix(c.path, "page/") {
			request.Method = http.MethodPost
		}
		for name, values := range c.header {
			request.Header[name] = values
		}
		if c.host != "" {
			request.Host = c.host
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != c.status {
			t.Errorf("%s from %q %v: got %d, want %d", c.path, c.host, c.header, response.StatusCode, c.status)
		}
	}
}

func TestWrongManifestsAreRefused(t *testing.T) {
	for what, change := range map[string][2]string{
		"JSON":                  {`{`, ``},
		"display_information":   {`"Echo"}`, `""}`},
		"socket_mode_enabled":   {`"socket_mode_enabled": true`, `"socket_mode_enabled": false`},
		"must begin with /":     {`"/echo"`, `"echo"`},
		"needs the scope im:":   {`"im:history", `, ``},
		"need the scope comman": {`"commands", `, ``},
	} {
		_, err := sandbox.New(sandbox.Options{}).Install([]byte(strings.Replace(manifest, change[0], change[1], 1)))
		if err == nil || (what != "JSON" && !strings.Contains(err.Error(), what)) {
			t.Errorf("%s: got %v", what, err)
		}
	}
}
