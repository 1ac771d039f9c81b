package nudges

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Why somebody gets a calendar's file: it comes by itself to who says that they come, they pressed for it, or the session changed.
const (
	firstEntry = "first"
	askedEntry = "asked"
	anewEntry  = "anew"
)

// EntryFor plans that somebody gets a session as a file for their calendar, because they asked for it. Pressed twice within seconds, it
// comes once.
func EntryFor(tx *storage.Tx, s cohort.Session, person string, now time.Time) error {
	return entry(tx, s, person, fmt.Sprintf("%s%d", askedEntry, now.Unix()/10), now, now.Add(worthADay))
}

// FirstEntry plans the same for who says that they come, once: not if they have it.
func FirstEntry(tx *storage.Tx, s cohort.Session, person string, now time.Time) error {
	has, err := haveEntry(tx, s.ID)
	if err != nil || has[person] {
		return err
	}
	return entry(tx, s, person, firstEntry, now, latest(s.Ends(), now.Add(time.Minute)))
}

func entry(tx *storage.Tx, s cohort.Session, person, why string, now, expires time.Time) error {
	_, err := enqueue(tx, storage.Delivery{
		Occasion: fmt.Sprintf("%s/%s/%d/%s", KindEntry, s.ID, s.Sequence, why), Recipient: person, Kind: KindEntry, Subject: s.ID, Due: now, Expires: expires,
	})
	return err
}

// haveEntry are those who have a session in their calendar, or will have, or may have: an attempt may have arrived although its answer did
// not.
func haveEntry(tx *storage.Tx, session string) (map[string]bool, error) {
	all, err := tx.Deliveries(session, KindEntry)
	has := map[string]bool{}
	for _, d := range all {
		if d.State == storage.Waiting || d.State == storage.Sending || d.State == storage.Sent || d.Attempts > 0 {
			has[d.Recipient] = true
		}
	}
	return has, err
}

// entriesAnew plans that who has a session in their calendar gets it as it stands now.
func entriesAnew(tx *storage.Tx, before, after cohort.Session, now time.Time) error {
	until := latest(before.Ends(), after.Ends())
	if !until.After(now) {
		return nil
	}
	has, err := haveEntry(tx, after.ID)
	for person := range has {
		if err == nil {
			err = entry(tx, after, person, anewEntry, now, until)
		}
	}
	return err
}

// wordEntry brings a session as a file for the reader's calendar. What somebody pressed a button for does not wait for the morning.
func wordEntry(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	s, r, err := aboutSession(tx, d)
	if err != nil {
		return worded{}, err
	}
	m := sessionFile(r.words, r.cohort, s, now)
	if strings.HasSuffix(d.Occasion, "/"+anewEntry) {
		return r.before(m, s, now), nil
	}
	if !s.Cancelled.IsZero() {
		return worded{}, stale("the session was cancelled")
	}
	return worded{to: r.ID, words: r.words, message: m}, nil
}

// askedFor reports whether somebody pressed for the file of a delivery.
func askedFor(d storage.Delivery) bool { return strings.Contains(d.Occasion, "/"+askedEntry) }

// wordNoEntry tells in words what could not be sent as a file for calendars.
func wordNoEntry(tx *storage.Tx, d storage.Delivery) (worded, error) {
	s, err := tx.Session(d.Subject)
	if err != nil {
		return worded{}, err
	}
	r, err := participant(tx, s.Cohort, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	sentence := r.words.Say("held.no_file")
	return worded{to: r.ID, words: r.words, message: chat.Message{Summary: sentence, Blocks: []chat.Block{
		chat.Text(sentence), chat.Heading(r.words.Say("session.heading", "Number", s.Number, "Theme", s.Theme)), SessionFacts(r.words, r.cohort, s),
	}}}, nil
}

// sessionFile is a session as a file that calendars take. It keeps its UID for ever, and its SEQUENCE grows with each change that calendars
// show, so that they move their entry or take it out (RFC 5545, 3.8.7.4; RFC 5546, 3.2.5).
func sessionFile(w *locale.Words, c cohort.Cohort, s cohort.Session, now time.Time) chat.Message {
	calendar, comment := newCalendar(ics.MethodPublish), "held.file"
	if !s.Cancelled.IsZero() {
		calendar, comment = newCalendar(ics.MethodCancel), "held.file_off"
	} else if s.Sequence > 0 {
		comment = "held.file_anew"
	}
	addSession(calendar, w, c, s, now)
	return chat.Message{Summary: w.Say(comment, "Theme", s.Theme), File: &chat.File{
		Name:  fmt.Sprintf("ippo-session-%d-%s.ics", s.Number, s.Starts.In(c.Location()).Format(time.DateOnly)),
		Title: w.Say("session.heading", "Number", s.Number, "Theme", s.Theme), Content: calendar.Serialize(ics.WithNewLineWindows),
	}}
}

func newCalendar(method ics.Method) *ics.Calendar {
	calendar := ics.NewCalendarFor("Ippo")
	calendar.SetMethod(method)
	return calendar
}

// addSession adds a session to a calendar: in UTC, which every calendar takes, and without anybody's name but its speakers'.
func addSession(calendar *ics.Calendar, w *locale.Words, c cohort.Cohort, s cohort.Session, now time.Time) {
	event := calendar.AddEvent(s.ID + "@ippo")
	event.SetDtStampTime(now)
	event.SetSequence(s.Sequence)
	if !s.Changed.IsZero() {
		event.SetModifiedAt(s.Changed)
	}
	event.SetStartAt(s.Starts)
	event.SetEndAt(s.Ends())
	event.SetStatus(ics.ObjectStatusConfirmed)
	title := w.Say("held.entry_title", "Cohort", c.Name, "Number", s.Number, "Theme", s.Theme)
	if !s.Cancelled.IsZero() {
		event.SetStatus(ics.ObjectStatusCancelled)
		title = w.Say("held.entry_off", "Title", title)
	}
	event.SetSummary(title)
	var lines []string
	if len(s.Speakers) > 0 {
		lines = append(lines, w.Say("held.entry_speakers", "Speakers", w.List(s.Speakers)))
	}
	if s.Link != "" {
		event.SetURL(s.Link)
		event.SetLocation(s.Link)
		lines = append(lines, w.Say("held.entry_link", "Link", s.Link))
	}
	if s.Question != "" {
		lines = append(lines, w.Say("held.entry_question", "Question", s.Question))
	}
	event.SetDescription(strings.Join(append(lines, w.Say("held.entry_how")), "\n"))
}
