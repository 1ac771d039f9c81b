package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Finding is one thing that was checked. Its sentence is in locale, under "doctor." and its code.
type Finding struct {
	Good bool
	Code string
	Args []any // pairs of name and value, for the sentence
}

// Examine checks the tokens, the scopes, the membership of channels, and the clock, without posting anything.
func (b *Bot) Examine(ctx context.Context, channels []string) []Finding {
	var findings []Finding
	add := func(good bool, code string, args ...any) {
		findings = append(findings, Finding{Good: good, Code: code, Args: args})
	}
	identity, err := b.api.AuthTestContext(ctx)
	if err != nil {
		add(false, "bot_token_refused", "Cause", cause(err))
	} else {
		add(true, "bot_token", "Team", identity.Team)
		if missing := missingScopes(identity.Header.Get("X-Oauth-Scopes")); len(missing) > 0 {
			add(false, "scopes_missing", "Scopes", strings.Join(missing, ", "))
		} else {
			add(true, "scopes")
		}
		if date, err := time.Parse(time.RFC1123, identity.Header.Get("Date")); err == nil {
			if off := time.Since(date).Round(time.Second); off.Abs() > 30*time.Second {
				add(false, "clock_off", "Seconds", int(off.Seconds()))
			} else {
				add(true, "clock")
			}
		}
		findings = append(findings, b.examineChannels(ctx, channels)...)
	}
	if _, _, err := b.socket.OpenContext(ctx); err != nil {
		add(false, "app_token_refused", "Cause", cause(err))
	} else {
		add(true, "app_token")
	}
	return findings
}

func (b *Bot) examineChannels(ctx context.Context, channels []string) []Finding {
	var findings []Finding
	for _, id := range channels {
		channel, err := b.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
		switch {
		case err != nil:
			findings = append(findings, Finding{false, "channel_unknown", []any{"Channel", id, "Cause", cause(err)}})
		case channel.IsArchived:
			findings = append(findings, Finding{false, "channel_archived", []any{"Channel", id, "Name", channel.Name}})
		case !channel.IsMember:
			findings = append(findings, Finding{false, "channel_not_member", []any{"Channel", id, "Name", channel.Name}})
		default:
			findings = append(findings, Finding{true, "channel", []any{"Channel", id, "Name", channel.Name}})
		}
	}
	return findings
}

// missingScopes are those that Ippo needs and the token lacks. A server that does not tell gives no finding.
func missingScopes(header string) []string {
	if header == "" {
		return nil
	}
	granted := strings.FieldsFunc(header, func(r rune) bool { return r == ',' || r == ' ' })
	var missing []string
	for _, scope := range botScopes {
		if !slices.Contains(granted, scope) {
			missing = append(missing, scope)
		}
	}
	return missing
}

// cause is Slack's own word for an error, without the call's details.
func cause(err error) string {
	text := fmt.Sprint(bare(err))
	if i := strings.LastIndex(text, ": "); i >= 0 && len(text) > 200 {
		return text[i+2:]
	}
	return text
}
