package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"ippo/locale"
	"ippo/nudges"
	"ippo/sandbox"
)

// life is what the demo's people do by themselves while the calendar moves, through the same seats as the page, so that a
// visitor is not alone. Whatever cannot be done, because a visitor did it before or because of a trouble, is left out.
type life struct {
	workspace *sandbox.Workspace
	words     *locale.Words
	channel   string
	log       *slog.Logger
	acts      []act // those to come, in order
}

// scene is what stands in demo/life.yaml.
type scene struct {
	Who     []string
	At      []string
	Presses string
	Clock   string            // that the button names
	Votes   int               // which of the times that were proposed
	Says    map[string]string // by language
	Room    bool
	Types   string
	Fills   map[string]any // texts by language, options as they are
}

// act is what one person does in a scene.
type act struct {
	scene
	who string
	at  time.Time
}

// live lets the demo's people act by themselves from now on.
func (d *demo) live(language string, log *slog.Logger) error {
	acts, err := readLife()
	if err != nil {
		return err
	}
	_, file, err := readDemo(language)
	d.machine.life = &life{
		workspace: d.workspace, words: locale.In(language), channel: file.Cohort.Channel, log: log, acts: acts,
	}
	return err
}

// readLife reads all acts, in order.
func readLife() ([]act, error) {
	data, err := demoFiles.ReadFile("demo/life.yaml")
	if err != nil {
		return nil, err
	}
	var scenes []scene
	if err := yaml.Unmarshal(data, &scenes); err != nil {
		return nil, fmt.Errorf("demo/life.yaml: %w", err)
	}
	var acts []act
	for _, s := range scenes {
		for _, text := range s.At {
			at, err := time.ParseInLocation("2006-01-02T15:04", text, demoBegins.Location())
			if err != nil {
				return nil, fmt.Errorf("demo/life.yaml: %w", err)
			}
			for i, who := range s.Who {
				acts = append(acts, act{s, who, at.Add(time.Duration(i) * time.Minute)})
			}
		}
	}
	slices.SortStableFunc(acts, func(a, b act) int { return a.at.Compare(b.at) })
	return acts, nil
}

// next is when somebody acts again; zero if nobody does.
func (l *life) next() time.Time {
	if l == nil || len(l.acts) == 0 {
		return time.Time{}
	}
	return l.acts[0].at
}

// pass does what is due, and reports whether there was anything.
func (l *life) pass(ctx context.Context, now time.Time) bool {
	acted := false
	for next := l.next(); !next.IsZero() && !next.After(now) && ctx.Err() == nil; next = l.next() {
		a := l.acts[0]
		l.acts = l.acts[1:]
		acted = true
		if err := l.do(ctx, a); err != nil {
			l.log.Debug("not done by itself", "who", a.who, "at", a.at, "error", err)
		}
	}
	return acted
}

func (l *life) do(ctx context.Context, a act) error {
	seat := l.workspace.As(a.who)
	switch {
	case a.Presses != "":
		return l.press(ctx, seat, func(blocks json.RawMessage) string { return labelled(blocks, l.words.Say(a.Presses, "Clock", a.Clock)) })
	case a.Votes > 0:
		return l.press(ctx, seat, func(blocks json.RawMessage) string { return nth(blocks, nudges.ActionMeetingVote, a.Votes) })
	case a.Types != "":
		return l.fill(ctx, seat, a)
	}
	channel := l.channel
	if a.Room {
		if channel = roomOf(seat); channel == "" {
			return errors.New("there is no room yet")
		}
	}
	return seat.Say(ctx, channel, a.Says[l.words.Language()])
}

// press presses the newest button that is found in a message: in the channel, the person's own conversation, or their circle's room.
func (l *life) press(ctx context.Context, seat *sandbox.Seat, find func(blocks json.RawMessage) string) error {
	type place struct {
		sandbox.Message
		conversation, action string
	}
	var newest place
	for _, conversation := range []string{l.channel, seat.DM(), roomOf(seat)} {
		if conversation == "" {
			continue
		}
		for _, m := range seat.Messages(conversation) {
			if action := find(m.Blocks); action != "" && m.Time.After(newest.Time) {
				newest = place{m, conversation, action}
			}
		}
	}
	if newest.action == "" {
		return errors.New("there is no such button")
	}
	said := func() string { return fmt.Sprint(seat.Messages(newest.conversation)) }
	before := said()
	if err := seat.Press(ctx, newest.conversation, newest.TS, newest.action); err != nil {
		return err
	}
	return l.await(ctx, func() bool { return said() != before })
}

// await waits, but not for long, until something holds: what Ippo answers comes a moment after it took note.
func (l *life) await(ctx context.Context, holds func() bool) error {
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	return l.workspace.Await(ctx, holds)
}

// labelled is the action of the button with a label; empty if there is none.
func labelled(blocks json.RawMessage, label string) string {
	for _, b := range buttonsOf(blocks) {
		if b.Text.Text == label {
			return b.ActionID
		}
	}
	return ""
}

// nth is the action of the n-th button of a kind, counted from 1; empty if there are fewer.
func nth(blocks json.RawMessage, action string, n int) string {
	for _, b := range buttonsOf(blocks) {
		if strings.HasPrefix(b.ActionID, action+"#") {
			if n--; n == 0 {
				return b.ActionID
			}
		}
	}
	return ""
}

// drawnButton is a button as it stands in a message.
type drawnButton struct {
	Type     string
	ActionID string `json:"action_id"`
	Text     struct{ Text string }
}

func buttonsOf(blocks json.RawMessage) (found []drawnButton) {
	var all []struct {
		Elements []json.RawMessage
	}
	json.Unmarshal(blocks, &all)
	for _, block := range all {
		for _, element := range block.Elements {
			var button drawnButton
			if json.Unmarshal(element, &button) == nil && button.Type == "button" {
				found = append(found, button)
			}
		}
	}
	return found
}

// fill types a command that opens a form, sends the form, and puts away what remains of it.
func (l *life) fill(ctx context.Context, seat *sandbox.Seat, a act) error {
	if seat.Modal() != nil {
		return errors.New("a visitor is filling in a form as this person")
	}
	command, text, _ := strings.Cut(a.Types, " ")
	if err := seat.Command(ctx, l.channel, command, text); err != nil {
		return err
	}
	if err := l.await(ctx, func() bool { return seat.Modal() != nil }); err != nil {
		return err
	}
	values := map[string]any{}
	for name, value := range a.Fills {
		if texts, byLanguage := value.(map[string]any); byLanguage {
			value = texts[l.words.Language()]
		}
		values[name] = value
	}
	problems, err := seat.Submit(ctx, values)
	if len(problems) > 0 {
		err = fmt.Errorf("the form is refused: %d problems", len(problems))
	}
	if seat.Modal() != nil {
		err = cmp.Or(err, seat.CloseModal(ctx))
	}
	return err
}

// roomOf is the newest private channel that a person is in.
func roomOf(seat *sandbox.Seat) string {
	room := ""
	for _, c := range seat.Channels() {
		if c.Private && c.ID != seat.DM() {
			room = c.ID
		}
	}
	return room
}
