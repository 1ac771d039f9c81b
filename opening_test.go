package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/config"
	"ippo/sandbox"
)

// Somebody opens a circle, the channel is invited, a second person opens the room by joining, and it fills.
func TestOpenCircle(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.says(s.fills(hanako, "open", map[string]any{
			"topic": "license", "slots": []string{"tue-19", "thu-20"}, "places": "3", "words": map[string]string{"ja": "本を一冊、いっしょに読みましょう", "en": "Shall we read a book together?"}[s.language],
		}), "open.done")
		s.pass(time.Minute)
		s.golden("opening", s.newest(taro, channel))
		s.press(taro, channel, s.words.Say("join.join"))
		s.await("the answer", func() bool { return strings.Contains(s.newest(taro, channel), s.words.Say("join.joined")) })
		s.press(taro, channel, s.words.Say("join.join")) // twice
		s.await("the answer", func() bool { return strings.Contains(s.newest(taro, channel), s.words.Say("join.already")) })
		s.pass(time.Minute)
		if roomsOf(s, taro) != 1 || roomsOf(s, hanako) != 1 {
			s.Fatalf("%d rooms and %d", roomsOf(s, taro), roomsOf(s, hanako))
		}
		s.golden("opened_introduction", s.room(taro, privateRooms(s, taro)[0].ID)[0])
		s.press(participant(3), channel, s.words.Say("join.join"))
		s.pass(time.Minute)
		full := 0
		for _, text := range s.texts(s.seat(taro).Messages(channel)) {
			if strings.Contains(text, s.words.Say("open.full")) {
				full++
			}
		}
		if full != 1 || roomsOf(s, participant(3)) != 1 {
			s.Errorf("%d messages say that it is full; the third has %d rooms", full, roomsOf(s, participant(3)))
		}
	})
}

// Nobody comes: its opener is told once, and may close it.
func TestOpenCircleThatNobodyJoins(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.fills(hanako, "open", map[string]any{"own": "農業"})
		s.until("2026-12-16T12:00")
		told := s.dm(hanako)
		topic := s.words.Say("open.nobody_yet", "Topic", "農業")
		if holds(told, topic) != 1 {
			s.Fatalf("told %v", told)
		}
		s.press(hanako, s.seat(hanako).DM(), s.words.Say("open.close"))
		s.pass(time.Minute)
		if all := s.texts(s.seat(taro).Messages(channel)); holds(all, s.words.Say("open.closed")) != 1 {
			s.Errorf("the channel reads %v", all)
		}
		s.says(s.command(hanako, "circle", ""), "circle.waiting")
	})
}

// Whom somebody would rather not be with finds an opened circle as if it were full, and nothing says why.
func TestOpenedCircleLooksFullToWhomNot(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		other := participant(4)
		s.fills(taro, "join", map[string]any{"never": []string{other}})
		s.fills(hanako, "open", map[string]any{"topic": "license"})
		s.pass(time.Minute)
		s.press(taro, channel, s.words.Say("join.join"))
		s.pass(time.Minute)
		if said := s.fills(other, "join", nil); strings.Contains(said, s.words.Say("join.join")) {
			s.Errorf("it is offered:\n%s", said)
		}
		s.press(other, channel, s.words.Say("join.join"))
		s.await("the answer", func() bool { return holds(s.room(other, channel), s.words.Say("join.no_place")) == 1 })
		s.pass(time.Minute)
		if roomsOf(s, other) != 0 {
			s.Error("they are in the room")
		}
	})
}

// Where the invitation cannot be shown, its opener learns it, once.
func TestInvitationThatCannotBeShown(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.reimport(func(f *config.File) { f.Cohort.Channel = "C0404" })
		s.fills(hanako, "open", map[string]any{"topic": "license"})
		s.pass(2 * time.Hour)
		if n := holds(s.dm(hanako), s.words.Say("open.not_shown")); n != 1 {
			s.Errorf("told %d times: %v", n, s.dm(hanako))
		}
	})
}

// Two press for the last place at once: one has it, and the other is told that there is none.
func TestTwoTakeTheLastPlaceAtOnce(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.fills(hanako, "open", map[string]any{"topic": "license", "places": "3"})
		s.pass(time.Minute)
		s.press(taro, channel, s.words.Say("join.join"))
		s.pass(time.Minute)
		both := []string{participant(3), participant(4)}
		invitation := s.seat(taro).Messages(channel)
		at := slices.IndexFunc(invitation, func(m sandbox.Message) bool { return labelled(m.Blocks, s.words.Say("join.join")) != "" })
		failed := make(chan error)
		for _, user := range both {
			go func() {
				failed <- s.seat(user).Press(s.ctx, channel, invitation[at].TS, labelled(invitation[at].Blocks, s.words.Say("join.join")))
			}()
		}
		if err := errors.Join(<-failed, <-failed); err != nil {
			s.Fatal(err)
		}
		answers := func() (all string) { return s.newest(both[0], channel) + s.newest(both[1], channel) }
		s.await("both answers", func() bool {
			return strings.Contains(answers(), s.words.Say("join.joined")) && strings.Contains(answers(), s.words.Say("join.no_place"))
		})
		s.pass(time.Minute)
		if n := len(s.circle(hanako).Members); n != 3 || roomsOf(s, both[0])+roomsOf(s, both[1]) != 1 {
			s.Errorf("%d are in the circle for three", n)
		}
	})
}
