package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"ippo/chat"
)

// incoming is an envelope in hand: what it says, and what is needed to answer it.
type incoming struct {
	event       chat.Event
	envelope    string
	trigger     string // opens a form, for three seconds
	responseURL string // answers where the person is
	view        *slack.View
	shown       string // names the form that the acknowledgement shows, for what follows in its place; empty: there is none
}

// decode reads an envelope. Envelopes that mean nothing to Ippo (its own messages, other tabs, nobody's) give false; they
// are acknowledged all the same.
func (b *Bot) decode(e socketmode.Event) (in incoming, means bool) {
	in.envelope = e.Request.EnvelopeID
	switch data := e.Data.(type) {
	case slack.SlashCommand:
		in.trigger, in.responseURL = data.TriggerID, data.ResponseURL
		in.event = chat.Event{
			ID: "envelope:" + in.envelope, Kind: chat.Command, Person: data.UserID, Channel: data.ChannelID,
			Command: strings.TrimPrefix(data.Command, "/"), Text: data.Text,
		}
		means = true
	case slack.InteractionCallback:
		means = in.interaction(data)
	case slackevents.EventsAPIEvent:
		means = in.notice(data, eventID(e.Request.Payload), b.self)
	}
	return in, means && in.event.Person != ""
}

// interaction reads a pressed button or a form that was sent, and reports whether it means anything.
func (in *incoming) interaction(data slack.InteractionCallback) bool {
	in.trigger, in.responseURL = data.TriggerID, data.ResponseURL
	switch data.Type {
	case slack.InteractionTypeBlockActions:
		if len(data.ActionCallback.BlockActions) == 0 || data.ActionCallback.BlockActions[0] == nil {
			return false
		}
		pressed := data.ActionCallback.BlockActions[0]
		in.event = chat.Event{
			ID: "envelope:" + in.envelope, Kind: chat.Press, Person: data.User.ID, Channel: data.Channel.ID,
			Action: action(pressed.ActionID), Value: pressed.Value,
			AtHome: data.View.Type == slack.VTHomeTab, InForm: data.View.Type == slack.VTModal,
			Own:     data.Container.IsEphemeral || strings.HasPrefix(data.Channel.ID, "D"),
			Message: data.Container.MessageTs,
		}
		if pressed.SelectedOption.Value != "" {
			in.event.Value = pressed.SelectedOption.Value
		}
		if pressed.SelectedUser != "" {
			in.event.Value = pressed.SelectedUser
		}
		if in.event.InForm {
			in.view, in.event.State = &data.View, data.View.PrivateMetadata
		}
	case slack.InteractionTypeViewSubmission:
		in.view = &data.View
		in.event = chat.Event{
			Kind: chat.Submit, Person: data.User.ID,
			Form: data.View.CallbackID, State: data.View.PrivateMetadata, Values: values(data.View), Typed: typedIn(data.View),
		}
		in.event.ID = submissionID(in)
	default:
		return false
	}
	return true
}

// values are what was filled in, by the inputs' ids.
func values(view slack.View) map[string][]string {
	all := map[string][]string{}
	if view.State == nil {
		return all
	}
	for _, elements := range view.State.Values {
		for id, element := range elements {
			for _, value := range []string{element.Value, element.SelectedOption.Value, element.SelectedDate, element.SelectedTime} {
				if value != "" {
					all[id] = append(all[id], value)
				}
			}
			all[id] = append(all[id], element.SelectedUsers...)
			for _, option := range element.SelectedOptions {
				all[id] = append(all[id], option.Value)
			}
		}
	}
	return all
}

// typedIn are the inputs that took words of one's own: only an element for text has a value that is none of its options.
func typedIn(view slack.View) []string {
	var all []string
	if view.State == nil {
		return nil
	}
	for _, elements := range view.State.Values {
		for id, element := range elements {
			if element.Value != "" {
				all = append(all, id)
			}
		}
	}
	slices.Sort(all)
	return all
}

