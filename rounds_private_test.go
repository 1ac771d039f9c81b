package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/config"
)

// together has four people in a circle who are asked whether they stay, and three in another.
func together(s *stage) (room string) {
	s.Helper()
	s.reimport(func(f *config.File) {
		for i := range f.Participants {
			f.Participants[i].Department, f.Participants[i].Returning = "", false
		}
	})
	s.asks([]string{"tue-19"}, 1, 2, 3, 4)
	s.asks([]string{"tue-19", "thu-19"}, 5, 6, 7)
	s.until("2026-12-08T10:05")
	s.until("2027-01-03T10:05")
	return privateRooms(s, hanako)[0].ID
}

// An organiser who forms circles anew does not see who would like other people: only the round that comes by itself moves them on.
func TestOrganiserDoesNotSeeWhoWantsNewPeople(t *testing.T) {
	s := newStage(t, "ja")
	room := together(s)
	members := s.circle(hanako).Members
	s.press(members[0], room, s.words.Say("stay.stay"))
	s.press(members[1], room, s.words.Say("stay.stay"))
	s.press(members[2], room, s.words.Say("stay.change"))
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "remix") })
	for _, member := range members {
		if a := s.arrangement(); a.Where(member) >= -1 {
			t.Errorf("%s of the circle that stays is in the preview: %v without %v", member, a.Groups, a.Without)
		}
	}
	s.submit(organizer, nil)
	s.seat(organizer).CloseModal(s.ctx)
	s.pass(time.Hour)
	if !slices.Equal(s.circle(hanako).Members, members) {
		t.Errorf("the circle that stays is %v, was %v", s.circle(hanako).Members, members)
	}
	s.until("2027-01-08T10:10")
	if slices.Contains(s.circle(members[0]).Members, members[2]) {
		t.Error("what was wished for the next round is forgotten")
	}
}

// Who would rather not be with somebody is not with them after the next round, even if their circle stays together.
func TestWhoeverIsNotToBeTogetherParts(t *testing.T) {
	s := newStage(t, "ja")
	room := together(s)
	members := s.circle(hanako).Members
	s.fills(members[0], "join", map[string]any{"slots": []string{"tue-19"}, "never": []string{members[1]}})
	s.press(members[2], room, s.words.Say("stay.stay"))
	s.press(members[1], room, s.words.Say("stay.stay"))
	s.until("2027-01-08T10:10")
	stay := s.circle(members[1])
	if stay.Channel != room || slices.Contains(stay.Members, members[0]) {
		t.Errorf("in the room that stays are %v", stay.Members)
	}
	if told := strings.Join(s.dm(members[1]), "\n"); strings.Contains(told, s.words.Say("wish.never")) {
		t.Errorf("the other is told:\n%s", told)
	}
}

// A rest outlives circles that are formed for others who wait.
func TestRestIsForTheNextRound(t *testing.T) {
	s := newStage(t, "ja")
	s.asks([]string{"tue-19"}, 1, 2, 3, 4)
	s.until("2026-12-08T10:05")
	s.fills(hanako, "join", map[string]any{"rest": []string{"once"}})
	s.asks(nil, 5, 6, 7)
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
	s.says(s.submit(organizer, nil), "circle.confirmed")
	s.says(s.command(hanako, "circle", ""), "wish.resting")
	s.until("2027-01-08T10:10")
	if roomsOf(s, hanako) != 1 {
		t.Error("who rests has a room of the round")
	}
	s.says(s.command(hanako, "circle", ""), "circle.waiting")
}
