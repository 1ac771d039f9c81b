package main

import (
	"strings"
	"testing"
	"time"
)

// The day of a session as people have it: a question, the word that is said there, the button, what it was like, and the links afterwards.
func TestDayOfSession(t *testing.T) {
	s := newStage(t, "ja")
	say := s.words.Say
	s.until("2026-12-09T18:05")
	s.form(hanako, func() error { s.press(hanako, channel, say("held.ask")); return nil })
	s.says(s.submit(hanako, map[string]any{"words": "最初の一歩は何でしたか"}), "held.ask_saved")
	s.openSession(say("held.edit"))
	s.says(s.submit(organizer, map[string]any{"speaker_ids": []string{taro}}), "held.saved")
	s.openSession(say("held.set_word"))
	if page := s.submit(organizer, nil); !strings.Contains(page, "合言葉は「") {
		t.Errorf("no word was chosen: %s", page)
	}
	s.openSession(say("held.set_word"))
	s.says(s.submit(organizer, map[string]any{"word": "さくら"}), "held.word_set", "Word", "さくら")

	s.until("2026-12-09T18:51")
	s.press(hanako, channel, say("held.came"))
	s.await("the answer", func() bool {
		return strings.Contains(s.workspace.Plain(s.seat(hanako).Last(channel)), say("held.came_yes"))
	})
	s.says(s.command(taro, "session", "サクラ"), "held.word_right")
	s.atHome(hanako)
	s.says(s.home(hanako), "held.came_is")

	s.until("2026-12-10T08:05")
	s.form(hanako, func() error { s.press(hanako, s.seat(hanako).DM(), say("held.feedback")); return nil })
	s.says(s.submit(hanako, map[string]any{"helpful": "much", "pace": "right", "next": "yes", "line": "よい時間でした", "shows": []string{"yes"}}), "held.feedback_saved")
	s.openSession(say("held.set_materials"))
	s.says(s.submit(organizer, map[string]any{"title": "録画", "url": "https://example.com/v"}), "held.materials_saved")
	s.pass(10 * time.Second)
	if told := s.texts(s.seat(taro).Messages(channel)); !strings.Contains(strings.Join(told, "\n"), "録画") {
		t.Errorf("the channel was told %s", told)
	}
	s.until("2026-12-13T12:00")
	heard := s.dmOf(taro, say("held.heard"))
	s.says(heard, "held.too_few", "Least", 5)
	if !strings.Contains(heard, "最初の一歩は何でしたか") || strings.Contains(heard, hanako) {
		t.Errorf("the speaker heard %s", heard)
	}
}
