package main

import (
	"strings"
	"testing"
	"time"

	"ippo/config"
	"ippo/storage"
)

// atHome opens a person's home page and waits until it stands.
func (s *stage) atHome(user string) {
	s.Helper()
	if _, err := s.seat(user).OpenHome(s.ctx); err != nil {
		s.Fatal(err)
	}
	s.await("the home page", func() bool { return s.seat(user).Home() != nil })
}

func (s *stage) home(user string) string { return s.workspace.PlainBlocks(s.seat(user).Home().Blocks) }

// pressAtHome presses a button of the home page by its label.
func (s *stage) pressAtHome(user, label string) error {
	s.Helper()
	action := labelled(s.seat(user).Home().Blocks, label)
	if action == "" {
		s.Fatalf("no button %q at home:\n%s", label, s.home(user))
	}
	return s.seat(user).Press(s.ctx, "", "", action)
}

// formAtHome presses a button of the home page and waits for the form that it opens.
func (s *stage) formAtHome(user, label string) string {
	s.Helper()
	return s.workspace.PlainBlocks(s.form(user, func() error { return s.pressAtHome(user, label) }).Blocks)
}

// settingsAtHome opens the settings through their door.
func (s *stage) settingsAtHome() string {
	s.Helper()
	s.formAtHome(hanako, s.words.Say("menu.settings"))
	if err := s.seat(hanako).Press(s.ctx, "", "", labelled(s.seat(hanako).Modal().Blocks, s.words.Say("doors.settings_form"))); err != nil {
		s.Fatal(err)
	}
	s.await("the settings", func() bool {
		return strings.Contains(s.workspace.PlainBlocks(s.seat(hanako).Modal().Blocks), s.words.Say("settings.quiet_from"))
	})
	return s.workspace.PlainBlocks(s.seat(hanako).Modal().Blocks)
}

// comesHome closes what is open and waits until the home page says something.
func (s *stage) comesHome(user, what, sentence string) {
	s.Helper()
	if s.seat(user).Modal() != nil {
		if err := s.seat(user).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
	}
	s.await(what, func() bool { return strings.Contains(s.home(user), sentence) })
}

// cohortID is the id of the demo's only cohort.
func (s *stage) cohortID() (id string) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		id = all[0].ID
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// What is done at home shows there.
func TestHomeShowsWhatWasDoneThere(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		other, name := map[string]string{"ja": "en", "en": "ja"}[s.language], s.words.Say("language.name")
		s.until("2026-12-07T12:00")
		s.atHome(hanako)
		until := s.words.Day(tokyo(s.T, "2026-12-14T12:00").In(demoBegins.Location()))

		text := s.settingsAtHome()
		if first, second := strings.Index(text, "English"), strings.Index(text, "日本語"); (first < second) != (name == "English") {
			s.Errorf("the language that is set does not stand first:\n%s", text)
		}
		s.says(s.submit(hanako, map[string]any{"language": s.language, "pause": "week"}), "settings.paused", "Day", until)
		s.comesHome(hanako, "the pause", s.words.Say("pause.until", "Day", until))
		s.settingsAtHome()
		s.says(s.submit(hanako, map[string]any{"language": s.language, "pause": "keep"}), "settings.saved")
		s.comesHome(hanako, "the same pause", s.words.Say("pause.until", "Day", until))
		s.settingsAtHome()
		s.says(s.submit(hanako, map[string]any{"language": s.language, "pause": "open"}), "settings.paused_open")
		s.comesHome(hanako, "the open pause", s.words.Say("pause.until_open"))
		s.settingsAtHome()
		s.says(s.submit(hanako, map[string]any{"language": s.language, "pause": "none"}), "pause.ended_next", "When", s.words.When(tokyo(s.T, "2026-12-14T09:00").In(demoBegins.Location())))
		s.await("the end of the pause", func() bool { return !strings.Contains(s.home(hanako), s.words.Say("pause.until_open")) })
		s.comesHome(hanako, "home", s.words.Say("home.greeting"))

		s.formAtHome(hanako, s.words.Say("menu.circle"))
		s.says(s.submit(hanako, map[string]any{"topics": []string{"license"}}), "circle.wish_saved")
		s.comesHome(hanako, "the wish", s.words.Say("circle.waiting"))
		s.formAtHome(hanako, s.words.Say("circle.change_wish"))
		s.submit(hanako, map[string]any{"topics": []string{"overseas"}})
		s.comesHome(hanako, "the changed wish", s.words.Say("topic.overseas"))
		if err := s.pressAtHome(hanako, s.words.Say("circle.take_back")); err != nil {
			s.Fatal(err)
		}
		s.comesHome(hanako, "no wish", s.words.Say("menu.circle"))

		if err := s.pressAtHome(hanako, s.words.Say("step.answer_trying")); err != nil {
			s.Fatal(err)
		}
		s.comesHome(hanako, "the step", s.words.Say("step.answer_done"))
		s.formAtHome(hanako, s.words.Say("menu.reflect"))
		s.says(s.submit(hanako, map[string]any{"noticed": "家で書いた"}), "reflect.saved_me")
		s.comesHome(hanako, "home", s.words.Say("home.greeting"))

		s.settingsAtHome()
		s.submit(hanako, map[string]any{"language": other, "pause": "none"})
		s.await("the other language", func() bool { return !strings.Contains(s.home(hanako), s.words.Say("home.greeting")) })
	})
}

