package handlers

import (
	"errors"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// stopForm asks before an announcement is stopped on its way.
func stopForm(r *request) (chat.Reply, error) {
	return r.askAbout(formStop, "notice.stop_question", "notice.stop_submit")
}

// askAbout asks whether something is to be done with an announcement that is out.
func (r *request) askAbout(form, question, submit string, inputs ...chat.Input) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Name: form, State: draftState(a), Title: r.say("announce.title"), Submit: r.say(submit), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say(question)), chat.Quote(a.Words)}, Inputs: inputs,
	}}, nil
}

// asked is the announcement that a form asked about, unless somebody else changed it since.
func (r *request) asked() (cohort.Announcement, error) {
	id, _, _ := strings.Cut(r.ev.State, "/")
	a, err := r.announcementOf(id)
	if err != nil {
		return a, err
	}
	if draftState(a) != r.ev.State {
		return a, r.overwritten(a)
	}
	return a, nil
}

// stop stops an announcement on its way: who has it keeps it, nobody else gets it.
func stop(r *request) (chat.Reply, error) {
	a, err := r.asked()
	if err != nil {
		return chat.Reply{}, err
	}
	a, err = nudges.Stop(r.tx, a, r.who.id, r.now)
	if errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{Form: r.done("announce.title", "notice.too_late_to_stop")}, nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.auditsAnnouncement(cohort.BrokeOff, a); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.done("announce.title", "notice.stopped")}, nil
}

// correctForm opens the words of an announcement that is out.
func correctForm(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks := []chat.Block{chat.Text(r.say("notice.correct_intro"))}
	if a.File != "" {
		blocks = append(blocks, chat.Text(r.say("notice.correct_file")))
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCorrect, State: draftState(a), Title: r.say("announce.title"), Submit: r.say("notice.correct_submit"), Close: r.say("form.cancel"),
		Blocks: blocks,
		Inputs: []chat.Input{chat.TextInput{ID: "words", Label: r.say("announce.words"), Initial: a.Words, Lines: true, Max: longestAnnouncement}},
	}}, nil
}

// correct changes an announcement where it stands.
func correct(r *request) (chat.Reply, error) {
	a, err := r.asked()
	if err != nil {
		return chat.Reply{}, err
	}
	words := r.ev.Get("words")
	switch {
	case strings.TrimSpace(words) == "":
		return chat.Reply{}, problem("words", r.say("announce.empty"))
	case words == a.Words:
		return chat.Reply{Form: r.done("announce.title", "notice.as_it_was")}, nil
	}
	if needs, err := r.needsApproval(a); err != nil || needs {
		return chat.Reply{Form: r.done("announce.title", "notice.correct_approved")}, err
	}
	err = nudges.Correct(r.tx, a, words, r.who.id, r.now)
	if errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{Form: r.done("announce.title", "notice.not_out")}, nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.auditsAnnouncement(cohort.Corrected, a); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.done("announce.title", "notice.correcting")}, nil
}

// recallForm asks before an announcement is taken out, and what is to stand in its place.
func recallForm(r *request) (chat.Reply, error) {
	reply, err := r.askAbout(formRecall, "notice.recall_question", "notice.recall_submit", chat.TextInput{
		ID: "instead", Label: r.say("notice.instead"), Hint: r.say("notice.instead_hint"), Lines: true, Optional: true, Max: longestAnnouncement,
	})
	if err != nil {
		return reply, err
	}
	a, err := r.announcementOf(r.ev.Value)
	if err == nil && a.File != "" {
		reply.Form.Blocks = append(reply.Form.Blocks, chat.Text(r.say("notice.recall_file")))
	}
	return reply, err
}

// recall takes an announcement out wherever it stands.
func recall(r *request) (chat.Reply, error) {
	a, err := r.asked()
	if err != nil {
		return chat.Reply{}, err
	}
	if needs, err := r.needsApproval(a); err != nil || needs && strings.TrimSpace(r.ev.Get("instead")) != "" {
		return chat.Reply{}, errors.Join(err, problem("instead", r.say("notice.instead_approved")))
	}
	err = nudges.Recall(r.tx, a, strings.TrimSpace(r.ev.Get("instead")), r.who.id, r.now)
	if errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{Form: r.done("announce.title", "notice.not_out")}, nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.auditsAnnouncement(cohort.CalledBack, a); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.done("announce.title", "notice.recall_begun")}, nil
}

// needsApproval reports whether words to all whom an announcement was for take another organiser's yes: nobody puts others in their place alone.
func (r *request) needsApproval(a cohort.Announcement) (bool, error) {
	counts, err := r.tx.CountDeliveries(a.ID, nudges.KindAnnouncement)
	if err != nil {
		return false, err
	}
	all := 0
	for _, n := range counts {
		all += n
	}
	_, approval, err := nudges.Guards(r.tx, a, all)
	return approval, err
}

// remind begins another announcement, to those who received one and pressed nothing on it.
func remind(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !a.NamesReaders() {
		return text(r.say("notice.unnamed")), nil
	}
	return chat.Reply{Form: r.announcementForm(cohort.Announcement{
		ID: storage.NewID(), Cohort: a.Cohort, Cohorts: a.Cohorts, Words: a.Words, Link: a.Link, Image: a.Image, ImageAlt: a.ImageAlt,
		Buttons: a.Buttons, Audience: cohort.Audience{Kind: cohort.Unheard, About: a.ID}, State: cohort.Draft,
	})}, nil
}

// reportFile sends who received an announcement as a file.
func reportFile(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !a.NamesReaders() {
		return text(r.say("notice.unnamed")), nil
	}
	err = errors.Join(nudges.HandTable(r.tx, a, r.who.id, r.now), r.looksAtReceipts(a), r.auditsAnnouncement(cohort.Saw, a))
	return text(r.say("notice.file_comes")), err
}
