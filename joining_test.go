package main

import (
	"strings"
	"testing"
	"time"
)

// newest is what somebody read last in a conversation.
func (s *stage) newest(user, conversation string) string {
	return s.workspace.Plain(s.seat(user).Last(conversation))
}

// fills types a command, and sends the form that opens.
func (s *stage) fills(user, words string, values map[string]any) string {
	s.Helper()
	s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", words) })
	said := s.submit(user, values)
	if s.seat(user).Modal() != nil {
		if err := s.seat(user).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
	}
	return said
}

// Somebody who comes late joins a circle that has a place; the room takes them in and is told. A circle that is full takes nobody.
func TestLateJoiner(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.asks([]string{"tue-19"}, 1, 2, 3, 4)
		s.until("2026-12-08T10:05")
		room := privateRooms(s, hanako)[0]
		late, later, other := participant(5), participant(6), participant(7)
		if said := s.fills(other, "join", map[string]any{"slots": []string{"sun-20"}}); strings.Contains(said, s.words.Say("join.join")) {
			s.Errorf("a circle that meets at another time is offered:\n%s", said)
		}
		s.says(s.fills(late, "join", map[string]any{"slots": []string{"tue-19"}}), "join.offer")
		s.fills(later, "join", nil)
		s.golden("late_waiting", s.command(late, "circle", ""))
		s.command(later, "circle", "") // drawn while there is a place
		s.press(late, channel, s.words.Say("join.join"))
		s.await("the answer", func() bool { return strings.Contains(s.newest(late, channel), s.words.Say("join.joined")) })
		s.pass(time.Minute)
		if roomsOf(s, late) != 1 {
			s.Fatal("who joined is not in the room")
		}
		s.golden("joined", s.newest(hanako, room.ID))
		s.says(s.command(late, "circle", ""), "circle.mine")
		s.press(later, channel, s.words.Say("join.join"))
		s.await("the answer", func() bool { return strings.Contains(s.newest(later, channel), s.words.Say("join.no_place")) })
		s.pass(time.Minute)
		if roomsOf(s, later) != 0 {
			s.Error("a sixth is in the circle")
		}
	})
}

// Two leave a circle of three: the third is told, and offered others.
func TestLastOneInACircle(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.asks([]string{"tue-19"}, 1, 2, 3)
		s.until("2026-12-08T10:05")
		for _, i := range []int{2, 3} {
			s.fills(participant(i), "leave", nil)
		}
		s.pass(time.Minute)
		told := s.dm(hanako)
		if holds(told, s.words.Say("join.left_alone")) != 1 {
			s.Fatalf("told %v", told)
		}
		s.golden("left_alone", told[len(told)-1])
		s.press(hanako, s.seat(hanako).DM(), s.words.Say("join.others"))
		s.await("the answer", func() bool { return strings.Contains(s.newest(hanako, s.seat(hanako).DM()), s.words.Say("join.none")) })
	})
}

// A week after the last session a circle is asked whether it goes on. One that does is kept, without who said no; the other is thanked,
// Who is in a circle and joins another is asked first, and then leaves the old room.
func TestFromOneCircleToAnother(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.asks([]string{"tue-19"}, 1, 2, 3, 4)
		s.asks([]string{"thu-19"}, 5, 6, 7, 8)
		s.until("2026-12-08T10:05")
		s.fills(participant(9), "open", map[string]any{"topic": "overseas"})
		s.pass(time.Minute)
		old := privateRooms(s, hanako)[0].ID
		question := s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("join.join")); return nil })
		s.says(s.workspace.PlainBlocks(question.Blocks), "join.switch_question")
		s.says(s.submit(hanako, nil), "join.joined")
		s.pass(time.Minute)
		if mine := privateRooms(s, hanako); len(mine) != 1 || mine[0].ID == old {
			s.Errorf("in %v, was in %s", mine, old)
		}
	})
}

// Who joins by the button, without ever having said what they wish, is in the next round like everybody else.
func TestWhoJoinedByButtonIsInTheNextRound(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.asks([]string{"tue-19"}, 1, 2, 3, 4)
		s.until("2026-12-08T10:05")
		late := participant(5)
		s.command(late, "circle", "")
		s.press(late, channel, s.words.Say("join.join"))
		s.pass(time.Minute)
		before := s.circle(late).ID
		s.asks(nil, 6, 7)
		s.until("2027-01-08T10:05")
		if after := s.circle(late); after.ID == before {
			s.Error("the circle of before goes on")
		}
	})
}
