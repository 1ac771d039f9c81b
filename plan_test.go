package main

import (
	"strings"
	"testing"
	"time"

	"ippo/config"
)

// From a step to a plan to an act to a word about it: each is one press.
func TestFromStepToPlanToAct(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		dm := s.seat(hanako).DM()
		s.until("2026-11-30T09:01")
		s.press(hanako, dm, s.words.Say("step.answer_trying"))
		s.await("the question when", func() bool { return strings.Contains(s.dm(hanako)[0], s.words.Say("step.plan_when")) })
		s.golden("plan_when", s.dm(hanako)[0])
		s.press(hanako, dm, s.words.Say("step.plan_tonight", "Clock", "19:30"))
		tonight := s.words.Say("step.planned", "When", s.words.When(tokyo(s.T, "2026-11-30T19:30").In(demoBegins.Location())))
		s.await("the answer", func() bool { return strings.Contains(s.dm(hanako)[0], tonight) })

		s.until("2026-11-30T19:29")
		if n := len(s.dm(hanako)); n != 1 {
			s.Fatalf("%d messages before the time that she named", n)
		}
		s.until("2026-11-30T19:31")
		if n := len(s.dm(hanako)); n != 2 {
			s.Fatalf("%d messages at the time that she named, want 2", n)
		}
		s.golden("plan_now", s.dm(hanako)[1])
		s.press(hanako, dm, s.words.Say("step.answer_done"))
		s.await("the outcome", func() bool { return strings.Contains(s.dm(hanako)[1], s.words.Say("step.answered_done")) })
		s.golden("plan_done", s.dm(hanako)[1])
		s.pass(time.Minute)
		if nudge := s.dm(hanako)[0]; !strings.Contains(nudge, s.words.Say("step.answered_done")) || strings.Contains(nudge, tonight) {
			s.Errorf("the nudge reads\n%s", nudge)
		}
		form := s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.line")); return nil })
		s.golden("plan_line", s.workspace.PlainBlocks(form.Blocks))
		s.says(s.submit(hanako, map[string]any{"happened": "やってみました"}), "reflect.saved_me")

		s.until("2026-12-07T09:01")
		if asked := s.dm(hanako)[2]; strings.Contains(asked, s.words.Say("step.how_did_it_go")) {
			s.Errorf("it is asked again how it went:\n%s", asked)
		}
	})
}

// A plan at a time of one's own, in one's own words; changed, it reminds at the new time only, and without a reminder not at all.
func TestPlanOfOnesOwn(t *testing.T) {
	s := newStage(t, "ja")
	dm := s.seat(hanako).DM()
	s.until("2026-11-30T09:01")
	s.press(hanako, dm, s.words.Say("step.answer_trying"))
	s.await("the question when", func() bool { return strings.Contains(s.dm(hanako)[0], s.words.Say("step.plan_when")) })
	plans := func(label string, values map[string]any) {
		t.Helper()
		s.form(hanako, func() error { s.press(hanako, dm, s.words.Say(label)); return nil })
		s.says(s.submit(hanako, values), "step.planned", "When", s.words.When(tokyo(t, values["day"].(string)+"T"+values["clock"].(string)).In(demoBegins.Location())))
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			t.Fatal(err)
		}
	}
	s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.plan_pick")); return nil })
	s.says(s.submit(hanako, nil), "step.planned", "When", s.words.When(tokyo(t, "2026-12-01T19:30").In(demoBegins.Location()))) // as it is offered
	s.seat(hanako).CloseModal(s.ctx)
	s.pass(time.Minute)
	s.golden("plan_picked", s.dm(hanako)[0])
	plans("step.plan_change", map[string]any{"day": "2026-12-02", "clock": "12:15", "plan": "昼を食べたら、やってみる"})
	plans("step.plan_change", map[string]any{"day": "2026-12-05", "clock": "10:00", "plan": ""})
	s.until("2026-12-02T13:00")
	if n := len(s.dm(hanako)); n != 1 {
		t.Errorf("%d messages at a time that was changed", n-1)
	}
	s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.plan_change")); return nil })
	problems, err := s.seat(hanako).Submit(s.ctx, map[string]any{"day": "2026-12-03", "clock": "23:00"})
	if err != nil || problems["clock"] != s.words.Say("step.plan_at_night", "From", "8:00", "Until", "20:00") {
		t.Errorf("in the night: %v, %v", problems, err)
	}
	s.seat(hanako).CloseModal(s.ctx)
	plans("step.plan_change", map[string]any{"day": "2026-12-03", "clock": "12:15", "plan": "昼を食べたら、やってみる"})
	s.until("2026-12-03T12:16")
	if all := s.dm(hanako); len(all) != 2 || !strings.Contains(all[1], "昼を食べたら、やってみる") {
		t.Errorf("at the time that she named: %v", all)
	}
	plans("step.plan_change", map[string]any{"day": "2026-12-04", "clock": "12:15", "plan": ""})
	plans("step.plan_change", map[string]any{"day": "2026-12-04", "clock": "12:15", "plan": "", "remind": "no"}) // the same, without a line
	s.until("2026-12-04T13:00")
	plans("step.plan_change", map[string]any{"day": "2026-12-04", "clock": "23:00", "plan": ""}) // for which she asks no more
	s.says(s.dm(hanako)[0], "step.plan_change")
	s.until("2026-12-05T12:00")
	if n := len(s.dm(hanako)); n != 2 {
		t.Errorf("%d messages, although she wished for none", n-2)
	}
}

