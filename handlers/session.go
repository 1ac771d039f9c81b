package handlers

import (
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// session shows the next session and the list of all.
func session(r *request) (chat.Reply, error) {
	m, err := r.sessionMessage()
	return chat.Reply{Say: m}, err
}

func (r *request) sessionMessage() (*chat.Message, error) {
	c, err := r.someCohort()
	if err != nil {
		return nil, err
	}
	all, err := r.tx.Sessions(c.ID)
	if err != nil {
		return nil, err
	}
	blocks, err := r.nextSession(c)
	if err != nil {
		return nil, err
	}
	if len(all) > 0 {
		blocks = append(blocks, chat.Divider{}, chat.Text(r.say("session.all", "Count", len(all))), r.sessionList(c, all))
	}
	return compose(blocks...), nil
}

// someCohort is the cohort that somebody takes part in or, if none, organises.
func (r *request) someCohort() (cohort.Cohort, error) {
	c, err := r.cohortFor(cohort.TakePart)
	if err == nil {
		return c, nil
	}
	for _, organized := range slices.Backward(r.who.organizes) {
		if !organized.Silent() {
			return organized, nil
		}
	}
	return c, err
}

// nextSession shows the session to come, with the person's own answer and, for who takes part, the buttons.
func (r *request) nextSession(c cohort.Cohort) ([]chat.Block, error) {
	s, err := r.tx.NextSession(c.ID, r.now)
	if errors.Is(err, storage.ErrNotFound) {
		return []chat.Block{chat.Text(r.say("session.none"))}, nil
	}
	if err != nil {
		return nil, err
	}
	blocks := []chat.Block{
		chat.Heading(r.say("session.heading", "Number", s.Number, "Theme", s.Theme)),
		nudges.SessionFacts(r.who.words, c, s),
	}
	if !cohort.May(cohort.TakePart, r.who.roles(c.ID)...) {
		return blocks, nil
	}
	answer, err := r.tx.AttendanceOf(s.ID, r.who.id)
	if err != nil {
		return nil, err
	}
	buttons := nudges.SessionButtons(r.who.words, s)
	if r.now.Before(s.Starts.Add(-linkBefore)) {
		buttons = slices.DeleteFunc(buttons, func(b chat.Button) bool { return b.Action == nudges.ActionJoin })
	}
	blocks = append(blocks, buttons)
	if answer != "" {
		blocks = append(blocks, chat.Context(r.say("session.answered_"+string(answer))))
	}
	return blocks, nil
}

// linkBefore is how long before a session the way in is shown.
const linkBefore = 24 * time.Hour

// sessionList is one line a session; those that are over are marked.
func (r *request) sessionList(c cohort.Cohort, all []cohort.Session) chat.Block {
	lines := ""
	for i, s := range all {
		key := "session.line"
		if !r.now.Before(s.Ends()) {
			key = "session.line_over"
		}
		if i > 0 {
			lines += "\n"
		}
		lines += r.say(key, "Number", s.Number, "Theme", s.Theme, "When", r.who.words.When(s.Starts.In(c.Location())))
	}
	return chat.Text(lines)
}

// attend keeps whether somebody comes to a session, and has the count in the channel drawn again.
func attend(r *request) (chat.Reply, error) {
	id, answer, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	s, err := r.tx.Session(id)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.authorize(cohort.TakePart, s.Cohort); err != nil {
		return chat.Reply{}, err
	}
	attendance := cohort.Attendance(answer)
	if attendance != cohort.Attending && attendance != cohort.NotThisTime {
		return chat.Reply{}, storage.ErrNotFound
	}
	if !r.now.Before(s.Ends()) {
		return text(r.say("session.over")), nil
	}
	if err := r.tx.Attend(s.ID, r.who.id, attendance, r.now); err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.Redraw(s.ID, nudges.KindReminder); err != nil {
		return chat.Reply{}, err
	}
	switch {
	case r.ev.AtHome:
		return home(r)
	case r.ev.Own:
		m, err := r.sessionMessage()
		return chat.Reply{Replace: m}, err
	default:
		return text(r.say("session.noted_" + answer)), nil
	}
}
