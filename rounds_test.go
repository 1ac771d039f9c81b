package main

import (
	"strings"
	"testing"
	"time"

	"ippo/config"
)

// asks lets people ask for a circle on some evenings; without one on any.
func (s *stage) asks(slots []string, numbers ...int) {
	s.Helper()
	for _, i := range numbers {
		user := participant(i)
		s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "join") })
		s.submit(user, map[string]any{"slots": slots})
		if err := s.seat(user).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
	}
}

// holds counts the messages of a conversation that hold a sentence.
func holds(all []string, sentence string) int {
	n := 0
	for _, text := range all {
		if strings.Contains(text, sentence) {
			n++
		}
	}
	return n
}

// From round to round: who stays together goes on in the same room; who does not is told in the old one; and who has no place hears
// when the next round is, in other words than the last time.
func TestRoundsOfCircles(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.reimport(func(f *config.File) { // nothing tells them apart but their evenings
			for i := range f.Participants {
				f.Participants[i].Department, f.Participants[i].Returning = "", false
			}
		})
		next := func(day string) string {
			return s.words.Say("circle.unplaced_next_at", "Day", s.words.Day(tokyo(s.T, day).In(demoBegins.Location())))
		}
		room := func(i int) string {
			s.Helper()
			rooms := privateRooms(s, participant(i))
			if len(rooms) == 0 {
				s.Fatalf("%s has no room", participant(i))
			}
			return rooms[len(rooms)-1].ID
		}
		read := func(i int, room string) []string { return s.texts(s.seat(participant(i)).Messages(room)) }
		s.asks([]string{"tue-19"}, 1, 2, 3)
		s.asks([]string{"thu-19"}, 4, 5, 6)
		s.asks([]string{"sun-20"}, 7)
		s.until("2026-12-08T10:05")
		staying, changing := room(1), room(4)
		if staying == changing {
			s.Fatal("the evenings did not decide")
		}
		told := s.dm(organizer)
		s.says(told[len(told)-1], "formed.opened", "Count", 2, "People", 6)
		s.says(told[len(told)-1], "formed.left", "Count", 1)
		first := s.dm(participant(7))
		s.says(first[len(first)-1], "circle.unplaced_no_slot")
		if !strings.Contains(first[len(first)-1], next("2027-01-08T10:00")) {
			s.Errorf("the next round is not named:\n%s", first[len(first)-1])
		}

		s.asks([]string{"thu-19"}, 8)
		s.until("2027-01-08T10:05")
		if roomsOf(s, hanako) != 1 || room(1) != staying {
			s.Errorf("the three who stay together have %d rooms", roomsOf(s, hanako))
		}
		all := read(1, staying)
		if n := holds(all, s.words.Say("circle.introduction_heading", "Cohort", s.name())); n != 1 || holds(all, s.words.Say("circle.ended")) != 0 {
			s.Errorf("they are told %v", all)
		}
		if roomsOf(s, participant(4)) != 2 || roomsOf(s, participant(8)) != 1 {
			s.Errorf("%d rooms and %d", roomsOf(s, participant(4)), roomsOf(s, participant(8)))
		}
		if old := read(4, changing); holds(old, s.words.Say("circle.ended")) != 1 || !strings.Contains(old[len(old)-1], s.words.Say("circle.ended")) {
			s.Errorf("in the old room they read %v", old)
		}
		told = s.dm(organizer)
		s.golden("formed_anew", told[len(told)-1])
		s.says(told[len(told)-1], "formed.opened", "Count", 1, "People", 4)
		second := s.dm(participant(7))
		s.says(second[len(second)-1], "circle.unplaced_no_slot_again")
		if !strings.Contains(second[len(second)-1], next("2027-02-08T10:00")) {
			s.Errorf("the next round is not named:\n%s", second[len(second)-1])
		}

		// An organiser who looks is told what goes on; with nobody else it is all.
		s.command(participant(7), "circle", "leave")
		s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "remix") })
		shown := s.workspace.PlainBlocks(s.seat(organizer).Modal().Blocks)
		s.says(shown, "circle.preview_go_on", "Count", 2)
		if strings.Contains(shown, s.words.Say("circle.preview_anew")) {
			s.Errorf("it says that circles end:\n%s", shown)
		}
		messages, inRooms := len(s.dm(organizer)), len(read(1, staying))+len(read(4, changing))
		s.says(s.submit(organizer, nil), "circle.confirmed_go_on")
		s.pass(10 * time.Minute)
		if n := len(s.dm(organizer)); n != messages {
			s.Errorf("%d messages although nothing changed", n-messages)
		}
		if n := len(read(1, staying)) + len(read(4, changing)); n != inRooms {
			s.Errorf("%d messages in the rooms, want the %d of before", n, inRooms)
		}
	})
}

