package handlers

import (
	"errors"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// confirmAnnouncement lets a draft go out, now or at its time. Before it goes to many people it asks once more; and where that takes another
// organiser's yes, it waits for one.
func confirmAnnouncement(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(strings.SplitN(r.ev.State, "/", 2)[0])
	if err != nil {
		return chat.Reply{}, err
	}
	if a.State != cohort.Draft {
		return chat.Reply{Form: r.done("announce.title", "announce.already")}, nil
	}
	if draftState(a) != r.ev.State {
		return r.standsOtherwise(a)
	}
	readers, err := nudges.Readers(r.tx, a, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	twice, approval, err := nudges.Guards(r.tx, a, len(readers))
	switch {
	case err != nil:
		return chat.Reply{}, err
	case len(readers) == 0:
		form, err := r.announcementPreview(a)
		return chat.Reply{Form: form}, err
	case twice && r.ev.Form != formSure:
		question, yes := r.say("notice.sure", "Cohort", r.cohortNames(a), "Count", len(readers)), r.say("notice.sure_submit", "Count", len(readers))
		if !a.NamesReaders() {
			question, yes = r.say("notice.sure_unnamed", "Cohort", r.cohortNames(a)), r.say("announce.send")
		}
		return chat.Reply{Form: &chat.Form{
			Name: formSure, State: r.ev.State, Title: r.say("announce.preview_title"), InPlace: true, Close: r.say("form.back"),
			Submit: yes, Blocks: []chat.Block{chat.Text(question), chat.Quote(a.Words)},
		}}, nil
	case approval:
		return r.askApproval(a)
	}
	if err := r.auditsAnnouncement(cohort.Announcing, a); err != nil {
		return chat.Reply{}, err
	}
	return r.letGo(a, readers)
}

// standsOtherwise answers who goes on with a draft that no longer is what they saw: what they changed themselves, in another window or by a file, is
// shown to them anew; what somebody else did is told.
func (r *request) standsOtherwise(a cohort.Announcement) (chat.Reply, error) {
	if a.ChangedBy != r.who.id {
		return chat.Reply{}, r.overwritten(a)
	}
	form, err := r.announcementPreview(a, chat.Text(r.say("notice.changed_by_you")), chat.Divider{})
	return chat.Reply{Form: form}, err
}

// letGo schedules an announcement, and says what happens next.
func (r *request) letGo(a cohort.Announcement, readers []cohort.Participant) (chat.Reply, error) {
	night := nightFor(a, readers, r.now)
	sentence := "announce.scheduled"
	if a.Wall == "" {
		a.At, sentence = r.now, "announce.sending"
	} else {
		for i, p := range readers {
			if due := a.Due(p.Person); i == 0 || due.Before(a.At) {
				a.At = due
			}
		}
	}
	a.State = cohort.Scheduled
	if err := r.tx.SaveAnnouncement(a); err != nil {
		return chat.Reply{}, err
	}
	if night.morning.IsZero() {
		return chat.Reply{Form: r.done("announce.title", sentence)}, nil
	}
	if sentence == "announce.sending" {
		sentence = "announce.accepted"
	}
	done := r.done("announce.title", sentence)
	done.Blocks = append(done.Blocks, r.arrives(night))
	return chat.Reply{Form: done}, nil
}

// askApproval lets an announcement wait for the yes of another organiser than who asks: so two have seen what goes out.
func (r *request) askApproval(a cohort.Announcement) (chat.Reply, error) {
	a.State, a.ChangedBy = cohort.Pending, r.who.id
	asked, err := nudges.AskApproval(r.tx, a, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	if !asked {
		return chat.Reply{}, refuse(chat.Reply{Form: r.done("announce.title", "notice.nobody_to_approve")})
	}
	if err := errors.Join(r.tx.SaveAnnouncement(a), r.auditsAnnouncement(cohort.Submitted, a)); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.done("announce.title", "notice.approval_asked")}, nil
}

// approveForm shows an announcement to who is asked for their yes.
func approveForm(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if a.State != cohort.Pending {
		return chat.Reply{Form: r.done("announce.title", "notice.decided")}, nil
	}
	form, err := r.approval(a)
	return chat.Reply{Form: form}, err
}

// approval is the form of somebody who is asked for their yes.
func (r *request) approval(a cohort.Announcement, notes ...chat.Block) (*chat.Form, error) {
	form, err := r.announcementPreview(a, notes...)
	if err != nil {
		return nil, err
	}
	form.Name, form.Close = formApprove, r.say("form.close")
	form.Blocks = form.Blocks[:len(form.Blocks)-3] // nothing is to be changed here
	if a.ChangedBy == r.who.id {
		form.Submit, form.Blocks = "", append([]chat.Block{chat.Text(r.say("notice.not_your_own"))}, form.Blocks...)
	} else {
		form.Submit = r.say("notice.approve")
		form.Blocks = append(form.Blocks, chat.Divider{}, chat.Buttons{
			{Action: actionTryOut, Value: a.ID, Label: r.say("notice.try_out")}, {Action: actionSendBack, Value: a.ID, Label: r.say("notice.send_back")},
		})
	}
	return form, nil
}

// approve lets an announcement go out for which somebody else asked. Nobody says yes to what they asked for themselves.
func approve(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(strings.SplitN(r.ev.State, "/", 2)[0])
	if err != nil {
		return chat.Reply{}, err
	}
	switch {
	case a.State != cohort.Pending:
		return chat.Reply{Form: r.done("announce.title", "notice.decided")}, nil
	case a.ChangedBy == r.who.id:
		return chat.Reply{Form: r.done("announce.title", "notice.not_your_own")}, nil
	case draftState(a) != r.ev.State:
		return chat.Reply{}, r.overwritten(a)
	}
	if err := r.auditsAnnouncement(cohort.Approved, a); err != nil {
		return chat.Reply{}, err
	}
	readers, err := nudges.Readers(r.tx, a, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.Redraw(a.ID, nudges.KindApproval); err != nil {
		return chat.Reply{}, err
	}
	a.Approved = true
	return r.letGo(a, readers)
}

// sendBack gives an announcement back to who wrote it: it is a draft again.
func sendBack(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if a.State == cohort.Pending {
		a.State = cohort.Draft
		err := errors.Join(r.tx.SaveAnnouncement(a), r.tx.Redraw(a.ID, nudges.KindApproval), nudges.TellSentBack(r.tx, a, r.ev.ID, r.now),
			r.auditsAnnouncement(cohort.SentBack, a))
		if err != nil {
			return chat.Reply{}, err
		}
	}
	return chat.Reply{Form: r.done("announce.title", "notice.sent_back")}, nil
}
