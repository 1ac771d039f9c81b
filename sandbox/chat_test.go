package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestMessagesAreWrittenMendedAndTakenBack(t *testing.T) {
	s := newStage(t)
	me := s.w.As(hanako)
	channel, first, err := s.api.PostMessage(general, slack.MsgOptionText("一", false))
	if err != nil || channel != general {
		t.Fatal(channel, err)
	}
	_, second, err := s.api.PostMessage(general, slack.MsgOptionText("二", false))
	if err != nil || second <= first {
		t.Fatalf("%s comes after %s: %v", second, first, err)
	}
	if _, _, _, err := s.api.UpdateMessage(general, first, slack.MsgOptionText("いち", false)); err != nil {
		t.Fatal(err)
	}
	if all := me.Messages(general); all[0].Text != "いち" || !all[0].Edited || all[1].Edited {
		t.Errorf("got %+v", all)
	}
	if _, _, err := s.api.DeleteMessage(general, second); err != nil {
		t.Fatal(err)
	}
	if got := s.texts(hanako, general); !slices.Equal(got, []string{"いち"}) {
		t.Errorf("got %v", got)
	}
	if _, err := s.api.PostEphemeral(general, hanako, slack.MsgOptionText("あなただけ", false)); err != nil {
		t.Fatal(err)
	}
	if mine, theirs := len(me.Messages(general)), len(s.w.As(taro).Messages(general)); mine != 2 || theirs != 1 {
		t.Errorf("one sees %d messages, the other %d", mine, theirs)
	}
	link, err := s.api.GetPermalink(&slack.PermalinkParameters{Channel: general, Ts: first})
	if err != nil || !strings.HasSuffix(link, "/archives/"+general+"/p"+strings.Replace(first, ".", "", 1)) {
		t.Errorf("got %s, %v", link, err)
	}
}

// A person's id names the conversation between the app and that person.
func TestAPersonIsAConversation(t *testing.T) {
	s := newStage(t)
	channel, _, err := s.api.PostMessage(hanako, slack.MsgOptionText("a", false))
	if err != nil || channel != s.w.As(hanako).DM() {
		t.Fatalf("got %s, %v", channel, err)
	}
	opened, _, _, err := s.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{hanako}})
	if err != nil || opened.ID != channel {
		t.Errorf("got %v, %v", opened, err)
	}
	several, _, _, err := s.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{hanako, taro}})
	if err != nil || several.ID == channel {
		t.Fatal(several, err)
	}
	again, _, _, err := s.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{taro, hanako}})
	if err != nil || again.ID != several.ID {
		t.Errorf("the same people have two conversations: %v", err)
	}
	if _, _, err := s.api.PostMessage(several.ID, slack.MsgOptionText("三人で", false)); err != nil || len(s.w.As(taro).Messages(several.ID)) != 1 {
		t.Error(err)
	}
}

