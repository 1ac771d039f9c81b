package main

import (
	"strings"
	"testing"
	"time"

	"ippo/storage"
)

// Somebody looks at what is kept of them, receives all of it in a direct message, and erases it by a choice of their own: then Ippo knows
// nothing of them any more, and says so.
func TestOneCanReceiveAndEraseOnesOwn(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		const words = "通勤の途中で考えたこと。"
		s.command(hanako, "reflect", words)
		page := s.command(hanako, "ippo", "privacy")
		s.golden("privacy", page)
		s.press(hanako, channel, s.words.Say("data.receive"))
		s.pass(time.Minute)
		files := s.files(hanako, s.seat(hanako).DM())
		if len(files) != 2 || !strings.Contains(files[0], words) || !strings.Contains(files[1], words) {
			s.Fatalf("%d files: %v", len(files), files)
		}
		s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("data.erase")); return nil })
		s.golden("privacy_erase", s.workspace.PlainBlocks(s.seat(hanako).Modal().Blocks))
		s.says(s.submit(hanako, map[string]any{"sure": "no"}), "data.left_as_it_was")
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("data.erase")); return nil })
		done := s.submit(hanako, map[string]any{"sure": "yes"})
		s.says(done, "data.erased")
		s.golden("privacy_erased", done)
		err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
			_, err := tx.Person(hanako)
			return err
		})
		if err != storage.ErrNotFound {
			s.Errorf("she is still known: %v", err)
		}
		s.says(s.command(hanako, "ippo", "privacy"), "data.nothing")
		if strings.Contains(s.log.all(), words) {
			s.Error("the words are in the log")
		}
	})
}

// Who has left the cohort can still receive and erase what is theirs.
func TestWhoHasLeftKeepsTheirRights(t *testing.T) {
	s := newStage(t, "ja")
	s.command(hanako, "reflect", "去る前の言葉")
	err := s.app.db.Write(s.ctx, func(tx *storage.Tx) error {
		all, err := tx.CohortsOf(hanako)
		if err != nil {
			return err
		}
		return tx.Leave(all[0].ID, hanako, s.clock.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	s.says(s.command(hanako, "ippo", "privacy"), "data.kept")
	s.press(hanako, channel, s.words.Say("data.receive"))
	s.pass(time.Minute)
	if files := s.files(hanako, s.seat(hanako).DM()); len(files) != 2 || !strings.Contains(files[0], "去る前の言葉") {
		t.Errorf("%d files", len(files))
	}
}
