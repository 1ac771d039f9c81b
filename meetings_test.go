package main

import (
	"fmt"
	"io"
	"net/http"
	"slices"
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

// A circle that answers nothing is asked once what would help, and then left in peace until somebody presses.
func TestSilentCircleIsAskedOnce(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		room := s.circleOf(1, 2, 3)
		s.until("2026-12-15T09:59")
		before := len(s.room(hanako, room))
		s.until("2026-12-15T10:10")
		s.golden("meeting_silence", s.last(hanako, room))
		s.until("2027-01-01T20:00") // before circles are asked who stays together
		if n := len(s.room(hanako, room)); n != before+1 {
			s.Errorf("it is told %d things, want 1: %v", n-before, s.room(hanako, room))
		}
		s.until("2027-01-01T23:30")
		s.press(taro, room, s.words.Say("meeting.new_times"))
		s.await("the answer", func() bool { return s.seat(taro).Last(room).Ephemeral })
		s.says(s.last(taro, room), "quiet.morning")
		s.pass(12 * time.Hour) // quiet hours
		s.says(s.last(hanako, room), "meeting.times_heading")
		if all := s.meetings(hanako); len(all) != 2 || all[0].State != cohort.Lapsed {
			s.Errorf("the meetings are %+v", all)
		}
		s.press(taro, room, s.words.Say("meeting.settle"))
		s.await("the form", func() bool { return s.seat(taro).Modal() != nil })
		problems, err := s.seat(taro).Submit(s.ctx, nil)
		if err != nil || problems["time"] != s.words.Say("meeting.form_empty") {
			s.Errorf("an empty form: %v, %v", problems, err)
		}
		problems, err = s.seat(taro).Submit(s.ctx, map[string]any{"day": "2026-12-01", "clock": "19:00"})
		if err != nil || problems["day"] != s.words.Say("meeting.time_passed") {
			s.Errorf("a day that has passed: %v, %v", problems, err)
		}
	})
}

// One who wants no new times for now takes nothing from the others: what they voted for stands, and the room is told instead of asked.
func TestRestLeavesTheVotesOfOthers(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		room := s.circleOf(1, 2, 3)
		when := s.day("2026-12-22T19:00")
		s.press(hanako, room, when)
		s.until("2026-12-15T10:10")
		s.press(taro, room, s.words.Say("meeting.rest"))
		s.pass(time.Minute)
		s.golden("meeting_rests", s.last(hanako, room))
		if all := s.meetings(hanako); all[0].State != cohort.Proposed || !all[0].NextAct.IsZero() {
			s.Errorf("got %+v", all[0])
		}
		s.press(taro, room, when)
		s.press(participant(3), room, when)
		s.pass(time.Minute)
		if all := s.meetings(hanako); all[0].State != cohort.Fixed || all[0].NextAct.IsZero() {
			s.Errorf("got %+v", all[0])
		}
	})
}

// What was offered to a silent circle is over once it settles one of the old times after all.
func TestOfferEndsOnceATimeIsSettled(t *testing.T) {
	s := newStage(t, "ja")
	room := s.circleOf(1, 2, 3)
	s.until("2026-12-15T10:10")
	s.says(s.last(taro, room), "meeting.silence_hint")
	for _, user := range []string{hanako, taro, participant(3)} {
		s.press(user, room, s.day("2026-12-22T19:00"))
	}
	s.pass(time.Minute)
	for _, m := range s.seat(taro).Messages(room) {
		if labelled(m.Blocks, s.words.Say("meeting.rest")) != "" {
			t.Error("the offer keeps its buttons")
		}
	}
}

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
		if said := fmt.Sprintf("%s", form.Blocks); !strings.Contains(said, s.words.Say("meeting.ask_instead")) {
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

// Organisers learn how many met, of all circles together, and nothing of a single one.
func TestOrganisersLearnHowManyMet(t *testing.T) {
	s := newStage(t, "ja")
	s.asks([]string{"tue-19"}, 1, 2, 3)
	s.asks([]string{"thu-19"}, 4, 5, 6)
	s.until("2026-12-08T10:05")
	fare := func(met int) string {
		return s.words.Say("meeting.fare", "Days", 30, "Circles", 2, "Met", met, "Postponed", 0, "Silent", 0)
	}
	if text := s.command(organizer, "circle", ""); !strings.Contains(text, fare(0)) {
		t.Errorf("%q is not in %s", fare(0), text)
	}
	room := privateRooms(s, hanako)[0].ID
	for _, user := range []string{hanako, taro, participant(3)} {
		s.press(user, room, s.day("2026-12-15T19:00"))
	}
	s.until("2026-12-15T21:01")
	s.press(hanako, room, s.words.Say("meeting.answer_met"))
	if text := s.command(organizer, "circle", ""); !strings.Contains(text, fare(1)) {
		t.Errorf("%q is not in %s", fare(1), text)
	}
	for i := 4; i <= 5; i++ { // then the third is alone, and the circle ends
		user := participant(i)
		s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "leave") })
		s.submit(user, nil)
	}
	if text := s.command(organizer, "circle", ""); strings.Contains(text, "集まれたのは") {
		t.Errorf("the one circle that is left is told of: %s", text)
	}
}
