package slack

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"ippo/chat"
)

// A form that is sent once more because the answer got lost is the same event; one that was changed first is another, or its
// words would be lost.
func TestFormSentAgain(t *testing.T) {
	b := New(Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	sent := func(view, can, will string) string {
		e, ok := parse("interactive", fmt.Sprintf(`{"type":"view_submission","user":{"id":"U1"},"view":{"id":%q,"callback_id":"reflect",
			"state":{"values":{"can":{"can":{"type":"plain_text_input","value":%q}},"will":{"will":{"type":"plain_text_input","value":%q}}}}}}`,
			view, can, will))
		in, means := b.decode(e)
		if !ok || !means {
			t.Fatal("not understood")
		}
		return in.event.ID
	}
	first := sent("V1", "聞くこと", "書くこと")
	if again := sent("V1", "聞くこと", "書くこと"); again != first {
		t.Errorf("the same form is %s and %s", first, again)
	}
	for name, other := range map[string]string{
		"other words": sent("V1", "聞くこと", "書き直したこと"), "words exchanged": sent("V1", "書くこと", "聞くこと"),
		"another form": sent("V2", "聞くこと", "書くこと"),
	} {
		if other == first {
			t.Errorf("%s: taken for a repetition", name)
		}
	}
}

// A form without inputs that is refused is shown once more, with the reason above it, so that what lies below it stays too.
func TestRefusedPreviewStaysOpen(t *testing.T) {
	b := New(Options{Log: slog.New(slog.DiscardHandler)})
	shown := modal(chat.Form{
		Name: "preview", State: "a1", Title: "確認", Submit: "送る", Close: "戻る", Blocks: []chat.Block{chat.Text("24人に送ります"), chat.Quote("本文")},
	})
	for _, sentence := range []string{"保存できませんでした", "まだ保存できませんでした"} {
		view, err := json.Marshal(shown)
		if err != nil {
			t.Fatal(err)
		}
		e, _ := parse("interactive", `{"type":"view_submission","user":{"id":"U1"},"view":`+string(view)+`}`)
		in, means := b.decode(e)
		if !means {
			t.Fatal("not understood")
		}
		answer := refusal(in, map[string]string{"": sentence})
		shown = *answer.View
		data, err := json.Marshal(shown)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{sentence, "24人に送ります", "本文", `"private_metadata":"a1"`, `"text":"送る"`} {
			if strings.Count(string(data), want) != 1 {
				t.Errorf("%s is not there once: %s", want, data)
			}
		}
		if shown.ClearOnClose || answer.ResponseAction != slack.RAUpdate || len(shown.Blocks.BlockSet) != 3 {
			t.Errorf("it reads %s", data)
		}
	}
}

// notice is an event as Slack sends it.
func notice(t *testing.T, b *Bot, id, event string) (chat.Event, bool) {
	t.Helper()
	e, ok := parse("events_api", fmt.Sprintf(`{"token":"t","team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":%q,
		"event_time":1700000000,"is_ext_shared_channel":false,"event":%s}`, id, event))
	if !ok {
		t.Fatal("not read")
	}
	in, means := b.decode(e)
	return in.event, means
}

func TestDirectMessages(t *testing.T) {
	b := New(Options{Log: slog.New(slog.DiscardHandler)})
	b.self = "U0IPPO"
	for name, test := range map[string]struct {
		event string
		want  string // nothing: it means nothing
	}{
		"words":               {`{"type":"message","user":"U1","text":"一言","channel":"D1","channel_type":"im","ts":"1.1","client_msg_id":"c"}`, "一言"},
		"with a file":         {`{"type":"message","subtype":"file_share","user":"U1","text":"一言","channel":"D1","channel_type":"im","files":[{"id":"F1"}],"upload":false}`, "一言"},
		"in the third person": {`{"type":"message","subtype":"me_message","user":"U1","text":"考えている","channel":"D1","channel_type":"im","ts":"1.1"}`, "考えている"},
		"also to the conversation": {`{"type":"message","subtype":"thread_broadcast","user":"U1","text":"一言","channel":"D1","channel_type":"im","ts":"1.2","thread_ts":"1.1",
			"root":{"type":"message","user":"U1","text":"はじめ","ts":"1.1"}}`, "一言"},
		"Ippo's own":   {`{"type":"message","user":"U0IPPO","bot_id":"B1","text":"一言","channel":"D1","channel_type":"im","ts":"1.1"}`, ""},
		"deleted":      {`{"type":"message","subtype":"message_deleted","hidden":true,"channel":"D1","channel_type":"im","ts":"1.2","deleted_ts":"1.1","previous_message":{"type":"message","user":"U1","text":"一言","ts":"1.1"}}`, ""},
		"in a channel": {`{"type":"message","user":"U1","text":"一言","channel":"C1","channel_type":"channel","ts":"1.1"}`, ""},
	} {
		ev, means := notice(t, b, "Ev1", test.event)
		if means != (test.want != "") || means && (ev.Kind != chat.Direct || ev.Text != test.want || ev.Person != "U1") {
			t.Errorf("%s: %v, %+v", name, means, ev)
		}
	}
}

func TestChangedDirectMessages(t *testing.T) {
	b := New(Options{Log: slog.New(slog.DiscardHandler)})
	b.self = "U0IPPO"
	changed := func(id, before, now, user, more string) (chat.Event, bool) {
		return notice(t, b, id, fmt.Sprintf(`{"type":"message","subtype":"message_changed","hidden":true,"channel":"D1","channel_type":"im","ts":"1.9","event_ts":"1.9",
			"message":{"type":"message","user":%[1]q,"text":%[2]q,"ts":"1.1","edited":{"user":%[1]q,"ts":"1.9"}%[3]s},
			"previous_message":{"type":"message","user":%[1]q,"text":%[4]q,"ts":"1.1"}}`, user, now, more, before))
	}
	first, means := changed("Ev1", "はじめ &amp; 一言", "次の言葉", "U1", "")
	if !means || first.Kind != chat.Changed || first.Person != "U1" || first.Text != "はじめ & 一言" || first.Now != "次の言葉" {
		t.Errorf("%v, %+v", means, first)
	}
	if again, _ := changed("Ev2", "次の言葉", "さらに", "U1", ""); again.ID != first.ID {
		t.Errorf("the same message changed again is %s, then %s", first.ID, again.ID)
	}
	if ev, means := changed("Ev3", "<https://example.com>", "<https://example.com>", "U1", `,"attachments":[{"id":1}]`); means {
		t.Errorf("a preview of a link: %+v", ev)
	}
	if ev, means := changed("Ev4", "前", "後", "U0IPPO", `,"bot_id":"B1"`); means {
		t.Errorf("Ippo's own message, drawn again: %+v", ev)
	}
}

// What somebody typed is told from what they chose.
func TestTypedInAForm(t *testing.T) {
	var view slack.View
	err := json.Unmarshal([]byte(`{"state":{"values":{
		"words":{"words":{"type":"plain_text_input","value":"言葉"}}, "empty":{"empty":{"type":"plain_text_input","value":null}},
		"own":{"own":{"type":"plain_text_input","value":"話題"}}, "day":{"day":{"type":"datepicker","selected_date":"2026-12-09"}},
		"one":{"one":{"type":"static_select","selected_option":{"value":"a"}}}, "open":{"open":{"type":"radio_buttons","selected_option":{"value":"b"}}},
		"some":{"some":{"type":"multi_static_select","selected_options":[{"value":"c"}]}}, "who":{"who":{"type":"multi_users_select","selected_users":["U1"]}}}}}`), &view)
	if typed := typedIn(view); err != nil || !slices.Equal(typed, []string{"own", "words"}) {
		t.Errorf("typed are %v, %v", typed, err)
	}
}