// A plan keeps its day and hour where its person is, and its reminder comes there; once it is over, it is not promised any more.
func TestPlanOnTheMove(t *testing.T) {
	s := newStage(t, "ja")
	dm := s.seat(hanako).DM()
	s.until("2026-11-30T09:01")
	s.tries(hanako)
	s.press(hanako, dm, s.words.Say("step.plan_tonight", "Clock", "19:30"))
	s.await("the answer", func() bool { return strings.Contains(s.dm(hanako)[0], s.words.Say("step.plan_change")) })
	s.reimport(func(f *config.File) { f.Participants[0].Zone = "Asia/Singapore" }) // an hour behind
	s.until("2026-11-30T20:29")
	if n := len(s.dm(hanako)); n != 1 {
		t.Fatalf("%d messages before it is 19:30 where she is", n)
	}
	s.until("2026-11-30T20:31")
	if n := len(s.dm(hanako)); n != 2 {
		t.Fatalf("%d messages when it is 19:30 where she is", n)
	}
	there, err := time.LoadLocation("Asia/Singapore")
	if err != nil {
		t.Fatal(err)
	}
	s.says(s.command(hanako, "step", ""), "step.planned_over", "When", s.words.When(tokyo(t, "2026-11-30T20:30").In(there)))
	s.reimport(func(f *config.File) { f.Participants[0].Zone = "Asia/Kolkata" }) // where it is not yet that time
	s.until("2026-12-01T12:00")
	if n := len(s.dm(hanako)); n != 2 {
		t.Errorf("she is reminded %d times", n-1)
	}
}

// Who answers elsewhere while the form is open gets back what they wrote in it.
func TestPlanOfWhatIsDone(t *testing.T) {
	s := newStage(t, "ja")
	dm := s.seat(hanako).DM()
	s.until("2026-11-30T09:01")
	s.tries(hanako)
	s.command(hanako, "step", "")
	s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.plan_pick")); return nil })
	s.press(hanako, channel, s.words.Say("step.answer_done"))
	s.await("the outcome", func() bool { return strings.Contains(s.newest(hanako, channel), s.words.Say("step.answered_done")) })
	said := s.submit(hanako, map[string]any{"day": "2026-12-02", "clock": "12:15", "plan": "昼を食べたら、やってみる"})
	s.says(said, "step.answered_done")
	s.says(said, "error.your_words")
	if !strings.Contains(said, "昼を食べたら、やってみる") {
		t.Errorf("it says\n%s", said)
	}
}

// A step of weeks ago is not said to be one for this week, and at home it stands under one heading.
func TestStepOfWeeksAgo(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.until("2026-11-30T09:01")
		s.tries(hanako)
		s.until("2026-12-03T12:00")
		s.command(hanako, "ippo", "pause")
		s.press(hanako, channel, s.words.Say("pause.week"))
		s.until("2026-12-07T09:02")
		said := s.command(hanako, "step", "")
		s.says(said, "step.heading_past")
		if strings.Contains(said, s.words.Say("step.heading")) {
			s.Errorf("/step reads\n%s", said)
		}
		if _, err := s.seat(hanako).OpenHome(s.ctx); err != nil {
			s.Fatal(err)
		}
		s.await("the home page", func() bool { return s.seat(hanako).Home() != nil })
		if said := s.home(hanako); strings.Contains(said, s.words.Say("step.heading_past")) || !strings.Contains(said, s.words.Say("home.step")) {
			s.Errorf("home reads\n%s", said)
		}
	})
}

// The nudge in which one step came for another shows what is planned in the form, too.
func TestPlanOfAnExchangedStep(t *testing.T) {
	s := newStage(t, "ja")
	dm := s.seat(hanako).DM()
	s.until("2026-11-30T09:01")
	first := s.dm(hanako)[0]
	s.press(hanako, dm, s.words.Say("step.answer_another"))
	s.await("another step", func() bool { return s.dm(hanako)[0] != first })
	second := strings.Split(s.dm(hanako)[0], "\n")[1]
	s.tries(hanako)
	s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.plan_pick")); return nil })
	s.submit(hanako, nil)
	s.pass(time.Minute)
	if said := s.dm(hanako)[0]; !strings.Contains(said, second) || strings.Contains(said, s.words.Say("step.plan_when")) ||
		!strings.Contains(said, s.words.Say("step.plan_change")) {
		t.Errorf("the nudge reads\n%s", said)
	}
}
