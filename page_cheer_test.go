package main

import (
	"testing"

	"ippo/chromiumtest"
)

// TestCircleCheersOnPage goes in a real browser, in Japanese, from a step to a circle that cheers.
func TestCircleCheersOnPage(t *testing.T) {
	s := newStage(t, "ja")
	room := s.inCircle(4)
	s.pass(2e9)
	go s.machine.flow(s.ctx)
	v := visitPage(s, chromiumtest.Start(t), 1280, 900)
	v.become(hanako)
	v.goTo(s.seat(hanako).DM())
	v.readsWords("step.heading")
	v.button("step.answer_trying")
	v.readsWords("step.tell")
	v.look("cheer-1-trying")
	v.button("step.tell")
	v.readsWords("step.told")
	v.look("cheer-2-told")

	v.become(taro)
	v.goTo(room)
	v.readsWords("step.tries")
	v.look("cheer-3-room")
	v.button("step.cheer")
	v.readsWords("step.cheered", "Count", 1)
	v.look("cheer-4-cheered")

	v.become(hanako)
	v.goTo(channel)
	v.writes("/step")
	v.readsWords("step.cheers", "Count", 1)
	v.look("cheer-5-step")
	v.button("step.answer_not_yet")
	v.readsWords("step.answered_not_yet")
	v.look("cheer-6-not-yet")
	v.button("step.answer_another") // from one that takes five minutes
	v.readsWords("step.because_lighter")
	v.look("cheer-7-smaller")
}
