package main

import (
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
)

// Before circles are formed anew two say that they stay, one wants new people: the others keep the room, and she moves on.
func TestStayingTogether(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.reimport(func(f *config.File) {
			for i := range f.Participants {
				f.Participants[i].Department, f.Participants[i].Returning = "", false
			}
		})
		s.asks([]string{"tue-19"}, 1, 2, 3, 4)
		s.asks([]string{"thu-19"}, 5, 6, 7)
		s.until("2026-12-08T10:05")
		room, others := privateRooms(s, hanako)[0].ID, privateRooms(s, participant(5))[0].ID
		s.until("2027-01-03T10:05")
		s.press(hanako, room, s.words.Say("stay.stay"))
		s.press(taro, room, s.words.Say("stay.stay"))
		s.press(participant(4), room, s.words.Say("stay.change"))
		s.pass(time.Minute)
		asked := s.texts(s.seat(participant(3)).Messages(room))
		s.golden("staying", asked[len(asked)-1])
		question := s.words.Say("stay.question", "Day", s.words.Day(tokyo(s.T, "2027-01-08T10:00").In(demoBegins.Location())))
		s.fills(participant(4), "join", map[string]any{"slots": []string{"thu-19"}})
		s.until("2027-01-08T10:10")
		if roomsOf(s, hanako) != 1 || roomsOf(s, participant(3)) != 1 {
			s.Errorf("who stay have %d rooms and %d", roomsOf(s, hanako), roomsOf(s, participant(3)))
		}
		mine := privateRooms(s, participant(4))
		if len(mine) != 1 || mine[0].ID == room || mine[0].ID == others {
			s.Errorf("who moves on is in %v", mine)
		}
		if holds(s.texts(s.seat(hanako).Messages(room)), s.words.Say("circle.ended")) != 0 {
			s.Error("the circle that stays is told that it ended")
		}
		s.pass(time.Minute)
		for user, room := range map[string]string{hanako: room, participant(5): others} {
			if said := s.room(user, room); holds(said, s.words.Say("stay.over")) != 1 || holds(said, question) != 0 {
				s.Errorf("after the round its question stands:\n%s", strings.Join(said, "\n\n"))
			}
		}
	})
}

// and left in peace until its members say after all that it goes on.
func TestAfterTheProgram(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.reimport(func(f *config.File) { f.Cohort.Schedule.Circles, f.Sessions = "", f.Sessions[:1] })
		s.asks([]string{"tue-19"}, 1, 2, 3, 4)
		s.asks([]string{"thu-19"}, 5, 6, 7, 8)
		s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
		s.submit(organizer, nil)
		s.until("2026-12-17T12:00")
		kept, left := privateRooms(s, hanako)[0].ID, privateRooms(s, participant(5))[0].ID
		last := s.words.Day(tokyo(s.T, "2026-12-23T12:00").In(demoBegins.Location()))
		s.says(s.last(participant(3), kept), "after.question", "Day", last)
		s.golden("after", s.last(participant(3), kept))
		answer := func(user, room, button, key string, pairs ...any) {
			s.Helper()
			s.press(user, room, s.words.Say(button))
			s.await("the answer", func() bool { return strings.Contains(s.newest(user, room), s.words.Say(key, pairs...)) })
		}
		answer(hanako, kept, "after.go_on", "after.noted_yes")
		answer(taro, kept, "after.go_on", "after.noted_kept")
		answer(participant(4), kept, "after.stop", "after.noted_no", "Day", last)
		answer(participant(5), left, "after.go_on", "after.noted_yes")
		answer(participant(8), left, "after.stop", "after.noted_no", "Day", last)
		s.pass(time.Minute)
		s.golden("after_kept", s.last(participant(3), kept))
		if roomsOf(s, participant(4)) != 1 {
			s.Error("who said no is out at once")
		}
		s.until("2026-12-26T12:00")
		thanks := s.words.Say("after.thanks")
		if holds(s.room(hanako, kept), thanks) != 0 || holds(s.room(participant(6), left), thanks) != 1 {
			s.Error("the wrong circle is thanked")
		}
		if roomsOf(s, participant(4)) != 0 || roomsOf(s, participant(3)) != 1 {
			s.Error("who said no is in the circle that goes on, or who said nothing is not")
		}
		s.says(s.command(participant(4), "circle", ""), "circle.invitation")

		before := len(s.meetings(participant(6)))
		answer(participant(6), left, "after.go_on", "after.noted_kept")
		s.pass(time.Minute)
		if n := len(s.meetings(participant(6))); n != before+1 {
			s.Errorf("a circle that goes on after all has %d meetings, %d before", n, before)
		}
		if roomsOf(s, participant(8)) != 0 {
			s.Error("who said no is in the circle that goes on after all")
		}
		question := s.form(participant(7), func() error { s.press(participant(7), left, s.words.Say("after.stop")); return nil })
		s.says(s.workspace.PlainBlocks(question.Blocks), "circle.leave_question")
		if s.circle(participant(6)).Kept.IsZero() {
			s.Error("one who would leave ends it for all")
		}
	})
}