// What came of a round is told when it has come: not before all rooms are open, and not in the night.
func TestRoundIsToldWhenItsRoomsAreOpen(t *testing.T) {
	s := newStage(t, "ja")
	s.asks(nil, 1, 2, 3, 4)
	s.until("2026-12-01T22:30")
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
	s.says(s.submit(organizer, nil), "circle.confirmed")
	s.until("2026-12-02T06:59")
	if n := len(s.dm(organizer)); n != 0 || roomsOf(s, hanako) != 0 {
		t.Errorf("%d messages in the night, and %d rooms", n, roomsOf(s, hanako))
	}
	s.until("2026-12-02T08:05") // rooms are opened at seven
	told := s.dm(organizer)
	if len(told) != 1 {
		t.Fatalf("the organiser is told %v", told)
	}
	s.says(told[0], "formed.opened", "Count", 1, "People", 4)
	if strings.Contains(told[0], s.words.Say("formed.left", "Count", 0)) {
		t.Errorf("nobody is left:\n%s", told[0])
	}
}

// name is the demo's cohort by name.
func (s *stage) name() string {
	return map[string]string{"ja": "第4期", "en": "the 4th cohort"}[s.language]
}

// Where the last session ends before the next round, nobody is told of a round that never comes.
func TestNoRoundIsPromisedAfterTheProgram(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.reimport(func(f *config.File) {
			f.Sessions = f.Sessions[:1]
			f.Sessions[0].Starts = tokyo(s.T, "2026-12-30T19:00")
		})
		s.asks([]string{"tue-19"}, 1, 2, 3, 4)
		s.until("2026-12-08T10:05")
		day := s.words.Day(tokyo(s.T, "2027-01-08T10:00").In(demoBegins.Location()))
		february := s.words.Day(tokyo(s.T, "2027-02-08T10:00").In(demoBegins.Location()))
		s.until("2027-01-08T10:05")
		rooms := privateRooms(s, hanako)
		if len(rooms) != 1 {
			s.Fatalf("%d rooms", len(rooms))
		}
		said := s.texts(s.seat(hanako).Messages(rooms[0].ID))
		if holds(said, s.words.Say("stay.question", "Day", day)) != 0 {
			s.Errorf("the room is asked about a round that never comes:\n%s", strings.Join(said, "\n"))
		}
		s.form(participant(9), func() error { return s.seat(participant(9)).Command(s.ctx, channel, "/circle", "join") })
		late := s.submit(participant(9), nil)
		for name, text := range map[string]string{
			"a member": s.command(hanako, "circle", ""), "who asks late": late, "who waits": s.command(participant(9), "circle", ""),
		} {
			if strings.Contains(text, february) {
				s.Errorf("%s is told of a round in February:\n%s", name, text)
			}
		}
	})
}

func TestNothingIsFormedAnewAfterTheProgram(t *testing.T) {
	s := newStage(t, "ja")
	s.asks(nil, 1, 2, 3, 4, 5, 6, 7, 8)
	s.until("2026-12-08T10:01")
	if n := roomsOf(s, hanako); n != 1 {
		t.Fatalf("%d rooms in the year", n)
	}
	s.reimport(func(f *config.File) { f.Sessions = f.Sessions[:1] }) // the year is cut short
	s.until("2027-01-08T10:01")
	if n := roomsOf(s, hanako); n != 1 {
		t.Errorf("%d rooms after the last session", n)
	}
}
