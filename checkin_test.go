package main

import (
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// Who answers no step is asked once, after three, whether they go on; and Ippo keeps to what they say, or to their silence.
func TestSilenceIsAskedAboutOnce(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		dm := s.seat(hanako).DM()
		asked := func(user string) int { return holds(s.dm(user), s.words.Say("check_in.question")) }
		s.until("2026-12-20T12:00")
		if n := len(s.dm(hanako)); n != 4 || asked(hanako) != 0 { // three steps, and an invitation after the session
			s.Fatalf("%d messages in three weeks, and asked %d times", n, asked(hanako))
		}
		s.command(participant(6), "reflect", "気づいたこと") // no step is answered, but this is no silence
		s.until("2026-12-21T09:01")
		if n := s.nudges(participant(6)); n != 4 || asked(participant(6)) != 0 {
			s.Errorf("who reflects has %d steps, and is asked %d times", n, asked(participant(6)))
		}
		s.golden("check_in", s.dm(hanako)[4])
		s.until("2027-01-12T12:00")
		for _, user := range []string{hanako, taro, participant(3), participant(4)} {
			if n := len(s.dm(user)); n != 5 || asked(user) != 1 {
				s.Errorf("%s, who stays silent, has %d messages, and is asked %d times", user, n, asked(user))
			}
		}

		// Each answers in another way, and is told when the next step comes.
		next := func(at string) string {
			return s.words.Say("check_in.next", "When", s.words.When(tokyo(s.T, at).In(demoBegins.Location())))
		}
		s.press(hanako, dm, s.words.Say("check_in.go_on"))
		s.await("the answer", func() bool { return strings.Contains(s.dm(hanako)[4], next("2027-01-18T09:00")) })
		s.until("2027-01-12T12:10") // the message is drawn again as answered, and stays so
		if m := s.dm(hanako)[4]; !strings.Contains(m, next("2027-01-18T09:00")) || strings.Contains(m, s.words.Say("check_in.question")) {
			s.Errorf("drawn again: %s", m)
		}
		s.atHome(taro)
		if !strings.Contains(s.home(taro), s.words.Say("step.resting")) {
			s.Errorf("at home: %s", s.home(taro))
		}
		if err := s.pressAtHome(taro, s.words.Say("check_in.fortnightly")); err != nil {
			s.Fatal(err)
		}
		s.await("the answer at home", func() bool { return strings.Contains(s.home(taro), next("2027-01-18T09:00")) })
		s.await("the question drawn again", func() bool { return strings.Contains(s.dm(taro)[4], next("2027-01-18T09:00")) })
		s.press(participant(3), s.seat(participant(3)).DM(), s.words.Say("check_in.pause"))
		s.await("how long", func() bool { return strings.Contains(s.dm(participant(3))[4], s.words.Say("pause.question")) })
		s.press(participant(3), s.seat(participant(3)).DM(), s.words.Say("pause.month"))
		s.await("the pause", func() bool { return strings.Contains(s.dm(participant(3))[4], s.words.Say("pause.begun")) })
		s.says(s.command(participant(4), "step", ""), "step.resting")
		before := map[string]int{}
		for i := 1; i <= 5; i++ {
			before[participant(i)] = s.nudges(participant(i))
		}
		s.until("2027-03-10T12:00") // eight Mondays
		for user, want := range map[string]int{hanako: 8, taro: 4, participant(3): 3, participant(4): 0, participant(5): 0} {
			if n := s.nudges(user) - before[user]; n != want {
				s.Errorf("%s has %d steps in eight weeks, want %d", user, n, want)
			}
		}
		if asked(hanako) != 0 || asked(taro) != 0 || asked(participant(5)) != 1 { // the answered ones show the answer
			s.Errorf("asked again: %d, %d, %d", asked(hanako), asked(taro), asked(participant(5)))
		}
		if asked(participant(3)) != 1 {
			s.Errorf("who paused, and answers no step again, is asked %d times", asked(participant(3)))
		}

		// A step that somebody asks for by themselves is a word, too.
		s.press(participant(5), s.seat(participant(5)).DM(), s.words.Say("step.answer_not_this_week"))
		s.pass(time.Minute)
		before[participant(5)] = s.nudges(participant(5)) // the one that was pressed has another heading by now
		s.until("2027-03-15T09:01")
		if n := s.nudges(participant(5)) - before[participant(5)]; n != 1 {
			s.Errorf("%d steps after a word", n)
		}
	})
}

