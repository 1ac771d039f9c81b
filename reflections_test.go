package main

import (
	"strings"
	"testing"
)

func TestReflections(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.golden("reflect_saved", s.command(hanako, "reflect", "会社を辞めることも考えている"))
		for _, user := range []string{taro, organizer} {
			if n := len(s.seat(user).Messages(channel)); n != 0 {
				s.Errorf("%s sees %d messages about it", user, n)
			}
		}

		s.golden("reflect_form", s.workspace.PlainBlocks(s.form(hanako, func() error {
			return s.seat(hanako).Command(s.ctx, channel, "/reflect", "")
		}).Blocks))
		saved := s.submit(hanako, map[string]any{
			"happened": "海外赴任の話を聞いた", "can": "人の話をよく聴ける", "will": "もう一度学びたい", "mood": "4",
		})
		s.says(saved, "reflect.saved_me")
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}

		list := s.command(hanako, "reflect", "list")
		s.golden("reflect_list", list)
		if newer, older := strings.Index(list, "海外赴任"), strings.Index(list, "会社を辞める"); newer < 0 || older < newer {
			s.Errorf("the list does not begin with the newest:\n%s", list)
		}
		s.says(s.command(taro, "reflect", "list"), "reflect.none")
		if log := s.log.all(); strings.Contains(log, "会社を辞める") || strings.Contains(log, "海外赴任") {
			s.Error("what a person wrote stands in the log")
		}
	})
}

func TestReflectionSharedWithTheCohort(t *testing.T) {
	s := newStage(t, "ja")
	s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/reflect", "") })
	if saved := s.submit(hanako, map[string]any{"noticed": "仲間がいる", "visibility": "cohort"}); !strings.Contains(saved, s.words.Say("reflect.saved_cohort")) {
		t.Errorf("got:\n%s", saved)
	}
	s.await("the channel", func() bool { return len(s.seat(taro).Messages(channel)) == 1 })
	shared := s.workspace.Plain(s.seat(taro).Last(channel))
	s.says(shared, "reflect.shared")
	if !strings.Contains(shared, "仲間がいる") || !strings.Contains(shared, "@高橋 健一") {
		t.Errorf("the channel reads:\n%s", shared)
	}
}

func TestReflectionForACircleThatIsNotThere(t *testing.T) {
	s := newStage(t, "ja")
	s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/reflect", "") })
	problems, err := s.seat(hanako).Submit(s.ctx, map[string]any{"noticed": "仲間がいる", "visibility": "circle"})
	if err != nil || problems["visibility"] != s.words.Say("reflect.no_circle") {
		t.Fatalf("got %v, %v", problems, err)
	}
	if problems, err = s.seat(hanako).Submit(s.ctx, map[string]any{}); err != nil || problems["happened"] != s.words.Say("reflect.empty") {
		t.Fatalf("an empty form: got %v, %v", problems, err)
	}
	// Nothing of it was kept, and the same form can be sent once it is mended.
	s.says(s.submit(hanako, map[string]any{"noticed": "仲間がいる", "visibility": "me"}), "reflect.saved_me")
	if list := s.command(hanako, "reflect", "list"); strings.Count(list, "仲間がいる") != 1 {
		t.Errorf("want it once:\n%s", list)
	}
}

func TestReflectionTakenBack(t *testing.T) {
	s := newStage(t, "ja")
	s.command(hanako, "reflect", "書きすぎました")
	s.press(hanako, channel, s.words.Say("reflect.take_back"))
	s.await("the words again", func() bool {
		last := s.workspace.Plain(s.seat(hanako).Last(channel))
		return strings.Contains(last, s.words.Say("reflect.taken_back")) && strings.Contains(last, "> 書きすぎました")
	})
	s.says(s.command(hanako, "reflect", "list"), "reflect.none")
}

func TestReflectionsPageByPage(t *testing.T) {
	s := newStage(t, "ja")
	for _, word := range strings.Fields("一 二 三 四 五 六 七") {
		s.command(hanako, "reflect", "番号は"+word)
		s.pass(60e9)
	}
	list := s.command(hanako, "reflect", "list")
	if !strings.Contains(list, "番号は七") || strings.Contains(list, "番号は二") {
		t.Errorf("the first page:\n%s", list)
	}
	s.press(hanako, channel, s.words.Say("reflect.older"))
	s.await("the next page", func() bool {
		return strings.Contains(s.workspace.Plain(s.seat(hanako).Last(channel)), "番号は二")
	})
}

func TestWordsInADirectMessageAreKept(t *testing.T) {
	s := newStage(t, "ja")
	dm := s.seat(hanako).DM()
	if err := s.seat(hanako).Say(s.ctx, dm, "先輩に聞いてみました <https://example.com/a?b=1&c=2> です"); err != nil {
		t.Fatal(err)
	}
	s.await("an answer", func() bool { return len(s.seat(hanako).Messages(dm)) == 2 })
	s.says(s.dm(hanako)[1], "reflect.saved_me")
	if list := s.command(hanako, "reflect", "list"); !strings.Contains(list, "先輩に聞いてみました <https://example.com/a?b=1&c=2> です") {
		t.Errorf("got:\n%s", list)
	}
	if err := s.seat(taro).Say(s.ctx, s.seat(taro).DM(), "使い方は？"); err != nil {
		t.Fatal(err)
	}
	s.await("the menu", func() bool { return len(s.dm(taro)) == 2 })
	s.says(s.dm(taro)[1], "menu.greeting")
	s.says(s.command(taro, "reflect", "list"), "reflect.none")
}

func TestMentionGetsTheMenu(t *testing.T) {
	s := newStage(t, "ja")
	if err := s.seat(hanako).Say(s.ctx, channel, "@Ippo これは何ですか"); err != nil {
		t.Fatal(err)
	}
	s.await("the menu", func() bool { return len(s.seat(hanako).Messages(channel)) == 2 })
	s.says(s.workspace.Plain(s.seat(hanako).Last(channel)), "menu.greeting")
	if n := len(s.seat(taro).Messages(channel)); n != 1 {
		t.Errorf("somebody else sees %d messages, want only the question", n)
	}
}