// notice reads what Slack tells of what happened, and reports whether it means anything.
func (in *incoming) notice(data slackevents.EventsAPIEvent, id, self string) bool {
	if in.event.ID = "event:" + id; id == "" {
		in.event.ID = "envelope:" + in.envelope
	}
	switch inner := data.InnerEvent.Data.(type) {
	case *slackevents.AppHomeOpenedEvent:
		in.event.Kind, in.event.Person = chat.Opened, inner.User
		return inner.Tab == "home"
	case *slackevents.AppMentionEvent:
		in.event.Kind, in.event.Person, in.event.Channel = chat.Mention, inner.User, inner.Channel
		in.event.Text = unescape(inner.Text)
		return inner.BotID == ""
	case *slackevents.MessageEvent:
		return inner.ChannelType == slackevents.ChannelTypeIM && in.words(inner, self)
	}
	return false
}

// written are the kinds of messages in which a person writes something.
var written = []string{"", slack.MsgSubTypeFileShare, slack.MsgSubTypeThreadBroadcast, slack.MsgSubTypeMeMessage}

// words reads what a person wrote to Ippo alone, or changed. What they change is told of once for each message.
func (in *incoming) words(m *slackevents.MessageEvent, self string) bool {
	in.event.Channel = m.Channel
	if m.SubType == slack.MsgSubTypeMessageChanged {
		now, before := m.Message, m.PreviousMessage
		if now == nil || before == nil || now.Text == before.Text { // a preview of a link was added, or the like
			return false
		}
		in.event.ID = "changed:" + m.Channel + ":" + now.Timestamp
		in.event.Kind, in.event.Person = chat.Changed, now.User
		in.event.Text, in.event.Now = unescape(before.Text), unescape(now.Text)
		return now.BotID == "" && now.User != self && slices.Contains(written, now.SubType)
	}
	in.event.Kind, in.event.Person, in.event.Text, in.event.Files = chat.Direct, m.User, unescape(m.Text), shared(m.Message)
	return m.BotID == "" && m.User != self && slices.Contains(written, m.SubType)
}

// submissionID is the same when somebody sends a form once more because the answer got lost, and another when they changed
// something in it first, or another form has taken its place.
func submissionID(in *incoming) string {
	filled, err := json.Marshal([]any{in.event.Form, in.event.State, in.event.Values}) // in the order of its keys
	if in.view.ID == "" || err != nil {
		return "envelope:" + in.envelope
	}
	digest := sha256.Sum256(filled)
	return "view:" + in.view.ID + ":" + hex.EncodeToString(digest[:8])
}

// eventID is the id that stays the same when Slack delivers an event again.
func eventID(payload json.RawMessage) string {
	var outer struct {
		EventID string `json:"event_id"`
	}
	if json.Unmarshal(payload, &outer) != nil {
		return ""
	}
	return outer.EventID
}

var slackLink = regexp.MustCompile(`<((?:https?|mailto|tel):)([^|>]*)(?:\|([^>]*))?>`)

// unescape gives back what a person typed: Slack writes three characters as entities, and addresses as links.
func unescape(text string) string {
	text = slackLink.ReplaceAllStringFunc(text, func(link string) string {
		parts := slackLink.FindStringSubmatch(link)
		return typed(parts[1], parts[2], parts[3])
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}

// typed is what a person typed of whom Slack made a link. A label of their own is kept beside the address.
func typed(scheme, place, label string) string {
	address := place // of a mail, or a telephone
	if strings.HasPrefix(scheme, "http") {
		address = scheme + place
	}
	bare := strings.Trim(place, "/")
	switch {
	case label == "" || label == address:
		return address
	case strings.Trim(label, "/") == bare, scheme == "tel:" && digits(label) == digits(place):
		return label
	}
	return label + " (" + address + ")"
}

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

var slackEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
