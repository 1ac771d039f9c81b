package main

import (
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
)

// inCircle is the stage with the first so many participants in a circle, on the morning after; and the circle's room.
func (s *stage) inCircle(people int) (room string) {
	s.Helper()
	var ids []int
	for i := range people {
		ids = append(ids, i+1)
	}
	s.asks([]string{"tue-19"}, ids...)
	s.until("2026-12-08T10:05")
	return privateRooms(s, hanako)[0].ID
}

// tries has somebody try the step of the week.
func (s *stage) tries(user string) {
	s.Helper()
	s.press(user, s.seat(user).DM(), s.words.Say("step.answer_trying"))
	s.await("the answer", func() bool {
		return strings.Contains(s.newest(user, s.seat(user).DM()), s.words.Say("step.answered_trying"))
	})
}

// tells has somebody who tries a step tell their circle.
func (s *stage) tells(user string) {
	s.Helper()
	s.press(user, s.seat(user).DM(), s.words.Say("step.tell"))
	s.await("the answer", func() bool { return strings.Contains(s.newest(user, s.seat(user).DM()), s.words.Say("step.told")) })
	s.pass(time.Minute)
}

// From one press to another: somebody tells their circle that they try a step, and the others cheer.
func TestCircleCheers(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		room := s.inCircle(4)
		dm := s.seat(hanako).DM()
		before := len(s.seat(taro).Messages(room))
		s.tries(hanako)
		s.golden("trying_offers", s.newest(hanako, dm))
		s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.plan_pick")); return nil })
		s.submit(hanako, map[string]any{"day": "2026-12-08", "clock": "18:00", "plan": "夕食のあとに、娘と話してみる"})
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		s.pass(time.Minute)
		if n := len(s.seat(taro).Messages(room)); n != before {
			s.Fatal("the circle is told without a press")
		}
		s.tells(hanako)
		s.golden("trying_told", s.newest(hanako, dm))
		if n := len(s.seat(taro).Messages(room)); n != before+1 {
			s.Fatalf("%d messages in the room, want one more than %d", n, before)
		}
		s.golden("trying_room", s.newest(taro, room))
		if strings.Contains(s.newest(taro, room), "娘") {
			s.Error("the circle reads what she wrote for herself")
		}

		s.press(taro, room, s.words.Say("step.cheer"))
		s.press(participant(3), room, s.words.Say("step.cheer"))
		s.pass(time.Minute)
		s.golden("trying_cheered", s.newest(participant(4), room))
		s.press(taro, room, s.words.Say("step.cheer"))
		s.await("the answer", func() bool { return strings.Contains(s.newest(taro, room), s.words.Say("step.cheer_heard")) })
		s.press(hanako, room, s.words.Say("step.cheer"))
		s.await("the answer", func() bool { return strings.Contains(s.newest(hanako, room), s.words.Say("step.cheer_own")) })
		s.pass(time.Minute)
		s.says(s.newest(participant(4), room), "step.cheered", "Count", 2)

		two := s.words.Say("step.cheers", "Count", 2)
		if n := holds(s.dm(hanako), two); n != 0 {
			s.Error("a message of its own tells of a cheer")
		}
		s.says(s.command(hanako, "step", ""), "step.cheers", "Count", 2)
		s.until("2026-12-08T18:01")
		s.golden("trying_reminder", s.newest(hanako, dm))
		s.press(hanako, dm, s.words.Say("step.answer_done"))
		s.await("the outcome", func() bool { return strings.Contains(s.newest(hanako, dm), s.words.Say("step.answered_done")) })
		s.says(s.newest(hanako, dm), "step.cheers", "Count", 2)
		s.pass(time.Minute)
		s.says(s.newest(participant(4), room), "step.cheered", "Count", 2) // what came of it is hers to tell
		if n := len(s.seat(participant(4)).Messages(room)); n != before+1 {
			s.Errorf("%d messages in the room, want one more than %d", n, before)
		}
	})
}

// What was told is taken back by one press, and can be told anew, where it stood.
func TestToldIsTakenBack(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		room := s.inCircle(3)
		dm := s.seat(hanako).DM()
		s.tries(hanako)
		s.tells(hanako)
		s.press(taro, room, s.words.Say("step.cheer"))
		s.pass(time.Minute)
		n := len(s.seat(taro).Messages(room))
		s.press(hanako, dm, s.words.Say("step.untell"))
		s.await("the answer", func() bool { return !strings.Contains(s.newest(hanako, dm), s.words.Say("step.told")) })
		s.pass(time.Minute)
		s.golden("trying_untold", s.newest(taro, room))
		s.tells(hanako)
		s.says(s.newest(taro, room), "step.tries")
		if said := s.newest(taro, room); strings.Contains(said, s.words.Say("step.cheered", "Count", 1)) {
			s.Errorf("who cheered before is shown still:\n%s", said)
		}
		if m := len(s.seat(taro).Messages(room)); m != n {
			s.Errorf("%d messages in the room, want %d", m, n)
		}
	})
}

