package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/storage"
)

// tell gives a story, or keeps it as a draft, and returns what Ippo answers.
func (s *stage) tell(user, words, signed, consent string) string {
	s.Helper()
	s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/ippo", "story") })
	answer := s.submit(user, map[string]any{"words": words, "signed": signed, "consent": consent})
	if err := s.seat(user).CloseModal(s.ctx); err != nil {
		s.Fatal(err)
	}
	return answer
}

// untilRead goes on week by week until somebody reads words in their conversation with Ippo, and returns who.
func (s *stage) untilRead(words string) string {
	s.Helper()
	for range 20 {
		s.pass(7 * 24 * time.Hour)
		for i := 1; i <= 24; i++ {
			if strings.Contains(strings.Join(s.dm(participant(i)), "\n"), words) {
				return participant(i)
			}
		}
	}
	s.Fatalf("in twenty weeks nobody reads %q", words)
	return ""
}

// silentSpeakers takes the speakers' stories out of the year, which would come first.
func silentSpeakers(f *config.File) {
	for i := range f.Sessions {
		f.Sessions[i].Story, f.Sessions[i].StoryBy = "", ""
	}
}

// A story is given, reaches somebody beneath a step, and is withdrawn: then it stands nowhere, neither in their message nor on the disk.
func TestStoryIsGivenAndWithdrawn(t *testing.T) {
	s := newStage(t, "ja")
	s.reimport(silentSpeakers)
	const words = "娘が家を出た春、通勤の途中で見た募集に申し込みました。"
	s.says(s.tell(taro, words, "T.S.", "yes"), "story.saved_given")
	reader := s.untilRead(words)
	if reader == taro {
		t.Fatal("the writer gets their own story")
	}
	at := slices.IndexFunc(s.dm(reader), func(m string) bool { return strings.Contains(m, words) })
	s.golden("story_passed_on", s.dm(reader)[at])
	s.says(s.dm(reader)[at], "story.signed", "Name", "T.S.")
	for _, text := range []string{s.log.all(), s.command(reader, "step", "")} {
		if strings.Contains(text, words) { // where it could not be taken out again
			t.Errorf("it stands in:\n%s", text)
		}
	}
	before := s.dm(reader)[at]
	s.press(reader, s.seat(reader).DM(), s.words.Say("step.answer_another"))
	s.await("the step that comes instead", func() bool { return s.dm(reader)[at] != before })
	if exchanged := s.dm(reader)[at]; !strings.Contains(exchanged, words) {
		t.Errorf("the story went with the step that was exchanged:\n%s", exchanged)
	}
	s.press(reader, s.seat(reader).DM(), s.words.Say("step.answer_trying"))
	s.await("the answer", func() bool { return strings.Contains(s.dm(reader)[at], s.words.Say("step.answered_trying")) })

	list := s.command(taro, "ippo", "story")
	s.says(list, "story.is_given")
	s.golden("story_mine", list)
	s.press(taro, channel, s.words.Say("story.withdraw"))
	s.await("the answer", func() bool {
		return strings.Contains(s.workspace.Plain(s.seat(taro).Last(channel)), s.words.Say("story.withdrawn"))
	})
	s.pass(time.Minute)
	for i := 1; i <= 24; i++ {
		for _, m := range s.dm(participant(i)) {
			if strings.Contains(m, words) || strings.Contains(m, "T.S.") {
				t.Errorf("%s still reads:\n%s", participant(i), m)
			}
		}
	}
	s.says(s.dm(reader)[at], "step.answered_trying") // the rest of it is as it was
	s.notOnDisk(words)
	s.form(taro, func() error { return s.seat(taro).Command(s.ctx, channel, "/ippo", "story") }) // there is none any more
}

