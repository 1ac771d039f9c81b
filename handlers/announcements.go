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

// announcements lists the recent ones of the cohorts that somebody organises, each with how far it has come.
func announcements(r *request) (chat.Reply, error) {
	cohorts := r.cohortsFor(cohort.Announce)
	if len(cohorts) == 0 {
		return chat.Reply{}, r.refused(cohort.Announce)
	}
	type sent struct {
		cohort cohort.Cohort
		cohort.Announcement
	}
	var all []sent
	seen := map[string]bool{}
	for _, c := range cohorts {
		recent, err := r.tx.Announcements(c.ID, recentAnnouncements)
		if err != nil {
			return chat.Reply{}, err
		}
		for _, a := range recent {
			if !seen[a.ID] && r.announcesTo(a) {
				seen[a.ID] = true
				all = append(all, sent{c, a})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b sent) int { return dated(b.Announcement).Compare(dated(a.Announcement)) })
	heading := chat.Heading(r.say("announce.list_heading"))
	top := chat.Buttons{{Action: actionAnnounce, Label: r.say("notice.write"), Primary: true}}
	if len(all) == 0 {
		return r.inPlace(compose(heading, chat.Text(r.say("announce.none")), top)), nil
	}
	blocks, err := r.page(listing{
		action: actionAnnouncements, heading: heading, top: top, all: len(all),
		item: func(i int) ([]chat.Block, error) { return r.listedAnnouncement(all[i].cohort, all[i].Announcement) },
	})
	return r.inPlace(compose(blocks...)), err
}

// announcesTo reports whether the actor may announce to all that an announcement is for.
func (r *request) announcesTo(a cohort.Announcement) bool {
	for _, id := range a.Reach() {
		if !cohort.May(cohort.Announce, r.who.roles(id)...) {
			return false
		}
	}
	return true
}

// dated is when an announcement goes out or, as long as that is not known, was worked on last.
func dated(a cohort.Announcement) time.Time {
	if a.At.IsZero() {
		return a.Created
	}
	return a.At
}

func (r *request) listedAnnouncement(c cohort.Cohort, a cohort.Announcement) ([]chat.Block, error) {
	counts, err := r.tx.CountDeliveries(a.ID, nudges.KindAnnouncement)
	if err != nil {
		return nil, err
	}
	all := 0
	for _, n := range counts {
		all += n
	}
	when := r.who.words.WhenOf(dated(a).In(c.Location()), r.now)
	line := r.say("announce.listed_"+string(a.State), "Cohort", r.cohortNames(a), "When", when, "Received", counts[storage.Sent], "All", all)
	switch {
	case a.NamesReaders():
	case a.State == cohort.Announced || a.State == cohort.Reported:
		line = r.say("announce.listed_unnamed", "Cohort", r.cohortNames(a), "When", when)
	case a.State == cohort.Stopped:
		line = r.say("announce.listed_unnamed_stopped", "Cohort", r.cohortNames(a), "When", when)
	}
	var readers []cohort.Participant
	if a.State == cohort.Scheduled || a.State == cohort.Announced {
		if readers, err = nudges.Readers(r.tx, a, r.now); err != nil {
			return nil, err
		}
	}
	night := nightFor(a, readers, r.now)
	var later []chat.Block
	switch waits := night.morning.After(r.now); {
	case a.State == cohort.Scheduled && waits:
		line = r.say("announce.listed_night", "Cohort", c.Name, "Day", r.who.words.Day(night.morning), "Hour", night.morning.Hour())
	case a.State == cohort.Announced && waits:
		later = []chat.Block{r.arrives(night)}
	case a.State == cohort.Scheduled && night.some:
		later = []chat.Block{chat.Context(r.say("announce.quiet_hint"))}
	}
	blocks := append([]chat.Block{chat.Divider{}, chat.Context(line), chat.Quote(a.Words)}, later...)
	return append(blocks, r.listedButtons(a)), nil
}

// listedButtons are what can be done with an announcement as far as it has come.
func (r *request) listedButtons(a cohort.Announcement) chat.Buttons {
	button := func(action, label string) chat.Button {
		return chat.Button{Action: action, Value: a.ID, Label: r.say(label)}
	}
	again := button(actionCopy, "notice.copy")
	switch a.State {
	case cohort.Draft:
		return chat.Buttons{button(actionDraft, "notice.go_on"), again, button(actionDraftDelete, "notice.delete")}
	case cohort.Pending:
		return chat.Buttons{button(nudges.ActionApprove, "notice.look_and_decide"), button(actionDraft, "notice.edit"), again}
	case cohort.Scheduled:
		return chat.Buttons{button(actionWithdraw, "announce.withdraw"), button(actionDraft, "notice.edit"), again}
	case cohort.Announced:
		return chat.Buttons{button(nudges.ActionStop, "notice.stop"), button(actionReceipts, "announce.who_received"), again}
	case cohort.Withdrawn:
		return chat.Buttons{again}
	}
	return chat.Buttons{button(actionReceipts, "announce.who_received"), again}
}

// deleteDraft deletes a draft.
func deleteDraft(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := errors.Join(r.tx.DeleteDraft(a.ID), r.auditsAnnouncement(cohort.Discarded, a)); err != nil {
		return chat.Reply{}, err
	}
	return announcements(r)
}

// receipts tell who received an announcement.
func receipts(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.looksAtReceipts(a); err != nil {
		return chat.Reply{}, err
	}
	blocks, err := nudges.Receipts(r.tx, r.who.words, a)
	return message(blocks...), err
}

// looksAtReceipts keeps that the actor sees who received an announcement, in each of its cohorts.
func (r *request) looksAtReceipts(a cohort.Announcement) error {
	for _, id := range a.Reach() {
		if err := r.looksAt(id, cohort.SawReceipts); err != nil {
			return err
		}
	}
	return nil
}

// withdraw takes back an announcement before its time.
func withdraw(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	counts, err := r.tx.CountDeliveries(a.ID, nudges.KindAnnouncement)
	if err != nil {
		return chat.Reply{}, err
	}
	if a.State != cohort.Scheduled || len(counts) > 0 {
		return text(r.say("announce.too_late")), nil
	}
	if _, err := nudges.Stop(r.tx, a, r.who.id, r.now); err != nil {
		return chat.Reply{}, err
	}
	if err := r.auditsAnnouncement(cohort.Withdrew, a); err != nil {
		return chat.Reply{}, err
	}
	return announcements(r)
}
