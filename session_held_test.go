package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"ippo/cohort"
	"ippo/sandbox"
	"ippo/storage"
)

// Somebody says that they come, gets the session for their calendar, and learns that it moved, and that it was cancelled.
func TestSessionMovesAndIsCancelled(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.until("2026-12-02T19:01")
		s.press(hanako, channel, s.words.Say("session.attending"))
		first := s.entry("METHOD:PUBLISH")
		if theirs := first.Props.Get(ical.PropSequence).Value; theirs != "0" {
			s.Errorf("the first file has SEQUENCE %s", theirs)
		}

		s.openSession(s.words.Say("held.edit"))
		page := s.submit(organizer, map[string]any{"day": "2026-12-11", "time": "18:30"})
		s.says(page, "held.saved_moved")
		s.pass(10 * time.Second)
		moved := s.entry("DTSTART:20261211T093000Z")
		if uid := moved.Props.Get(ical.PropUID).Value; uid != first.Props.Get(ical.PropUID).Value {
			s.Error("the entry has another UID than before")
		}
		if sequence := moved.Props.Get(ical.PropSequence).Value; sequence != "1" {
			s.Errorf("the file of the moved session has SEQUENCE %s", sequence)
		}
		told := s.dmWith(s.words.Say("held.moved"))
		s.golden("session_moved", told)
		s.says(s.texts(s.seat(taro).Messages(channel))[0], "session.attending_none")
		s.press(hanako, s.seat(hanako).DM(), s.words.Say("session.attending"))
		s.pass(10 * time.Second)
		s.says(s.texts(s.seat(taro).Messages(channel))[0], "session.attending_count", "Count", 1)

		s.openSession(s.words.Say("held.cancel"))
		s.says(s.submit(organizer, map[string]any{"line": "話し手の体調のため"}), "held.saved_off")
		s.pass(10 * time.Second)
		off := s.entry("METHOD:CANCEL")
		if status := off.Props.Get(ical.PropStatus).Value; status != "CANCELLED" {
			s.Errorf("the entry is %s", status)
		}
		s.golden("session_off", s.dmWith("話し手の体調のため"))
		s.golden("reminder_off", s.workspace.Plain(s.seat(taro).Messages(channel)[0]))
		if s.dmOf(taro, "話し手") != "" {
			s.Error("who did not say that they come was told, too")
		}
		s.until("2026-12-12T10:00")
		if s.dmWith(s.words.Say("reflect.write")) != "" {
			s.Error("a cancelled session is looked back on")
		}
	})
}

// openSession has the organiser look at the first session, and open a form about it.
func (s *stage) openSession(label string) {
	s.Helper()
	s.command(organizer, "session", "")
	var first cohort.Session
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		cohorts, err := tx.Cohorts()
		if err != nil {
			return err
		}
		all, err := tx.SessionsEver(cohorts[0].ID)
		first = all[0]
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	list := s.seat(organizer).Last(channel)
	if err := s.seat(organizer).Press(s.ctx, channel, list.TS, "session", first.ID); err != nil {
		s.Fatal(err)
	}
	s.await("the session", func() bool { return labelled(s.seat(organizer).Last(channel).Blocks, label) != "" })
	s.form(organizer, func() error {
		s.press(organizer, channel, label)
		return nil
	})
}

// entry awaits the newest file for calendars that hanako has and that holds a line, as a program reads it that did not write it.
func (s *stage) entry(holds string) *ical.Event {
	s.Helper()
	var content string
	s.await("a file with "+holds, func() bool {
		messages := s.seat(hanako).Messages(s.seat(hanako).DM())
		for i := len(messages) - 1; i >= 0; i-- {
			if len(messages[i].Files) > 0 {
				content = s.download(messages[i].Files[0], hanako)
				return strings.Contains(content, holds)
			}
		}
		return false
	})
	calendar, err := ical.NewDecoder(strings.NewReader(content)).Decode()
	if err != nil || len(calendar.Events()) != 1 {
		s.Fatalf("%v in\n%s", err, content)
	}
	return &calendar.Events()[0]
}

func (s *stage) download(f *sandbox.File, user string) string {
	s.Helper()
	response, err := http.Get(s.address + "/" + f.URL + "?as=" + user)
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		s.Fatal(err)
	}
	return string(content)
}

func (s *stage) dmWith(words string) string { return s.dmOf(hanako, words) }

// dmOf is the newest message to somebody that holds some words.
func (s *stage) dmOf(user, words string) string {
	all := s.dm(user)
	for i := len(all) - 1; i >= 0; i-- {
		if strings.Contains(all[i], words) {
			return all[i]
		}
	}
	return ""
}
