package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// App is an app that was installed.
type App struct {
	ID       string
	Name     string
	BotToken string
	AppToken string
	BotUser  string
}

type app struct {
	App
	botID     string
	scopes    []string
	events    []string
	commands  []Command
	home      bool
	readOnly  bool // people cannot write to the app
	presses   bool
	listening bool // Socket Mode is on
}

// Command is a slash command of the app.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
	Hint        string `json:"usage_hint"`
}

// manifest is the part of Slack's app manifest that a workspace acts on.
type manifest struct {
	Display struct {
		Name string `json:"name"`
	} `json:"display_information"`
	Features struct {
		Home struct {
			Home     bool `json:"home_tab_enabled"`
			Messages bool `json:"messages_tab_enabled"`
			ReadOnly bool `json:"messages_tab_read_only_enabled"`
		} `json:"app_home"`
		Bot *struct {
			Name string `json:"display_name"`
		} `json:"bot_user"`
		Commands []Command `json:"slash_commands"`
	} `json:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			Enabled bool `json:"is_enabled"`
		} `json:"interactivity"`
		SocketMode bool `json:"socket_mode_enabled"`
	} `json:"settings"`
}

// The tokens are the same in every workspace, so that a program can be told of them beforehand. They open nothing else.
const (
	BotToken = "xoxb-sandbox-bot"
	AppToken = "xapp-sandbox-app"
)

// Install installs an app from its manifest (JSON), makes its bot a member of all channels, and returns its tokens. A
// workspace takes one app; installing again replaces what the manifest says.
func (w *Workspace) Install(data []byte) (App, error) {
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return App{}, fmt.Errorf("app manifest: %w", err)
	}
	if err := m.check(); err != nil {
		return App{}, fmt.Errorf("app manifest: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.app = &app{
		App:   App{ID: "A0SANDBOX", Name: m.Features.Bot.Name, BotToken: BotToken, AppToken: AppToken, BotUser: "U0SANDBOX"},
		botID: "B0SANDBOX", scopes: m.OAuth.Scopes.Bot, events: m.Settings.Events.Bot, commands: m.Features.Commands,
		home: m.Features.Home.Home, readOnly: !m.Features.Home.Messages || m.Features.Home.ReadOnly,
		presses: m.Settings.Interactivity.Enabled, listening: m.Settings.SocketMode,
	}
	for _, c := range w.options.Channels {
		if known := w.channels[c.ID]; !known.has(w.app.BotUser) {
			known.Members = append(known.Members, w.app.BotUser)
		}
	}
	w.change(Change{})
	return w.app.App, nil
}

func (m manifest) check() error {
	var problems []error
	wrong := func(bad bool, text string) {
		if bad {
			problems = append(problems, errors.New(text))
		}
	}
	wrong(m.Display.Name == "" || len([]rune(m.Display.Name)) > 35, "display_information.name must have 1 to 35 characters")
	wrong(m.Features.Bot == nil || m.Features.Bot.Name == "", "features.bot_user.display_name is missing")
	wrong(len(m.OAuth.Scopes.Bot) == 0, "oauth_config.scopes.bot is empty")
	wrong(!m.Settings.SocketMode, "settings.socket_mode_enabled must be true")
	for _, c := range m.Features.Commands {
		wrong(!strings.HasPrefix(c.Command, "/") || len(c.Command) > 32, "the command "+c.Command+" must begin with / and have at most 32 characters")
		wrong(c.Description == "" || len([]rune(c.Description)) > 2000, "the command "+c.Command+" needs a description")
		wrong(len([]rune(c.Hint)) > 1000, "the usage hint of "+c.Command+" is too long")
	}
	needs := map[string]string{"message.im": "im:history", "app_mention": "app_mentions:read", "message.channels": "channels:history"}
	for _, event := range m.Settings.Events.Bot {
		scope := needs[event]
		wrong(scope != "" && !slices.Contains(m.OAuth.Scopes.Bot, scope), "the event "+event+" needs the scope "+scope)
	}
	wrong(len(m.Features.Commands) > 0 && !slices.Contains(m.OAuth.Scopes.Bot, "commands"), "slash commands need the scope commands")
	return errors.Join(problems...)
}

func (a *app) may(scope string) bool { return scope == "" || slices.Contains(a.scopes, scope) }

func (a *app) wants(event string) bool { return slices.Contains(a.events, event) }

func (a *app) command(name string) bool {
	return slices.ContainsFunc(a.commands, func(c Command) bool { return c.Command == name })
}
