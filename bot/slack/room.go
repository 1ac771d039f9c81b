package slack

import (
	"context"
	"strings"
	"unicode"

	"github.com/slack-go/slack"
)

// longestRoomName is Slack's limit for a channel's name.
const longestRoomName = 80

// Room opens a private channel with these members, or finds the one of that name that Ippo opened before.
func (b *Bot) Room(ctx context.Context, name string, members []string) (string, error) {
	name = roomName(name)
	id := ""
	channel, err := b.api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: name, IsPrivate: true})
	switch {
	case err == nil:
		id = channel.ID
	case isCode(err, "name_taken"):
		if id, err = b.roomNamed(ctx, name); err != nil {
			return "", err
		}
	default:
		return "", fault("conversations.create", err)
	}
	return id, b.invite(ctx, id, members)
}

// roomNamed finds a private channel among those that Ippo is in.
func (b *Bot) roomNamed(ctx context.Context, name string) (string, error) {
	query := slack.GetConversationsForUserParameters{Types: []string{"private_channel"}, Limit: 200, ExcludeArchived: true}
	for {
		channels, cursor, err := b.api.GetConversationsForUserContext(ctx, &query)
		if err != nil {
			return "", fault("users.conversations", err)
		}
		for _, channel := range channels {
			if channel.Name == name {
				return channel.ID, nil
			}
		}
		if query.Cursor = cursor; cursor == "" {
			return "", fault("conversations.create", slack.SlackErrorResponse{Err: "name_taken"})
		}
	}
}

// invite brings the members in, all at once and, if that is refused, one by one, so that one who cannot be invited does not
// keep the others out. It fails only if nobody can come.
func (b *Bot) invite(ctx context.Context, channel string, members []string) error {
	_, err := b.api.InviteUsersToConversationContext(ctx, channel, members...)
	if err == nil || isCode(err, "already_in_channel") && len(members) == 1 {
		return nil
	}
	if refused := fault("conversations.invite", err); !isUnreachable(refused) {
		return refused
	}
	inside := 0
	for _, member := range members {
		_, one := b.api.InviteUsersToConversationContext(ctx, channel, member)
		switch {
		case one == nil, isCode(one, "already_in_channel"):
			inside++
		case isUnreachable(fault("conversations.invite", one)):
			b.log.Warn("a member cannot be invited to a circle's room", "channel", channel, "error", bare(one))
		default:
			return fault("conversations.invite", one)
		}
	}
	if inside == 0 {
		return fault("conversations.invite", err)
	}
	return nil
}

// Admit brings a person into a room that is open.
func (b *Bot) Admit(ctx context.Context, room, person string) error {
	return b.invite(ctx, room, []string{person})
}

// Dismiss takes a person out of a room. Who is not in it any more, or gone altogether, is out already.
func (b *Bot) Dismiss(ctx context.Context, room, person string) error {
	err := b.api.KickUserFromConversationContext(ctx, room, person)
	if isCode(err, "not_in_channel", "user_not_found", "is_archived", "channel_not_found") {
		return nil
	}
	return fault("conversations.kick", err)
}

// roomName makes a name that Slack accepts: lower case, letters of any script, digits, hyphens and underscores.
func roomName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_', unicode.Is(unicode.Mn, r), r == 'ー':
			return unicode.ToLower(r)
		}
		return '-'
	}, name)
	if runes := []rune(name); len(runes) > longestRoomName {
		// The end tells one room from another.
		name = string(runes[:longestRoomName-20]) + string(runes[len(runes)-20:])
	}
	return name
}
