package sandbox_test

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// echo is an app: it says a command's words again with a button, opens a modal for the button, sends what is written there
// as a direct message, and answers to its name, to direct messages and on its home page.
func (s *stage) echo(c *socketmode.Client, e socketmode.Event) {
	switch data := e.Data.(type) {
	case slack.SlashCommand:
		c.Ack(*e.Request, map[string]any{"text": data.Text, "blocks": []slack.Block{
			slack.NewSectionBlock(text(data.Text), nil, nil),
			slack.NewActionBlock("row", slack.NewButtonBlockElement("ask", data.ChannelName+"/"+data.UserID, text("聞く"))),
		}})
	case slack.InteractionCallback:
		s.interact(c, e, data)
	case slackevents.EventsAPIEvent:
		c.Ack(*e.Request)
		switch inner := data.InnerEvent.Data.(type) {
		case *slackevents.AppMentionEvent:
			s.api.PostMessageContext(s.ctx, inner.Channel, slack.MsgOptionText("<@"+inner.User+"> "+inner.Text, false))
		case *slackevents.MessageEvent:
			s.api.PostMessageContext(s.ctx, inner.Channel, slack.MsgOptionText(inner.ChannelType+": "+inner.Text, false))
		case *slackevents.AppHomeOpenedEvent:
			s.api.PublishViewContext(s.ctx, slack.PublishViewContextRequest{UserID: inner.User, View: slack.HomeTabViewRequest{
				Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
					slack.NewHeaderBlock(text("ホーム")),
					slack.NewActionBlock("row", slack.NewButtonBlockElement("ask", "home", text("聞く"))),
				}},
			}})
		}
	}
}

func (s *stage) interact(c *socketmode.Client, e socketmode.Event, data slack.InteractionCallback) {
	switch data.Type {
	case slack.InteractionTypeBlockActions:
		c.Ack(*e.Request)
		s.api.OpenViewContext(s.ctx, data.TriggerID, form(data.ActionCallback.BlockActions[0].Value))
	case slack.InteractionTypeViewSubmission:
		said := data.View.State.Values["words"]["written"].Value
		switch said {
		case "だめ":
			c.Ack(*e.Request, slack.NewErrorsViewSubmissionResponse(map[string]string{"words": "別のことばで"}))
		case "次":
			next := form("next")
			c.Ack(*e.Request, slack.NewPushViewSubmissionResponse(&next))
		case "替える":
			other := form("other")
			other.Title = text("別の質問")
			c.Ack(*e.Request, slack.NewUpdateViewSubmissionResponse(&other))
		case "全部":
			c.Ack(*e.Request, slack.NewClearViewSubmissionResponse())
		default:
			c.Ack(*e.Request)
			s.api.PostMessageContext(s.ctx, data.User.ID, slack.MsgOptionText(data.View.PrivateMetadata+": "+said, false))
		}
	case slack.InteractionTypeViewClosed:
		c.Ack(*e.Request)
		s.api.PostMessageContext(s.ctx, data.User.ID, slack.MsgOptionText("closed "+data.View.PrivateMetadata, false))
	}
}

// form is a modal with one question.
func form(state string) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: text("ひとつ質問"), Submit: text("送る"), PrivateMetadata: state, NotifyOnClose: true,
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("words", text("ことば"), nil, slack.NewPlainTextInputBlockElement(nil, "written")),
		}},
	}
}

func TestCommandButtonModalMessage(t *testing.T) {
	s := newStage(t)
	s.connect(s.echo)
	me := s.w.As(hanako)
	if err := me.Command(s.ctx, general, "/echo", "もう一度"); err != nil {
		t.Fatal(err)
	}
	answer := me.Last(general)
	if !answer.Ephemeral || s.w.Plain(answer) != "もう一度\n[聞く]" {
		t.Fatalf("got %+v", answer)
	}
	if others := s.w.As(taro).Messages(general); len(others) != 0 {
		t.Errorf("another person sees %v", others)
	}
	if err := me.Press(s.ctx, general, answer.TS, "ask"); err != nil {
		t.Fatal(err)
	}
	s.await("the modal", func() bool { return me.Modal() != nil })
	if problems, err := me.Submit(s.ctx, map[string]any{"written": "だめ"}); err != nil || problems["words"] != "別のことばで" {
		t.Fatalf("got %v, %v", problems, err)
	}
	if _, err := me.Submit(s.ctx, map[string]any{"written": ""}); err == nil {
		t.Error("a question without an answer is sent")
	}
	if problems, err := me.Submit(s.ctx, map[string]any{"words": "いい"}); err != nil || len(problems) > 0 || me.Modal() != nil {
		t.Fatalf("got %v, %v", problems, err)
	}
	s.await("the message", func() bool { return s.w.Plain(me.Last(me.DM())) == "一般/U0001: いい" })
}

