package main

import (
	"strings"
	"testing"
	"time"
)

// What somebody wrote is theirs to change, to share, to take out of a room again, to delete and to put back.
func TestWritingIsTheWriters(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		editing := func() string {
			v := s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("edit.button")); return nil })
			return s.workspace.PlainBlocks(v.Blocks)
		}
		room := func() string { return strings.Join(s.texts(s.seat(taro).Messages(channel)), "\n") }
		closing := func() {
			s.Helper()
			if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
				s.Fatal(err)
			}
		}
		s.command(hanako, "reflect", "会社の外にも道がある")
		s.golden("edit_form", editing())
		s.golden("edit_saved", s.submit(hanako, map[string]any{"note": "会社の外にも、道はいくつもある", "mood": "4", "visibility": "cohort"}))
		closing()
		s.await("the channel", func() bool { return strings.Contains(room(), "道はいくつもある") })

		s.pass(2 * time.Minute)
		editing()
		s.says(s.submit(hanako, map[string]any{"note": "道はいくつもあると、友人が言う", "mood": "4", "visibility": "cohort"}), "edit.saved")
		closing()
		s.pass(2 * time.Minute)
		if got := room(); !strings.Contains(got, "友人が言う") || len(s.seat(taro).Messages(channel)) != 1 {
			s.Errorf("the changed words are not in their place:\n%s", got)
		}

		editing()
		s.says(s.submit(hanako, map[string]any{"note": "道はいくつもあると、友人が言う", "mood": "4", "visibility": "me"}), "edit.saved")
		s.pass(2 * time.Minute)
		if got := room(); strings.Contains(got, "友人が言う") {
			s.Errorf("it still stands in the room:\n%s", got)
		}
		s.says(room(), "reflect.unsaid")
		if err := s.seat(hanako).Press(s.ctx, "", "", labelled(s.seat(hanako).Modal().Blocks, s.words.Say("edit.undo_shares"))); err != nil {
			s.Fatal(err)
		}
		s.await("that it is undone", func() bool {
			return strings.Contains(s.workspace.PlainBlocks(s.seat(hanako).Modal().Blocks), s.words.Say("edit.undone"))
		})
		closing()
		s.pass(2 * time.Minute)
		if got := room(); !strings.Contains(got, "友人が言う") {
			s.Errorf("undone, it does not stand there again:\n%s", got)
		}

		s.golden("search_found", s.command(hanako, "ippo", "search イクツ"))
		s.says(s.command(taro, "ippo", "search 友人"), "search.nothing")
		s.command(hanako, "reflect", "list")
		s.press(hanako, channel, s.words.Say("edit.delete"))
		last := func() string { return s.workspace.Plain(s.seat(hanako).Last(channel)) }
		s.await("that it is deleted", func() bool { return strings.Contains(last(), s.words.Say("reflect.taken_back")) })
		s.golden("edit_deleted", last())
		s.pass(2 * time.Minute)
		if got := room(); strings.Contains(got, "友人が言う") {
			s.Errorf("deleted, it still stands in the room:\n%s", got)
		}
		s.press(hanako, channel, s.words.Say("edit.undo"))
		s.await("that it is back", func() bool { return strings.Contains(last(), s.words.Say("stands.restored_private")) })
		s.pass(2 * time.Minute)
		if got := room(); strings.Contains(got, "友人が言う") {
			s.Errorf("put back, it is shared anew by itself:\n%s", got)
		}
		if log := s.log.all(); strings.Contains(log, "友人") || strings.Contains(log, "イクツ") {
			s.Error("words stand in the log")
		}
	})
}

// A mood is one press, in the message that asks for it, and a line a day comes to who wishes for it, and to nobody else.
func TestMoodAndLineADay(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.golden("mood_asked", s.command(hanako, "ippo", "mood"))
		s.press(hanako, channel, s.words.Say("reflect.mood_2"))
		last := func() string { return s.workspace.Plain(s.seat(hanako).Last(channel)) }
		s.await("the face", func() bool {
			return strings.Contains(last(), s.words.Say("mood.chosen", "Face", s.words.Say("reflect.mood_2")))
		})
		s.golden("mood_chosen", last())
		for range 2 {
			s.pass(24 * time.Hour)
			s.command(hanako, "ippo", "mood")
			s.press(hanako, channel, s.words.Say("reflect.mood_1"))
			s.await("the face", func() bool {
				return strings.Contains(last(), s.words.Say("mood.chosen", "Face", s.words.Say("reflect.mood_1")))
			})
		}
		s.golden("mood_low", last())

		s.golden("diary_form", s.workspace.PlainBlocks(s.form(hanako, func() error {
			return s.seat(hanako).Command(s.ctx, channel, "/ippo", "diary")
		}).Blocks))
		s.golden("diary_on", s.submit(hanako, map[string]any{"diary": "18"}))
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		before, others := len(s.dm(hanako)), len(s.dm(taro))
		s.until("2026-12-05T18:01")
		if got := s.dm(hanako); len(got) <= before || len(s.dm(taro)) != others {
			s.Fatalf("%d messages came, and %d to somebody else", len(got)-before, len(s.dm(taro))-others)
		}
		dm := s.seat(hanako).DM()
		s.golden("diary_prompt", s.dm(hanako)[len(s.dm(hanako))-1])
		s.press(hanako, dm, s.words.Say("reflect.mood_4"))
		s.await("the face", func() bool {
			return strings.Contains(s.workspace.Plain(s.seat(hanako).Last(dm)), s.words.Say("mood.chosen", "Face", s.words.Say("reflect.mood_4")))
		})
		s.golden("diary_answered", s.workspace.Plain(s.seat(hanako).Last(dm)))
	})
}
