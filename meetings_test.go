package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// circleOf lets three people be in a circle that can meet on Tuesdays at 19:00, and returns its room. It is Tuesday, 8 December.
func (s *stage) circleOf(numbers ...int) string {
	s.Helper()
	s.asks([]string{"tue-19"}, numbers...)
	s.until("2026-12-08T10:05")
	rooms := privateRooms(s, participant(numbers[0]))
	if len(rooms) != 1 {
		s.Fatalf("%d rooms", len(rooms))
	}
	return rooms[0].ID
}

// room are the texts in a room, as somebody reads them.
func (s *stage) room(user, room string) []string { return s.texts(s.seat(user).Messages(room)) }

// last is the newest text in a room.
func (s *stage) last(user, room string) string {
	s.Helper()
	all := s.room(user, room)
	if len(all) == 0 {
		s.Fatal("the room is empty")
	}
	return all[len(all)-1]
}

// day writes a time of Tokyo as Ippo does.
func (s *stage) day(at string) string {
	return s.words.When(tokyo(s.T, at).In(demoBegins.Location()))
}

// meetings are those of the only circle.
func (s *stage) meetings(user string) (all []cohort.Meeting) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		cohorts, err := tx.CohortsOf(user)
		if err != nil {
			return err
		}
		circle, err := tx.CircleOf(cohorts[0].ID, user)
		if err != nil {
			return err
		}
		all, err = tx.Meetings(circle.ID)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return all
}

// files are those in a room, by their content.
func (s *stage) files(user, room string) (all []string) {
	s.Helper()
	for _, m := range s.seat(user).Messages(room) {
		for _, f := range m.Files {
			response, err := http.Get(s.address + "/" + strings.TrimPrefix(f.URL, "/") + "?as=" + user)
			if err != nil {
				s.Fatal(err)
			}
			content, _ := io.ReadAll(response.Body)
			response.Body.Close()
			if response.StatusCode != http.StatusOK {
				s.Fatalf("%s: %s", f.URL, response.Status)
			}
			all = append(all, string(content))
		}
	}
	return all
}

// unfolded reads a calendar file as a calendar does: with its long lines joined, and without escapes.
func unfolded(file string) string {
	return strings.NewReplacer("\r\n ", "", `\,`, ",", `\;`, ";").Replace(file)
}

// From the open room to "did you meet?", and on to the next time.
func TestCircleMeets(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		room := s.circleOf(1, 2, 3)
		first := s.day("2026-12-15T19:00")
		times := s.last(hanako, room)
		s.golden("meeting_times", times)
		s.press(hanako, room, first)
		s.press(taro, room, first)
		s.press(taro, room, s.day("2026-12-22T19:00"))
		s.pass(time.Minute)
		s.says(s.last(hanako, room), "meeting.suits", "When", first, "Count", 2)
		s.press(taro, room, first) // unsaid
		s.press(taro, room, first) // and said again
		s.press(participant(3), room, first)
		s.pass(time.Minute)
		all := s.room(hanako, room)
		if n := holds(all, s.words.Say("meeting.fixed", "When", first)); n != 1 {
			s.Errorf("the day is told %d times: %v", n, all)
		}
		s.golden("meeting_fixed", strings.Join(all[len(all)-2:], "\n\n"))
		if files := s.files(hanako, room); len(files) != 1 || !strings.Contains(files[0], "DTSTART:20261215T100000Z") ||
			!strings.Contains(files[0], "METHOD:PUBLISH") || !strings.Contains(files[0], "SEQUENCE:1") ||
			!strings.Contains(unfolded(files[0]), "DESCRIPTION:"+s.words.Say("meeting.calendar_place")) {
			s.Errorf("for the calendar: %q", files)
		}
		s.press(hanako, room, s.words.Say("meeting.another_day")) // opens a form
		s.await("the form", func() bool { return s.seat(hanako).Modal() != nil })
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		s.says(s.command(hanako, "circle", ""), "meeting.next", "When", first)

		s.until("2026-12-15T08:59")
		if strings.Contains(s.last(hanako, room), s.words.Say("agenda.hint")) {
			s.Error("the agenda comes before the morning")
		}
		s.until("2026-12-15T09:01")
		s.golden("meeting_agenda", s.last(hanako, room))
		s.until("2026-12-15T20:59")
		if strings.Contains(s.last(hanako, room), s.words.Say("meeting.did_meet")) {
			s.Error("asked before an hour has passed since the end")
		}
		s.until("2026-12-15T21:01")
		s.golden("meeting_did_meet", s.last(hanako, room))
		s.press(participant(3), room, s.words.Say("meeting.answer_met"))
		s.pass(time.Minute)
		s.says(s.last(hanako, room), "meeting.answered_met")

		n := len(s.room(hanako, room))
		s.until("2026-12-29T18:59")
		if len(s.room(hanako, room)) != n {
			s.Errorf("something is said before two weeks have passed: %s", s.last(hanako, room))
		}
		s.until("2026-12-29T19:01")
		s.says(s.last(hanako, room), "meeting.times_heading")
		if all := s.meetings(hanako); len(all) != 2 || all[0].Host == all[1].Host {
			s.Errorf("the meetings are %+v", all)
		}
		s.says(strings.Join(s.room(hanako, room), "\n"), "meeting.mend_hint")
		for _, user := range []string{hanako, taro, participant(3)} {
			s.press(user, room, s.day("2027-01-05T19:00"))
		}
		s.pass(time.Minute)
		if told := s.room(hanako, room); holds(told, s.words.Say("meeting.mend_hint")) != 0 || holds(told, s.words.Say("meeting.answer_met")) != 1 {
			s.Errorf("whether they met is asked on: %v", told)
		}
		if logged := s.log.all(); strings.Contains(logged, first) {
			s.Error("the log holds when a circle meets")
		}
	})
}

