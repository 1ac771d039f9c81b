package main

import (
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
)

func TestWeeklyNudge(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.says(s.command(hanako, "step", ""), "step.first_comes", "When", s.words.When(demoBegins.Add(time.Hour)))

		s.until("2026-11-30T08:59")
		if n := len(s.dm(hanako)); n != 0 {
			s.Fatalf("%d messages before the nudge is due", n)
		}
		s.until("2026-11-30T09:01")
		for i := 1; i <= 24; i++ {
			user := participant(i)
			if n := len(s.dm(user)); n != 1 {
				s.Errorf("%s has %d messages, want 1", user, n)
			}
		}
		s.golden("nudge", s.dm(hanako)[0])

		first := s.dm(hanako)[0]
		s.press(hanako, s.seat(hanako).DM(), s.words.Say("step.answer_another"))
		s.await("another step", func() bool { return s.dm(hanako)[0] != first })
		if second := s.dm(hanako)[0]; !strings.Contains(second, s.words.Say("step.answer_trying")) {
			s.Errorf("the other step has no buttons:\n%s", second)
		}
		s.press(hanako, s.seat(hanako).DM(), s.words.Say("step.answer_trying"))
		s.await("the answer", func() bool { return strings.Contains(s.dm(hanako)[0], s.words.Say("step.answered_trying")) })
		if n := len(s.dm(hanako)); n != 1 {
			s.Errorf("%d messages, want one that was changed in place", n)
		}
		s.press(taro, s.seat(taro).DM(), s.words.Say("step.answer_not_this_week"))
		s.await("the answer", func() bool { return strings.Contains(s.dm(taro)[0], s.words.Say("step.answered_not_this_week")) })

		s.until("2026-12-07T09:01")
		asked := s.dm(hanako)[1]
		s.golden("nudge_asks", asked)
		s.press(hanako, s.seat(hanako).DM(), s.words.Say("step.answer_done"))
		s.await("the next step", func() bool { return strings.Contains(s.dm(hanako)[1], s.words.Say("step.outcome_done")) })
		s.says(s.dm(hanako)[1], "step.answer_trying")
		if strings.Contains(s.dm(taro)[1], s.words.Say("step.how_did_it_go")) {
			s.Error("someone who tried nothing is asked how it went")
		}

		s.golden("step", s.command(hanako, "step", ""))
	})
}

func TestNudgeAsksOnlyOnce(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T09:01")
	s.press(hanako, s.seat(hanako).DM(), s.words.Say("step.answer_trying"))
	s.until("2026-12-07T09:01")
	s.says(s.dm(hanako)[1], "step.how_did_it_go")
	s.until("2026-12-14T09:01")
	last := s.dm(hanako)[len(s.dm(hanako))-1]
	if strings.Contains(last, s.words.Say("step.how_did_it_go")) {
		t.Errorf("it asks again about what was not answered:\n%s", last)
	}
	// What was asked in the older message can still be answered.
	s.press(hanako, s.seat(hanako).DM(), s.words.Say("step.answer_partly"))
	s.await("the answer", func() bool { return strings.Contains(s.dm(hanako)[1], s.words.Say("step.outcome_partly")) })
}

func TestPausedPeopleAreLeftAlone(t *testing.T) {
	s := newStage(t, "ja")
	s.command(hanako, "ippo", "pause")
	s.press(hanako, channel, s.words.Say("pause.week"))
	s.await("the pause", func() bool {
		return strings.Contains(s.workspace.Plain(s.seat(hanako).Last(channel)), s.words.Say("pause.begun"))
	})
	s.until("2026-12-06T12:00")
	if got := s.dm(hanako); len(got) != 0 {
		t.Errorf("a paused person got %v", got)
	}
	if n := len(s.dm(taro)); n != 1 {
		t.Errorf("somebody else got %d messages, want 1", n)
	}
	s.until("2026-12-07T09:01")
	if n := len(s.dm(hanako)); n != 1 {
		t.Errorf("%d messages after the pause, want 1", n)
	}
}

func TestStepAtOnce(t *testing.T) {
	s := newStage(t, "ja")
	s.command(hanako, "step", "")
	s.press(hanako, channel, s.words.Say("step.now"))
	s.await("a step", func() bool {
		return strings.Contains(s.workspace.Plain(s.seat(hanako).Last(channel)), s.words.Say("step.answer_trying"))
	})
}

func TestOneStepAWeekInSeveralCohorts(t *testing.T) {
	s := newStage(t, "ja")
	another := func(name, nudge string) {
		s.reimport(func(f *config.File) { // of those who come back
			f.Cohort.Name, f.Cohort.Schedule.Nudge = name, cohort.Rhythm(nudge)
			f.Participants = f.Participants[:2]
			for i := range f.Sessions {
				f.Sessions[i].Starts = f.Sessions[i].Starts.AddDate(1, 0, 0)
			}
		})
	}
	another("第5期", "0 10 * * WED")
	another("同窓会", "")
	s.until("2026-12-06T12:00")
	if returning, others := s.nudges(hanako), s.nudges(participant(3)); returning != 1 || others != 1 {
		t.Errorf("in a week: %d steps for who is in three cohorts, %d for who is in one; want one each", returning, others)
	}
	if at := s.seat(hanako).Messages(s.seat(hanako).DM())[0].Time; !at.Equal(tokyo(t, "2026-12-02T10:00")) {
		t.Errorf("the step came at %v, want that of the latest cohort", at)
	}
}