// Who is in a circle sees at home what can be done about it, and is asked before they leave.
func TestCircleAtHome(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.until("2026-12-07T12:00")
		for i := 1; i <= 4; i++ {
			s.form(participant(i), func() error { return s.seat(participant(i)).Command(s.ctx, channel, "/circle", "join") })
			s.submit(participant(i), nil)
		}
		s.atHome(organizer)
		if n := len(s.dm(organizer)); n != 0 {
			s.Fatalf("the organiser has %d messages", n)
		}
		s.golden("circles_form", s.formAtHome(organizer, s.words.Say("menu.form_circles")))
		id := s.cohortID()
		s.says(s.submit(organizer, map[string]any{"which": id + "/waiting"}), "circle.preview", "Count", 1, "People", 4)
		s.says(s.submit(organizer, nil), "circle.confirmed")
		s.await("the room", func() bool { return roomsOf(s, hanako) == 1 })
		if err := s.seat(organizer).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		s.formAtHome(organizer, s.words.Say("menu.form_circles"))
		problems, err := s.seat(organizer).Submit(s.ctx, map[string]any{"which": id + "/waiting"})
		if err != nil || problems["which"] != s.words.Say("circle.nobody_waits") {
			s.Errorf("nobody waits: %v, %v", problems, err)
		}

		s.atHome(hanako)
		s.comesHome(hanako, "the circle", s.words.Say("circle.change_wish"))
		text := s.formAtHome(hanako, s.words.Say("circle.leave"))
		s.says(text, "circle.leave_question")
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		s.pass(time.Minute)
		if roomsOf(s, hanako) != 1 {
			s.Error("they left although they closed the form")
		}
		s.formAtHome(hanako, s.words.Say("circle.leave"))
		s.says(s.submit(hanako, nil), "circle.left")
		s.comesHome(hanako, "no circle", s.words.Say("menu.circle"))
		s.pass(time.Minute)
		if roomsOf(s, hanako) != 0 {
			s.Error("the room is still open to who left")
		}
	})
}

// A press at home is answered where it is seen: a message in the conversation would not be.
func TestHomeAnswersOverItself(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T08:30")
	s.atHome(hanako)
	s.reimport(func(f *config.File) { f.Participants = f.Participants[1:] })
	text := s.formAtHome(hanako, s.words.Say("step.now"))
	s.says(text, "error.stranger")
	if n := len(s.dm(hanako)); n != 0 {
		t.Errorf("%d messages in the conversation", n)
	}
}