// Where sessions are added, circles are asked again after the true end, and what they said before it does not count.
func TestProgramIsProlonged(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		var later cohort.Session
		s.reimport(func(f *config.File) {
			later = f.Sessions[2]
			f.Cohort.Schedule.Circles, f.Sessions = "", f.Sessions[:1]
		})
		s.asks([]string{"tue-19"}, 1, 2, 3)
		s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
		s.submit(organizer, nil)
		s.until("2026-12-17T12:00")
		room := privateRooms(s, hanako)[0].ID
		s.says(s.last(hanako, room), "after.go_on")
		s.reimport(func(f *config.File) { f.Sessions = append(f.Sessions[:1], later) })
		s.press(hanako, room, s.words.Say("after.go_on"))
		s.await("where they stand", func() bool { return strings.Contains(s.newest(hanako, room), s.words.Say("circle.mine")) })
		s.until(later.Starts.AddDate(0, 0, 10).In(demoBegins.Location()).Format("2006-01-02") + "T12:00")
		ends := later.Starts.AddDate(0, 0, 14).In(demoBegins.Location())
		if said := s.room(taro, room); holds(said, s.words.Say("after.question", "Day", s.words.Day(ends))) != 1 || holds(said, s.words.Say("after.thanks")) != 0 {
			s.Errorf("the room reads\n%s", strings.Join(said, "\n\n"))
		}
	})
}

// A circle that somebody opened goes on when circles are formed anew.
func TestOpenedCircleStays(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.fills(hanako, "open", map[string]any{"topic": "license"})
		s.pass(time.Minute)
		s.press(taro, channel, s.words.Say("join.join"))
		s.pass(time.Minute)
		s.asks(nil, 5, 6, 7)
		s.until("2027-01-08T10:10")
		room := privateRooms(s, hanako)[0].ID
		if roomsOf(s, hanako) != 1 || roomsOf(s, participant(5)) < 1 || holds(s.room(taro, room), s.words.Say("circle.ended")) != 0 {
			s.Errorf("%d and %d rooms", roomsOf(s, hanako), roomsOf(s, participant(5)))
		}
	})
}

// What a circle said about going on can be taken back.
func TestGoingOnIsTakenBack(t *testing.T) {
	s := newStage(t, "ja")
	s.reimport(func(f *config.File) { f.Cohort.Schedule.Circles, f.Sessions = "", f.Sessions[:1] })
	s.asks([]string{"tue-19"}, 1, 2, 3)
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
	s.submit(organizer, nil)
	s.until("2026-12-17T12:00")
	room := privateRooms(s, hanako)[0].ID
	s.press(hanako, room, s.words.Say("after.go_on"))
	s.press(taro, room, s.words.Say("after.go_on"))
	s.pass(time.Minute)
	if holds(s.room(participant(3), room), s.words.Say("after.kept")) != 1 {
		t.Error("the room does not say that it goes on")
	}
	s.press(taro, room, s.words.Say("after.stop"))
	s.until("2026-12-26T12:00")
	if holds(s.room(participant(3), room), s.words.Say("after.thanks")) != 1 {
		t.Error("nobody is thanked after it was taken back")
	}
}

// Who moves on in a round is counted no more in the room that they leave: what it settles follows those who stay.
func TestRoomFollowsWhoMovesOn(t *testing.T) {
	s := newStage(t, "ja")
	s.asks([]string{"tue-19"}, 1, 2, 3)
	s.asks([]string{"tue-19", "thu-19"}, 4, 5, 6)
	s.until("2026-12-08T10:05")
	room := privateRooms(s, hanako)[0].ID
	members := s.circle(hanako).Members
	s.until("2027-01-03T10:05")
	s.press(members[0], room, s.words.Say("stay.stay"))
	s.press(members[1], room, s.words.Say("stay.stay"))
	s.press(members[2], room, s.words.Say("stay.change"))
	s.until("2027-01-08T09:00")
	s.command(members[0], "circle", "")
	s.press(members[0], channel, s.words.Say("meeting.new_times"))
	s.pass(time.Minute)
	proposed := s.meetings(members[0])
	open := proposed[len(proposed)-1]
	at := s.words.When(open.Times[len(open.Times)-1].In(demoBegins.Location()))
	s.press(members[0], room, at)
	s.pass(time.Minute)
	s.press(members[1], room, at)
	if m := s.meetings(members[0]); m[len(m)-1].State != cohort.Proposed {
		t.Fatalf("it is %s before the third has said anything", m[len(m)-1].State)
	}
	s.until("2027-01-08T10:10")
	if len(s.circle(members[0]).Members) != 2 {
		t.Fatal("the third has not moved on")
	}
	if m := s.meetings(members[0]); m[len(m)-1].State != cohort.Fixed {
		t.Errorf("all who are left said yes, and it is %s", m[len(m)-1].State)
	}
}
