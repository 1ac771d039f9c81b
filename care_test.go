package main

import (
	"slices"
	"strings"
	"testing"

	"ippo/cohort"
	"ippo/config"
	"ippo/intake"
	"ippo/storage"
)

// Somebody in need is answered in every place, as Slack shows it, and nobody else sees or hears of it.
func TestInNeed(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		need := "もう消えてしまいたいです。"
		if s.words.Language() == "en" {
			need = "I don't want to live anymore."
		}
		s.reimport(func(f *config.File) {
			f.Cohort.Care = cohort.Care{Contact: "産業医 内線 1234"}
		})
		s.golden("care_command", s.command(hanako, "reflect", need))
		if err := s.seat(hanako).Say(s.ctx, s.seat(hanako).DM(), need); err != nil {
			s.Fatal(err)
		}
		s.await("the answer to a message", func() bool {
			return slices.ContainsFunc(s.dm(hanako), func(text string) bool { return strings.Contains(text, "1234") })
		})
		s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/reflect", "") })
		s.golden("care_form", s.submit(hanako, map[string]any{"noticed": need}))
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/circle", "open") })
		problems, err := s.seat(hanako).Submit(s.ctx, map[string]any{"words": need, "places": "4"})
		if err != nil || !strings.Contains(problems["words"], "産業医 内線 1234") {
			s.Errorf("a form that stays open: %v, %v", problems, err)
		}
		for _, other := range []string{taro, organizer} {
			if n := len(s.seat(other).Messages(channel)) + len(s.dm(other)); n != 0 {
				s.Errorf("%s sees %d messages", other, n)
			}
		}
		if log := s.log.all(); strings.Contains(log, need) || strings.Contains(log, "care") {
			s.Errorf("the log tells of it:\n%s", log)
		}
	})
}

func TestImportSaysWhomOneCanTurnTo(t *testing.T) {
	path := t.TempDir()
	db, err := storage.Open(t.Context(), path+"/ippo.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	file := config.File{Cohort: cohort.Cohort{Name: "第4期", Zone: "Asia/Tokyo", Language: "ja"}}
	for _, step := range []struct {
		care    cohort.Care
		changes bool
	}{
		{cohort.Care{}, false}, {cohort.Care{Contact: "保健室"}, true}, {cohort.Care{Contact: "保健室"}, false},
		{cohort.Care{Lines: []cohort.HelpLine{{Name: "窓口", Phone: "119", URL: "https://example.com", Hours: "24時間"}}}, true}, {cohort.Care{}, true},
	} {
		file.Cohort.Care = step.care
		did, err := apply(t.Context(), db, file, demoBegins, intake.Permits{})
		if err != nil || did.Care != step.changes {
			t.Errorf("%+v: changed is %v, %v", step.care, did.Care, err)
		}
	}
}
