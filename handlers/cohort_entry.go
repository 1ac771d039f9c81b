package handlers

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// mostSeats of a cohort, as in the file.
const mostSeats = 100_000

// entryForm asks an organiser from when until when people can come in by themselves, and for how many there are places.
func entryForm(r *request) (chat.Reply, error) {
	c, err := r.runningOne(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.entryWith(c, c.Entry), nil
}

func (r *request) entryWith(c cohort.Cohort, e cohort.Enrolment, intro ...chat.Block) chat.Reply {
	at := func(t time.Time, layout string) string {
		if t.IsZero() {
			return ""
		}
		return t.In(c.Location()).Format(layout)
	}
	places := ""
	if e.Places > 0 {
		places = strconv.Itoa(e.Places)
	}
	if len(intro) == 0 {
		intro = []chat.Block{chat.Text(r.say("desk.entry_intro", "Cohort", c.Name)), chat.Context(r.say("desk.entry_zone", "Zone", r.who.words.Zone(c.Zone)))}
	}
	const day, clock = time.DateOnly, "15:04"
	return chat.Reply{Form: &chat.Form{
		Name: formCohortEntry, State: c.ID + "/" + strconv.Itoa(c.Version), Title: r.say("desk.entry_title"), Submit: r.say("settings.save"),
		Close: r.say("form.cancel"), Blocks: intro,
		Inputs: []chat.Input{
			chat.DateInput{ID: "from", Label: r.say("desk.from"), Initial: at(e.From, day), Optional: true},
			chat.TimeInput{ID: "from_time", Label: r.say("desk.from_time"), Initial: at(e.From, clock), Optional: true},
			chat.DateInput{ID: "until", Label: r.say("desk.until"), Initial: at(e.Until, day), Optional: true},
			chat.TimeInput{ID: "until_time", Label: r.say("desk.until_time"), Hint: r.say("desk.until_hint"), Initial: at(e.Until, clock), Optional: true},
			chat.TextInput{ID: "places", Label: r.say("desk.places"), Hint: r.say("desk.places_hint"), Initial: places, Optional: true, Max: 10},
		},
	}}
}

// saveEntry keeps when entry is open, and the places. Whoever waits comes in at once where there are more places now.
func saveEntry(r *request) (chat.Reply, error) {
	id, version, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	c, err := r.runningOne(id)
	if err != nil {
		return chat.Reply{}, err
	}
	before := c
	if c.Entry, err = r.readEntry(c); err != nil {
		return chat.Reply{}, err
	}
	c.ChangedBy, c.Draft = r.who.id, c.Draft && c.Entry.At(r.now) == cohort.NoEntry
	c.Version, _ = strconv.Atoi(version)
	err = r.tx.ChangeCohort(c)
	if errors.Is(err, storage.ErrChanged) {
		c.Version = before.Version
		return r.entryWith(c, c.Entry, r.changedBy(before, chat.Fields{
			{Label: r.say("desk.entry"), Value: r.entryLine(before)}, {Label: r.say("desk.places"), Value: r.placesLine(before.Entry)},
		})...), nil
	}
	if err == nil && before.Draft && !c.Draft {
		err = nudges.Begin(r.tx, c, r.now)
	}
	if err == nil {
		err = r.audits(cohort.SetEntry, c.ID, strconv.Itoa(c.Entry.Places), "")
	}
	return r.deskDone(r.say("desk.saved", "Cohort", c.Name), chat.Context(r.entryLine(c)), chat.Context(r.placesLine(c.Entry))), err
}

func (r *request) placesLine(e cohort.Enrolment) string {
	if e.Places == 0 {
		return r.say("desk.no_limit")
	}
	return r.say("desk.places_of", "Count", e.Places)
}

// readEntry reads the form. Nothing in it closes entry; a day without a time begins in the morning, or ends in the evening.
func (r *request) readEntry(c cohort.Cohort) (e cohort.Enrolment, err error) {
	if text := strings.TrimSpace(norm.NFKC.String(r.ev.Get("places"))); text != "" {
		if e.Places, err = strconv.Atoi(text); err != nil || e.Places < 0 || e.Places > mostSeats {
			return e, problem("places", r.say("desk.places_wrong"))
		}
	}
	from, until := r.ev.Get("from"), r.ev.Get("until")
	switch {
	case from == "" && until == "":
		return e, nil
	case from == "":
		return e, problem("from", r.say("desk.both_days"))
	case until == "":
		return e, problem("until", r.say("desk.both_days"))
	}
	if e.From, err = r.momentOf(c, from, r.ev.Get("from_time"), "09:00"); err != nil {
		return e, problem("from", r.say("announce.day_missing"))
	}
	if e.Until, err = r.momentOf(c, until, r.ev.Get("until_time"), "18:00"); err != nil {
		return e, problem("until", r.say("announce.day_missing"))
	}
	if !e.Until.After(e.From) {
		return e, problem("until", r.say("desk.backwards"))
	}
	return e, nil
}

// momentOf is a day and a time of day in a cohort's zone.
func (r *request) momentOf(c cohort.Cohort, day, clock, usual string) (time.Time, error) {
	if clock == "" {
		clock = usual
	}
	at, err := cohort.At("2006-01-02 15:04", day+" "+clock, c.Location())
	return at.UTC(), err
}