// Quiet hours, day, hour, the other week, a pause until a day and the zone are set under the step itself.
func TestTimesOfOnesOwn(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		dm := s.seat(hanako).DM()
		s.until("2026-11-30T09:01")
		s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.pace")); return nil })
		s.golden("settings", s.workspace.PlainBlocks(s.seat(hanako).Modal().Blocks))
		refused := func(values map[string]any, input, key string) {
			s.Helper()
			problems, err := s.seat(hanako).Submit(s.ctx, values)
			if err != nil || problems[input] != s.words.Say(key) {
				s.Errorf("%v: %v, %v", values, problems, err)
			}
		}
		refused(map[string]any{"day": "tue", "hour": "19", "quiet_from": "18", "quiet_until": "9"}, "hour", "settings.hour_quiet")
		refused(map[string]any{"pause": "none", "until": "2026-12-20"}, "pause", "settings.until_unused")
		refused(map[string]any{"pause": "week", "until": "2026-12-20"}, "pause", "settings.until_unused")
		refused(map[string]any{"day": "cohort", "hour": "18"}, "day", "settings.hour_unused")
		refused(map[string]any{"pause": "date"}, "until", "pause.no_day")
		refused(map[string]any{"pause": "date", "until": "2026-11-29"}, "until", "pause.day_passed")
		refused(map[string]any{"pause": "date", "until": "2031-01-01"}, "until", "pause.too_far")
		values := map[string]any{
			"pause": "none", "day": "wed", "hour": "12", "often": "second", "quiet_from": "18", "quiet_until": "11", "zone": "Europe/London",
		}
		london := time.Date(2026, 12, 2, 12, 0, 0, 0, cohort.Location("Europe/London"))
		s.says(s.submit(hanako, values), "settings.saved_next", "When", s.words.When(london))
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		s.until("2026-12-31T20:00")
		var came []string
		for _, m := range s.seat(hanako).Messages(dm)[1:] {
			came = append(came, m.Time.In(cohort.Location("Europe/London")).Format("01-02 15:04"))
		}
		// Every second Wednesday; the session ended in the morning of the ninth, so that day is the invitation's.
		want := []string{"12-02 12:00", "12-09 12:30", "12-16 12:00", "12-30 12:00"}
		if strings.Join(came, ", ") != strings.Join(want, ", ") {
			s.Errorf("in London: %v, want %v", came, want)
		}
		// What a file says of her zone changes nothing any more.
		s.scatter()
		if p := s.person(hanako); p.Zone != "Europe/London" || !p.OwnZone || p.OwnLanguage {
			s.Errorf("imported again: %+v", p)
		}

		// A pause until a day, with that day.
		s.command(taro, "ippo", "pause")
		s.form(taro, func() error { s.press(taro, channel, s.words.Say("pause.date")); return nil })
		refusedTaro, err := s.seat(taro).Submit(s.ctx, map[string]any{"until": "2020-01-01"})
		if err != nil || refusedTaro["until"] != s.words.Say("pause.day_passed") {
			s.Errorf("a day that is over: %v, %v", refusedTaro, err)
		}
		s.says(s.submit(taro, map[string]any{"until": "2027-01-18"}), "pause.until", "Day", s.words.Day(tokyo(s.T, "2027-01-18T12:00").In(demoBegins.Location())))
		before := s.nudges(taro)
		s.until("2027-01-18T23:00")
		if n := s.nudges(taro) - before; n != 0 {
			s.Errorf("%d steps in a pause", n)
		}
		s.until("2027-01-25T09:01")
		if n := s.nudges(taro) - before; n != 1 {
			s.Errorf("%d steps after a pause", n)
		}
	})
}

// person is somebody as the database knows them.
func (s *stage) person(id string) (p cohort.Person) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) (err error) {
		p, err = tx.Person(id)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return p
}
