package main

import (
	"strings"
	"testing"
	"time"

	"ippo/cohort"
)

// A circle that answers nothing is asked once what would help, and then left in peace until somebody presses.
func TestSilentCircleIsAskedOnce(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		room := s.circleOf(1, 2, 3)
		s.until("2026-12-15T09:59")
		before := len(s.room(hanako, room))
		s.until("2026-12-15T10:10")
		s.golden("meeting_silence", s.last(hanako, room))
		s.until("2027-01-01T20:00") // before circles are asked who stays together
		if n := len(s.room(hanako, room)); n != before+1 {
			s.Errorf("it is told %d things, want 1: %v", n-before, s.room(hanako, room))
		}
		s.until("2027-01-01T23:30")
		s.press(taro, room, s.words.Say("meeting.new_times"))
		s.await("the answer", func() bool { return s.seat(taro).Last(room).Ephemeral })
		s.says(s.last(taro, room), "quiet.morning")
		s.pass(12 * time.Hour) // quiet hours
		s.says(s.last(hanako, room), "meeting.times_heading")
		if all := s.meetings(hanako); len(all) != 2 || all[0].State != cohort.Lapsed {
			s.Errorf("the meetings are %+v", all)
		}
		s.press(taro, room, s.words.Say("meeting.settle"))
		s.await("the form", func() bool { return s.seat(taro).Modal() != nil })
		problems, err := s.seat(taro).Submit(s.ctx, nil)
		if err != nil || problems["time"] != s.words.Say("meeting.form_empty") {
			s.Errorf("an empty form: %v, %v", problems, err)
		}
		problems, err = s.seat(taro).Submit(s.ctx, map[string]any{"day": "2026-12-01", "clock": "19:00"})
		if err != nil || problems["day"] != s.words.Say("meeting.time_passed") {
			s.Errorf("a day that has passed: %v, %v", problems, err)
		}
	})
}

// One who wants no new times for now takes nothing from the others: what they voted for stands, and the room is told instead of asked.
func TestRestLeavesTheVotesOfOthers(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		room := s.circleOf(1, 2, 3)
		when := s.day("2026-12-22T19:00")
		s.press(hanako, room, when)
		s.until("2026-12-15T10:10")
		s.press(taro, room, s.words.Say("meeting.rest"))
		s.pass(time.Minute)
		s.golden("meeting_rests", s.last(hanako, room))
		if all := s.meetings(hanako); all[0].State != cohort.Proposed || !all[0].NextAct.IsZero() {
			s.Errorf("got %+v", all[0])
		}
		s.press(taro, room, when)
		s.press(participant(3), room, when)
		s.pass(time.Minute)
		if all := s.meetings(hanako); all[0].State != cohort.Fixed || all[0].NextAct.IsZero() {
			s.Errorf("got %+v", all[0])
		}
	})
}

// What was offered to a silent circle is over once it settles one of the old times after all.
func TestOfferEndsOnceATimeIsSettled(t *testing.T) {
	s := newStage(t, "ja")
	room := s.circleOf(1, 2, 3)
	s.until("2026-12-15T10:10")
	s.says(s.last(taro, room), "meeting.silence_hint")
	for _, user := range []string{hanako, taro, participant(3)} {
		s.press(user, room, s.day("2026-12-22T19:00"))
	}
	s.pass(time.Minute)
	for _, m := range s.seat(taro).Messages(room) {
		if labelled(m.Blocks, s.words.Say("meeting.rest")) != "" {
			t.Error("the offer keeps its buttons")
		}
	}
}

// Organisers learn how many met, of all circles together, and nothing of a single one.
func TestOrganisersLearnHowManyMet(t *testing.T) {
	s := newStage(t, "ja")
	s.asks([]string{"tue-19"}, 1, 2, 3)
	s.asks([]string{"thu-19"}, 4, 5, 6)
	s.until("2026-12-08T10:05")
	fare := func(met int) string {
		return s.words.Say("meeting.fare", "Days", 30, "Circles", 2, "Met", met, "Postponed", 0, "Silent", 0)
	}
	if text := s.command(organizer, "circle", ""); !strings.Contains(text, fare(0)) {
		t.Errorf("%q is not in %s", fare(0), text)
	}
	room := privateRooms(s, hanako)[0].ID
	for _, user := range []string{hanako, taro, participant(3)} {
		s.press(user, room, s.day("2026-12-15T19:00"))
	}
	s.until("2026-12-15T21:01")
	s.press(hanako, room, s.words.Say("meeting.answer_met"))
	if text := s.command(organizer, "circle", ""); !strings.Contains(text, fare(1)) {
		t.Errorf("%q is not in %s", fare(1), text)
	}
	for i := 4; i <= 5; i++ { // then the third is alone, and the circle ends
		user := participant(i)
		s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "leave") })
		s.submit(user, nil)
	}
	if text := s.command(organizer, "circle", ""); strings.Contains(text, "集まれたのは") {
		t.Errorf("the one circle that is left is told of: %s", text)
	}
}
