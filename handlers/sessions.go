package handlers

import (
	"strconv"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// sessionsOnPage is how many sessions are listed at once: those of a year.
const sessionsOnPage = 12

// sessionList is one line a session, a page of them, with a choice that leads to each; that of today, unless another page is asked for.
func (r *request) sessionList(c cohort.Cohort, from int) ([]chat.Block, error) {
	all, err := r.tx.SessionsEver(c.ID)
	if err != nil {
		return nil, err
	}
	var blocks []chat.Block
	if len(all) > 0 {
		if from < 0 {
			from = r.pageOfToday(all)
		}
		from = max(0, min(from, len(all)-1))
		to := min(from+sessionsOnPage, len(all))
		blocks = append(blocks, chat.Divider{}, chat.Text(r.say("session.all", "Count", len(all))))
		pick := chat.Select{Action: actionSession, Placeholder: r.say("held.pick")}
		lines := ""
		for i, s := range all[from:to] {
			if i > 0 {
				lines += "\n"
			}
			line := r.sessionLine(c, s)
			lines += line
			pick.Options = append(pick.Options, chat.Option{Value: s.ID, Label: clip(line, chat.LongestLabel)})
		}
		blocks = append(blocks, chat.Text(clip(lines, chat.LongestPiece)), pick)
		if len(all) > sessionsOnPage {
			blocks = append(blocks, chat.Context(r.say("held.pages", "Count", len(all), "From", from+1, "To", to)), r.sessionPages(c, from, to, len(all)))
		}
	}
	return append(blocks, r.sessionDesk(c)...), nil
}

// pageOfToday is where the page begins on which the next session stands.
func (r *request) pageOfToday(all []cohort.Session) int {
	for i, s := range all {
		if r.now.Before(s.Ends()) && s.Cancelled.IsZero() {
			return i / sessionsOnPage * sessionsOnPage
		}
	}
	return (len(all) - 1) / sessionsOnPage * sessionsOnPage
}

func (r *request) sessionPages(c cohort.Cohort, from, to, all int) (pages chat.Buttons) {
	if from > 0 {
		pages = append(pages, chat.Button{Action: actionSessions, Value: nudges.Value(c.ID, strconv.Itoa(max(0, from-sessionsOnPage))), Label: r.say("held.earlier")})
	}
	if to < all {
		pages = append(pages, chat.Button{Action: actionSessions, Value: nudges.Value(c.ID, strconv.Itoa(to)), Label: r.say("held.later")})
	}
	return pages
}

// sessionLine is a session in one line; those that are over, or cancelled, say so.
func (r *request) sessionLine(c cohort.Cohort, s cohort.Session) string {
	key := "session.line"
	switch {
	case !s.Cancelled.IsZero():
		key = "held.line_off"
	case !r.now.Before(s.Ends()):
		key = "session.line_over"
	}
	return r.say(key, "Number", s.Number, "Theme", clip(s.Theme, longestThemeShown), "When", r.who.words.When(s.Starts.In(c.Location())))
}

// longestThemeShown is how much of a theme stands in a list, so that a page of it fits.
const longestThemeShown = 120

// sessionDesk is what organisers can do besides looking at one session, and what leads to the calendar.
func (r *request) sessionDesk(c cohort.Cohort) (blocks []chat.Block) {
	var buttons chat.Buttons
	if r.h.calendar != "" && (r.may(cohort.TakePart, c.ID) || r.may(cohort.HoldSession, c.ID)) {
		buttons = append(buttons, chat.Button{Action: actionCalendar, Value: c.ID, Label: r.say("held.calendar")})
	}
	if r.may(cohort.HoldSession, c.ID) {
		buttons = append(buttons, chat.Button{Action: actionSessionNew, Value: c.ID, Label: r.say("held.new")})
	}
	for _, other := range r.cohortsFor(cohort.HoldSession) {
		if other.ID != c.ID && len(buttons) < mostOnPage {
			buttons = append(buttons, chat.Button{Action: actionSessions, Value: nudges.Value(other.ID, "-1"),
				Label: clip(r.say("held.other_cohort", "Cohort", other.Name), chat.LongestLabel)})
		}
	}
	if len(buttons) > 0 {
		blocks = append(blocks, buttons)
	}
	return blocks
}

// may reports whether the actor may do an act in a cohort.
func (r *request) may(act cohort.Act, cohortID string) bool {
	return cohort.May(act, r.who.roles(cohortID)...)
}

// sessions turns the page of the list.
func sessions(r *request) (chat.Reply, error) {
	id, place, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.seesSessions(id); err != nil {
		return chat.Reply{}, err
	}
	c, err := r.tx.Cohort(id)
	if err != nil {
		return chat.Reply{}, err
	}
	from, err := strconv.Atoi(place)
	if err != nil {
		from = -1
	}
	blocks, err := r.nextSession(c)
	if err != nil {
		return chat.Reply{}, err
	}
	list, err := r.sessionList(c, from)
	return r.inPlace(compose(append(blocks, list...)...)), err
}

// seesSessions refuses who has nothing to do with a cohort.
func (r *request) seesSessions(cohortID string) error {
	if r.may(cohort.TakePart, cohortID) || r.may(cohort.HoldSession, cohortID) {
		return nil
	}
	return r.authorize(cohort.HearSession, cohortID)
}

// oneSession shows a session with what can be done about it.
func oneSession(r *request) (chat.Reply, error) {
	s, err := r.tx.Session(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.seesSessions(s.Cohort); err != nil {
		return chat.Reply{}, err
	}
	return r.showSession(s)
}

func (r *request) showSession(s cohort.Session) (chat.Reply, error) {
	c, err := r.tx.Cohort(s.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks, err := r.sessionBlocks(c, s)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(s.Materials) > 0 && !r.now.Before(s.Starts) {
		blocks = append(blocks, chat.Text(r.say("held.materials")), nudges.MaterialButtons(s))
	}
	if s.FeedbackTaken(r.now) && r.may(cohort.TakePart, s.Cohort) {
		blocks = append(blocks, chat.Buttons{{Action: nudges.ActionFeedback, Value: s.ID, Label: r.say("held.feedback")}})
	}
	own, err := r.ownAsks(s)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks = append(append(blocks, own...), r.heardButtons(s)...)
	if r.may(cohort.HoldSession, s.Cohort) {
		blocks = append(blocks, r.heldButtons(s)...)
	}
	blocks = append(blocks, chat.Buttons{{Action: actionSessions, Value: nudges.Value(c.ID, "-1"), Label: r.say("held.back")}})
	return r.inPlace(compose(blocks...)), nil
}

// heldButtons are what an organiser can do about a session.
func (r *request) heldButtons(s cohort.Session) []chat.Block {
	blocks := []chat.Block{chat.Divider{}, chat.Context(r.say("held.desk"))}
	if !s.Cancelled.IsZero() {
		return append(blocks, chat.Buttons{{Action: actionSessionEdit, Value: s.ID, Label: r.say("held.revive")}})
	}
	buttons := chat.Buttons{{Action: actionSessionEdit, Value: s.ID, Label: r.say("held.edit")}}
	if r.now.Before(s.Ends()) {
		buttons = append(buttons, chat.Button{Action: actionSessionOff, Value: s.ID, Label: r.say("held.cancel")})
	}
	if r.now.Before(s.Ends().Add(cohort.CameAfter)) {
		buttons = append(buttons, chat.Button{Action: actionSessionWord, Value: s.ID, Label: r.say("held.set_word")})
	}
	if !r.now.Before(s.Starts) {
		buttons = append(buttons, chat.Button{Action: actionMaterials, Value: s.ID, Label: r.say("held.set_materials")})
	}
	blocks = append(blocks, buttons)
	if s.Word != "" && r.now.Before(s.Ends().Add(cohort.CameAfter)) {
		blocks = append(blocks, chat.Context(r.say("held.word_is", "Word", s.Word)))
	}
	return blocks
}

// heardButtons lead organisers, and the session's own speakers, to what was asked and said.
func (r *request) heardButtons(s cohort.Session) []chat.Block {
	if r.hears(s) != nil {
		return nil
	}
	buttons := chat.Buttons{{Action: actionQuestions, Value: s.ID, Label: r.say("held.see_questions")}}
	if !r.now.Before(s.Ends()) {
		buttons = append(buttons, chat.Button{Action: actionSaid, Value: s.ID, Label: r.say("held.see_said")})
	}
	return []chat.Block{buttons}
}

// hears refuses who may not read what was asked and said about a session: a speaker reads of their own ones.
func (r *request) hears(s cohort.Session) error {
	if err := r.authorize(cohort.HearSession, s.Cohort); err != nil {
		return err
	}
	if s.SpokenBy(r.who.id) || r.may(cohort.HoldSession, s.Cohort) {
		return nil
	}
	return r.refused(cohort.HearSession)
}