func TestWhatCannotBeSaid(t *testing.T) {
	s := newStage(t)
	s.w.Kick(secret)
	s.w.Deactivate(taro)
	mine := s.call("chat.postMessage", map[string]any{"channel": general, "text": "a"})["ts"]
	if err := s.w.As(hanako).Say(s.ctx, general, "b"); err != nil {
		t.Fatal(err)
	}
	theirs := s.w.As(hanako).Last(general).TS
	old := s.call("conversations.create", map[string]any{"name": "old"})["channel"].(map[string]any)["id"]
	s.call("conversations.archive", map[string]any{"channel": old})
	type params = map[string]any
	metadata := func(value any) params { return params{"channel": general, "text": "a", "metadata": value} }
	for _, c := range []struct {
		method string
		params params
		code   string
	}{
		{"chat.postMessage", params{"channel": "C0404", "text": "a"}, "channel_not_found"},
		{"chat.postMessage", params{"channel": secret, "text": "a"}, "channel_not_found"},
		{"chat.postMessage", params{"channel": taro, "text": "a"}, "channel_not_found"},
		{"chat.postMessage", params{"channel": old, "text": "a"}, "is_archived"},
		{"chat.postMessage", params{"channel": general}, "no_text"},
		{"chat.postMessage", params{"channel": general, "text": "", "blocks": []any{}}, "no_text"},
		{"chat.postMessage", params{"channel": general, "text": strings.Repeat("あ", 40_000)}, ""},
		{"chat.postMessage", params{"channel": general, "text": strings.Repeat("あ", 40_001)}, "msg_too_long"},
		{"chat.postMessage", params{"channel": general, "text": "a", "blocks": sections(3)}, ""},
		{"chat.postMessage", params{"channel": general, "text": "a", "blocks": sections(4)}, "msg_blocks_too_long"},
		{"chat.postEphemeral", params{"channel": general, "user": hanako, "text": "a", "blocks": sections(4)}, "msg_blocks_too_long"},
		{"chat.update", params{"channel": general, "ts": mine, "text": "a", "blocks": sections(4)}, "msg_blocks_too_long"},
		{"chat.postMessage", metadata(params{"event_type": "a", "event_payload": params{}}), ""},
		{"chat.postMessage", metadata(params{"event_type": "a"}), "invalid_metadata_format"},
		{"chat.postMessage", metadata("a"), "invalid_metadata_format"},
		{"chat.postEphemeral", params{"channel": general, "user": "U0404", "text": "a"}, "user_not_in_channel"},
		{"chat.postEphemeral", params{"channel": general, "user": hanako}, "no_text"},
		{"chat.update", params{"channel": general, "ts": mine, "text": "c"}, ""},
		{"chat.update", params{"channel": general, "ts": theirs, "text": "c"}, "cant_update_message"},
		{"chat.update", params{"channel": general, "ts": "1.000000", "text": "c"}, "message_not_found"},
		{"chat.delete", params{"channel": general, "ts": theirs}, "cant_delete_message"},
		{"chat.delete", params{"channel": general, "ts": "1.000000"}, "message_not_found"},
		{"conversations.open", params{"users": taro}, "user_disabled"},
		{"conversations.open", params{"users": "U0404"}, "user_not_found"},
		{"conversations.open", params{}, "users_list_not_supplied"},
		{"users.info", params{"user": "U0404"}, "user_not_found"},
		{"views.publish", params{"user_id": "U0404", "view": params{"type": "home", "blocks": []any{}}}, "user_not_found"},
	} {
		answer := s.call(c.method, c.params)
		if got, _ := answer["error"].(string); got != c.code {
			t.Errorf("%s %.80v: got %q, want %q", c.method, c.params, got, c.code)
		}
	}
	s.w.Reactivate(taro)
	if answer := s.call("chat.postMessage", params{"channel": taro, "text": "a"}); answer["ok"] != true {
		t.Errorf("after the account is back: %v", answer)
	}
}

// sections are so many blocks of as much text as one takes.
func sections(n int) []any {
	all := make([]any, n)
	for i := range all {
		all[i] = map[string]any{"type": "section", "text": map[string]any{"type": "plain_text", "text": strings.Repeat("あ", 3000)}}
	}
	return all
}

func TestHistoryWithMetadata(t *testing.T) {
	s := newStage(t)
	var stamps []string
	for i := range 5 {
		_, ts, err := s.api.PostMessage(hanako, slack.MsgOptionText(fmt.Sprint(i), false), slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: "delivery", EventPayload: map[string]any{"id": fmt.Sprint("d", i)},
		}))
		if err != nil {
			t.Fatal(err)
		}
		stamps = append(stamps, ts)
	}
	dm := s.w.As(hanako).DM()
	for _, c := range []struct {
		what   string
		params slack.GetConversationHistoryParameters
		want   string
		more   bool
	}{
		{"all, newest first", slack.GetConversationHistoryParameters{}, "4 3 2 1 0", false},
		{"a page", slack.GetConversationHistoryParameters{Limit: 2}, "4 3", true},
		{"between, without the ends", slack.GetConversationHistoryParameters{Oldest: stamps[1], Latest: stamps[3]}, "2", false},
		{"between, with the ends", slack.GetConversationHistoryParameters{Oldest: stamps[1], Latest: stamps[3], Inclusive: true}, "3 2 1", false},
		{"since a second", slack.GetConversationHistoryParameters{Oldest: strings.Split(stamps[0], ".")[0]}, "4 3 2 1", false},
	} {
		c.params.ChannelID, c.params.IncludeAllMetadata = dm, true
		got, err := s.api.GetConversationHistory(&c.params)
		if err != nil {
			t.Fatal(c.what, err)
		}
		var texts []string
		for _, m := range got.Messages {
			texts = append(texts, m.Text)
			if m.Metadata.EventType != "delivery" || m.Metadata.EventPayload["id"] != "d"+m.Text {
				t.Errorf("%s: %s carries %+v", c.what, m.Text, m.Metadata)
			}
		}
		if strings.Join(texts, " ") != c.want || got.HasMore != c.more {
			t.Errorf("%s: got %v, more %v", c.what, texts, got.HasMore)
		}
	}
	got, err := s.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: dm})
	if err != nil || got.Messages[0].Metadata.EventType != "" {
		t.Errorf("metadata comes unasked: %v, %v", got.Messages[0].Metadata, err)
	}
}
