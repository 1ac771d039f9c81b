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

// Somebody opens a circle, the channel is invited, a second person opens the room by joining, and it fills. The invitation does not tell of
// it.
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
		if roomsOf(s, participant(3)) != 1 {
			s.Errorf("the third has %d rooms", roomsOf(s, participant(3)))
		}
		s.press(participant(4), channel, s.words.Say("join.join"))
		s.await("the answer", func() bool { return holds(s.room(participant(4), channel), s.words.Say("join.no_place")) == 1 })
		s.golden("opening", s.invitation(participant(5)))
	})
}

// invitation is the channel's newest message that somebody can join a circle with.
func (s *stage) invitation(user string) string {
	s.Helper()
	all := s.texts(s.seat(user).Messages(channel))
	for _, text := range slices.Backward(all) {
		if strings.Contains(text, s.words.Say("join.join")) {
			return text
		}
	}
	s.Fatalf("no invitation in %v", all)
	return ""
}

// An invitation says when its opener offered to meet, whatever they and others wish afterwards; and of one who has left it says nothing.
func TestInvitationTellsOfNoWish(t *testing.T) {
	s := newStage(t, "ja")
	s.fills(hanako, "open", map[string]any{"own": "農業", "slots": []string{"tue-19", "wed-19"}, "words": "畑を借りました"})
	s.pass(time.Minute)
	offered := s.invitation(taro)
	s.fills(hanako, "join", map[string]any{"slots": []string{"mon-12", "wed-19"}})
	s.fills(taro, "join", map[string]any{"slots": []string{"wed-19", "sat-10"}})
	s.press(taro, channel, s.words.Say("join.join"))
	s.pass(time.Minute)
	shown := s.fills(participant(3), "join", map[string]any{"slots": []string{"wed-19"}})
	if text := s.invitation(participant(4)); text != offered || strings.Contains(shown, "12時") {
		t.Errorf("the channel reads\n%s\nin place of\n%s\nand another reads\n%s", text, offered, shown)
	}
	s.press(participant(3), channel, s.words.Say("join.join"))
	s.pass(time.Minute)
	s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/circle", "leave") })
	s.submit(hanako, nil)
	s.pass(time.Minute)
	if text := s.invitation(participant(4)); strings.Contains(text, "畑") {
		t.Errorf("who has left still invites:\n%s", text)
	}
}

// One person does not fill the channel with invitations.
func TestInvitationsAreFew(t *testing.T) {
	s := newStage(t, "ja")
	opens := func() map[string]string {
		s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/circle", "open") })
		problems, err := s.seat(hanako).Submit(s.ctx, map[string]any{"own": "農業"})
		if err != nil {
			t.Fatal(err)
		}
		s.seat(hanako).CloseModal(s.ctx)
		return problems
	}
	for i := range 3 {
		if problems := opens(); (len(problems) > 0) != (i == 2) {
			t.Errorf("the %d. time: %v", i+1, problems)
		}
	}
	s.pass(8 * 24 * time.Hour)
	if problems := opens(); len(problems) > 0 {
		t.Errorf("a week later: %v", problems)
	}
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
