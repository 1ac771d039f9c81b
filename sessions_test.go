package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/config"
	"ippo/sandbox"
)

func TestSessions(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.until("2026-12-02T18:59")
		if n := len(s.seat(hanako).Messages(channel)); n != 0 {
			s.Fatalf("%d messages before the first reminder is due", n)
		}

		s.until("2026-12-02T19:00")
		s.golden("reminder_7d", s.workspace.Plain(s.seat(hanako).Last(channel)))

		s.press(hanako, channel, s.words.Say("session.attending"))
		s.await("the answer", func() bool { return s.seat(hanako).Last(channel).Ephemeral })
		s.says(s.workspace.Plain(s.seat(hanako).Last(channel)), "session.noted_attending")
		s.press(taro, channel, s.words.Say("session.attending"))
		s.pass(5 * time.Second)
		s.says(s.workspace.Plain(s.seat(taro).Messages(channel)[0]), "session.attending_count", "Count", 2)
		s.press(taro, channel, s.words.Say("session.not_this_time"))
		s.pass(5 * time.Second)
		reminder := s.seat(taro).Messages(channel)[0]
		s.says(s.workspace.Plain(reminder), "session.attending_count", "Count", 1)
		if !reminder.Edited {
			s.Error("the reminder was not edited in place")
		}

		s.until("2026-12-08T19:00")
		s.golden("reminder_1d", s.workspace.Plain(s.seat(organizer).Last(channel)))
		s.until("2026-12-09T18:00")
		s.golden("reminder_1h", s.workspace.Plain(s.seat(organizer).Last(channel)))
		s.says(s.workspace.Plain(s.seat(organizer).Last(channel)), "session.attending_count", "Count", 1)

		answer := s.command(hanako, "session", "")
		s.golden("session", answer)
		s.says(answer, "session.answered_attending")

		s.until("2026-12-10T07:59") // the session ended in their quiet hours
		before := len(s.dm(hanako))
		s.until("2026-12-10T08:01")
		if n := len(s.dm(hanako)); n != before+1 {
			s.Fatalf("%d new messages after the session, want 1", n-before)
		}
		s.golden("invitation", s.dm(hanako)[before])
		s.says(s.dm(taro)[len(s.dm(taro))-1], "session.invitation_absent")
		if slices.ContainsFunc(s.dm(organizer), func(m string) bool { return strings.Contains(m, s.words.Say("reflect.write")) }) {
			s.Error("the organiser, who takes no part, was invited to reflect")
		}
	})
}

func TestSessionAnswersInPlace(t *testing.T) {
	s := newStage(t, "ja")
	s.command(hanako, "session", "")
	s.press(hanako, channel, s.words.Say("session.not_this_time"))
	s.await("the answer in place", func() bool {
		return strings.Contains(s.workspace.Plain(s.seat(hanako).Last(channel)), s.words.Say("session.answered_not_this_time"))
	})
	if n := len(s.seat(hanako).Messages(channel)); n != 1 {
		t.Errorf("%d messages, want the one that was replaced", n)
	}
}

func TestRemindersAreSeenByTheChannelOnly(t *testing.T) {
	s := newStage(t, "ja", func(o *sandbox.Options) {
		o.People = append(o.People, sandbox.Person{ID: "U0999", Name: "部外者", Zone: "Asia/Tokyo"})
		o.Channels[0].Members = []string{organizer, hanako}
		o.Channels = append(o.Channels, sandbox.Channel{ID: "C0002", Name: "雑談"})
	})
	s.until("2026-12-02T19:01")
	if n := len(s.seat("U0999").Messages(channel)); n != 0 {
		t.Errorf("someone outside the channel sees %d messages", n)
	}
	if n := len(s.seat(hanako).Messages("C0002")); n != 0 {
		t.Errorf("%d messages in another channel", n)
	}
}

func TestNothingInTheNight(t *testing.T) {
	for _, test := range []struct {
		name, starts string
		reminders    []string
	}{
		{"early in the morning", "2026-12-09T07:30", []string{"12-02 07:30", "12-08 07:30", "12-09 07:00"}},
		{"late in the evening", "2026-12-09T22:45", []string{"12-03 07:00", "12-09 07:00", "12-09 21:45"}},
		{"before anybody is up", "2026-12-09T06:00", []string{"12-02 07:00", "12-08 07:00", "12-09 05:00"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja")
			s.reimport(func(f *config.File) { f.Sessions[0].Starts = tokyo(t, test.starts) })
			s.until("2026-12-09T23:30")
			var reminders []string
			for _, m := range s.seat(organizer).Messages(channel) {
				reminders = append(reminders, m.Time.In(demoBegins.Location()).Format("01-02 15:04"))
			}
			if diff := cmp.Diff(test.reminders, reminders); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("what people do at night", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, "ja")
		for i := 1; i <= 3; i++ {
			user := participant(i)
			s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "join") })
			s.submit(user, nil)
		}
		s.until("2026-11-30T23:00")
		s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
		s.says(s.submit(organizer, nil), "circle.confirmed")
		s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/reflect", "") })
		s.says(s.submit(hanako, map[string]any{"noticed": "夜に思うこと", "visibility": "cohort"}), "reflect.saved_cohort")
		s.until("2026-12-01T06:59")
		if n := len(s.seat(organizer).Messages(channel)); n != 0 || roomsOf(s, hanako) != 0 {
			t.Errorf("%d messages and %d rooms in the night", n, roomsOf(s, hanako))
		}
		s.until("2026-12-01T07:01")
		if n := len(s.seat(organizer).Messages(channel)); n != 1 || roomsOf(s, hanako) != 1 {
			t.Errorf("%d messages and %d rooms in the morning, want one of each", n, roomsOf(s, hanako))
		}
	})
}
