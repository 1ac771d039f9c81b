package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
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
	if _, err := s.seat(hanako).Submit(s.ctx, map[string]any{"noticed": "仲間がいる", "visibility": "circle"}); err == nil {
		t.Fatal("a circle is offered")
	}
	if problems, err := s.seat(hanako).Submit(s.ctx, map[string]any{}); err != nil || problems["happened"] != s.words.Say("reflect.empty") {
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
	s.press(hanako, channel, s.words.Say("page.older"))
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

// write fills the whole form with words of a length, and sends it.
func (s *stage) writeAll(user string, length int, visibility string) string {
	s.Helper()
	s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/reflect", "") })
	values := map[string]any{"visibility": visibility, "mood": "3"}
	for i, input := range []string{"happened", "noticed", "can", "will"} {
		values[input] = strings.Repeat("長", length-1) + string("一二三四"[3*i:3*i+3])
	}
	text := s.submit(user, values)
	if err := s.seat(user).CloseModal(s.ctx); err != nil {
		s.Fatal(err)
	}
	return text
}

func TestFullFormsPageByPage(t *testing.T) {
	for name, length := range map[string]int{"short": 5, "a thousand characters": 1000, "as long as can be": 3000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja")
			const forms = 6
			for range forms {
				s.says(s.writeAll(hanako, length, "me"), "reflect.saved_me")
				s.pass(time.Minute)
			}
			// all that stands in the channel since the list was asked for or turned over
			page := func(act func()) string {
				before := len(s.seat(hanako).Messages(channel))
				act()
				s.await("a page with its end", func() bool {
					all := s.seat(hanako).Messages(channel)
					return len(all) > 0 && len(all) >= before && labelled(all[len(all)-1].Blocks, s.words.Say("page.newer"))+
						labelled(all[len(all)-1].Blocks, s.words.Say("page.older")) != ""
				})
				all := s.seat(hanako).Messages(channel)
				return strings.Join(s.texts(all), "\n")
			}
			seen := page(func() { s.command(hanako, "reflect", "list") })
			for turns := 0; ; turns++ {
				if turns > forms {
					t.Fatal("the list has no end")
				}
				last := s.seat(hanako).Last(channel)
				older := labelled(last.Blocks, s.words.Say("page.older"))
				if older == "" {
					break
				}
				seen += page(func() {
					if err := s.seat(hanako).Press(s.ctx, channel, last.TS, older); err != nil {
						t.Fatal(err)
					}
					s.await("the page", func() bool {
						return s.seat(hanako).Last(channel).TS != last.TS || string(s.seat(hanako).Last(channel).Blocks) != string(last.Blocks)
					})
				})
			}
			for _, end := range []string{"長一", "長二", "長三", "長四"} {
				if !strings.Contains(seen, end) {
					t.Errorf("%s is not shown", end)
				}
			}
		})
	}
}

func TestLongReflectionIsShared(t *testing.T) {
	s := newStage(t, "ja")
	saved := s.writeAll(hanako, 3000, "cohort")
	s.says(saved, "reflect.saved_cohort")
	s.says(saved, "reflect.saved_long")
	s.await("the channel", func() bool { return len(s.seat(taro).Messages(channel)) == 1 })
	shared := s.workspace.Plain(s.seat(taro).Last(channel))
	s.says(shared, "reflect.shared_rest")
	if !strings.Contains(shared, "長三") || strings.HasSuffix(shared, s.words.Say("reflect.will")) {
		t.Errorf("it ends with %.300s", shared[max(0, len(shared)-300):])
	}
	if saved := s.writeAll(taro, 1000, "cohort"); strings.Contains(saved, s.words.Say("reflect.saved_long")) {
		t.Errorf("said of a short one: %s", saved)
	}
}

func TestLongWordsAreGivenBackWhole(t *testing.T) {
	s := newStage(t, "ja")
	words := strings.Repeat("長い言葉", 3600) + "終わり"
	if err := s.seat(hanako).Say(s.ctx, s.seat(hanako).DM(), words); err != nil {
		t.Fatal(err)
	}
	dm := s.seat(hanako).DM()
	s.await("an answer", func() bool { return len(s.seat(hanako).Messages(dm)) == 2 })
	f := s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("edit.button")); return nil })
	if text := s.workspace.PlainBlocks(f.Blocks); !strings.Contains(text, s.words.Say("edit.part", "Label", s.words.Say("edit.note"), "Part", 6, "Of", 6)) {
		t.Errorf("the form asks for %s", text)
	}
	if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.press(hanako, dm, s.words.Say("reflect.take_back"))
	s.await("all of the words", func() bool {
		all := strings.Join(s.dm(hanako)[1:], "\n")
		return strings.Contains(all, s.words.Say("reflect.taken_back")) && strings.Count(all, "長い言葉") > 3500 && strings.Contains(all, "終わり")
	})
}

