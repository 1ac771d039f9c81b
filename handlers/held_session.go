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

// How much there is room for in a session's form.
const (
	longestTheme   = 100
	longestSession = 300 // characters of a question or an act
	longestBecause = 300
	mostSpeakers   = 10
	longestSpeaker = 60
	usualMinutes   = 120
	mostMinutes    = 24 * 60
	leastMinutes   = 5
)

// heldSession is a session that the actor holds as an organiser.
func (r *request) heldSession(id string) (s cohort.Session, c cohort.Cohort, err error) {
	if s, err = r.tx.Session(id); err != nil {
		return s, c, err
	}
	if err = r.authorize(cohort.HoldSession, s.Cohort); err != nil {
		return s, c, err
	}
	c, err = r.tx.Cohort(s.Cohort)
	return s, c, err
}

// opensPart opens the form of one part of a session.
func opensPart(form func(*request, cohort.Session) *chat.Form) func(*request) (chat.Reply, error) {
	return func(r *request) (chat.Reply, error) {
		s, _, err := r.heldSession(r.ev.Value)
		if err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{Form: form(r, s)}, nil
	}
}

// partForm is the form of one part of a session, as it stands. The key begins those of its title and its introduction.
func (r *request) partForm(name string, s cohort.Session, key string, inputs ...chat.Input) *chat.Form {
	return &chat.Form{
		Name: name, State: nudges.Value(s.ID, strconv.Itoa(s.Version)), Title: r.say(key + "_title"), Submit: r.say("held.form_submit"),
		Close: r.say("form.cancel"), Blocks: []chat.Block{chat.Text(r.say(key + "_intro"))}, Inputs: inputs,
	}
}

// sessionEdit opens the form with a session as it stands. A cancelled one is held after all if it is saved.
func sessionEdit(r *request) (chat.Reply, error) {
	s, c, err := r.heldSession(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.sessionForm(c, s)}, nil
}

// sessionNew opens the form for another session.
func sessionNew(r *request) (chat.Reply, error) {
	if err := r.authorize(cohort.HoldSession, r.ev.Value); err != nil {
		return chat.Reply{}, err
	}
	c, err := r.tx.Cohort(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.sessionForm(c, cohort.Session{Minutes: usualMinutes})}, nil
}

func (r *request) sessionForm(c cohort.Cohort, s cohort.Session) *chat.Form {
	form := &chat.Form{Name: formSession, State: c.ID + "/" + s.ID + "/" + strconv.Itoa(s.Version), Title: r.say("held.form_title"),
		Submit: r.say("held.form_submit"), Close: r.say("form.cancel")}
	day, clock := "", ""
	switch {
	case s.ID == "":
		form.Title = r.say("held.form_new")
	case !s.Cancelled.IsZero():
		form.Blocks = []chat.Block{chat.Text(r.say("held.form_revives"))}
		fallthrough
	default:
		day, clock = dayAndClock(s.Starts, c)
		if s.Cancelled.IsZero() && r.now.Before(s.Ends()) {
			form.Blocks = []chat.Block{chat.Text(r.say("held.form_tells"))}
		}
	}
	form.Inputs = []chat.Input{
		chat.DateInput{ID: "day", Label: r.say("held.form_day"), Initial: day},
		chat.TimeInput{ID: "time", Label: r.say("held.form_time"), Hint: r.say("held.form_zone", "Zone", r.who.words.Zone(c.Zone)), Initial: clock},
		chat.TextInput{ID: "minutes", Label: r.say("held.form_minutes"), Initial: strconv.Itoa(s.Minutes), Max: 8},
		chat.TextInput{ID: "theme", Label: r.say("held.form_theme"), Initial: s.Theme, Max: longestTheme},
		chat.TextInput{ID: "link", Label: r.say("held.form_link"), Hint: r.say("held.form_link_hint"), Initial: s.Link, Optional: true, Max: longestLink},
		chat.TextInput{ID: "speakers", Label: r.say("held.form_speakers"), Hint: r.say("held.form_speakers_hint"), Initial: strings.Join(s.Speakers, "\n"), Lines: true, Optional: true},
		chat.PeopleInput{ID: "speaker_ids", Label: r.say("held.form_speaker_ids"), Hint: r.say("held.form_speaker_ids_hint"), Initial: s.SpeakerIDs, Optional: true},
		chat.TextInput{ID: "question", Label: r.say("held.form_question"), Initial: s.Question, Optional: true, Max: longestSession},
		chat.TextInput{ID: "act", Label: r.say("held.form_act"), Initial: s.Act, Optional: true, Max: longestSession},
	}
	return form
}

// dayAndClock are a time as a form shows it, by a cohort's clock.
func dayAndClock(at time.Time, c cohort.Cohort) (day, clock string) {
	local := at.In(c.Location())
	return local.Format(time.DateOnly), local.Format("15:04")
}

