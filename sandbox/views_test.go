package sandbox_test

import (
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// triggered presses a button and returns the trigger that the app got.
func (s *stage) triggered() string {
	s.Helper()
	before, triggers := s.w.Sockets(), make(chan string, 1)
	stop := s.connect(func(c *socketmode.Client, e socketmode.Event) {
		if command, isCommand := e.Data.(slack.SlashCommand); isCommand {
			c.Ack(*e.Request)
			triggers <- command.TriggerID
		}
	})
	defer func() { // the next one must not count it, nor be told anything in its place
		stop()
		s.await("the end of the connection", func() bool { return s.w.Sockets() <= before })
	}()
	if err := s.w.As(hanako).Command(s.ctx, general, "/echo", ""); err != nil {
		s.Fatal(err)
	}
	return <-triggers
}

func TestATriggerLivesThreeSecondsAndOpensOnce(t *testing.T) {
	s := newStage(t, stoppedWall)
	trigger := s.triggered()
	s.wall.Advance(3*time.Second - time.Millisecond)
	if _, err := s.api.OpenView(trigger, form("in time")); err != nil {
		t.Error(err)
	}
	_, err := s.api.OpenView(trigger, form("again"))
	fails(t, err, "exchanged_trigger_id")
	late := s.triggered()
	s.wall.Advance(3 * time.Second)
	_, err = s.api.OpenView(late, form("late"))
	fails(t, err, "expired_trigger_id")
	_, err = s.api.OpenView("1.2.3", form("never"))
	fails(t, err, "invalid_trigger_id")
}

func TestViewsArePushedThreeDeep(t *testing.T) {
	s := newStage(t)
	_, err := s.api.PushView(s.triggered(), form("on nothing"))
	fails(t, err, "not_found")
	first, err := s.api.OpenView(s.triggered(), form("1"))
	if err != nil || first.RootViewID != first.ID || first.PreviousViewID != "" {
		t.Fatal(first, err)
	}
	second, err := s.api.PushView(s.triggered(), form("2"))
	if err != nil || second.RootViewID != first.ID || second.PreviousViewID != first.ID {
		t.Fatal(second, err)
	}
	if _, err := s.api.PushView(s.triggered(), form("3")); err != nil {
		t.Fatal(err)
	}
	_, err = s.api.PushView(s.triggered(), form("4"))
	fails(t, err, "push_limit_reached")
}

func TestAnOldHashDoesNotOverwrite(t *testing.T) {
	s := newStage(t)
	opened, err := s.api.OpenView(s.triggered(), form("1"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.api.UpdateView(form("2"), "", opened.Hash, opened.ID)
	if err != nil || second.Hash == opened.Hash || second.PrivateMetadata != "2" {
		t.Fatal(second, err)
	}
	_, err = s.api.UpdateView(form("3"), "", opened.Hash, opened.ID)
	fails(t, err, "hash_conflict")
	_, err = s.api.UpdateView(form("3"), "", "", "V404")
	fails(t, err, "not_found")

	home := func(hash string) (*slack.ViewResponse, error) {
		view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewDividerBlock()}}}
		request := slack.PublishViewContextRequest{UserID: hanako, View: view}
		if hash != "" {
			request.Hash = &hash
		}
		return s.api.PublishViewContext(s.ctx, request)
	}
	published, err := home("")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := home(published.Hash); err != nil {
		t.Error(err)
	}
	_, err = home(published.Hash)
	fails(t, err, "hash_conflict")
}

