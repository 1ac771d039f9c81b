package main

import (
	"strings"
	"testing"

	"ippo/chromiumtest"
)

// TestFromStepToActOnPage goes in a real browser, in Japanese, from a nudge to a plan, its reminder, the outcome and a line about it.
func TestFromStepToActOnPage(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T09:01")
	go s.machine.flow(s.ctx)
	v := visitPage(s, chromiumtest.Start(t), 1280, 900)
	v.become(hanako)
	dm := s.seat(hanako).DM()
	v.goTo(dm)
	v.readsWords("step.heading")
	v.look("plan-1-nudge")
	v.button("step.answer_trying")
	v.readsWords("step.plan_when")
	v.look("plan-2-when")
	v.button("step.plan_pick")
	v.readsWords("step.plan_how")
	v.look("plan-3-form")
	v.closes()
	v.button("step.plan_tonight", "Clock", "19:30")
	v.readsWords("step.planned", "When", s.words.When(tokyo(t, "2026-11-30T19:30").In(demoBegins.Location())))

	v.travels("2026-11-30T19:31")
	v.readsWords("step.plan_now")
	v.look("plan-4-reminder")
	v.button("step.answer_done")
	v.readsWords("step.answered_done")
	v.look("plan-5-done")
	v.button("step.line")
	v.fill("happened", "十歳のころの工作を思い出しました")
	v.sends()
	v.readsWords("reflect.saved_me")
	v.closes()

	v.travels("2026-12-07T09:01")
	s.await("the next step", func() bool { return len(s.dm(hanako)) == 3 })
	if all := s.dm(hanako); strings.Contains(all[len(all)-1], s.words.Say("step.how_did_it_go")) {
		t.Error("it is asked again how it went")
	}
}
