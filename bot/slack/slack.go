// Package slack connects Ippo to a Slack workspace: it turns Slack's envelopes into chat.Event and chat.Message into Block
// Kit, acknowledges every envelope within Slack's three seconds, and keeps to the platform's ways with errors and limits.
package slack

import (
	"cmp"
	"context"
	"io"
	"log"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"ippo/bot"
	"ippo/chat"
)

// Options say which workspace to connect to, and how.
type Options struct {
	BotToken string
	AppToken string
	APIURL   string // ends in "/"
	Log      *slog.Logger
	Clock    clockwork.Clock // nil: the real one

	CallTimeout time.Duration // how long a call may take; 0: half a minute
	PingTimeout time.Duration // how long a socket may be without a ping before it counts as dead; 0: half a minute

	Registry prometheus.Registerer // of what is measured; nil: none
}

// Handler answers an event.
type Handler func(context.Context, chat.Event) chat.Reply

// Bot is a connection to one workspace. It fulfils chat.Platform.
type Bot struct {
	api    *slack.Client
	socket *socketmode.Client
	http   *http.Client
	log    *slog.Logger
	self   string // the bot's own user id, once Check has found it
	live   atomic.Bool
	ever   atomic.Bool

	answers   *bot.Lanes // handling and acknowledging
	followUps *bot.Lanes // calls that follow from an answer, which must not delay the next acknowledgement
	metrics   *metrics
}

var (
	_ chat.Platform  = (*Bot)(nil)
	_ chat.Directory = (*Bot)(nil)
)

// New returns a bot that is not connected yet.
func New(o Options) *Bot {
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	var b *Bot
	metrics := newMetrics(o.Registry, func() bool { return b.Connected() })
	client := &http.Client{Timeout: cmp.Or(o.CallTimeout, 30*time.Second), Transport: newLimits(o.Clock, metrics)}
	api := slack.New(o.BotToken,
		slack.OptionAppLevelToken(o.AppToken), slack.OptionAPIURL(o.APIURL), slack.OptionHTTPClient(client),
		slack.OptionLog(log.New(io.Discard, "", 0)))
	b = &Bot{
		api: api, http: client, log: o.Log,
		socket: socketmode.New(api,
			socketmode.OptionLog(log.New(io.Discard, "", 0)), // its log would hold words
			socketmode.OptionPingInterval(cmp.Or(o.PingTimeout, 30*time.Second))),
		answers: bot.NewLanes(o.Log), followUps: bot.NewLanes(o.Log), metrics: metrics,
	}
	return b
}

// Check asks Slack who the bot is. Its error is of type *chat.Error; chat.Cut means that the token is wrong.
func (b *Bot) Check(ctx context.Context) error {
	identity, err := b.api.AuthTestContext(ctx)
	if err != nil {
		return fault("auth.test", err)
	}
	b.self = identity.UserID
	b.log.Info("slack workspace", "team", identity.TeamID, "bot", identity.UserID)
	return nil
}

// EverConnected reports whether Slack took the tokens since the bot was made.
func (b *Bot) EverConnected() bool { return b.ever.Load() }

// Connected reports whether Slack's events can reach the bot now.
func (b *Bot) Connected() bool { return b.live.Load() }

// escaped is text for the places where Slack reads markup: it becomes the same text again, and calls nobody.
func escaped(text string) slack.MsgOption { return slack.MsgOptionText(text, true) }

// Post says a message in a channel or to a person.
func (b *Bot) Post(ctx context.Context, to string, m chat.Message, delivery string) (chat.Receipt, error) {
	if m.File != nil {
		return b.upload(ctx, to, m)
	}
	options := append(content(m), slack.MsgOptionMetadata(slack.SlackMetadata{
		EventType: metadataType, EventPayload: map[string]any{metadataKey: delivery},
	}))
	channel, ts, err := b.api.PostMessageContext(ctx, to, options...)
	if err != nil {
		return chat.Receipt{}, fault("chat.postMessage", err)
	}
	return chat.Receipt{Channel: channel, Message: ts}, nil
}

// Edit replaces a message.
func (b *Bot) Edit(ctx context.Context, at chat.Receipt, m chat.Message) error {
	_, _, _, err := b.api.UpdateMessageContext(ctx, at.Channel, at.Message, content(m)...)
	return fault("chat.update", err)
}

// Delete takes a message away, or a file with the message in which it came.
func (b *Bot) Delete(ctx context.Context, at chat.Receipt) error {
	if strings.HasPrefix(at.Message, filePrefix) {
		return b.deleteFile(ctx, at.Message)
	}
	return b.deleteMessage(ctx, at)
}

func (b *Bot) deleteMessage(ctx context.Context, at chat.Receipt) error {
	_, _, err := b.api.DeleteMessageContext(ctx, at.Channel, at.Message)
	if isCode(err, "message_not_found") {
		return nil
	}
	return fault("chat.delete", err)
}

// content is a message as the Web API takes it. Links in it are not unfolded: what an organiser links to is not Ippo's.
func content(m chat.Message) []slack.MsgOption {
	return []slack.MsgOption{
		escaped(m.Summary), slack.MsgOptionBlocks(blocks(m.Blocks)...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
}

// What Ippo's messages carry unseen, so that they can be found again.
const (
	metadataType = "ippo_delivery"
	metadataKey  = "delivery"
)

// Find looks for a delivery's message in the conversation that it was for.
func (b *Bot) Find(ctx context.Context, to string, delivery string, since time.Time) (chat.Receipt, error) {
	channel, err := b.conversation(ctx, to)
	if err != nil {
		return chat.Receipt{}, err
	}
	// The newest are looked at whenever they were written: Slack's clock and this machine's may differ.
	query := slack.GetConversationHistoryParameters{ChannelID: channel, Limit: lookedAt, IncludeAllMetadata: true}
	for {
		page, err := b.api.GetConversationHistoryContext(ctx, &query)
		if isCode(err, "missing_scope", "not_in_channel", "channel_not_found") {
			return chat.Receipt{}, chat.ErrMayNotRead
		}
		if err != nil {
			return chat.Receipt{}, fault("conversations.history", err)
		}
		earlier := false
		for _, m := range page.Messages {
			if m.Metadata.EventType == metadataType && m.Metadata.EventPayload[metadataKey] == delivery {
				return chat.Receipt{Channel: channel, Message: m.Timestamp}, nil
			}
			seconds, _ := strconv.ParseFloat(m.Timestamp, 64)
			earlier = earlier || seconds < float64(since.Unix())
		}
		if query.Cursor = page.ResponseMetaData.NextCursor; earlier || !page.HasMore || query.Cursor == "" {
			return chat.Receipt{}, chat.ErrNotFound
		}
	}
}

// lookedAt is how many messages are looked at in one call.
const lookedAt = 200

// isUser reports whether an id is a person's, not a conversation's.
func isUser(id string) bool { return len(id) > 0 && (id[0] == 'U' || id[0] == 'W') }