func TestModalsStandOnOneAnother(t *testing.T) {
	s := newStage(t)
	s.connect(s.echo)
	me := s.w.As(hanako)
	if err := me.Command(s.ctx, general, "/echo", "a"); err != nil {
		t.Fatal(err)
	}
	if err := me.Press(s.ctx, general, me.Last(general).TS, "ask"); err != nil {
		t.Fatal(err)
	}
	s.await("the modal", func() bool { return me.Modal() != nil })
	submit := func(words string) error {
		_, err := me.Submit(s.ctx, map[string]any{"written": words})
		return err
	}
	for _, depth := range []int{2, 3} {
		if err := submit("次"); err != nil || me.Modal().Depth != depth {
			t.Fatalf("depth %d: %v", me.Modal().Depth, err)
		}
	}
	if err := submit("次"); err == nil {
		t.Error("a fourth modal stands")
	}
	if err := submit("替える"); err != nil || !strings.Contains(string(me.Modal().Title), "別の質問") || me.Modal().Depth != 3 {
		t.Errorf("got %s, %v", me.Modal().Title, err)
	}
	if err := me.CloseModal(s.ctx); err != nil || me.Modal().Depth != 2 {
		t.Fatal(err)
	}
	s.await("the app to hear of it", func() bool { return s.w.Plain(me.Last(me.DM())) == "closed other" })
	if err := submit("全部"); err != nil || me.Modal() != nil {
		t.Errorf("the modals stay: %v", err)
	}
}

func TestHomeMentionAndDirectMessage(t *testing.T) {
	s := newStage(t)
	s.connect(s.echo)
	me := s.w.As(hanako)
	if _, err := me.OpenHome(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.await("the home page", func() bool { return me.Home() != nil })
	if got := s.w.PlainBlocks(me.Home().Blocks); got != "# ホーム\n[聞く]" {
		t.Errorf("got %q", got)
	}
	if err := me.Press(s.ctx, "", "", "ask"); err != nil {
		t.Fatal(err)
	}
	s.await("the modal", func() bool { return me.Modal() != nil })
	if err := me.Say(s.ctx, general, "@Echo <!channel> & 一歩"); err != nil {
		t.Fatal(err)
	}
	said := "<@" + s.app.BotUser + "> &lt;!channel&gt; &amp; 一歩"
	s.await("an answer to its name", func() bool { return me.Last(general).Text == "<@U0001> "+said })
	if pings := strings.Join(me.Last(general).Pings, " "); pings != s.app.BotUser+" "+hanako && pings != hanako+" "+s.app.BotUser {
		t.Errorf("the message calls %s", pings)
	}
	if err := me.Say(s.ctx, me.DM(), "ふたりだけ"); err != nil {
		t.Fatal(err)
	}
	s.await("an answer", func() bool { return me.Last(me.DM()).Text == "im: ふたりだけ" })
}

// What an app did not subscribe to, and what happens where it is not, it does not hear of.
func TestEventsThatAreNotSent(t *testing.T) {
	for what, change := range map[string]func(*stage){
		"not subscribed": nil,
		"not there":      func(s *stage) { s.w.Kick(general) },
	} {
		t.Run(what, func(t *testing.T) {
			told := manifest
			if change == nil {
				told = strings.Replace(manifest, `"app_mention", `, "", 1)
			}
			s := newStageWith(t, told)
			if change != nil {
				change(s)
			}
			heard := make(chan string, 10)
			s.connect(func(c *socketmode.Client, e socketmode.Event) {
				if event, isEvent := e.Data.(slackevents.EventsAPIEvent); isEvent {
					c.Ack(*e.Request)
					heard <- event.InnerEvent.Type
				}
			})
			me := s.w.As(hanako)
			for _, channel := range []string{general, me.DM()} {
				if err := me.Say(s.ctx, channel, "@Echo"); err != nil {
					t.Fatal(err)
				}
			}
			if got := <-heard; got != "message" {
				t.Errorf("heard %s first", got)
			}
		})
	}
}
