package main

import (
	"slices"
	"strings"
	"testing"
	"time"

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

		s.until("2026-12-09T21:29")
		before := len(s.dm(hanako))
		s.until("2026-12-09T21:31")
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