func TestSharedReflectionIsTakenBack(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		share := func(words string) {
			s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/reflect", "") })
			s.submit(hanako, map[string]any{"noticed": words, "visibility": "cohort"})
		}
		s.until("2026-12-01T22:30") // what is shared now waits for the morning
		share("夜に書いたこと")
		last := s.seat(hanako).Modal()
		if err := s.seat(hanako).Press(s.ctx, "", "", labelled(last.Blocks, s.words.Say("reflect.take_back"))); err != nil {
			s.Fatal(err)
		}
		s.await("the words", func() bool {
			v := s.seat(hanako).Modal()
			return v != nil && strings.Contains(s.workspace.PlainBlocks(v.Blocks), "> 夜に書いたこと")
		})
		s.says(s.workspace.PlainBlocks(s.seat(hanako).Modal().Blocks), "reflect.taken_back")
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		s.until("2026-12-02T12:00")
		if n := len(s.seat(taro).Messages(channel)); n != 0 {
			s.Fatalf("%d messages, although it was taken back", n)
		}

		share("昼に書いたこと")
		s.await("the channel", func() bool { return len(s.seat(taro).Messages(channel)) == 1 })
		s.pass(2 * time.Minute)
		s.command(hanako, "reflect", "list")
		s.press(hanako, channel, s.words.Say("edit.delete"))
		s.await("the words", func() bool {
			return strings.Contains(s.workspace.Plain(s.seat(hanako).Last(channel)), s.words.Say("reflect.taken_back"))
		})
		s.pass(2 * time.Minute)
		if got := s.workspace.Plain(s.seat(taro).Last(channel)); strings.Contains(got, "昼に書いたこと") {
			s.Errorf("it still stands there:\n%s", got)
		} else {
			s.says(got, "reflect.unsaid")
		}
	})
}

func TestWhoHasLeftIsNotShown(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-12-01T22:30")
	s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/reflect", "") })
	s.submit(hanako, map[string]any{"noticed": "さいごの夜に", "visibility": "cohort"})
	s.reimport(func(f *config.File) {
		f.Participants = slices.DeleteFunc(f.Participants, func(p cohort.Participant) bool { return p.ID == hanako })
	})
	s.until("2026-12-02T12:00")
	if n := len(s.seat(taro).Messages(channel)); n != 0 {
		t.Errorf("%d messages of who has left", n)
	}
}

// A word for something that Ippo can do is answered with that; whatever else is written is kept, and the answer says as what.
func TestWordsThatAskAreAnswered(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		dm := s.seat(hanako).DM()
		say := func(words string) string {
			s.Helper()
			before := len(s.dm(hanako))
			if err := s.seat(hanako).Say(s.ctx, dm, words); err != nil {
				s.Fatal(err)
			}
			s.await("an answer to "+words, func() bool { return len(s.dm(hanako)) == before+2 })
			return s.dm(hanako)[before+1]
		}
		for words, key := range map[string]string{
			"予定": "session.attending", "「次のセッション」？": "session.attending", "ｓｃｈｅｄｕｌｅ": "session.attending",
			"一歩": "step.now", "My step?": "step.now", "サークル": "circle.invitation", "circle": "circle.invitation",
			"お休み。": "pause.question", "休みたい": "pause.question", "I need a break!": "pause.question",
			"設定": "settings.offer", "settings": "settings.offer", "ふりかえり": "reflect.offer", "ふりかえり一覧": "reflect.none",
			"my reflections": "reflect.none", "お知らせ": "error.organizers_only", "メニュー🙏": "menu.greeting",
		} {
			s.says(say(words), key)
		}
		for _, label := range []string{"menu.step", "menu.session", "menu.circle", "menu.reflect", "menu.settings"} {
			if answer := say(s.words.Say(label)); strings.Contains(answer, s.words.Say("reflect.saved_me")) {
				s.Errorf("the menu's own word %q is kept as a reflection", s.words.Say(label))
			}
		}
		s.says(s.command(hanako, "reflect", "list"), "reflect.none")

		s.golden("direct_saved", say("来週の予定を教えてください"))
		s.press(hanako, dm, s.words.Say("menu.open"))
		s.await("the menu", func() bool {
			all := s.dm(hanako)
			return strings.Contains(all[len(all)-1], s.words.Say("menu.greeting"))
		})
		for _, words := range []string{"休みたい気持ちと、続けたい気持ちがあります", "予定を立ててみた", "🌱"} {
			s.says(say(words), "reflect.saved_me")
		}
	})
}
