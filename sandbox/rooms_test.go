package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"ippo/sandbox"
)

func TestRoomsAreMadeFilledNamedAndClosed(t *testing.T) {
	s := newStage(t)
	made, err := s.api.CreateConversation(slack.CreateConversationParams{ChannelName: "サークル-1", IsPrivate: true})
	if err != nil || !made.IsPrivate || made.Name != "サークル-1" {
		t.Fatal(made, err)
	}
	if _, err := s.api.InviteUsersToConversation(made.ID, hanako, taro); err != nil {
		t.Fatal(err)
	}
	if _, err := s.api.SetTopicOfConversation(made.ID, "資格"); err != nil {
		t.Fatal(err)
	}
	info, err := s.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: made.ID})
	if err != nil || info.Topic.Value != "資格" || !info.IsMember || !info.IsPrivate {
		t.Errorf("got %+v, %v", info, err)
	}
	members, _, err := s.api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: made.ID})
	slices.Sort(members)
	if err != nil || !slices.Equal(members, slices.Sorted(slices.Values([]string{s.app.BotUser, hanako, taro}))) {
		t.Errorf("got %v, %v", members, err)
	}
	in := func() bool {
		return slices.ContainsFunc(s.w.As(hanako).Channels(), func(c sandbox.Channel) bool { return c.ID == made.ID })
	}
	if !in() {
		t.Error("an invited person does not see the room")
	}
	if err := s.api.ArchiveConversation(made.ID); err != nil || in() {
		t.Errorf("the room stays: %v", err)
	}
}

func TestWhatRoomsCannotBe(t *testing.T) {
	s := newStage(t)
	s.w.Deactivate(boss)
	type params = map[string]any
	room := s.call("conversations.create", params{"name": "room", "is_private": true})["channel"].(params)["id"]
	s.call("conversations.invite", params{"channel": room, "users": hanako})
	for _, c := range []struct {
		method string
		params params
		code   string
	}{
		{"conversations.create", params{}, "invalid_name_required"},
		{"conversations.create", params{"name": "room"}, "name_taken"},
		{"conversations.create", params{"name": strings.Repeat("あ", 80)}, ""},
		{"conversations.create", params{"name": strings.Repeat("い", 81)}, "invalid_name_maxlength"},
		{"conversations.create", params{"name": "--"}, "invalid_name_punctuation"},
		{"conversations.create", params{"name": "Room"}, "invalid_name_specials"},
		{"conversations.create", params{"name": "a room"}, "invalid_name_specials"},
		{"conversations.invite", params{"channel": room, "users": hanako}, "already_in_channel"},
		{"conversations.invite", params{"channel": room, "users": s.app.BotUser}, "cant_invite_self"},
		{"conversations.invite", params{"channel": room, "users": "U0404"}, "user_not_found"},
		{"conversations.invite", params{"channel": room, "users": boss}, "cant_invite"},
		{"conversations.invite", params{"channel": room}, "no_user"},
		{"conversations.invite", params{"channel": "C0404", "users": hanako}, "channel_not_found"},
		{"conversations.info", params{"channel": "C0404"}, "channel_not_found"},
		{"conversations.list", params{"cursor": "nonsense"}, "invalid_cursor"},
		{"conversations.setTopic", params{"channel": room, "topic": strings.Repeat("あ", 250)}, ""},
		{"conversations.setTopic", params{"channel": room, "topic": strings.Repeat("あ", 251)}, "too_long"},
		{"conversations.archive", params{"channel": room}, ""},
		{"conversations.archive", params{"channel": room}, "already_archived"},
		{"conversations.invite", params{"channel": room, "users": taro}, "is_archived"},
	} {
		answer := s.call(c.method, c.params)
		if got, _ := answer["error"].(string); got != c.code {
			t.Errorf("%s %.80v: got %q, want %q", c.method, c.params, got, c.code)
		}
	}
}

func TestRoomsAreListedInPages(t *testing.T) {
	s := newStage(t)
	for _, name := range []string{"a", "b", "c"} {
		s.call("conversations.create", map[string]any{"name": name})
	}
	var names []string
	pages, cursor := 0, ""
	for {
		page, next, err := s.api.GetConversations(&slack.GetConversationsParameters{Limit: 3, Cursor: cursor, Types: []string{"public_channel", "private_channel"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page {
			names = append(names, c.Name)
		}
		pages++
		if cursor = next; cursor == "" {
			break
		}
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); pages != 2 || got != "a b c 一般 内緒" {
		t.Errorf("%d pages: %s", pages, got)
	}
}

func TestPeopleAreDescribed(t *testing.T) {
	s := newStage(t)
	s.w.Deactivate(taro)
	user, err := s.api.GetUserInfo(boss)
	if err != nil || user.RealName != "佐藤 恵" || user.TZ != "Europe/Berlin" || user.TZOffset != 3600 || user.IsBot {
		t.Errorf("got %+v, %v", user, err)
	}
	all, err := s.api.GetUsers()
	if err != nil || len(all) != 4 || !all[0].IsBot { // the app is among them, as in Slack
		t.Fatalf("got %d people, %v", len(all), err)
	}
	for _, one := range all[1:] {
		if one.Profile.Email != "" {
			t.Errorf("without the scope, %s has the e-mail %s", one.ID, one.Profile.Email)
		}
		if one.Deleted != (one.ID == taro) {
			t.Errorf("%s is gone: %v", one.ID, one.Deleted)
		}
	}
}