// saveSession keeps a session, new or changed. One that was changed meanwhile stays as it is: the form shows how it stands, with what was
// typed kept in it.
func saveSession(r *request) (chat.Reply, error) {
	cohortID, rest, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	id, version, _ := strings.Cut(rest, "/")
	if err := r.authorize(cohort.HoldSession, cohortID); err != nil {
		return chat.Reply{}, err
	}
	c, err := r.tx.Cohort(cohortID)
	if err != nil {
		return chat.Reply{}, err
	}
	if id == "" {
		return r.addSession(c)
	}
	stands, c, err := r.heldSession(id)
	if err != nil {
		return chat.Reply{}, err
	}
	s, err := r.readSession(c, stands)
	if err != nil {
		return chat.Reply{}, err
	}
	if version != strconv.Itoa(stands.Version) {
		return r.staleSession(c, stands, s), nil
	}
	deed, sentence := cohort.SessionChanged, "held.saved"
	switch {
	case !stands.Cancelled.IsZero():
		s.Cancelled, s.Because = time.Time{}, ""
		deed, sentence = cohort.SessionRevived, "held.saved_revived"
	case !stands.Starts.Equal(s.Starts):
		deed, sentence = cohort.SessionMoved, "held.saved_moved"
	}
	did, err := nudges.Hold(r.tx, c, s, r.who.id, r.now)
	if err == nil && did {
		return chat.Reply{Form: r.done("held.form_title", sentence)}, r.audits(deed, c.ID, s.ID, "")
	}
	return chat.Reply{Form: r.done("held.form_title", "held.nothing")}, err
}

// addSession keeps a new one, under the number after the last.
func (r *request) addSession(c cohort.Cohort) (chat.Reply, error) {
	s, err := r.readSession(c, cohort.Session{ID: storage.NewID(), Cohort: c.ID, ByHand: true, Changed: r.now, ChangedBy: r.who.id})
	if err != nil {
		return chat.Reply{}, err
	}
	all, err := r.tx.SessionsEver(c.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	for _, other := range all {
		s.Number = max(s.Number, other.Number)
	}
	s.Number++
	return chat.Reply{Form: r.done("held.form_title", "held.saved_new")},
		errors.Join(r.tx.SaveSession(s), r.audits(cohort.SessionAdded, c.ID, s.ID, ""))
}

// staleSession shows a session as it stands and who changed it, above the form with what was typed.
func (r *request) staleSession(c cohort.Cohort, stands, typed cohort.Session) chat.Reply {
	typed.Version, typed.Cancelled = stands.Version, stands.Cancelled
	form := r.sessionForm(c, typed)
	form.Blocks = append(r.howSessionStands(c, stands), form.Blocks...)
	return chat.Reply{Form: form}
}

// howSessionStands shows a session that changed while a form was open, and who changed it.
func (r *request) howSessionStands(c cohort.Cohort, stands cohort.Session) []chat.Block {
	blocks := []chat.Block{chat.Text(r.say("held.stale"))}
	switch stands.ChangedBy {
	case "":
	case cohort.Operator:
		blocks = append(blocks, chat.Context(r.say("held.stale_file")))
	default:
		blocks = append(blocks, chat.Context(r.say("held.stale_by")), chat.People{stands.ChangedBy})
	}
	return append(blocks, chat.Text(r.say("session.heading", "Number", stands.Number, "Theme", stands.Theme)), nudges.SessionFacts(r.who.words, c, stands))
}

// readSession reads what the form says of a session.
func (r *request) readSession(c cohort.Cohort, s cohort.Session) (cohort.Session, error) {
	at, err := cohort.At("2006-01-02 15:04", r.ev.Get("day")+" "+r.ev.Get("time"), c.Location())
	if day, clock := dayAndClock(s.Starts, c); day == r.ev.Get("day") && clock == r.ev.Get("time") {
		at = s.Starts // also where the clock shows it twice, when summer time ends
	}
	switch {
	case err != nil:
		return s, problem("day", r.say("held.bad_day"))
	case !at.After(r.now) && (!at.Equal(s.Starts) || !s.Cancelled.IsZero()):
		return s, problem("day", r.say("held.past", "Now", r.who.words.When(r.now.In(c.Location()))))
	}
	minutes, err := strconv.Atoi(ageDigits(r.ev.Get("minutes")))
	if err != nil || minutes < leastMinutes || minutes > mostMinutes {
		return s, problem("minutes", r.say("held.bad_minutes"))
	}
	s.Starts, s.Minutes = at, minutes
	for _, field := range []struct {
		input string
		into  *string
		most  int
	}{{"theme", &s.Theme, longestTheme}, {"question", &s.Question, longestSession}, {"act", &s.Act, longestSession}} {
		*field.into = strings.Join(strings.Fields(visible(r.ev.Get(field.input))), " ")
		if chat.Length(*field.into) > field.most {
			return s, problem(field.input, r.say("held.bad_long", "Most", field.most))
		}
	}
	if s.Theme == "" {
		return s, problem("theme", r.say("held.bad_theme", "Most", longestTheme))
	}
	if s.Link = strings.TrimSpace(r.ev.Get("link")); s.Link != "" && !isLink(s.Link) {
		return s, problem("link", r.say("held.bad_link"))
	}
	s.Speakers = nil
	for _, name := range strings.FieldsFunc(r.ev.Get("speakers"), func(c rune) bool { return c == '\n' || c == '、' }) {
		if name = strings.Join(strings.Fields(visible(name)), " "); name != "" {
			s.Speakers = append(s.Speakers, clip(name, longestSpeaker))
		}
	}
	s.SpeakerIDs = slices.Compact(slices.Sorted(slices.Values(r.ev.Values["speaker_ids"])))
	if len(s.Speakers) > mostSpeakers || len(s.SpeakerIDs) > mostSpeakers {
		return s, problem("speakers", r.say("held.bad_speakers"))
	}
	if len(s.SpeakerIDs) == 0 {
		s.SpeakerIDs = nil
	}
	return s, nil
}
