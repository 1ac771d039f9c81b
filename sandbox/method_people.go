package sandbox

import (
	"cmp"
	"strings"
)

func userInfo(w *Workspace, c *call) (answer, *apiError) {
	id := c.text("user")
	if id == w.app.BotUser {
		return answer{"user": w.describeBot()}, nil
	}
	p := w.people[id]
	if p == nil {
		return nil, no("user_not_found")
	}
	return answer{"user": w.describePerson(p)}, nil
}

func userList(w *Workspace, c *call) (answer, *apiError) {
	all := []answer{w.describeBot()}
	for _, id := range w.order {
		all = append(all, w.describePerson(w.people[id]))
	}
	page, next, failure := paged(all, c, 200)
	if failure != nil {
		return nil, failure
	}
	return answer{"members": page, "response_metadata": answer{"next_cursor": next}}, nil
}

// userByEmail finds the one account of an address; those that were closed are not found.
func userByEmail(w *Workspace, c *call) (answer, *apiError) {
	for _, id := range w.order {
		if p := w.people[id]; !p.deactivated && strings.EqualFold(p.address(), strings.TrimSpace(c.text("email"))) {
			return answer{"user": w.describePerson(p)}, nil
		}
	}
	return nil, no("users_not_found")
}

func (w *Workspace) describeBot() answer {
	return answer{"id": w.app.BotUser, "name": strings.ToLower(w.app.Name), "is_bot": true, "team_id": teamID, "deleted": false,
		"profile": answer{"real_name": w.app.Name, "team": teamID}}
}

// address is a person's e-mail.
func (p *person) address() string {
	return cmp.Or(p.Email, strings.ToLower(p.ID)+"@example.com")
}

func (w *Workspace) describePerson(p *person) answer {
	_, offset := w.clock.Now().In(zoneOf(p.Zone)).Zone()
	profile := answer{"real_name": p.Name, "display_name": p.Name, "team": teamID}
	if w.app.may("users:read.email") { // without it, Slack leaves the address out
		profile["email"] = p.address()
	}
	return answer{
		"id": p.ID, "team_id": teamID, "name": strings.ToLower(p.ID), "real_name": p.Name, "deleted": p.deactivated,
		"is_bot": false, "is_app_user": false, "tz": p.Zone, "tz_offset": offset, "locale": p.Language,
		"profile": profile,
	}
}
