package slack

import "encoding/json"

// Words are what the app is called and how its commands are described.
type Words struct {
	Name        string
	Description string
	Commands    []CommandWords
}

// CommandWords describe one slash command.
type CommandWords struct{ Command, Description, Hint string }

// botScopes are the least that serve:
//   - commands: the slash commands
//   - chat:write: messages to channels that Ippo is in, and to people
//   - app_mentions:read: being called by name
//   - im:history: what people write to Ippo alone; and whether a message in doubt arrived there
//   - im:write: which conversation is a person's own with Ippo, to look there for a message in doubt
//   - channels:history: whether a message in doubt arrived in the cohort's channel. Private channels, and so the circles'
//     rooms, are never read: groups:history is left out on purpose
//   - channels:read, groups:read: whether Ippo is in the cohort's channel (ippo doctor), and finding a circle's room again
//   - files:write: the entries for calendars in the circles' rooms
//   - files:read: a list of people or sessions that an organiser puts into their conversation with Ippo. No other file is read
//   - users:read, users:read.email: whose accounts a list of people means that names them by e-mail; and what people are called, in the list of
//     who received an announcement
//   - groups:write: opening the circles' rooms and inviting their members
var botScopes = []string{
	"app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write",
	"groups:read", "groups:write", "im:history", "im:write", "users:read", "users:read.email",
}

// botEvents are the events that Slack is to send.
var botEvents = []string{"app_home_opened", "app_mention", "message.im"}

// Manifest is the description of the app from which Slack makes it, as JSON.
func Manifest(w Words) ([]byte, error) {
	type object = map[string]any
	var commands []object
	for _, c := range w.Commands {
		command := object{"command": "/" + c.Command, "description": c.Description, "should_escape": false}
		if c.Hint != "" {
			command["usage_hint"] = c.Hint
		}
		commands = append(commands, command)
	}
	return json.MarshalIndent(object{
		"_metadata":           object{"major_version": 1, "minor_version": 1},
		"display_information": object{"name": w.Name, "description": w.Description, "background_color": "#2f5d50"},
		"features": object{
			"app_home":       object{"home_tab_enabled": true, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false},
			"bot_user":       object{"display_name": w.Name, "always_online": true},
			"slash_commands": commands,
		},
		"oauth_config": object{"scopes": object{"bot": botScopes}},
		"settings": object{
			"event_subscriptions":    object{"bot_events": botEvents},
			"interactivity":          object{"is_enabled": true},
			"org_deploy_enabled":     false,
			"socket_mode_enabled":    true,
			"token_rotation_enabled": false,
		},
	}, "", "  ")
}
