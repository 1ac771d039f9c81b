package sandbox

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// scopeOf is the scope for reading something of a conversation, which depends on the conversation's kind.
func scopeOf(what string) func(*Workspace, *call) string {
	return func(w *Workspace, c *call) string {
		if found := w.channels[c.text("channel")]; found != nil {
			return found.kind + ":" + what
		}
		return ""
	}
}

func scopeToOpen(w *Workspace, c *call) string {
	if len(c.list("users")) > 1 {
		return "mpim:write"
	}
	return "im:write"
}

func scopeToCreate(w *Workspace, c *call) string {
	if c.yes("is_private") {
		return "groups:write"
	}
	return "channels:manage"
}

func scopeToInvite(w *Workspace, c *call) string {
	if found := w.channels[c.text("channel")]; found != nil && found.kind == kindPublic {
		return "channels:manage"
	}
	return "groups:write"
}

func scopeToList(w *Workspace, c *call) string {
	for _, kind := range listed(c) {
		if !w.app.may(kind + ":read") {
			return kind + ":read"
		}
	}
	return ""
}

// listed are the kinds of conversations that a listing asks for.
func listed(c *call) []string {
	names := map[string]string{"public_channel": kindPublic, "private_channel": kindPrivate, "im": kindDirect, "mpim": kindGroup}
	var kinds []string
	for _, name := range c.list("types") {
		if kind := names[name]; kind != "" {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) == 0 {
		kinds = []string{kindPublic}
	}
	return kinds
}

// readable finds the conversation of a call that the app may look into.
func (w *Workspace) readable(c *call) (*channel, *apiError) {
	found := w.channels[c.text("channel")]
	if found == nil || (found.kind != kindPublic && !found.has(w.app.BotUser)) {
		return nil, no("channel_not_found")
	}
	return found, nil
}

func openConversation(w *Workspace, c *call) (answer, *apiError) {
	users := c.list("users")
	if id := c.text("channel"); id != "" {
		found, failure := w.readable(c)
		if failure != nil {
			return nil, failure
		}
		return answer{"channel": w.describe(found)}, nil
	}
	if len(users) == 0 {
		return nil, no("users_list_not_supplied")
	}
	for _, user := range users {
		switch p := w.people[user]; {
		case p == nil:
			return nil, no("user_not_found")
		case p.deactivated:
			return nil, no("user_disabled")
		}
	}
	if len(users) == 1 {
		return answer{"channel": answer{"id": w.direct(users[0]).ID}}, nil
	}
	slices.Sort(users)
	members := append(slices.Compact(users), w.app.BotUser)
	for _, known := range w.channels {
		if known.kind == kindGroup && slices.Equal(known.Members, members) {
			return answer{"channel": answer{"id": known.ID}}, nil
		}
	}
	made := &channel{Channel: Channel{ID: w.id("G"), Name: "mpdm-" + strings.ToLower(strings.Join(users, "--")), Private: true, Members: members}, kind: kindGroup}
	w.channels[made.ID] = made
	w.change(Change{})
	return answer{"channel": answer{"id": made.ID}}, nil
}

func createConversation(w *Workspace, c *call) (answer, *apiError) {
	name := c.text("name")
	switch {
	case name == "":
		return nil, no("invalid_name_required")
	case len([]rune(name)) > 80:
		return nil, no("invalid_name_maxlength")
	case strings.Trim(name, "-_") == "":
		return nil, no("invalid_name_punctuation")
	case strings.ContainsAny(name, " .,;:!?#@/\\()[]{}<>\"'`*&%$^+=|~　、。（）「」") || name != strings.ToLower(name):
		return nil, no("invalid_name_specials")
	}
	for _, known := range w.channels {
		if known.Name == name {
			return nil, no("name_taken")
		}
	}
	private := c.yes("is_private")
	made := &channel{Channel: Channel{ID: w.id("C"), Name: name, Private: private, Members: []string{w.app.BotUser}}}
	made.kind = kindOf(made.Channel)
	w.channels[made.ID] = made
	w.change(Change{})
	return answer{"channel": w.describe(made)}, nil
}

func invite(w *Workspace, c *call) (answer, *apiError) {
	found, failure := w.readable(c)
	if failure != nil {
		return nil, failure
	}
	users := c.list("users")
	switch {
	case !found.has(w.app.BotUser):
		return nil, no("not_in_channel")
	case found.archived:
		return nil, no("is_archived")
	case len(users) == 0:
		return nil, no("no_user")
	case found.kind == kindDirect || found.kind == kindGroup:
		return nil, no("method_not_supported_for_channel_type")
	}
	for _, user := range users {
		switch p := w.people[user]; {
		case user == w.app.BotUser:
			return nil, no("cant_invite_self")
		case p == nil:
			return nil, no("user_not_found")
		case p.deactivated:
			return nil, no("cant_invite")
		case found.has(user):
			return nil, no("already_in_channel")
		}
	}
	found.Members = append(found.Members, users...)
	w.change(Change{Channel: found.ID})
	return answer{"channel": w.describe(found)}, nil
}

func conversationInfo(w *Workspace, c *call) (answer, *apiError) {
	found, failure := w.readable(c)
	if failure != nil {
		return nil, failure
	}
	return answer{"channel": w.describe(found)}, nil
}

func conversationMembers(w *Workspace, c *call) (answer, *apiError) {
	found, failure := w.readable(c)
	if failure != nil {
		return nil, failure
	}
	page, next, failure := paged(found.Members, c, 100)
	if failure != nil {
		return nil, failure
	}
	return answer{"members": page, "response_metadata": answer{"next_cursor": next}}, nil
}

func conversationList(w *Workspace, c *call) (answer, *apiError) {
	kinds := listed(c)
	var all []answer
	for _, id := range slices.Sorted(maps.Keys(w.channels)) {
		found := w.channels[id]
		mine := found.has(w.app.BotUser)
		if !slices.Contains(kinds, found.kind) || (found.archived && c.yes("exclude_archived")) || (found.Private && !mine) {
			continue
		}
		all = append(all, w.describe(found))
	}
	page, next, failure := paged(all, c, 100)
	if failure != nil {
		return nil, failure
	}
	return answer{"channels": page, "response_metadata": answer{"next_cursor": next}}, nil
}

func kick(w *Workspace, c *call) (answer, *apiError) {
	found, failure := w.readable(c)
	if failure != nil {
		return nil, failure
	}
	user := c.text("user")
	switch {
	case w.people[user] == nil:
		return nil, no("user_not_found")
	case user == w.app.BotUser:
		return nil, no("cant_kick_self")
	case found.archived:
		return nil, no("is_archived")
	case !found.has(w.app.BotUser), !found.has(user):
		return nil, no("not_in_channel")
	}
	found.Members = slices.DeleteFunc(found.Members, func(member string) bool { return member == user })
	w.change(Change{})
	return answer{}, nil
}

func setTopic(w *Workspace, c *call) (answer, *apiError) {
	found, failure := w.readable(c)
	if failure != nil {
		return nil, failure
	}
	if len([]rune(c.text("topic"))) > 250 {
		return nil, no("too_long")
	}
	found.topic = c.text("topic")
	w.change(Change{})
	return answer{"channel": w.describe(found)}, nil
}

func archive(w *Workspace, c *call) (answer, *apiError) {
	found, failure := w.readable(c)
	if failure != nil {
		return nil, failure
	}
	if found.archived {
		return nil, no("already_archived")
	}
	found.archived = true
	w.change(Change{})
	return answer{}, nil
}

func conversationHistory(w *Workspace, c *call) (answer, *apiError) {
	found, failure := w.readable(c)
	if failure != nil {
		return nil, failure
	}
	if !found.has(w.app.BotUser) {
		return nil, no("not_in_channel")
	}
	oldest, latest := cmp.Or(c.text("oldest"), "0"), c.text("latest")
	inclusive := c.yes("inclusive")
	var all []answer
	for _, m := range slices.Backward(found.messages) {
		after := earlier(oldest, m.TS) || (inclusive && m.TS == oldest)
		before := latest == "" || earlier(m.TS, latest) || (inclusive && m.TS == latest)
		if m.only == "" && after && before {
			all = append(all, w.wireMessage(m, c.yes("include_all_metadata")))
		}
	}
	page, next, failure := paged(all, c, 100)
	if failure != nil {
		return nil, failure
	}
	return answer{"messages": page, "has_more": next != "", "response_metadata": answer{"next_cursor": next}}, nil
}

// earlier compares two ts by their numbers: a query may write fewer digits than a message.
func earlier(a, b string) bool {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	if x != y {
		return x < y
	}
	return a < b && len(a) == len(b)
}

// paged cuts one page out of a list by the call's cursor and limit.
func paged[T any](all []T, c *call, usual int) ([]T, string, *apiError) {
	limit := max(1, min(c.number("limit", usual), 999))
	start := 0
	if cursor := c.text("cursor"); cursor != "" {
		place, err := strconv.Atoi(strings.TrimPrefix(cursor, "page:"))
		if err != nil || place < 0 || place > len(all) {
			return nil, "", no("invalid_cursor")
		}
		start = place
	}
	end := min(start+limit, len(all))
	page := all[start:end]
	if page == nil {
		page = []T{}
	}
	if end < len(all) {
		return page, "page:" + strconv.Itoa(end), nil
	}
	return page, "", nil
}

func (w *Workspace) describe(c *channel) answer {
	return answer{
		"id": c.ID, "name": c.Name, "name_normalized": c.Name, "is_channel": c.kind == kindPublic, "is_group": false,
		"is_im": c.kind == kindDirect, "is_mpim": c.kind == kindGroup, "is_private": c.kind != kindPublic,
		"is_archived": c.archived, "is_member": c.has(w.app.BotUser), "is_general": false, "num_members": len(c.Members),
		"created": 0, "creator": w.app.BotUser, "topic": answer{"value": c.topic}, "purpose": answer{"value": ""},
	}
}
