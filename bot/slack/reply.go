package slack

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"ippo/chat"
)

// largestAck is what fits into an acknowledgement; Slack drops larger ones without a word (at 20 KiB).
const largestAck = 20_000

const (
	followUpWithin = 10 * time.Second // one call that follows from an answer
	longestPause   = time.Minute      // that Slack may ask for before such a call

	firstLook, lastLook = 20 * time.Millisecond, 320 * time.Millisecond // for a form that an acknowledgement shows: 0.6 s in all
)

// ephemeral is a message in an acknowledgement, which only the person sees.
type ephemeral struct {
	ResponseType string        `json:"response_type"`
	Text         string        `json:"text"`
	Blocks       []slack.Block `json:"blocks"`
}

// acknowledgement is the part of a reply that travels with the acknowledgement, and what is left to be done by calls.
func acknowledgement(in incoming, reply chat.Reply) (any, chat.Reply) {
	switch {
	case in.event.Kind == chat.Command && reply.Say != nil && chat.Fits(reply.Say.Blocks...):
		ack := ephemeral{slack.ResponseTypeEphemeral, escape(reply.Say.Summary), blocks(reply.Say.Blocks)}
		if data, err := json.Marshal(ack); err == nil && len(data) < largestAck {
			reply.Say = nil
			return ack, reply
		}
	case in.event.Kind == chat.Submit && len(reply.Problems) > 0:
		problems := reply.Problems
		reply.Problems = nil
		return refusal(in, problems), reply
	case in.event.Kind == chat.Submit && reply.Form != nil:
		form := *reply.Form
		reply.Form = nil
		return next(in, form, reply.Then != nil), reply
	}
	return nil, reply
}

// next follows a form with another: in its place if it is the same once more, or the last page; else on top of it, so that
// one can go back. Where something follows in its place, it has a name by which that finds it.
func next(in incoming, form chat.Form, followed bool) *slack.ViewSubmissionResponse {
	view := modal(form)
	if followed {
		view.ExternalID = in.envelope
	}
	if form.Submit == "" || form.InPlace || form.Name == in.event.Form {
		return slack.NewUpdateViewSubmissionResponse(&view)
	}
	return slack.NewPushViewSubmissionResponse(&view)
}

// refusal keeps the form open with what is to be mended. A problem of the whole form stands at its first input, or, if it
// has none, above all that it shows.
func refusal(in incoming, problems map[string]string) *slack.ViewSubmissionResponse {
	errors := map[string]string{}
	for input, sentence := range problems {
		if input == "" {
			if input = firstInput(in.view); input == "" {
				return onceMore(in.view, sentence)
			}
		}
		errors[input] = sentence
	}
	return slack.NewErrorsViewSubmissionResponse(errors)
}

// problemBlock is the id of a sentence above what a form shows.
const problemBlock = "problem"

// onceMore shows a form as it was, below a sentence. One that does not fit into an acknowledgement is shown as a page that says
// the sentence; the form below it, if there is one, stays.
func onceMore(shown *slack.View, sentence string) *slack.ViewSubmissionResponse {
	said := slack.NewRichTextBlock(problemBlock, slack.NewRichTextSection(slack.NewRichTextSectionTextElement(sentence, nil)))
	view := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: shown.CallbackID, PrivateMetadata: shown.PrivateMetadata,
		Title: shown.Title, Close: shown.Close, Submit: shown.Submit, Blocks: slack.Blocks{BlockSet: []slack.Block{said}},
	}
	for _, block := range shown.Blocks.BlockSet {
		if block.ID() != problemBlock {
			view.Blocks.BlockSet = append(view.Blocks.BlockSet, block)
		}
	}
	if data, err := json.Marshal(view); err != nil || len(data) >= largestAck {
		view.Submit, view.Blocks.BlockSet = nil, view.Blocks.BlockSet[:1]
	}
	if view.Title == nil {
		view.Title = plain("Ippo", limitTitle)
	}
	return slack.NewUpdateViewSubmissionResponse(&view)
}

func firstInput(view *slack.View) string {
	for _, block := range view.Blocks.BlockSet {
		if input, ok := block.(*slack.InputBlock); ok {
			return input.BlockID
		}
	}
	return ""
}

// followUp does by calls what an acknowledgement cannot carry. A form that does not open is told of; whatever else fails here
// is not said, but nothing is lost by it: what the person wrote is kept already.
func (b *Bot) followUp(ctx context.Context, in incoming, reply chat.Reply) {
	var failed error
	if reply.Form != nil {
		if err := b.showForm(ctx, in, *reply.Form); err != nil {
			failed = errors.Join(failed, err)
			if reply.Unopened != nil && reply.Say == nil {
				reply.Say = reply.Unopened
			}
		}
	}
	if reply.Home != nil {
		failed = errors.Join(failed, b.publish(ctx, in, *reply.Home))
	}
	if reply.Replace != nil {
		failed = errors.Join(failed, b.replace(ctx, in, *reply.Replace))
	}
	if reply.Say != nil {
		failed = errors.Join(failed, b.say(ctx, in, *reply.Say))
	}
	if failed != nil {
		b.log.Error("an answer did not arrive", "kind", in.event.Kind, "error", failed)
	}
}

