package slack

import (
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// FuzzEnvelope reads whatever may stand in an envelope, as the socket's client would hand it over. Nothing may panic, and
// whatever is understood has an id and a person.
func FuzzEnvelope(f *testing.F) {
	f.Add("slash_commands", `{"command":"/reflect","text":"言葉","user_id":"U1","channel_id":"C1","trigger_id":"t"}`)
	f.Add("interactive", `{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"attend#1","value":"s1/attending"}],"container":{"is_ephemeral":true}}`)
	f.Add("interactive", `{"type":"block_actions","user":{"id":"U1"},"actions":[null]}`)
	f.Add("interactive", `{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","callback_id":"reflect","state":{"values":{"b":{"a":{"type":"plain_text_input","value":"x"}}}}}}`)
	f.Add("interactive", `{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","blocks":[{"type":"input","block_id":"b"}]}}`)
	f.Add("events_api", `{"type":"event_callback","event_id":"Ev1","event":{"type":"message","channel_type":"im","user":"U1","text":"<https://a|b> &lt;","channel":"D1"}}`)
	f.Add("events_api", `{"type":"event_callback","event_id":"Ev1","event":{"type":"app_home_opened","tab":"home","user":"U1"}}`)
	f.Add("events_api", `{"type":"event_callback","event_id":"Ev1","event":{"type":"message","subtype":"message_changed","channel_type":"im","channel":"D1","message":{"user":"U1","text":"a","ts":"1"},"previous_message":{"text":"b"}}}`)
	b := New(Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	f.Fuzz(func(t *testing.T, kind, payload string) {
		e, ok := parse(kind, payload)
		if !ok {
			return
		}
		in, means := b.decode(e)
		_, id, _ := strings.Cut(in.event.ID, ":")
		if means && (in.event.Person == "" || id == "") {
			t.Errorf("understood without a person or an id: %+v", in.event)
		}
		if means && in.view != nil {
			refusal(in, map[string]string{"": "だめ"})
		}
	})
}

// parse does what the socket's client does with an envelope's payload.
func parse(kind, payload string) (socketmode.Event, bool) {
	request := &socketmode.Request{EnvelopeID: "e1", Type: kind, Payload: json.RawMessage(payload)}
	e := socketmode.Event{Request: request}
	switch kind {
	case socketmode.RequestTypeSlashCommands:
		var command slack.SlashCommand
		if json.Unmarshal(request.Payload, &command) != nil {
			return e, false
		}
		e.Data = command
	case socketmode.RequestTypeInteractive:
		var callback slack.InteractionCallback
		if json.Unmarshal(request.Payload, &callback) != nil {
			return e, false
		}
		e.Data = callback
	case socketmode.RequestTypeEventsAPI:
		event, err := slackevents.ParseEvent(request.Payload, slackevents.OptionNoVerifyToken())
		if err != nil {
			return e, false
		}
		e.Data = event
	default:
		return e, false
	}
	return e, true
}

func FuzzUnescape(f *testing.F) {
	f.Add("<https://example.com|a> &lt;b&gt; <@U1> <!channel>")
	f.Fuzz(func(t *testing.T, text string) {
		if got := unescape(escape(text)); got != text && !strings.Contains(text, "\x00") {
			t.Errorf("%q comes back as %q", text, got)
		}
	})
}
