package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// What was settled can be moved: the calendars follow, and what was planned for the old day is not said.
func TestMeetingIsMoved(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		room := s.circleOf(1, 2, 3)
		settle := func(user, label string, values map[string]any) string {
			s.Helper()
			s.form(user, func() error { s.press(user, room, s.words.Say(label)); return nil })
			answer := s.submit(user, values)
			if err := s.seat(user).CloseModal(s.ctx); err != nil {
				s.Fatal(err)
			}
			return answer
		}
		s.says(settle(taro, "meeting.settle", map[string]any{"day": "2026-12-14", "clock": "12:30"}),
			"meeting.settled", "When", s.day("2026-12-14T12:30"))
		s.pass(time.Minute)
		settle(hanako, "meeting.another_day", map[string]any{"day": "2026-12-16", "clock": "18:00"})
		s.pass(time.Minute)
		s.golden("meeting_moved", strings.Join(s.room(hanako, room)[2:], "\n\n"))
		files := s.files(hanako, room)
		uid := func(file string) string {
			_, rest, _ := strings.Cut(file, "UID:")
			uid, _, _ := strings.Cut(rest, "\r\n")
			return uid
		}
		if len(files) != 2 || uid(files[0]) != uid(files[1]) || !strings.Contains(files[1], "SEQUENCE:2") {
			s.Fatalf("for the calendars: %q", files)
		}
		s.until("2026-12-14T23:00")
		if all := s.room(hanako, room); holds(all, s.words.Say("meeting.did_meet")) != 0 || holds(all, s.words.Say("agenda.hint")) != 0 {
			s.Errorf("the old day is not forgotten: %v", all)
		}
		s.until("2026-12-16T20:01")
		s.says(s.last(hanako, room), "meeting.did_meet")
		s.press(hanako, room, s.words.Say("meeting.answer_postponed"))
		s.pass(time.Minute)
		s.says(s.last(hanako, room), "meeting.times_heading")
		if files := s.files(hanako, room); len(files) != 3 || uid(files[2]) != uid(files[0]) ||
			!strings.Contains(files[2], "METHOD:CANCEL") || !strings.Contains(files[2], "STATUS:CANCELLED") || !strings.Contains(files[2], "SEQUENCE:3") {
			s.Errorf("it is still in the calendars: %q", files)
		}
		s.press(taro, room, s.words.Say("meeting.answer_met")) // it was not right; nobody has voted since
		s.pass(time.Minute)
		if all := s.meetings(hanako); len(all) != 2 || all[0].State != cohort.HasMet || all[1].State != cohort.Lapsed {
			s.Errorf("the meetings are %+v", all)
		}
	})
}

// A fixed day can be put off in the form, which says so before and after; the new times are others.
func TestMeetingIsPutOff(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		room := s.circleOf(1, 2, 3)
		first := s.day("2026-12-15T19:00")
		for _, user := range []string{hanako, taro, participant(3)} {
			s.press(user, room, first)
		}
		s.pass(time.Minute)
		form := s.form(taro, func() error { s.press(taro, room, s.words.Say("meeting.another_day")); return nil })
		if said := string(form.Blocks); !strings.Contains(said, s.words.Say("meeting.ask_instead")) {
			s.Errorf("the form does not say that the day is put off: %s", said)
		}
		answer := s.submit(taro, map[string]any{"time": "ask"})
		s.says(answer, "meeting.put_off_anew")
		if strings.Contains(answer, s.words.Say("quiet.morning")) {
			s.Errorf("it is day: %s", answer)
		}
		s.pass(time.Minute)
		s.says(s.last(hanako, room), "meeting.times_heading")
		if last := s.last(hanako, room); strings.Contains(last, first) {
			s.Errorf("the day is proposed again: %s", last)
		}
	})
}

// Who has left neither counts nor hosts, and cannot press any more; a circle that ends has no meetings left.
func TestMeetingsFollowTheMembers(t *testing.T) {
	s := newStage(t, "ja")
	room := s.circleOf(1, 2, 3)
	when := s.day("2026-12-15T19:00")
	s.press(taro, room, when)
	s.press(participant(3), room, when)
	s.pass(time.Minute)
	button := ""
	for _, m := range s.seat(hanako).Messages(room) {
		if action := labelled(m.Blocks, when); action != "" {
			button = m.TS + " " + action
		}
	}
	s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/circle", "leave") })
	s.says(s.submit(hanako, nil), "circle.left") // all who are left had said yes
	s.pass(time.Minute)
	all := s.meetings(taro)
	if all[0].State != cohort.Fixed || all[0].Host == hanako {
		t.Errorf("got %+v", all[0])
	}
	if button == "" {
		t.Error("there was no button")
	}
	err := s.app.db.Write(s.ctx, func(tx *storage.Tx) error { return tx.EndCircle(all[0].Circle, s.clock.Now()) })
	if err != nil {
		t.Fatal(err)
	}
	s.until("2026-12-20T12:00")
	told := s.room(taro, room)
	if holds(told, s.words.Say("agenda.hint")) != 0 || holds(told, s.words.Say("meeting.did_meet")) != 0 {
		t.Errorf("of a circle that has ended: %v", told)
	}
	if files := s.files(taro, room); !slices.ContainsFunc(files, func(f string) bool { return strings.Contains(f, "METHOD:CANCEL") }) {
		t.Errorf("it is still in the calendars: %q", files)
	}
}
