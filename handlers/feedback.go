package handlers

import (
	"errors"
	"slices"
	"strings"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const longestFeedback = 300

// feedbackForm asks what a session was like, with what somebody said of it already.
func feedbackForm(r *request) (chat.Reply, error) {
	s, err := r.attended(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !s.FeedbackTaken(r.now) {
		return text(r.say("held.feedback_closed")), nil
	}
	said, err := storage.Optional(r.tx.FeedbackOf(s.ID, r.who.id))
	if err != nil {
		return chat.Reply{}, err
	}
	form := &chat.Form{
		Name: formFeedback, State: s.ID, Title: r.say("held.feedback_title"), Submit: r.say("held.feedback_submit"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("held.feedback_intro", "Theme", s.Theme))},
	}
	for _, ask := range cohort.FeedbackAsks {
		choice := chat.Choice{ID: ask, Label: r.say("held." + ask), Open: true}
		for _, answer := range cohort.FeedbackChoices[ask] {
			choice.Options = append(choice.Options, chat.Option{Value: answer, Label: r.say("held." + ask + "_" + answer)})
			if said.Presses[ask] == answer {
				choice.Initial = []string{answer}
			}
		}
		form.Inputs = append(form.Inputs, choice)
	}
	shows := chat.Choice{ID: "shows", Label: r.say("held.feedback_shows"), Open: true, Several: true, Optional: true,
		Options: []chat.Option{{Value: "yes", Label: r.say("held.feedback_shows_yes")}}}
	if said.Shows {
		shows.Initial = []string{"yes"}
	}
	form.Inputs = append(form.Inputs,
		chat.TextInput{ID: "line", Label: r.say("held.feedback_line"), Initial: said.Line, Lines: true, Optional: true, Max: longestFeedback}, shows)
	return chat.Reply{Form: form}, nil
}

// saveFeedback keeps what somebody says about a session. Words of need are shown to nobody.
func saveFeedback(r *request) (chat.Reply, error) {
	s, err := r.attended(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if !s.FeedbackTaken(r.now) {
		return chat.Reply{Form: r.done("held.feedback_title", "held.feedback_closed")}, nil
	}
	before, err := r.tx.FeedbackOf(s.ID, r.who.id)
	if errors.Is(err, storage.ErrNotFound) {
		before, err = cohort.Feedback{ID: storage.NewID()}, nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	f := cohort.Feedback{ID: before.ID, Session: s.ID, Person: r.who.id, Presses: map[string]string{}, Said: r.now,
		Line: fewLines(visible(r.ev.Get("line"))), Shows: r.ev.Get("shows") == "yes"}
	for _, ask := range cohort.FeedbackAsks {
		answer := r.ev.Get(ask)
		if !slices.Contains(cohort.FeedbackChoices[ask], answer) {
			return chat.Reply{}, problem(ask, r.say("held.feedback_missing"))
		}
		f.Presses[ask] = answer
	}
	if chat.Length(f.Line) > longestFeedback {
		return chat.Reply{}, problem("line", r.say("held.feedback_long", "Most", longestFeedback))
	}
	sentence := "held.feedback_saved"
	if f.Shows && care.InNeed(f.Line) {
		f.Shows, sentence = false, "held.feedback_held"
	}
	return chat.Reply{Form: r.done("held.feedback_title", sentence)}, r.tx.SaveFeedback(f)
}

// said shows what was said about a session, and how many came, to its speakers and organisers: as it was summed up, and nobody's name; but
// for who came, where the cohort's file says so.
func said(r *request) (chat.Reply, error) {
	s, err := r.tx.Session(r.sessionOfPage())
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.hears(s); err != nil {
		return chat.Reply{}, err
	}
	blocks, err := nudges.SummaryBlocks(r.tx, r.who.words, s)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.looksAt(s.Cohort, cohort.SawFeedback); err != nil {
		return chat.Reply{}, err
	}
	if r.may(cohort.HoldSession, s.Cohort) {
		who, err := r.whoCame(s)
		if err != nil {
			return chat.Reply{}, err
		}
		blocks = append(blocks, who...)
	}
	parts := slices.Collect(slices.Chunk(blocks, blocksTogether))
	blocks, err = r.page(listing{
		action: actionSaid, about: s.ID, heading: chat.Heading(r.say("session.heading", "Number", s.Number, "Theme", s.Theme)), all: len(parts),
		item: func(i int) ([]chat.Block, error) { return parts[i], nil },
	})
	back := chat.Buttons{{Action: actionSession, Value: s.ID, Label: r.say("held.back")}}
	return r.inPlace(compose(append(blocks, back)...)), err
}

// How much of what was said, or of who came, stands together.
const (
	blocksTogether = 6
	peopleTogether = 20
)

// sessionOfPage is the session that a button names, after where a page begins, if it turns one.
func (r *request) sessionOfPage() string {
	if _, id, turns := strings.Cut(r.ev.Value, " "); turns {
		return id
	}
	return r.ev.Value
}

// whoCame shows organisers how many came, once that is worked out; where the cohort's file says so, who.
func (r *request) whoCame(s cohort.Session) ([]chat.Block, error) {
	c, err := r.tx.Cohort(s.Cohort)
	if err != nil {
		return nil, err
	}
	blocks := []chat.Block{chat.Divider{}, chat.Context(r.say("held.attendance"))}
	if c.Attendance == cohort.Named {
		came, err := r.tx.WhoCameNamed(s.ID)
		if err != nil {
			return nil, err
		}
		all, err := r.tx.WhoCame(s.ID)
		if err != nil || len(all) == 0 {
			return append(blocks, chat.Text(r.say("held.attendance_none"))), err
		}
		for some := range slices.Chunk(came, peopleTogether) {
			blocks = append(blocks, chat.People(some))
		}
		if len(came) > 0 {
			err = r.looksAt(s.Cohort, cohort.SawAttendance)
		}
		if err != nil || len(came) == len(all) {
			return blocks, err
		}
		blocks = append(blocks, chat.Context(r.say("held.attendance_unnamed")))
	}
	sum, err := r.tx.Summary(s.ID)
	if errors.Is(err, storage.ErrNotFound) {
		return append(blocks, chat.Text(r.say("held.attendance_later"))), nil
	}
	return append(blocks, chat.Text(r.say("held.attendance_counts", "Shown", nudges.ShownWords(r.who.words, sum.Came)))), err
}
