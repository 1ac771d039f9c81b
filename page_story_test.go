package main

import (
	"testing"

	"ippo/chromiumtest"
)

// TestStoryOnPage gives a story in a real browser, in Japanese, reads it as somebody else beneath a step, and withdraws it.
func TestStoryOnPage(t *testing.T) {
	s := newStage(t, "ja")
	s.reimport(silentSpeakers)
	const words = "娘が家を出た春、通勤の途中で見た募集に、思いきって申し込みました。"
	go s.machine.flow(s.ctx)
	v := visitPage(s, chromiumtest.Start(t), 1280, 900)
	v.become(taro)
	v.goTo(s.seat(taro).DM())
	v.writes("/ippo")
	v.readsWords("menu.greeting")
	v.look("story-1-menu")
	v.button("doors.records")
	v.readsWords("doors.gathered")
	v.button("menu.story")
	v.readsWords("story.consent")
	v.script("that nothing is chosen", `document.querySelectorAll('dialog [data-action-id="consent"] input:checked').length === 0`)
	v.fill("words", words)
	v.fill("signed", "Y.H.")
	v.look("story-2-form")
	v.tick("consent", "yes")
	v.sends()
	v.readsWords("story.saved_given")
	v.look("story-3-saved")
	v.closes()

	v.travels("2026-11-30T09:01")
	reader := s.untilRead(words)
	v.become(reader)
	v.goTo(s.seat(reader).DM())
	v.reads(words)
	v.readsWords("story.signed", "Name", "Y.H.")
	v.look("story-4-nudge")

	v.become(taro)
	v.goTo(s.seat(taro).DM())
	v.writes("/ippo story")
	v.readsWords("story.is_given")
	v.look("story-5-mine")
	v.button("story.withdraw")
	v.readsWords("story.withdrawn")
	v.look("story-6-withdrawn")
	v.become(reader)
	v.goTo(s.seat(reader).DM())
	v.script("a nudge without the story", `document.querySelectorAll('article').length > 0 && !document.body.innerText.includes('通勤の途中')`)
	v.readsWords("step.heading")
	v.look("story-7-gone")
}