// What was typed comes back in every form that Slack gives it.
func TestInputsOfEveryKind(t *testing.T) {
	s := newStage(t)
	trigger := s.triggered()
	options := []*slack.OptionBlockObject{
		slack.NewOptionBlockObject("one", text("一"), nil), slack.NewOptionBlockObject("two", text("二"), nil),
	}
	input := func(id string, element slack.BlockElement) slack.Block {
		b := slack.NewInputBlock(id, text(id), nil, element)
		b.Optional = true
		return b
	}
	view := form("")
	view.Blocks = slack.Blocks{BlockSet: []slack.Block{
		input("text", slack.NewPlainTextInputBlockElement(nil, "a")),
		input("date", slack.NewDatePickerBlockElement("a")),
		input("time", slack.NewTimePickerBlockElement("a")),
		input("moment", slack.NewDateTimePickerBlockElement("a")),
		input("one", slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, "a", options...)),
		input("several", slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, "a", options...)),
		input("boxes", slack.NewCheckboxGroupsBlockElement("a", options...)),
		input("radio", slack.NewRadioButtonsBlockElement("a", options...)),
		input("person", slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, "a")),
		input("people", slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, nil, "a")),
	}}
	if _, err := s.api.OpenView(trigger, view); err != nil {
		t.Fatal(err)
	}
	states := make(chan map[string]map[string]slack.BlockAction, 2)
	s.connect(func(c *socketmode.Client, e socketmode.Event) {
		if data, isPress := e.Data.(slack.InteractionCallback); isPress {
			states <- data.View.State.Values
			c.Ack(*e.Request, slack.NewErrorsViewSubmissionResponse(map[string]string{"text": "もう一度"}))
		}
	})
	me := s.w.As(hanako)
	if _, err := me.Submit(s.ctx, map[string]any{}); err != nil {
		t.Fatal(err)
	}
	for id, held := range <-states {
		if a := held["a"]; a.Value != "" || a.SelectedDate != "" || a.SelectedOption.Value != "" || len(a.SelectedOptions) > 0 || a.SelectedUser != "" {
			t.Errorf("an empty %s holds %+v", id, a)
		}
	}
	_, err := me.Submit(s.ctx, map[string]any{
		"text": "ことば", "date": "2026-12-09", "time": "19:00", "moment": "1796810400", "one": "two", "several": []string{"one", "two"}, "boxes": []string{"two"},
		"radio": "one", "person": taro, "people": []string{taro, boss},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := <-states
	for what, wrong := range map[string]bool{
		"text": got["text"]["a"].Value != "ことば", "date": got["date"]["a"].SelectedDate != "2026-12-09",
		"time": got["time"]["a"].SelectedTime != "19:00", "moment": got["moment"]["a"].SelectedDateTime != 1796810400,
		"one":     got["one"]["a"].SelectedOption.Value != "two" || got["one"]["a"].SelectedOption.Text.Text != "二",
		"several": len(got["several"]["a"].SelectedOptions) != 2, "boxes": len(got["boxes"]["a"].SelectedOptions) != 1,
		"radio": got["radio"]["a"].SelectedOption.Value != "one", "person": got["person"]["a"].SelectedUser != taro,
		"people": len(got["people"]["a"].SelectedUsers) != 2,
	} {
		if wrong {
			t.Errorf("%s holds %+v", what, got[what])
		}
	}
	for name, value := range map[string]any{"one": "three", "boxes": []string{"one", "four"}, "nothing": "a"} {
		if _, err := me.Submit(s.ctx, map[string]any{name: value}); err == nil {
			t.Errorf("%s takes %v", name, value)
		}
	}
}

// An answer to a form that Slack would not carry out is an error, and the form stays.
func TestWrongAnswersToForms(t *testing.T) {
	s := newStage(t)
	if _, err := s.api.OpenView(s.triggered(), form("")); err != nil {
		t.Fatal(err)
	}
	answers := make(chan any, 1)
	s.connect(func(c *socketmode.Client, e socketmode.Event) {
		if _, isPress := e.Data.(slack.InteractionCallback); isPress {
			c.Ack(*e.Request, <-answers)
		}
	})
	for what, answer := range map[string]any{
		"an unknown action":        map[string]any{"response_action": "dance"},
		"errors without a field":   map[string]any{"response_action": "errors", "errors": map[string]string{}},
		"errors for another block": map[string]any{"response_action": "errors", "errors": map[string]string{"other": "a"}},
		"an update with nothing":   map[string]any{"response_action": "update"},
		"a view that is too long":  map[string]any{"response_action": "update", "view": map[string]any{"type": "modal", "title": map[string]any{"type": "plain_text", "text": "1234567890123456789012345"}, "blocks": []any{}}},
	} {
		answers <- answer
		if problems, err := s.w.As(hanako).Submit(s.ctx, map[string]any{"words": "a"}); err == nil {
			t.Errorf("%s passes: %v", what, problems)
		}
		if s.w.As(hanako).Modal() == nil {
			t.Fatalf("%s closes the form", what)
		}
	}
}
