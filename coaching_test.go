package main

import (
	"strings"
	"testing"

	"ippo/coach/coachtest"
	"ippo/config"
	"ippo/storage"
)

var modelSays = map[string]string{
	"ja plan":      `{"plan":"夕食の片づけが終わったら、庭の本を一ページ開く"}`,
	"en plan":      `{"plan":"When the dishes are done, I open one page of the garden book"}`,
	"ja interests": `{"themes":[{"name":"育てること","because":"土に触ると落ち着く"}],"sentence":"土に触れる時間に、惹かれているのかもしれません。"}`,
	"en interests": `{"themes":[{"name":"Growing things","because":"the soil calms me"}],"sentence":"You may be drawn to the time that you spend with the soil."}`,
}

// newModel answers in place of a language model, in the language of the notes.
func newModel(t *testing.T, language string) *coachtest.Server {
	t.Helper()
	return coachtest.Serve(t, coachtest.Told(func(q coachtest.Question) string { return modelSays[language+" "+q.Job] }))
}

// Someone agrees, sees what would be sent, sends it, and gets words for what they are drawn to; then they withdraw. Nothing of it is kept.
func TestWordsAreFoundTogether(t *testing.T) {
	for language, note := range map[string][2]string{
		"ja": {"佐藤さんと庭に出た。土に触ると落ち着く。", "佐藤"}, "en": {"In the garden with Mr. Fielding, the soil calms me.", "Fielding"},
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			m := newModel(t, language)
			s := newStageWith(t, config.Settings{CoachURL: m.URL + "/v1", CoachModel: "small"}, language)
			where := strings.TrimPrefix(m.URL, "http://") + " · small"
			s.says(s.command(hanako, "reflect", note[0]), "reflect.saved_me")
			s.says(s.command(hanako, "ippo", ""), "menu.greeting")
			page := s.command(hanako, "ippo", "coach")
			s.golden("coach_page", strings.ReplaceAll(page, where, "models.example.com · small"))
			s.press(hanako, channel, s.words.Say("coaching.agree"))
			last := func() string { return s.workspace.Plain(s.seat(hanako).Last(channel)) }
			s.await("the consent", func() bool { return strings.Contains(last(), s.words.Say("coaching.agreed", "Where", where)) })

			s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("coaching.interests")); return nil })
			preview := s.submit(hanako, map[string]any{"notes": []string{s.newestNote(hanako)}})
			s.golden("coach_preview", strings.ReplaceAll(preview, where, "models.example.com · small"))
			if len(m.Got()) > 0 {
				s.Errorf("before it was sent it has %q", m.Got())
			}
			s.submit(hanako, nil)
			answer := func() string { return s.workspace.PlainBlocks(s.seat(hanako).Modal().Blocks) }
			s.await("the answer", func() bool { return strings.Contains(answer(), s.words.Say("coaching.will")) })
			s.golden("coach_interests", answer())
			if got := m.Got(); len(got) != 1 || strings.Contains(got[0], note[1]) {
				s.Errorf("it was sent %q", got)
			}
			if err := s.seat(hanako).Press(s.ctx, "", "", "coach_will"); err != nil {
				s.Fatal(err)
			}
			s.await("the form for a reflection", func() bool {
				v := s.seat(hanako).Modal()
				return v != nil && strings.Contains(string(v.Blocks), `"initial_value"`)
			})
			s.measures(map[string]float64{`ippo_coach_total{job="interests",outcome="answered"}`: 1})
			if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
				s.Fatal(err)
			}

			s.sharpens(map[string]string{"ja": "夕食のあと、庭の本を開く", "en": "I open the garden book after dinner"}[language])
			s.press(hanako, channel, s.words.Say("coaching.withdraw"))
			s.await("that it is withdrawn", func() bool { return strings.Contains(last(), s.words.Say("coaching.withdrawn")) })
			s.command(hanako, "ippo", "coach")
			s.form(hanako, func() error { s.press(hanako, channel, s.words.Say("coaching.interests")); return nil })
			s.says(s.submit(hanako, map[string]any{"notes": []string{s.newestNote(hanako)}}), "coach.interests.none")
			if got := m.Got(); len(got) != 2 {
				s.Errorf("after it was withdrawn it was sent %q", got)
			}
			for _, words := range []string{"惹かれているのかも", "drawn to the time", note[1]} {
				if strings.Contains(s.log.all(), words) {
					s.Errorf("%q is in the log", words)
				}
				if language == "ja" {
					s.notOnDisk(words)
				}
			}
		})
	}
}

// sharpens looks for better words for a plan, and keeps them.
func (s *stage) sharpens(plan string) {
	s.Helper()
	dm := s.seat(hanako).DM()
	s.until("2026-11-30T09:01")
	s.press(hanako, dm, s.words.Say("step.answer_trying"))
	s.await("the question when", func() bool { return strings.Contains(s.dm(hanako)[0], s.words.Say("step.plan_when")) })
	s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.plan_pick")); return nil })
	s.says(s.submit(hanako, map[string]any{"plan": plan, "coach": []string{"yes"}}), "coaching.preview_marks")
	s.submit(hanako, nil)
	shown := func() string {
		v := s.seat(hanako).Modal()
		return s.workspace.PlainBlocks(v.Blocks)
	}
	s.await("both wordings", func() bool { return strings.Contains(shown(), s.words.Say("coaching.plan_better")) })
	s.golden("coach_plan", shown())
	s.says(s.submit(hanako, nil), "step.planned", "When", s.words.When(tokyo(s.T, "2026-12-01T19:30").In(demoBegins.Location())))
	if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
		s.Fatal(err)
	}
	better := map[string]string{"ja": "夕食の片づけが終わったら", "en": "When the dishes are done"}[s.language]
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		offers, err := tx.Offers(hanako)
		if err == nil && !strings.HasPrefix(offers[0].Plan, better) {
			s.Errorf("the plan that is kept is %q", offers[0].Plan)
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

// newestNote is the id of what somebody wrote last.
func (s *stage) newestNote(person string) (id string) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		notes, err := tx.Reflections(person, 0, 1)
		if err == nil {
			id = notes[0].ID
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return id
}
