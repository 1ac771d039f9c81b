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

const longestQuestion = 1000

// notice keeps what a reader presses on an announcement; it shows in the message.
func notice(r *request) (chat.Reply, error) {
	if r.ev.InForm { // a preview: its buttons are only to be looked at
		return chat.Reply{}, nil
	}
	a, c, err := r.noticeOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	_, pressed, _ := about(r.ev.Value)
	button := cohort.Button(pressed)
	switch {
	case !a.Offers(button):
		return chat.Reply{}, storage.ErrNotFound
	case a.State == cohort.Recalling || a.State == cohort.Recalled:
		return text(r.say("notice.was_recalled")), nil
	case button == cohort.Enquire:
		return chat.Reply{Form: r.questionForm(a, c, "", false)}, nil
	}
	answered, err := r.tx.AnsweredBy(a.ID, r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	answered.Announcement, answered.Person, answered.At = a.ID, r.who.id, r.now
	if answered.Seen.IsZero() { // who answers has seen it
		answered.Seen = r.now
	}
	if button == cohort.Coming {
		answered.Comes = !answered.Comes
	}
	return chat.Reply{}, errors.Join(r.tx.SaveAnswered(answered), r.tx.RedrawAt(a.ID, nudges.KindAnnouncement, r.who.id),
		r.tx.Redraw(a.ID, nudges.KindReport))
}

// noticeOf is the announcement that a button or form is about, and the cohort in which the actor reads it.
func (r *request) noticeOf(value string) (cohort.Announcement, cohort.Cohort, error) {
	id, _, _ := strings.Cut(value, "/")
	a, err := r.tx.Announcement(id)
	if err != nil {
		return a, cohort.Cohort{}, err
	}
	for _, id := range a.Reach() {
		if cohort.May(cohort.TakePart, r.who.roles(id)...) {
			c, err := r.tx.Cohort(id)
			return a, c, err
		}
	}
	return a, cohort.Cohort{}, r.refused(cohort.TakePart)
}

// questionForm asks what somebody wants to know. The name is shown only if they say so.
func (r *request) questionForm(a cohort.Announcement, c cohort.Cohort, words string, held bool) *chat.Form {
	state := a.ID
	blocks := []chat.Block{chat.Text(r.say("notice.question_intro", "Cohort", c.Name))}
	if held {
		state += "/" + sure
		blocks = []chat.Block{chat.Text(r.say("notice.question_held"))}
	}
	return &chat.Form{
		Name: formQuestion, State: state, Title: r.say("notice.question_title"), Submit: r.say("notice.question_submit"), Close: r.say("form.cancel"),
		Blocks: blocks, InPlace: true,
		Inputs: []chat.Input{
			chat.TextInput{ID: "words", Label: r.say("notice.question_words"), Initial: words, Lines: true, Max: longestQuestion},
			chat.Choice{ID: "name", Label: r.say("notice.question_name"), Initial: []string{nameHidden}, Open: true, Options: []chat.Option{
				{Value: nameHidden, Label: r.say("notice.question_hidden")}, {Value: nameShown, Label: r.say("notice.question_named")},
			}},
		},
	}
}

const (
	nameHidden = "hidden"
	nameShown  = "shown"
	sure       = "sure" // of words of need: they were asked about once
)

// ask brings a question to the organisers. Words of need go only at the second press.
func ask(r *request) (chat.Reply, error) {
	a, c, err := r.noticeOf(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	words := strings.TrimSpace(visible(r.ev.Get("words")))
	switch {
	case words == "":
		return chat.Reply{}, problem("words", r.say("notice.question_empty"))
	case chat.Length(words) > longestQuestion:
		return chat.Reply{}, problem("words", r.say("notice.question_long", "Most", longestQuestion))
	case care.InNeed(words) && !strings.HasSuffix(r.ev.State, "/"+sure):
		return chat.Reply{Form: r.questionForm(a, c, words, true)}, nil
	}
	err = nudges.Ask(r.tx, cohort.Enquiry{
		ID: storage.NewID(), Announcement: a.ID, Cohort: c.ID, Person: r.who.id, Words: words, Hidden: r.ev.Get("name") != nameShown, Asked: r.now,
	}, r.now)
	return chat.Reply{Form: r.done("notice.question_title", "notice.question_sent")}, err
}

// enquiries lists what was asked about an announcement, the newest first: one place for all questions and answers.
func enquiries(r *request) (chat.Reply, error) {
	_, id, _ := strings.Cut(r.ev.Value, " ")
	a, err := r.announcementOf(id)
	if err != nil {
		return chat.Reply{}, err
	}
	all, err := r.tx.Enquiries(a.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	slices.Reverse(all)
	if err := r.looksAtReceipts(a); err != nil {
		return chat.Reply{}, err
	}
	heading := chat.Heading(r.say("notice.questions_heading"))
	if len(all) == 0 {
		return r.inPlace(compose(heading, chat.Quote(firstLine(a.Words)), chat.Text(r.say("notice.no_questions")))), nil
	}
	blocks, err := r.page(listing{
		action: nudges.ActionEnquiries, about: a.ID, heading: heading, all: len(all),
		item: func(i int) ([]chat.Block, error) {
			return append([]chat.Block{chat.Divider{}}, nudges.EnquiryBlocks(r.who.words, all[i])...), nil
		},
	})
	return r.inPlace(compose(blocks...)), err
}

// replyForm asks an organiser for the answer to a question.
func replyForm(r *request) (chat.Reply, error) {
	e, err := r.enquiry(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Name: formReply, State: e.ID + "/" + replyVersion(e), Title: r.say("notice.reply_title"), Submit: r.say("notice.reply_submit"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Quote(e.Words), chat.Context(r.say("notice.reply_hint"))},
		Inputs: []chat.Input{chat.TextInput{ID: "answer", Label: r.say("notice.reply_words"), Initial: e.Answer, Lines: true, Max: longestAnnouncement}},
	}}, nil
}

// enquiry is a question that the actor may answer.
func (r *request) enquiry(id string) (cohort.Enquiry, error) {
	e, err := r.tx.Enquiry(id)
	if err != nil {
		return e, err
	}
	return e, r.authorize(cohort.Announce, e.Cohort)
}

// replyVersion is which answer a form was opened with.
func replyVersion(e cohort.Enquiry) string {
	if e.Answered.IsZero() {
		return ""
	}
	return e.Answered.UTC().Format("20060102150405.000")
}

// reply sends the answer to who asked, unless another organiser answered meanwhile.
func reply(r *request) (chat.Reply, error) {
	id, version, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	e, err := r.enquiry(id)
	if err != nil {
		return chat.Reply{}, err
	}
	answer := strings.TrimSpace(r.ev.Get("answer"))
	switch {
	case answer == "":
		return chat.Reply{}, problem("answer", r.say("notice.reply_empty"))
	case version != replyVersion(e) && e.AnsweredBy != r.who.id:
		return chat.Reply{}, problem("answer", r.say("notice.reply_meanwhile", "Answer", firstLine(e.Answer)))
	}
	e.Answer, e.AnsweredBy, e.Answered = answer, r.who.id, r.now
	err = errors.Join(nudges.Reply(r.tx, e, r.now), r.audits(cohort.GaveAnswer, e.Cohort, e.ID, ""))
	return chat.Reply{Form: r.done("notice.reply_title", "notice.reply_sent")}, err
}