// At night nobody's circle is disturbed, and who thinks better of it by the morning has said nothing.
func TestToldAtNight(t *testing.T) {
	s := newStage(t, "ja")
	room := s.inCircle(3)
	dm := s.seat(hanako).DM()
	s.tries(hanako)
	s.until("2026-12-08T22:30")
	before := len(s.seat(taro).Messages(room))
	s.tells(hanako)
	s.says(s.newest(hanako, dm), "quiet.morning")
	s.press(hanako, dm, s.words.Say("step.untell"))
	s.await("the answer", func() bool { return !strings.Contains(s.newest(hanako, dm), s.words.Say("step.told")) })
	s.until("2026-12-09T07:05")
	if n := len(s.seat(taro).Messages(room)); n != before {
		t.Fatal("the circle is told what was taken back")
	}
	s.tells(hanako)
	s.says(s.newest(taro, room), "step.tries")
}

// What somebody told a circle goes with them; what they had not told by then is told to nobody. Who is in no circle is not asked at all.
func TestTellerLeavesTheCircle(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-12-07T09:01")
	s.tries(participant(9))
	if said := s.newest(participant(9), s.seat(participant(9)).DM()); strings.Contains(said, s.words.Say("step.tell")) {
		t.Errorf("who is in no circle is asked:\n%s", said)
	}
	room := s.inCircle(4)
	s.tries(hanako)
	s.tells(hanako)
	s.tries(taro)
	s.until("2026-12-08T22:30")
	s.tells(taro)
	for _, user := range []string{hanako, taro} {
		s.fills(user, "leave", nil)
	}
	s.until("2026-12-09T07:05")
	third := participant(3)
	s.says(s.newest(third, room), "step.untold")
	if all := strings.Join(s.texts(s.seat(third).Messages(room)), "\n"); strings.Contains(all, s.words.Say("step.tries")) {
		t.Errorf("of who has left, the room reads\n%s", all)
	}
	if said := s.newest(hanako, s.seat(hanako).DM()); strings.Contains(said, s.words.Say("step.untell")) {
		t.Errorf("who left reads that the circle knows:\n%s", said)
	}

	s.reimport(func(f *config.File) { f.Cohort.Organizers = append(f.Cohort.Organizers, third) })
	s.says(s.command(third, "circle", ""), "circle.mine")
	if c := s.circle(third); len(c.Members) != 2 || !c.Ended.IsZero() {
		t.Fatalf("the circle is %+v", c)
	}
}

// "Not yet" and "let go" are met with a smaller step in one press, once.
func TestSmallerStep(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		dm := s.seat(hanako).DM()
		s.until("2026-11-30T09:01")
		s.tries(hanako)
		s.until("2026-12-07T09:01")
		s.says(s.newest(hanako, dm), "step.how_did_it_go")
		s.command(hanako, "step", "")
		s.press(hanako, dm, s.words.Say("step.answer_let_go"))
		s.await("the answer", func() bool { return strings.Contains(s.newest(hanako, dm), s.words.Say("step.outcome_let_go")) })
		s.tries(hanako)
		s.command(hanako, "step", "")
		s.press(hanako, channel, s.words.Say("step.answer_not_yet"))
		s.await("the answer", func() bool { return strings.Contains(s.newest(hanako, channel), s.words.Say("step.answered_not_yet")) })
		s.golden("smaller_offered", s.newest(hanako, channel))
		s.press(hanako, channel, s.words.Say("step.answer_another")) // it takes five minutes already
		s.await("the answer", func() bool {
			return strings.Contains(s.newest(hanako, channel), s.words.Say("step.heading")) &&
				strings.Contains(s.newest(hanako, channel), s.words.Say("step.because_lighter"))
		})
		s.says(s.newest(hanako, channel), "step.effort_"+string(cohort.FiveMinutes))
		s.pass(time.Minute)
		s.says(s.newest(hanako, dm), "step.because_lighter") // it stands by now where the other one stood
		if s.command(hanako, "step", ""); strings.Count(s.newest(hanako, channel), s.words.Say("step.heading")) != 1 {
			s.Errorf("/step reads\n%s", s.newest(hanako, channel))
		}
	})
}

// What was not done yet, and is done a day later, is told where it was told before.
func TestDoneAfterAll(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T09:01")
	s.tries(hanako)
	s.command(hanako, "step", "")
	s.press(hanako, channel, s.words.Say("step.answer_not_yet"))
	s.await("the answer", func() bool { return strings.Contains(s.newest(hanako, channel), s.words.Say("step.answered_not_yet")) })
	s.press(hanako, channel, s.words.Say("step.answer_done"))
	s.await("the outcome", func() bool { return strings.Contains(s.newest(hanako, channel), s.words.Say("step.answered_done")) })
	s.pass(time.Minute)
	if said := s.dm(hanako)[0]; !strings.Contains(said, s.words.Say("step.answered_done")) || strings.Contains(said, s.words.Say("step.plan_when")) {
		t.Errorf("the nudge reads\n%s", said)
	}
}
