package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// addresses types a command, presses the button of its answer, and returns the response URLs of both.
func (s *stage) addresses() (command, press string) {
	s.Helper()
	given := make(chan string, 2)
	s.connect(func(c *socketmode.Client, e socketmode.Event) {
		switch data := e.Data.(type) {
		case slack.SlashCommand:
			given <- data.ResponseURL
			s.echo(c, e)
		case slack.InteractionCallback:
			given <- data.ResponseURL
			c.Ack(*e.Request)
		}
	})
	me := s.w.As(hanako)
	if err := me.Command(s.ctx, general, "/echo", "一"); err != nil {
		s.Fatal(err)
	}
	if err := me.Press(s.ctx, general, me.Last(general).TS, "ask"); err != nil {
		s.Fatal(err)
	}
	return <-given, <-given
}

// respond posts to a response URL and returns the status and what is said.
func (s *stage) respond(address, body string) (int, string) {
	s.Helper()
	response, err := http.Post(address, "application/json", strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	said := make([]byte, 100)
	n, _ := response.Body.Read(said)
	return response.StatusCode, strings.TrimSpace(string(said[:n]))
}

func TestAResponseURLWorksFiveTimesWithinHalfAnHour(t *testing.T) {
	s := newStage(t)
	command, press := s.addresses()
	s.clock.Advance(30*time.Minute - time.Second)
	for range 5 {
		if status, said := s.respond(command, `{"text":"あとで"}`); status != http.StatusOK {
			t.Fatal(status, said)
		}
	}
	if status, said := s.respond(command, `{"text":"六度目"}`); status == http.StatusOK || said != "used_url" {
		t.Errorf("a sixth time: %d %s", status, said)
	}
	if n := len(s.w.As(hanako).Messages(general)); n != 6 {
		t.Errorf("%d messages", n)
	}
	s.clock.Advance(time.Second)
	if status, said := s.respond(press, `{"text":"遅く"}`); status == http.StatusOK || said != "expired_url" {
		t.Errorf("after half an hour: %d %s", status, said)
	}
}

func TestAResponseURLReplacesAndTakesBack(t *testing.T) {
	s := newStage(t)
	command, press := s.addresses()
	me := s.w.As(hanako)
	before := me.Last(general)
	if status, said := s.respond(press, `{"replace_original":true,"text":"替えた"}`); status != http.StatusOK {
		t.Fatal(status, said)
	}
	if now := me.Last(general); now.TS != before.TS || now.Text != "替えた" || !now.Ephemeral {
		t.Errorf("got %+v", now)
	}
	if status, said := s.respond(command, `{"response_type":"in_channel","text":"みなさんへ"}`); status != http.StatusOK {
		t.Fatal(status, said)
	}
	if got := s.w.As(taro).Last(general); got.Text != "みなさんへ" || got.Ephemeral {
		t.Errorf("others see %+v", got)
	}
	if status, said := s.respond(press, `{"delete_original":true}`); status != http.StatusOK {
		t.Fatal(status, said)
	}
	if got := s.texts(hanako, general); len(got) != 1 || got[0] != "みなさんへ" {
		t.Errorf("got %v", got)
	}
}

func TestWrongResponses(t *testing.T) {
	s := newStage(t)
	command, _ := s.addresses()
	for body, code := range map[string]string{
		`{`:                             "invalid_payload",
		`{"blocks":[{"type":"dance"}]}`: "invalid_blocks",
		`{"text":""}`:                   "no_text",
		`{"delete_original":true}`:      "no_original",
	} {
		if status, said := s.respond(command, body); status == http.StatusOK || said != code {
			t.Errorf("%s: %d %s, want %s", body, status, said, code)
		}
	}
	if status, _ := s.respond(s.url+"response/404", `{"text":"a"}`); status != http.StatusNotFound {
		t.Errorf("an unknown address answers %d", status)
	}
}
