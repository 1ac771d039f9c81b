package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ippo/cohort"
	"ippo/storage"
)

// The lists and the turning points are read and written as everybody sees them; nobody else, and no log, holds a word of them.
func TestCanAndWill(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.command(hanako, "ippo", "can")
		form := s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("aims.begin")); return nil })
		s.golden("aims_form", s.workspace.PlainBlocks(form.Blocks))
		s.says(s.submit(hanako, map[string]any{"can": "段取り\n会議をまとめること", "will": "昇進"}), "aims.saved")
		s.closes(hanako)
		s.until("2027-02-20T12:00")
		s.command(hanako, "ippo", "will")
		s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("aims.edit")); return nil })
		s.submit(hanako, map[string]any{"can": "段取り\n聞くこと", "will": "畑を借りる"})
		s.closes(hanako)
		s.golden("aims", s.command(hanako, "ippo", "can"))

		for _, turn := range []map[string]any{{"age": "50", "event": "娘が家を出た", "felt": "-1"}, {"age": "9", "event": "転校", "felt": "2"}} {
			s.command(hanako, "ippo", "life")
			s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("life.add")); return nil })
			s.says(s.submit(hanako, turn), "life.saved")
			s.closes(hanako)
		}
		s.golden("life", s.command(hanako, "ippo", "life"))
		for _, words := range []string{"段取り", "畑を借りる", "転校"} {
			if strings.Contains(s.log.all(), words) || strings.Contains(s.command(organizer, "ippo", "can"), words) {
				s.Errorf("%q is read by somebody else", words)
			}
		}
	})
}

func (s *stage) closes(user string) {
	s.Helper()
	if err := s.seat(user).CloseModal(s.ctx); err != nil {
		s.Fatal(err)
	}
}

// Lists as long as they can be fit into what Slack takes: the page, the form, and the question before all of it is erased.
func TestFullLists(t *testing.T) {
	s := newStage(t, "ja")
	s.command(hanako, "ippo", "") // known from here on
	err := s.app.db.Write(s.ctx, func(tx *storage.Tx) (err error) {
		for i := range cohort.MostItems {
			for _, aim := range []cohort.Aim{cohort.Can, cohort.Will} {
				words := fmt.Sprintf("%02d%s", i, strings.Repeat("長", cohort.LongestItem-2))
				gone := cohort.Entry{ID: storage.NewID(), Person: hanako, Aim: aim, Words: words + "…", Added: s.clock.Now(), Dropped: s.clock.Now()}
				err = errors.Join(err, tx.SaveAims(cohort.Entry{ID: storage.NewID(), Person: hanako, Aim: aim, Words: words, Added: s.clock.Now()}, gone))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.seat(hanako).Command(s.ctx, channel, "/ippo", "can"); err != nil {
		t.Fatal(err)
	}
	s.await("the whole page", func() bool {
		return labelled(s.seat(hanako).Last(channel).Blocks, s.words.Say("aims.erase_dropped")) != ""
	})
	s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("aims.edit")); return nil })
	s.says(s.submit(hanako, nil), "aims.saved")
	inForm := func(label string) func() string {
		return func() string { return labelled(s.seat(hanako).Modal().Blocks, s.words.Say(label)) }
	}
	if err := s.seat(hanako).Press(s.ctx, "", "", inForm("aims.see")()); err != nil {
		t.Fatal(err)
	}
	erase := inForm("aims.erase_dropped")
	s.await("the page in the form", func() bool { return erase() != "" })
	if err := s.seat(hanako).Press(s.ctx, "", "", erase()); err != nil {
		t.Fatal(err)
	}
	s.await("the question", func() bool {
		return strings.Contains(string(s.seat(hanako).Modal().Submit), s.words.Say("aims.erase_submit"))
	})
	s.says(s.submit(hanako, nil), "aims.erased")
}