// notOnDisk looks for words in all tables, and in the bytes of the files.
func (s *stage) notOnDisk(words string) {
	s.Helper()
	for table, rows := range tables(s.T, s.database) {
		if strings.Contains(strings.Join(rows, "\n"), words) {
			s.Errorf("the words are still in %s", table)
		}
	}
	s.pass(time.Hour + time.Minute) // the log beside the file is emptied once an hour
	for _, file := range []string{s.database, s.database + "-wal"} {
		data, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			s.Fatal(err)
		}
		if bytes.Contains(data, []byte(words)) {
			s.Errorf("the words are still in the bytes of %s", file)
		}
	}
}

// A draft reaches nobody; consent is asked for anew with every change, and a story that is changed is the changed one where it stands.
func TestStoryIsChanged(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.reimport(silentSpeakers)
		s.goOn(0)
		s.says(s.tell(taro, "はじめの言葉", "", "draft"), "story.saved_draft")
		changes := func(words, consent string) map[string]string {
			s.Helper()
			s.command(taro, "ippo", "story")
			view := s.form(taro, func() error { s.press(taro, channel, s.words.Say("story.edit")); return nil })
			if strings.Contains(string(view.Blocks), "initial_option") {
				s.Error("consent is chosen already when the form opens")
			}
			problems, err := s.seat(taro).Submit(s.ctx, map[string]any{"words": words, "consent": consent})
			if err != nil {
				s.Fatal(err)
			}
			if view := s.seat(taro).Modal(); len(problems) == 0 && !strings.Contains(s.workspace.PlainBlocks(view.Blocks), words) {
				s.Errorf("the new words are not shown once they are saved: %s", s.workspace.PlainBlocks(view.Blocks))
			}
			s.seat(taro).CloseModal(s.ctx)
			return problems
		}
		s.until("2027-01-10T12:00")
		for i := 1; i <= 24; i++ {
			if strings.Contains(strings.Join(s.dm(participant(i)), "\n"), "はじめの言葉") {
				s.Errorf("%s reads a draft", participant(i))
			}
		}
		if problems := changes("次の言葉", "yes"); len(problems) > 0 {
			s.Fatal(problems)
		}
		reader := s.untilRead("次の言葉")
		s.says(strings.Join(s.dm(reader), "\n"), "story.unsigned")
		changes("三つめの言葉", "yes")
		s.pass(time.Minute)
		if all := strings.Join(s.dm(reader), "\n"); !strings.Contains(all, "三つめの言葉") || strings.Contains(all, "次の言葉") {
			s.Errorf("after the change:\n%s", all)
		}
		changes("三つめの言葉", "draft")
		s.pass(time.Minute)
		if all := strings.Join(s.dm(reader), "\n"); strings.Contains(all, "三つめの言葉") {
			s.Errorf("as a draft again it still stands:\n%s", all)
		}
	})
}

// Who has left can withdraw their story still, and an organiser finds it nowhere.
func TestStoryOfWhoHasLeft(t *testing.T) {
	s := newStage(t, "ja")
	s.tell(taro, "離れた人の転機", "太郎", "yes")
	s.reimport(func(f *config.File) {
		f.Participants = slices.DeleteFunc(f.Participants, func(p cohort.Participant) bool { return p.ID == taro })
	})
	s.until("2027-03-01T12:00")
	for i := 1; i <= 24; i++ {
		if strings.Contains(strings.Join(s.dm(participant(i)), "\n"), "離れた人の転機") {
			t.Errorf("%s reads the story of who has left", participant(i))
		}
	}
	for _, command := range []string{"ippo story", "ippo ", "announce list", "step "} {
		name, text, _ := strings.Cut(command, " ")
		if answer := s.command(organizer, name, text); strings.Contains(answer, "離れた人の転機") {
			t.Errorf("the organiser reads with /%s:\n%s", command, answer)
		}
	}
	s.says(s.command(taro, "ippo", "story"), "story.is_given")
	s.press(taro, channel, s.words.Say("story.withdraw"))
	s.await("the answer", func() bool {
		return strings.Contains(s.workspace.Plain(s.seat(taro).Last(channel)), s.words.Say("story.withdrawn"))
	})
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		all, err := tx.StoriesOf(taro)
		if len(all) > 0 {
			t.Errorf("%d stories are kept", len(all))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
