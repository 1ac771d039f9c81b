package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	longestAnnouncement = 2500
	longestLink         = 2000
	longestAlt          = 200
	recentAnnouncements = 50 // of a cohort
)

// announceForm opens the form for an announcement, with the words that followed the command.
func announceForm(r *request) (chat.Reply, error) {
	cohorts := r.cohortsFor(cohort.Announce)
	if len(cohorts) == 0 {
		return chat.Reply{}, r.withWords(r.refused(cohort.Announce))
	}
	if n := chat.Length(r.ev.Text); n > longestAnnouncement {
		return message(chat.Text(r.say("announce.too_long", "Length", n, "Most", longestAnnouncement)),
			chat.Text(r.say("error.your_words")), chat.Quote(r.ev.Text)), nil
	}
	return chat.Reply{Form: r.announcementForm(cohort.Announcement{
		ID: storage.NewID(), Cohort: cohorts[len(cohorts)-1].ID, Words: strings.TrimSpace(r.ev.Text), State: cohort.Draft,
		Buttons: []cohort.Button{cohort.SeenIt}, Audience: cohort.Audience{Kind: cohort.Everyone},
	})}, nil
}

// editDraft opens the form with a draft, or with one that is not out yet.
func editDraft(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !unsent(a) {
		return chat.Reply{Form: r.done("announce.title", "announce.already")}, nil
	}
	return chat.Reply{Form: r.announcementForm(a)}, nil
}

// copyAnnouncement opens the form with what another says.
func copyAnnouncement(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	form := r.announcementForm(cohort.Announcement{
		ID: storage.NewID(), Cohort: a.Cohort, Cohorts: a.Cohorts, Words: a.Words, Link: a.Link, Image: a.Image, ImageAlt: a.ImageAlt,
		Buttons: a.Buttons, Audience: a.Audience, State: cohort.Draft,
	})
	if a.File == "" {
		return chat.Reply{Form: form}, nil
	}
	_, err = r.tx.Attachment(a.ID)
	switch {
	case errors.Is(err, storage.ErrNotFound): // it is not kept for ever
		form.Blocks = append([]chat.Block{chat.Text(r.say("notice.copied_without", "Name", a.File))}, form.Blocks...)
	case err != nil:
		return chat.Reply{}, err
	default:
		form.State += copyOf + a.ID
	}
	return chat.Reply{Form: form}, nil
}

// unsent reports whether nobody can have an announcement yet.
func unsent(a cohort.Announcement) bool {
	return a.State == cohort.Draft || a.State == cohort.Pending || a.State == cohort.Scheduled
}

