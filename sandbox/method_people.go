package sandbox

import "strings"

func userInfo(w *Workspace, c *call) (answer, *apiError) {
	id := c.text("user")
	if id == w.app.BotUser {
		return answer{"user": answer{"id": id, "name": strings.ToLower(w.app.Name), "is_bot": true, "team_id": teamID}}, nil
	}
	p := w.people[id]
	if p == nil {
		return nil, no("user_not_found")
	}
	return answer{"user": w.describePerson(p)}, nil
}

func userList(w *Workspace, c *call) (answer, *apiError) {
	var all []answer
	for _, id := range w.order {
		all = append(all, w.describePerson(w.people[id]))
	}
	page, next, failure := paged(all, c, 200)
	if failure != nil {
		return nil, failure
	}
	return answer{"members": page, "response_metadata": answer{"next_cursor": next}}, nil
}

func (w *Workspace) describePerson(p *person) answer {
	_, offset := w.clock.Now().In(zoneOf(p.Zone)).Zone()
	return answer{
		"id": p.ID, "team_id": teamID, "name": strings.ToLower(p.ID), "real_name": p.Name, "deleted": p.deactivated,
		"is_bot": false, "is_app_user": false, "tz": p.Zone, "tz_offset": offset, "locale": p.Language,
		"profile": answer{"real_name": p.Name, "display_name": p.Name, "team": teamID},
	}
}
