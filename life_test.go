package main

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/locale"
)

// TestDemoIsAlive lets the demo's people act by themselves: all of it can be done, and none of it by those whom a visitor is.
func TestDemoIsAlive(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		if err := s.live(s.language, slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))); err != nil {
			s.Fatal(err)
		}
		s.until("2026-12-02T19:05")
		s.says(strings.Join(s.texts(s.seat(hanako).Messages(channel)), "\n"), "session.attending_count", "Count", 4)
		if next, _ := s.machine.Next(); !next.Equal(tokyo(s.T, "2026-12-07T09:00")) {
			s.Errorf("the next event is at %v, want that of Ippo's and not what people do", next)
		}
		s.until("2027-01-07T12:00")
		if next := s.machine.life.next(); !next.IsZero() && next.Before(s.clock.Now()) {
			s.Errorf("what was to be at %v is not done", next)
		}
		if strings.Contains(s.log.all(), "not done by itself") {
			for line := range strings.Lines(s.log.all()) {
				if strings.Contains(line, "not done by itself") {
					s.Error(line)
				}
			}
		}
		if n := len(privateRooms(s, participant(10))); n != 1 {
			s.Errorf("who asked for a circle is in %d rooms", n)
		}
		if met := s.words.Say("meeting.answered_met"); holds(s.room(participant(10), privateRooms(s, participant(10))[0].ID), met) != 1 {
			s.Error("their circle did not meet")
		}
		if opened := s.circle(participant(20)).Members; len(opened) != 3 {
			s.Errorf("in the circle that somebody opened are %v", opened)
		}
		var shared bool
		for _, m := range s.seat(hanako).Messages(channel) {
			shared = shared || m.User == s.installed.BotUser && strings.Contains(s.workspace.Plain(m), s.words.Say("reflect.shared"))
		}
		if !shared {
			s.Error("nobody shared a reflection")
		}
	})
}

// TestLifeIsWellFormed holds the file against what is there.
func TestLifeIsWellFormed(t *testing.T) {
	acts, err := readLife()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"ja", "en"} {
		_, file, err := readDemo(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range acts {
			known := slices.ContainsFunc(file.Participants, func(p cohort.Participant) bool { return p.ID == a.who })
			if !known || a.who == hanako || a.at.Before(demoBegins) || a.at.After(demoBegins.AddDate(1, 0, 0)) {
				t.Errorf("%s at %v: a participant other than the visitor's, within the year", a.who, a.at)
			}
			if hour := a.at.Hour(); hour < 7 || hour >= 22 {
				t.Errorf("%s is awake at %v", a.who, a.at.Format(time.DateTime))
			}
			if a.Presses != "" && !locale.In(language).Has(a.Presses) {
				t.Errorf("there is no button %s in %s", a.Presses, language)
			}
			if a.Says != nil && a.Says[language] == "" {
				t.Errorf("%s says nothing in %s at %v", a.who, language, a.at)
			}
		}
	}
}