// announcementOf is one that the actor may do something with: one all of whose cohorts they may announce to.
func (r *request) announcementOf(id string) (cohort.Announcement, error) {
	a, err := r.tx.Announcement(id)
	if err != nil {
		return a, err
	}
	for _, id := range a.Reach() {
		if err := r.authorize(cohort.Announce, id); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (r *request) announcementForm(a cohort.Announcement) *chat.Form {
	cohorts := r.cohortsFor(cohort.Announce)
	var options []chat.Option
	for _, c := range cohorts[max(0, len(cohorts)-100):] {
		options = append(options, chat.Option{Value: c.ID, Label: c.Name})
	}
	day, clock, _ := strings.Cut(a.Wall, "T")
	var kinds, buttons []chat.Option
	for _, kind := range []cohort.AudienceKind{cohort.Everyone, cohort.Hosts, cohort.Unanswered, cohort.ByName} {
		kinds = append(kinds, chat.Option{Value: string(kind), Label: r.say("notice.audience_" + string(kind))})
	}
	if a.Audience.Kind == cohort.Unheard {
		kinds = append(kinds, chat.Option{Value: string(cohort.Unheard), Label: r.say("notice.audience_unheard")})
	}
	var chosen []string
	for _, b := range cohort.AllButtons {
		buttons = append(buttons, chat.Option{Value: string(b), Label: r.say("notice.offer_" + string(b))})
		if a.Offers(b) {
			chosen = append(chosen, string(b))
		}
	}
	return &chat.Form{
		Name: formAnnounce, State: draftState(a), Title: r.say("announce.title"), Submit: r.say("announce.preview"), Close: r.say("form.cancel"),
		Inputs: []chat.Input{
			chat.TextInput{ID: "words", Label: r.say("announce.words"), Placeholder: r.say("announce.words_placeholder"),
				Initial: a.Words, Lines: true, Max: longestAnnouncement},
			chat.Choice{ID: "cohort", Label: r.say("announce.cohort"), Options: options, Initial: a.Reach(), Several: true},
			chat.Choice{ID: "audience", Label: r.say("notice.audience"), Options: kinds, Initial: []string{string(a.Audience.Kind)}},
			chat.Choice{ID: "buttons", Label: r.say("notice.buttons"), Options: buttons, Initial: chosen, Several: true, Open: true, Optional: true},
			chat.TextInput{ID: "link", Label: r.say("notice.link"), Placeholder: "https://", Initial: a.Link, Optional: true, Max: longestLink},
			chat.DateInput{ID: "day", Label: r.say("announce.day"), Hint: r.say("announce.day_hint"), Initial: day, Optional: true},
			chat.TimeInput{ID: "time", Label: r.say("announce.time"), Hint: r.say("notice.time_hint"), Initial: clock, Optional: true},
		},
	}
}

// draftState is which draft a form is about, how it stood, and to whom a reminder goes.
func draftState(a cohort.Announcement) string {
	return strings.Join([]string{a.ID, strconv.Itoa(a.Version), a.Audience.About}, "/")
}

// previewAnnouncement keeps a draft and shows it as its readers will see it; first it asks for the list, if it is for people who are named.
func previewAnnouncement(r *request) (chat.Reply, error) {
	a, err := r.draft()
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.readAnnouncement(&a); err != nil {
		return chat.Reply{}, err
	}
	if err := r.saveDraft(&a); err != nil {
		return chat.Reply{}, err
	}
	if a, err = r.copiesFile(a); err != nil {
		return chat.Reply{}, err
	}
	if a.Audience.Kind == cohort.ByName {
		return chat.Reply{Form: r.listForm(a)}, nil
	}
	return r.previewed(a, "audience")
}

// draft is the draft that a form is about: a new one, or the one that is there. What somebody else changed since is not written over.
func (r *request) draft() (cohort.Announcement, error) {
	id, rest, err := about(r.ev.State)
	if err != nil {
		return cohort.Announcement{}, err
	}
	rest, _, _ = strings.Cut(rest, copyOf)
	stated, about, _ := strings.Cut(rest, "/")
	a, err := r.tx.Announcement(id)
	if errors.Is(err, storage.ErrNotFound) {
		return cohort.Announcement{ID: id, Author: r.who.id, State: cohort.Draft, Created: r.now, Audience: cohort.Audience{About: about}}, nil
	}
	if err != nil {
		return a, err
	}
	for _, id := range a.Reach() {
		if err := r.authorize(cohort.Announce, id); err != nil {
			return a, err
		}
	}
	counts, err := r.tx.CountDeliveries(a.ID, nudges.KindAnnouncement)
	if err != nil {
		return a, err
	}
	switch version, _ := strconv.Atoi(stated); {
	case !unsent(a) || len(counts) > 0: // it is being handed over
		return a, refuse(chat.Reply{Form: r.done("announce.title", "announce.already")})
	case version != a.Version && a.ChangedBy != r.who.id:
		return a, r.overwritten(a)
	}
	a.Audience.About = about
	return a, nil
}

// overwritten says that somebody else changed an announcement meanwhile, and what it says now. What was typed stays in the form.
func (r *request) overwritten(a cohort.Announcement) error {
	sentence := r.say("notice.changed_meanwhile", "Words", firstLine(a.Words))
	if len(r.ev.Values) == 0 {
		done := r.done("announce.title", "notice.changed_since")
		done.Blocks = append(done.Blocks, chat.People{a.ChangedBy}, chat.Quote(a.Words))
		return refuse(chat.Reply{Form: done})
	}
	return problem("words", sentence)
}

// saveDraft keeps a draft as the actor changed it. One that was to go out or waits for a yes is a draft again.
func (r *request) saveDraft(a *cohort.Announcement) error {
	a.State, a.ChangedBy, a.Created, a.Approved = cohort.Draft, r.who.id, r.now, false
	if err := r.tx.SaveAnnouncement(*a); err != nil {
		return err
	}
	a.Version++
	return r.auditsAnnouncement(cohort.Drafted, *a)
}

// readAnnouncement reads what the form says.
func (r *request) readAnnouncement(a *cohort.Announcement) error {
	a.Cohorts = r.ev.Values["cohort"]
	if len(a.Cohorts) == 0 {
		return problem("cohort", r.say("notice.no_cohort"))
	}
	for _, id := range a.Cohorts {
		if err := r.authorize(cohort.Announce, id); err != nil {
			return err
		}
	}
	a.Cohort = a.Cohorts[0]
	c, err := r.tx.Cohort(a.Cohort)
	if err != nil {
		return err
	}
	if a.Words = r.ev.Get("words"); strings.TrimSpace(a.Words) == "" {
		return problem("words", r.say("announce.empty"))
	}
	kind := cohort.AudienceKind(r.ev.Get("audience"))
	if kind == "" {
		kind = cohort.Everyone
	}
	if kind != a.Audience.Kind && kind != cohort.ByName {
		a.Audience.People = nil
	}
	a.Audience.Kind = kind
	a.Buttons = nil
	for _, b := range cohort.AllButtons {
		if slices.Contains(r.ev.Values["buttons"], string(b)) {
			a.Buttons = append(a.Buttons, b)
		}
	}
	if a.Link = strings.TrimSpace(r.ev.Get("link")); a.Link != "" && !isLink(a.Link) {
		return problem("link", r.say("notice.link_wrong"))
	}
	a.Wall, a.At, err = r.announcedAt(c)
	return err
}

// announcedAt reads the time that was asked for, by the clocks of readers, and when that is in the cohort's zone; nothing is now.
func (r *request) announcedAt(c cohort.Cohort) (wall string, at time.Time, err error) {
	day, clock := r.ev.Get("day"), r.ev.Get("time")
	switch {
	case day == "" && clock == "":
		return "", time.Time{}, nil
	case day == "":
		return "", time.Time{}, problem("day", r.say("announce.day_missing"))
	case clock == "":
		return "", time.Time{}, problem("time", r.say("announce.time_missing"))
	}
	wall = day + "T" + clock
	if at, err = cohort.At(cohort.WallLayout, wall, c.Location()); err != nil {
		return "", at, problem("day", r.say("announce.day_missing"))
	}
	if !at.After(r.now) {
		return "", at, problem("day", r.say("announce.past", "Now", r.who.words.When(r.now.In(c.Location()))))
	}
	return wall, at, nil
}
