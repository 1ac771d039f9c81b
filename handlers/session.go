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

// session shows the next session and the list of all; words after it are the word of a session.
func session(r *request) (chat.Reply, error) {
	m, err := r.sessionMessage()
	return chat.Reply{Say: m}, err
}

func (r *request) sessionMessage() (*chat.Message, error) {
	c, err := r.someCohort()
	if err != nil {
		return nil, err
	}
	blocks, err := r.nextSession(c)
	if err != nil {
		return nil, err
	}
	list, err := r.sessionList(c, -1)
	if err != nil {
		return nil, err
	}
	return compose(append(blocks, list...)...), nil
}

// someCohort is the cohort that somebody takes part in or, if none, organises or speaks to.
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
	if len(r.who.speaks) > 0 {
		return r.tx.Cohort(r.who.speaks[len(r.who.speaks)-1])
	}
	return c, err
}

// nextSession shows the session to come, with the person's own answer and, for who takes part, the buttons. One that has just ended stands
// above it for as long as somebody can say that they came.
func (r *request) nextSession(c cohort.Cohort) (blocks []chat.Block, err error) {
	if cohort.May(cohort.TakePart, r.who.roles(c.ID)...) {
		if blocks, err = r.justOver(c); err != nil {
			return nil, err
		}
	}
	next, err := r.sessionToCome(c)
	return append(blocks, next...), err
}

// sessionToCome shows the session to come.
func (r *request) sessionToCome(c cohort.Cohort) ([]chat.Block, error) {
	s, err := r.tx.NextSession(c.ID, r.now)
	if errors.Is(err, storage.ErrNotFound) {
		return []chat.Block{chat.Text(r.say("session.none"))}, nil
	}
	if err != nil {
		return nil, err
	}
	return r.sessionBlocks(c, s)
}

// justOver shows the last session, if it is over and one can say that one came.
func (r *request) justOver(c cohort.Cohort) ([]chat.Block, error) {
	s, err := r.lastSession(c)
	if err != nil || !s.CountsWho(r.now) {
		return nil, err
	}
	came, err := r.cameBlocks(c, s)
	if err != nil {
		return nil, err
	}
	return append(append([]chat.Block{chat.Text(r.say("session.heading", "Number", s.Number, "Theme", s.Theme))}, came...), chat.Divider{}), nil
}

// lastSession is the last one that was held within the time in which one can say that one came.
func (r *request) lastSession(c cohort.Cohort) (last cohort.Session, err error) {
	all, err := r.tx.SessionsBetween(r.now.Add(-cohort.CameAfter-24*time.Hour), r.now)
	for _, s := range all {
		if s.Cohort == c.ID && !r.now.Before(s.Ends()) {
			last = s
		}
	}
	return last, err
}

// sessionBlocks show one session as it stands for who asks.
func (r *request) sessionBlocks(c cohort.Cohort, s cohort.Session) ([]chat.Block, error) {
	blocks := []chat.Block{chat.Heading(r.say("session.heading", "Number", s.Number, "Theme", s.Theme))}
	if !s.Cancelled.IsZero() {
		blocks = append(blocks, chat.Text(r.say("held.off")))
		if s.Because != "" {
			blocks = append(blocks, chat.Quote(s.Because))
		}
	}
	blocks = append(blocks, nudges.SessionFacts(r.who.words, c, s))
	if !s.Cancelled.IsZero() || !cohort.May(cohort.TakePart, r.who.roles(c.ID)...) {
		return blocks, nil
	}
	if r.now.Before(s.Ends()) {
		answer, err := r.tx.AttendanceOf(s.ID, r.who.id)
		if err != nil {
			return nil, err
		}
		buttons := nudges.SessionButtons(r.who.words, s)
		buttons = slices.DeleteFunc(buttons, func(b chat.Button) bool {
			return b.Action == nudges.ActionJoin && r.now.Before(s.Starts.Add(-linkBefore)) || b.Action == nudges.ActionAskSpeaker && !r.now.Before(s.Starts)
		})
		blocks = append(blocks, buttons)
		switch answer {
		case "":
		case cohort.AskedAnew:
			blocks = append(blocks, chat.Context(r.say("held.answered_anew")))
		default:
			blocks = append(blocks, chat.Context(r.say("session.answered_"+string(answer))))
		}
	} else {
		blocks = append(blocks, chat.Context(r.say("session.over")))
	}
	came, err := r.cameBlocks(c, s)
	return append(blocks, came...), err
}

// linkBefore is how long before a session the way in is shown.
const linkBefore = 24 * time.Hour

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
	if !s.Cancelled.IsZero() {
		return text(r.say("held.off")), nil
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
	if attendance == cohort.Attending {
		if err := nudges.FirstEntry(r.tx, s, r.who.id, r.now); err != nil {
			return chat.Reply{}, err
		}
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
