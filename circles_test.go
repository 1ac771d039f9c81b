package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/sandbox"
)

func TestCircles(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.says(s.command(hanako, "circle", ""), "circle.invitation")
		join := func(user string, topics, slots []string) {
			s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "join") })
			s.says(s.submit(user, map[string]any{"topics": topics, "slots": slots}), "circle.wish_saved")
		}
		for i := 1; i <= 7; i++ {
			join(participant(i), []string{"license"}, []string{"tue-19", "thu-20"})
		}
		join(participant(8), nil, []string{"sun-20"})
		s.says(s.command(hanako, "circle", ""), "circle.waiting")

		preview := s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
		text := s.workspace.PlainBlocks(preview.Blocks)
		s.says(text, "circle.preview", "Count", 2, "People", 7)
		s.says(text, "circle.preview_left", "Count", 1)
		if strings.Contains(text, s.words.Say("topic.license")) {
			s.Errorf("the organiser reads what people want to talk about:\n%s", text)
		}
		if roomsOf(s, hanako) != 0 {
			s.Error("a room is open before the organiser confirmed")
		}
		s.says(s.submit(organizer, nil), "circle.confirmed")
		s.await("the rooms", func() bool { return roomsOf(s, hanako) == 1 && roomsOf(s, participant(7)) == 1 })
		s.pass(5e9)

		room := privateRooms(s, hanako)[0]
		if len(room.Members) < 4 || len(room.Members) > 6 { // three to five people, and Ippo
			s.Errorf("the room is %+v", room)
		}
		introduction := s.room(hanako, room.ID)[0]
		s.golden("introduction", introduction)
		for _, member := range room.Members {
			if member != s.installed.BotUser && !strings.Contains(introduction, s.workspace.Plain(nameOf(member))) {
				s.Errorf("%s is not introduced", member)
			}
		}
		if n := len(s.seat(organizer).Messages(room.ID)); n != 0 {
			s.Error("the organiser reads the circle's room")
		}
		left := s.dm(participant(8))
		s.says(left[len(left)-1], "circle.unplaced_no_slot")
		s.golden("unplaced", left[len(left)-1])
		s.pass(2 * time.Minute)
		if told := s.dm(organizer); len(told) != 1 {
			s.Errorf("the organiser is told %v", told)
		} else {
			s.golden("formed", told[0])
		}
		s.says(s.command(hanako, "circle", ""), "circle.mine")

		// Shared with the circle, it appears there and nowhere else.
		s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/reflect", "") })
		s.says(s.submit(hanako, map[string]any{"noticed": "資格の勉強を始めます", "visibility": "circle"}), "reflect.saved_circle")
		s.await("the reflection in the room", func() bool {
			return strings.Contains(s.workspace.Plain(s.seat(hanako).Last(room.ID)), "資格の勉強を始めます")
		})
	})
}

func TestCirclesAreFormedOnSchedule(t *testing.T) {
	s := newStage(t, "ja")
	for i := 1; i <= 8; i++ {
		user := participant(i)
		s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "join") })
		s.submit(user, nil)
	}
	s.until("2026-12-08T09:59")
	if roomsOf(s, hanako) != 0 {
		t.Fatal("circles before their day")
	}
	s.until("2026-12-08T10:01")
	first := roomsOf(s, hanako)
	s.until("2027-01-08T10:01")
	if first != 1 || roomsOf(s, hanako) != 2 {
		t.Errorf("%d rooms after the first round and %d after the second, want 1 and 2", first, roomsOf(s, hanako))
	}
	if strings.Contains(s.command(hanako, "circle", ""), s.words.Say("circle.waiting")) {
		t.Error("nobody is in a circle")
	}
}

func TestOnlyOrganisersFormCircles(t *testing.T) {
	s := newStage(t, "ja")
	s.says(s.command(hanako, "circle", "form"), "error.organizers_only")
	s.says(s.command(hanako, "circle", "remix"), "error.organizers_only")
	s.says(s.command(organizer, "circle", "form"), "circle.nobody_waits")
}

