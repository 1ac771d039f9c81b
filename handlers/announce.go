package handlers

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

const (
	longestAnnouncement = 2500
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
	latest := cohorts[len(cohorts)-1]
	var options []chat.Option
	for _, c := range cohorts[max(0, len(cohorts)-100):] {
		options = append(options, chat.Option{Value: c.ID, Label: c.Name})
	}
	return chat.Reply{Form: &chat.Form{
		Name: formAnnounce, Title: r.say("announce.title"), Submit: r.say("announce.preview"), Close: r.say("form.cancel"),
		Inputs: []chat.Input{
			chat.TextInput{ID: "words", Label: r.say("announce.words"), Placeholder: r.say("announce.words_placeholder"),
				Initial: strings.TrimSpace(r.ev.Text), Lines: true, Max: longestAnnouncement},
			chat.Choice{ID: "cohort", Label: r.say("announce.cohort"), Options: options, Initial: []string{latest.ID}},
			chat.DateInput{ID: "day", Label: r.say("announce.day"), Hint: r.say("announce.day_hint"), Optional: true},
			chat.TimeInput{ID: "time", Label: r.say("announce.time"), Optional: true},
		},
	}}, nil
}

// previewAnnouncement keeps a draft and shows it as its readers will see it.
func previewAnnouncement(r *request) (chat.Reply, error) {
	id := r.ev.Get("cohort")
	if err := r.authorize(cohort.Announce, id); err != nil {
		return chat.Reply{}, err
	}
	c, err := r.tx.Cohort(id)
	if err != nil {
		return chat.Reply{}, err
	}
	words := r.ev.Get("words")
	if strings.TrimSpace(words) == "" {
		return chat.Reply{}, problem("words", r.say("announce.empty"))
	}
	at, err := r.announcedAt(c)
	if err != nil {
		return chat.Reply{}, err
	}
	a := cohort.Announcement{
		ID: storage.NewID(), Cohort: c.ID, Author: r.who.id, Words: words, At: at, State: cohort.Draft, Created: r.now,
	}
	if err := r.tx.SaveAnnouncement(a); err != nil {
		return chat.Reply{}, err
	}
	readers, err := r.tx.CountParticipants(c.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	night, err := r.nightFor(c, cmp.Or(at, r.now))
	if err != nil {
		return chat.Reply{}, err
	}
	blocks := append(r.announcementSummary(c, a, readers, night), chat.Divider{})
	blocks = append(blocks, nudges.Announced(locale.In(c.Language), c, a).Blocks...)
	if night.some {
		blocks = append(blocks, chat.Context(r.say("announce.quiet_hint")))
	}
	submit := r.say("announce.send")
	if !at.IsZero() {
		submit = r.say("announce.schedule")
	}
	return chat.Reply{Form: &chat.Form{
		Name: formPreview, State: a.ID, Title: r.say("announce.preview_title"),
		Submit: submit, Close: r.say("form.back"), Blocks: blocks,
	}}, nil
}

// announcedAt reads the time that was asked for, in the cohort's zone; zero is now.
func (r *request) announcedAt(c cohort.Cohort) (time.Time, error) {
	day, clock := r.ev.Get("day"), r.ev.Get("time")
	switch {
	case day == "" && clock == "":
		return time.Time{}, nil
	case day == "":
		return time.Time{}, problem("day", r.say("announce.day_missing"))
	case clock == "":
		return time.Time{}, problem("time", r.say("announce.time_missing"))
	}
	at, err := cohort.At("2006-01-02 15:04", day+" "+clock, c.Location())
	if err != nil {
		return time.Time{}, problem("day", r.say("announce.day_missing"))
	}
	if !at.After(r.now) {
		return time.Time{}, problem("day", r.say("announce.past", "Now", r.who.words.When(r.now.In(c.Location()))))
	}
	return at, nil
}

// announcementSummary says whom an announcement reaches, and when it does.
func (r *request) announcementSummary(c cohort.Cohort, a cohort.Announcement, readers int, night night) []chat.Block {
	about := []any{"Cohort", c.Name, "Count", readers, "When", r.who.words.When(a.At.In(c.Location()))}
	switch {
	case !night.morning.IsZero():
		return []chat.Block{chat.Text(r.say("announce.to", about...)), r.arrives(night)}
	case a.At.IsZero():
		return []chat.Block{chat.Text(r.say("announce.to_now", about...))}
	}
	return []chat.Block{chat.Text(r.say("announce.to_later", about...))}
}

// confirmAnnouncement lets a draft go out, now or at its time.
func confirmAnnouncement(r *request) (chat.Reply, error) {
	a, err := r.tx.Announcement(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.authorize(cohort.Announce, a.Cohort); err != nil {
		return chat.Reply{}, err
	}
	if a.State != cohort.Draft {
		return chat.Reply{Form: r.done("announce.title", "announce.already")}, nil
	}
	sentence := "announce.scheduled"
	if a.At.IsZero() {
		a.At, sentence = r.now, "announce.sending"
	}
	a.State = cohort.Scheduled
	if err := errors.Join(r.tx.SaveAnnouncement(a), r.audits(cohort.Announcing, a.Cohort, a.ID, "")); err != nil {
		return chat.Reply{}, err
	}
	c, err := r.tx.Cohort(a.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	night, err := r.nightFor(c, a.At)
	if err != nil {
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
	for _, c := range cohorts {
		recent, err := r.tx.Announcements(c.ID, recentAnnouncements)
		if err != nil {
			return chat.Reply{}, err
		}
		for _, a := range recent {
			all = append(all, sent{c, a})
		}
	}
	slices.SortStableFunc(all, func(a, b sent) int { return b.At.Compare(a.At) })
	heading := chat.Heading(r.say("announce.list_heading"))
	if len(all) == 0 {
		return r.inPlace(compose(heading, chat.Text(r.say("announce.none")))), nil
	}
	blocks, err := r.page(listing{
		action: actionAnnouncements, heading: heading, all: len(all),
		item: func(i int) ([]chat.Block, error) { return r.listedAnnouncement(all[i].cohort, all[i].Announcement) },
	})
	return r.inPlace(compose(blocks...)), err
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
	when := r.who.words.WhenOf(a.At.In(c.Location()), r.now)
	line := r.say("announce.listed_"+string(a.State), "Cohort", c.Name, "When", when, "Received", counts[storage.Sent], "All", all)
	night, err := r.nightFor(c, a.At)
	if err != nil {
		return nil, err
	}
	var later []chat.Block
	switch waits := night.morning.After(r.now); {
	case a.State == cohort.Scheduled && waits:
		line = r.say("announce.listed_night", "Cohort", c.Name, "Day", r.who.words.Day(night.morning), "Hour", night.morning.Hour())
	case a.State == cohort.Announced && waits:
		later = []chat.Block{r.arrives(night)}
	case a.State == cohort.Scheduled && night.some:
		later = []chat.Block{chat.Context(r.say("announce.quiet_hint"))}
	}
	button := chat.Button{Action: actionReceipts, Value: a.ID, Label: r.say("announce.who_received")}
	if a.State == cohort.Scheduled {
		button = chat.Button{Action: actionWithdraw, Value: a.ID, Label: r.say("announce.withdraw")}
	}
	blocks := append([]chat.Block{chat.Divider{}, chat.Context(line), chat.Quote(a.Words)}, later...)
	if a.State != cohort.Withdrawn {
		blocks = append(blocks, chat.Buttons{button})
	}
	return blocks, nil
}

// receipts tell who received an announcement.
func receipts(r *request) (chat.Reply, error) {
	a, err := r.tx.Announcement(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.authorize(cohort.Announce, a.Cohort); err != nil {
		return chat.Reply{}, err
	}
	if err := r.looksAt(a.Cohort, cohort.SawReceipts); err != nil {
		return chat.Reply{}, err
	}
	blocks, err := nudges.Receipts(r.tx, r.who.words, a)
	return message(blocks...), err
}

// withdraw takes back an announcement before its time.
func withdraw(r *request) (chat.Reply, error) {
	a, err := r.tx.Announcement(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.authorize(cohort.Announce, a.Cohort); err != nil {
		return chat.Reply{}, err
	}
	err = r.tx.MoveAnnouncement(a.ID, cohort.Scheduled, cohort.Withdrawn)
	if errors.Is(err, storage.ErrNotFound) {
		return text(r.say("announce.too_late")), nil
	}
	if err == nil {
		err = r.audits(cohort.Withdrew, a.Cohort, a.ID, "")
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return announcements(r)
}