// patiently makes a call, and makes it again if Slack asks to wait a little first.
func patiently(ctx context.Context, name string, call func(context.Context) error) error {
	for left := longestPause; ; {
		err := fault(name, within(ctx, call))
		var refused *chat.Error
		if !errors.As(err, &refused) || refused.RetryAfter == 0 || refused.RetryAfter > left {
			return err
		}
		left -= refused.RetryAfter
		select {
		case <-time.After(refused.RetryAfter):
		case <-ctx.Done():
			return err
		}
	}
}

func within(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, followUpWithin)
	defer cancel()
	return call(ctx)
}

// showForm opens a form, or puts it in the place of the one that was pressed. Opening cannot be tried again: the trigger is
// dead by then.
func (b *Bot) showForm(ctx context.Context, in incoming, form chat.Form) error {
	switch {
	case in.shown != "":
		return b.updateShown(ctx, in, form)
	case in.event.InForm || in.event.Kind == chat.Submit: // the form is open
		return b.update(ctx, form, "", in.view.ID)
	}
	return fault("views.open", within(ctx, func(ctx context.Context) error {
		_, err := b.api.OpenViewContext(ctx, in.trigger, modal(form))
		return err
	}))
}

// updateShown takes the place of the form that an acknowledgement shows. That one goes by the socket, and this call another way: if it comes
// first, Slack does not know the form by its name yet, says so, and is asked again. So the acknowledgement never covers what follows it.
// A form that stays unknown was not shown, and what follows takes the place of the one that was sent.
func (b *Bot) updateShown(ctx context.Context, in incoming, form chat.Form) error {
	for pause := firstLook; pause <= lastLook; pause *= 2 {
		err := b.update(ctx, form, in.shown, "")
		var answer slack.SlackErrorResponse
		if !errors.As(err, &answer) || answer.Err != "not_found" {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
	}
	return b.update(ctx, form, "", in.view.ID)
}

func (b *Bot) update(ctx context.Context, form chat.Form, name, id string) error {
	return patiently(ctx, "views.update", func(ctx context.Context) error {
		_, err := b.api.UpdateViewContext(ctx, modal(form), name, "", id)
		return err
	})
}

func (b *Bot) publish(ctx context.Context, in incoming, home chat.Home) error {
	return patiently(ctx, "views.publish", func(ctx context.Context) error {
		_, err := b.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
			UserID: in.event.Person,
			View:   slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks(home.Blocks)}},
		})
		return err
	})
}

// replace puts a message in the place of the one that was pressed. What one message does not hold follows in others.
func (b *Bot) replace(ctx context.Context, in incoming, m chat.Message) error {
	if in.responseURL == "" {
		return b.say(ctx, in, m)
	}
	parts := chat.Parts(m.Blocks)
	first := chat.Message{Summary: m.Summary, Blocks: parts[0]}
	err := b.respond(ctx, in.responseURL, first, slack.WebhookMessage{ReplaceOriginal: true})
	if err != nil || len(parts) == 1 {
		return err
	}
	return b.sayParts(ctx, in, m.Summary, parts[1:])
}

// say answers the person alone, where they are: beside what they did, or in their direct conversation.
func (b *Bot) say(ctx context.Context, in incoming, m chat.Message) error {
	return b.sayParts(ctx, in, m.Summary, chat.Parts(m.Blocks))
}

func (b *Bot) sayParts(ctx context.Context, in incoming, summary string, parts [][]chat.Block) error {
	for _, part := range parts {
		if err := b.sayOne(ctx, in, chat.Message{Summary: summary, Blocks: part}); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bot) sayOne(ctx context.Context, in incoming, m chat.Message) error {
	switch {
	case in.responseURL != "":
		return b.respond(ctx, in.responseURL, m, slack.WebhookMessage{ResponseType: slack.ResponseTypeEphemeral})
	case in.event.Kind == chat.Mention:
		return patiently(ctx, "chat.postEphemeral", func(ctx context.Context) error {
			_, err := b.api.PostEphemeralContext(ctx, in.event.Channel, in.event.Person, content(m)...)
			return err
		})
	default:
		return patiently(ctx, "chat.postMessage", func(ctx context.Context) error {
			_, _, err := b.api.PostMessageContext(ctx, in.event.Person, content(m)...)
			return err
		})
	}
}

// respond answers through a response URL.
func (b *Bot) respond(ctx context.Context, url string, m chat.Message, as slack.WebhookMessage) error {
	no := false
	as.Text, as.Blocks, as.UnfurlLinks, as.UnfurlMedia = escape(m.Summary), &slack.Blocks{BlockSet: blocks(m.Blocks)}, &no, &no
	return patiently(ctx, "response_url", func(ctx context.Context) error {
		return slack.PostWebhookCustomHTTPContext(ctx, url, b.http, &as)
	})
}

// escape writes the three characters that Slack reads as markup as entities.
func escape(text string) string { return slackEscapes.Replace(text) }