// TestOneStepADay changes the time of the nudge on its very day, and adds a cohort that has another.
func TestOneStepADay(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T09:05")
	at := func(rhythm cohort.Rhythm) { s.reimport(func(f *config.File) { f.Cohort.Schedule.Nudge = rhythm }) }
	at("0 10 * * MON")
	s.until("2026-11-30T10:05")
	s.reimport(func(f *config.File) {
		f.Cohort.Name, f.Cohort.Schedule.Nudge = "第5期", "0 11 * * MON"
		for i := range f.Sessions {
			f.Sessions[i].Starts = f.Sessions[i].Starts.AddDate(1, 0, 0)
		}
	})
	s.until("2026-11-30T12:00")
	if n := s.nudges(hanako); n != 1 {
		t.Errorf("%d nudges on one day", n)
	}
	s.until("2026-12-07T12:00")
	if n := s.nudges(hanako); n != 2 {
		t.Errorf("%d nudges in two weeks, want 2", n)
	}
}

// TestOneStepAWeekOnTheMove takes people around the world in mid-week, and across the hour and day of their nudge.
func TestOneStepAWeekOnTheMove(t *testing.T) {
	for _, test := range []struct {
		name  string
		zones []string // the first from the beginning
		at    []string // in Tokyo: when they come to the following ones
	}{
		{"in mid-week, and back", []string{"Asia/Tokyo", "America/New_York", "Asia/Tokyo"}, []string{"2026-12-02T12:00", "2026-12-09T12:00"}},
		{"eastward over the hour itself", []string{"America/New_York", "Asia/Tokyo"}, []string{"2026-11-30T12:00"}},
		{"westward over the hour itself", []string{"Asia/Tokyo", "America/New_York"}, []string{"2026-11-30T10:00"}},
		{"over the date line into tomorrow", []string{"America/Los_Angeles", "Pacific/Apia"}, []string{"2026-12-07T08:00"}},
		{"over the date line into yesterday", []string{"Pacific/Auckland", "America/Los_Angeles"}, []string{"2026-12-07T08:00"}},
		{"to a quarter of an hour later", []string{"Asia/Kolkata", "Asia/Kathmandu"}, []string{"2026-11-30T12:20"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja")
			moves := func(zone string) {
				s.reimport(func(f *config.File) { f.Participants[0].Zone = zone })
			}
			s.pass(time.Second) // so that the engine's first step does not come in between
			s.goOn(0)
			moves(test.zones[0])
			for i, at := range test.at {
				s.until(at)
				moves(test.zones[i+1])
			}
			s.until("2026-12-22T12:00") // the fourth week's Monday is over everywhere
			if n := s.nudges(hanako); n != 4 {
				t.Errorf("%d nudges in four weeks", n)
			}
		})
	}
}

// Somebody has their steps on another day and hour: from then on there only, and after a change back as the cohort has it.
func TestStepsAtOnesOwnTime(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		sets := func(values map[string]any, next string) {
			s.Helper()
			s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/ippo", "settings") })
			s.says(s.submit(hanako, values), "settings.saved_next", "When", s.words.When(tokyo(s.T, next).In(demoBegins.Location())))
			s.seat(hanako).CloseModal(s.ctx)
		}
		s.until("2026-11-30T08:30")
		sets(map[string]any{"day": "wed", "hour": "18"}, "2026-12-02T18:00")
		next := s.words.When(tokyo(s.T, "2026-12-02T18:00").In(demoBegins.Location()))
		s.says(s.command(hanako, "step", ""), "step.first_comes", "When", next)
		s.until("2026-12-02T17:59")
		if n := s.nudges(hanako); n != 0 {
			s.Fatalf("%d steps before the time that she chose", n)
		}
		s.until("2026-12-02T18:01")
		s.until("2026-12-08T12:00")
		if n := s.nudges(hanako); n != 1 || s.nudges(taro) != 2 {
			s.Errorf("%d steps by Tuesday, and %d for who chose nothing", n, s.nudges(taro))
		}
		s.reimport(func(f *config.File) { f.Cohort.Name += "!" }) // which leaves her choice
		s.until("2026-12-09T18:01")
		if n := s.nudges(hanako); n != 2 {
			s.Errorf("%d steps, want the second", n)
		}
		sets(map[string]any{"day": "cohort"}, "2026-12-14T09:00")
		s.until("2026-12-14T09:01")
		if n := s.nudges(hanako); n != 3 {
			s.Errorf("%d steps, want the third with the cohort's", n)
		}
	})
}