// Nobody settles: after three days Ippo takes what suits most, if it suits two.
func TestIppoSettlesWhatSuitsMost(t *testing.T) {
	s := newStage(t, "ja")
	room := s.circleOf(1, 2, 3, 4)
	s.press(hanako, room, s.day("2026-12-22T19:00"))
	s.press(taro, room, s.day("2026-12-22T19:00"))
	s.press(participant(3), room, s.day("2026-12-15T19:00"))
	s.until("2026-12-11T09:59")
	if all := s.meetings(hanako); all[0].State != cohort.Proposed {
		t.Errorf("settled before three days: %+v", all[0])
	}
	s.until("2026-12-11T10:10")
	if all := s.meetings(hanako); all[0].State != cohort.Fixed || !all[0].Starts.Equal(tokyo(t, "2026-12-22T19:00")) {
		t.Errorf("got %+v", all[0])
	}
}

// No proposed time passes before its votes are counted, also when they come late; a day is left to hear of it.
func TestVotesAreCountedBeforeTheirTimeHasPassed(t *testing.T) {
	s := newStage(t, "ja")
	s.asks([]string{"thu-20"}, 1, 2, 3, 4)
	s.until("2026-12-08T10:05")
	room := privateRooms(s, hanako)[0].ID
	second := s.meetings(hanako)[0].Times[1]
	for _, user := range []string{hanako, taro} {
		s.press(user, room, s.words.When(second.In(demoBegins.Location())))
		if err := s.machine.To(s.ctx, second.Add(-30*time.Hour)); err != nil { // the other votes when days have passed
			t.Fatal(err)
		}
	}
	if err := s.machine.To(s.ctx, second.Add(-24*time.Hour+time.Minute)); err != nil {
		t.Fatal(err)
	}
	if all := s.meetings(hanako); all[0].State != cohort.Fixed || !all[0].Starts.Equal(second) {
		t.Errorf("got %+v", all[0])
	}
	if first := s.meetings(hanako)[0].Times[0]; first.Before(s.meetings(hanako)[0].Proposed.Add(cohort.TimeToVote)) {
		t.Errorf("the first time lies at %s, before its votes are counted", first)
	}
}

// A time that has passed cannot be chosen any more, and is gone when the times are drawn anew.
func TestTimesThatHavePassedAreGone(t *testing.T) {
	s := newStage(t, "ja")
	room := s.circleOf(1, 2, 3)
	first := s.day("2026-12-15T19:00")
	s.until("2026-12-16T09:00")
	s.press(hanako, room, first)
	s.pass(time.Minute)
	for _, m := range s.seat(hanako).Messages(room) {
		if labelled(m.Blocks, first) != "" {
			t.Errorf("it can still be pressed: %s", s.workspace.Plain(m))
		}
	}
	s.says(strings.Join(s.room(hanako, room), "\n"), "meeting.times")
	s.until("2027-01-05T19:30")
	s.press(hanako, room, s.day("2027-01-05T19:00"))
	s.pass(time.Minute)
	if told := s.room(hanako, room); holds(told, s.words.Say("meeting.times_gone")) != 1 || holds(told, s.words.Say("meeting.times")) != 0 {
		t.Errorf("they still stand: %v", told)
	}
}
