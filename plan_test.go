package main

import (
	"strings"
	"testing"
	"time"
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
		s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.line")); return nil })
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
	plans("step.plan_pick", map[string]any{"day": "2026-12-02", "clock": "12:15", "plan": "昼を食べたら、やってみる"})
	s.press(hanako, dm, s.words.Say("step.plan_saturday", "Clock", "10:00"))
	s.pass(time.Minute)
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
	plans("step.plan_change", map[string]any{"day": "2026-12-04", "clock": "23:00", "plan": "", "remind": "no"})
	s.until("2026-12-05T12:00")
	if n := len(s.dm(hanako)); n != 2 {
		t.Errorf("%d messages, although she wished for none", n-2)
	}
}
