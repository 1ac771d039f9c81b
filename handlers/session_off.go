package handlers

import (
	"errors"
	"strconv"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// sessionOff opens the form that asks before a session is cancelled.
func sessionOff(r *request) (chat.Reply, error) {
	s, c, err := r.heldSession(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if why := r.cannotCancel(s); why != "" {
		return text(r.say(why)), nil
	}
	return chat.Reply{Form: r.offForm(c, s, "")}, nil
}

func (r *request) offForm(c cohort.Cohort, s cohort.Session, line string) *chat.Form {
	return &chat.Form{
		Name: formSessionOff, State: nudges.Value(s.ID, strconv.Itoa(s.Version)), Title: r.say("held.off_title"),
		Submit: r.say("held.off_submit"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("held.off_intro", "Theme", s.Theme, "When", r.who.words.When(s.Starts.In(c.Location()))))},
		Inputs: []chat.Input{chat.TextInput{ID: "line", Label: r.say("held.off_line"), Placeholder: r.say("held.off_line_placeholder"),
			Initial: line, Lines: true, Optional: true, Max: longestBecause}},
	}
}

// cannotCancel says why a session cannot be cancelled; nothing if it can.
func (r *request) cannotCancel(s cohort.Session) string {
	switch {
	case !s.Cancelled.IsZero():
		return "held.off_already"
	case !r.now.Before(s.Ends()):
		return "held.off_over"
	}
	return ""
}

// cancelSession cancels a session, unless it was changed while the form was open: then it asks anew.
func cancelSession(r *request) (chat.Reply, error) {
	id, version, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	s, c, err := r.heldSession(id)
	if err != nil {
		return chat.Reply{}, err
	}
	if why := r.cannotCancel(s); why != "" {
		return chat.Reply{Form: r.done("held.off_title", why)}, nil
	}
	line := fewLines(visible(r.ev.Get("line")))
	if chat.Length(line) > longestBecause {
		return chat.Reply{}, problem("line", r.say("held.bad_long", "Most", longestBecause))
	}
	if version != strconv.Itoa(s.Version) {
		form := r.offForm(c, s, line)
		form.Blocks = append(r.howSessionStands(c, s), form.Blocks...)
		return chat.Reply{Form: form}, nil
	}
	s.Cancelled, s.Because = r.now, line
	_, err = nudges.Hold(r.tx, c, s, r.who.id, r.now)
	return chat.Reply{Form: r.done("held.off_title", "held.saved_off")}, errors.Join(err, r.audits(cohort.SessionCancelled, c.ID, s.ID, ""))
}