func TestWishChangesWhileTheOrganiserLooks(t *testing.T) {
	s := newStage(t, "ja")
	for i := 1; i <= 4; i++ {
		user := participant(i)
		s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "join") })
		s.submit(user, nil)
	}
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
	s.command(participant(4), "circle", "leave")
	s.says(s.submit(organizer, nil), "circle.preview_changed")
	if roomsOf(s, hanako) != 0 {
		t.Error("circles that the organiser has not seen")
	}
	s.says(s.submit(organizer, nil), "circle.confirmed")
	s.await("the room", func() bool { return roomsOf(s, hanako) == 1 })
	if roomsOf(s, participant(4)) != 0 {
		t.Error("somebody who took the wish back is in a circle")
	}
}

// roomsOf counts the private channels that a person is in.
func roomsOf(s *stage, user string) int { return len(privateRooms(s, user)) }

func privateRooms(s *stage, user string) []sandbox.Channel {
	var all []sandbox.Channel
	for _, c := range s.seat(user).Channels() {
		if c.Private && strings.HasPrefix(c.ID, "C") {
			all = append(all, c)
		}
	}
	return all
}

// nameOf is a message that holds nothing but a mention.
func nameOf(user string) sandbox.Message {
	return sandbox.Message{Blocks: []byte(`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"user","user_id":"` + user + `"}]}]}]`)}
}

func TestCircleOfTheSameFacesAgain(t *testing.T) {
	s := newStage(t, "ja")
	s.reimport(func(f *config.File) { // nothing tells these four apart
		for i := range f.Participants {
			f.Participants[i].Department, f.Participants[i].Returning = "", false
		}
	})
	join := func(user string) {
		s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "join") })
		s.submit(user, nil)
	}
	for i := 1; i <= 4; i++ {
		join(participant(i))
	}
	s.until("2026-12-08T10:01")
	s.says(s.room(hanako, privateRooms(s, hanako)[0].ID)[0], "circle.reason_new_faces.value")
	s.form(participant(4), func() error { return s.seat(participant(4)).Command(s.ctx, channel, "/circle", "leave") })
	s.says(s.submit(participant(4), nil), "circle.left")
	if err := s.seat(participant(4)).CloseModal(s.ctx); err != nil {
		t.Fatal(err)
	}
	join(participant(4)) // who left has met the others all the same
	s.until("2027-01-08T10:01")
	rooms := privateRooms(s, hanako)
	if len(rooms) != 2 {
		t.Fatalf("%d rooms, want one of each month", len(rooms))
	}
	introduction := s.room(hanako, rooms[1].ID)[0]
	s.says(introduction, "circle.reason_known_faces.value")
	if strings.Contains(introduction, s.words.Say("circle.reason_new_faces.value")) {
		t.Errorf("called new to each other:\n%s", introduction)
	}
	s.reimport(func(f *config.File) { // one leaves the program
		f.Participants = slices.DeleteFunc(f.Participants, func(p cohort.Participant) bool { return p.ID == participant(3) })
	})
	if mine := s.command(hanako, "circle", ""); strings.Contains(mine, s.workspace.Plain(nameOf(participant(3)))) ||
		!strings.Contains(mine, s.workspace.Plain(nameOf(participant(4)))) {
		t.Errorf("of the four, one is gone:\n%s", mine)
	}
}

func TestTopicsOfTheCohortsOwn(t *testing.T) {
	s := newStage(t, "ja")
	s.reimport(func(f *config.File) { f.Cohort.Topics = []string{"写真", "license"} })
	form := s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/circle", "join") })
	text := s.workspace.PlainBlocks(form.Blocks)
	s.says(text, "topic.license")
	if !strings.Contains(text, "写真") || strings.Contains(text, s.words.Say("topic.overseas")) {
		t.Errorf("the form offers other topics than the cohort's:\n%s", text)
	}
	s.submit(hanako, map[string]any{"topics": []string{"写真"}})
	if mine := s.command(hanako, "circle", ""); !strings.Contains(mine, "写真") {
		t.Errorf("what was chosen is not kept:\n%s", mine)
	}
}
