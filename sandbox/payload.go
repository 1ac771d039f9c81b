package sandbox

import (
	"fmt"
	"strings"
)

// userPayload is a person as they stand in what the app is told.
func (w *Workspace) userPayload(id string) answer {
	return answer{"id": id, "username": strings.ToLower(id), "name": strings.ToLower(id), "team_id": teamID}
}

func (w *Workspace) channelPayload(c *channel) answer {
	name := c.Name
	switch c.kind {
	case kindDirect:
		name = "directmessage"
	case kindPrivate:
		name = "privategroup"
	}
	return answer{"id": c.ID, "name": name}
}

func (w *Workspace) commandPayload(user string, c *channel, command, text string) answer {
	return answer{
		"token": "verification", "team_id": teamID, "team_domain": "sandbox", "api_app_id": w.app.ID,
		"is_enterprise_install": "false", "channel_id": c.ID, "channel_name": w.channelPayload(c)["name"],
		"user_id": user, "user_name": strings.ToLower(user), "command": command, "text": text,
		"trigger_id": w.newTrigger(user), "response_url": w.responseURL(c, user, nil),
	}
}

// interaction begins the payload of a press or a form.
func (w *Workspace) interaction(user, kind string) answer {
	return answer{
		"type": kind, "token": "verification", "api_app_id": w.app.ID, "trigger_id": w.newTrigger(user),
		"team": answer{"id": teamID, "domain": "sandbox"}, "user": w.userPayload(user),
		"enterprise": nil, "is_enterprise_install": false,
	}
}

func (w *Workspace) eventPayload(inner answer) answer {
	id := w.id("Ev")
	return answer{
		"token": "verification", "team_id": teamID, "api_app_id": w.app.ID, "type": "event_callback", "event": inner,
		"event_id": id, "event_time": w.clock.Now().Unix(), "is_ext_shared_channel": false, "event_context": fmt.Sprintf("context-%s", id),
		"authorizations": []any{answer{"team_id": teamID, "user_id": w.app.BotUser, "is_bot": true, "is_enterprise_install": false}},
	}
}
