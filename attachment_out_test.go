package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/config"
)

const handout = "%PDF-1.7 \x00\xff handout"

// closesAll closes all of somebody's modals.
func (s *stage) closesAll(user string) {
	s.Helper()
	for s.seat(user).Modal() != nil {
		if err := s.seat(user).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
	}
}

// A file goes with an announcement: it is shared with Ippo, seen before, tried out, comes to each reader, and is recalled with it.
func TestFileGoesWithAnAnnouncement(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		say := s.words.Say
		s.until("2026-11-30T10:00")
		s.says(s.drop(organizer, "資料.pdf", handout, 1), "notice.attach_no_draft")
		s.announces(organizer, map[string]any{"words": "会場の地図をお送りします。"})
		s.closesAll(organizer)
		attached := s.drop(organizer, "会場<!channel>.pdf", handout, 2)
		s.says(attached, "notice.attached_to", "Name", "会場<!channel>.pdf", "Words", "会場の地図をお送りします。")
		s.form(organizer, func() error { s.press(organizer, s.seat(organizer).DM(), say("notice.go_on")); return nil })
		preview := s.submit(organizer, nil)
		s.golden("announce_preview_file", preview)
		s.says(preview, "notice.attached", "Name", "会場<!channel>.pdf")

		s.pressForm("try_out")
		if _, content := s.comes(organizer, 3); content != handout { // after the two that were shared
			s.Errorf("tried out, the file holds %q", content)
		}
		if n := len(s.files(hanako, s.seat(hanako).DM())); n != 0 {
			s.Fatalf("%d files to a participant before it is sent", n)
		}
		s.says(s.submit(organizer, nil), "announce.sending")
		s.pass(5 * time.Minute)
		for i := 1; i <= 24; i++ {
			user := participant(i)
			if got := s.files(user, s.seat(user).DM()); !slices.Equal(got, []string{handout}) {
				s.Errorf("%s has the files %q", user, got)
			}
		}
		all := s.dm(hanako)
		if !strings.Contains(all[len(all)-2], "会場の地図") {
			s.Errorf("the file does not follow the words: %q", all)
		}
		s.golden("announcement_file", all[len(all)-1])
		s.says(s.lastTo(organizer), "notice.file_received", "Name", "会場<!channel>.pdf", "Count", 24, "All", 24)

		s.form(organizer, func() error { s.press(organizer, s.seat(organizer).DM(), say("notice.recall")); return nil })
		s.says(s.submit(organizer, nil), "notice.recall_begun")
		s.pass(10 * time.Minute)
		for i := 1; i <= 24; i++ {
			user := participant(i)
			if n := len(s.files(user, s.seat(user).DM())); n != 0 || len(s.dm(user)) != 1 {
				s.Errorf("%s still has %d files and reads %q", user, n, s.dm(user))
			}
		}
	})
}

// A copy takes the file along; it can be taken off again, and another put in its place.
func TestFileOfADraftIsCopiedAndTakenOff(t *testing.T) {
	s := newStage(t, "ja", withColleague)
	s.reimport(func(f *config.File) { f.Cohort.Organizers = append(f.Cohort.Organizers, colleague) })
	s.until("2026-11-30T10:00")
	s.announces(organizer, map[string]any{"words": "地図です。"})
	s.closesAll(organizer)
	s.says(s.drop(organizer, "地図.pdf", handout, 2), "notice.attached_to", "Name", "地図.pdf", "Words", "地図です。")
	s.form(organizer, func() error {
		s.press(organizer, s.seat(organizer).DM(), s.words.Say("notice.go_on"))
		return nil
	})
	s.submit(organizer, nil)
	s.submit(organizer, nil)
	s.pass(5 * time.Minute)

	// A colleague who has no draft of their own does not change somebody else's.
	s.says(s.drop(colleague, "別の.pdf", handout, 1), "notice.attach_no_draft")

	s.command(organizer, "announce", "list")
	s.form(organizer, func() error { s.press(organizer, channel, s.words.Say("notice.copy")); return nil })
	s.says(s.submit(organizer, map[string]any{"words": "もう一度、地図です。"}), "notice.attached", "Name", "地図.pdf")
	off := s.pressForm("detach")
	s.says(off, "notice.detached")
	if strings.Contains(off, s.words.Say("notice.attached", "Name", "地図.pdf")) {
		t.Errorf("it is still there:\n%s", off)
	}
	s.closesAll(organizer)
	s.says(s.drop(organizer, strings.Repeat("長", 300)+".pdf", "new", 2), "notice.attached_to",
		"Name", strings.Repeat("長", 95)+"….pdf", "Words", "もう一度、地図です。")
	s.says(s.drop(organizer, "大.pdf", strings.Repeat("x", 5<<20+1), 1), "notice.attach_too_large")
	s.form(organizer, func() error {
		s.press(organizer, s.seat(organizer).DM(), s.words.Say("notice.go_on"))
		return nil
	})
	s.submit(organizer, nil)
	s.submit(organizer, nil)
	s.pass(5 * time.Minute)
	if got := s.files(hanako, s.seat(hanako).DM()); !slices.Equal(got, []string{handout, "new"}) {
		t.Errorf("a participant has the files %q", got)
	}
}
