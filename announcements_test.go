package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/sandbox"
	"ippo/storage"
)

func TestAnnouncements(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.says(s.command(hanako, "announce", ""), "error.organizers_only")

		s.until("2026-11-30T10:00")
		s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
		preview := s.submit(organizer, map[string]any{"words": "特別講演のお知らせ\n<!channel> 12月20日です"})
		s.golden("announce_preview", preview)
		before := len(s.dm(hanako))
		s.pass(time.Minute)
		if len(s.dm(hanako)) != before {
			s.Fatal("it went out before it was confirmed")
		}
		s.says(s.submit(organizer, nil), "announce.sending")
		s.pass(time.Minute)
		for i := 1; i <= 24; i++ {
			user := participant(i)
			messages := s.seat(user).Messages(s.seat(user).DM())
			last := messages[len(messages)-1]
			if text := s.workspace.Plain(last); len(messages) != 2 || !strings.Contains(text, "> <!channel> 12月20日です") {
				s.Errorf("%s has %d messages, the last:\n%s", user, len(messages), text)
			}
			if len(last.Pings) > 0 {
				s.Errorf("%s is called by %v", user, last.Pings)
			}
		}
		s.golden("announcement", s.dm(hanako)[1])
		reports := s.dm(organizer)
		s.says(reports[len(reports)-1], "announce.received_all", "Count", 24)
		s.says(s.command(organizer, "announce", "list"), "announce.who_received")
	})
}

func TestAnnouncementAtATime(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T10:00")
	announce := func(words, day, clock string) {
		s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
		s.submit(organizer, map[string]any{"words": words, "day": day, "time": clock})
		s.says(s.submit(organizer, nil), "announce.scheduled")
	}
	announce("あすのお知らせ", "2026-12-01", "12:00")
	announce("取り消すお知らせ", "2026-12-01", "13:00")
	announce("夜のお知らせ", "2026-12-01", "23:00")
	s.says(s.command(organizer, "announce", "list"), "announce.withdraw")
	withdraw := func() bool {
		text := s.workspace.Plain(s.seat(organizer).Last(channel))
		return strings.Contains(text, s.words.Say("announce.listed_withdrawn", "Cohort", "第4期", "When", s.words.When(time.Date(2026, 12, 1, 13, 0, 0, 0, demoBegins.Location()))))
	}
	last := s.seat(organizer).Last(channel)
	// The list begins with the latest: night, 13:00, 12:00.
	if err := s.seat(organizer).Press(s.ctx, channel, last.TS, "withdraw#5"); err != nil {
		t.Fatal(err)
	}
	s.await("the list without it", withdraw)

	s.until("2026-12-01T11:59")
	if n := len(s.dm(hanako)); n != 1 {
		t.Fatalf("%d messages before its time", n)
	}
	s.until("2026-12-01T22:59")
	if got := s.dm(hanako); len(got) != 2 || !strings.Contains(got[1], "あすのお知らせ") {
		t.Fatalf("got %q", got)
	}
	s.until("2026-12-02T07:59")
	if n := len(s.dm(hanako)); n != 2 {
		t.Errorf("%d messages in the night", n-2)
	}
	s.until("2026-12-02T08:01")
	if got := s.dm(hanako); len(got) != 3 || !strings.Contains(got[2], "夜のお知らせ") {
		t.Errorf("in the morning: %q", got)
	}
}

func TestAnnouncementIsCheckedFirst(t *testing.T) {
	s := newStage(t, "ja")
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
	for _, test := range []struct {
		values map[string]any
		input  string
		says   string
	}{
		{map[string]any{"words": "  "}, "words", s.words.Say("announce.empty")},
		{map[string]any{"words": "あ", "time": "12:00"}, "day", s.words.Say("announce.day_missing")},
		{map[string]any{"words": "あ", "day": "2026-12-01"}, "time", s.words.Say("announce.time_missing")},
		{map[string]any{"words": "あ", "day": "2026-11-29", "time": "12:00"}, "day",
			s.words.Say("announce.past", "Now", s.words.When(demoBegins))},
	} {
		problems, err := s.seat(organizer).Submit(s.ctx, test.values)
		if err != nil || problems[test.input] != test.says {
			t.Errorf("%v: got %v, %v", test.values, problems, err)
		}
	}
}

func TestAnnouncementToSomebodyWhoIsGone(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T10:00")
	s.workspace.Deactivate(participant(5))
	s.workspace.Deactivate(participant(6))
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
	s.submit(organizer, map[string]any{"words": "お知らせです"})
	s.submit(organizer, nil)
	s.pass(time.Minute)
	reports := s.dm(organizer)
	s.says(reports[len(reports)-1], "announce.received", "Count", 22, "All", 24)
	s.says(reports[len(reports)-1], "announce.failed_for", "Count", 2)
	s.says(reports[len(reports)-1], "notice.why_unreachable")
}

func TestLongestAnnouncements(t *testing.T) {
	for name, words := range map[string]string{
		"markup":      strings.Repeat("<", 2500),
		"short lines": strings.Repeat("あ\n", 1249) + "い",
		"emoji":       strings.Repeat("🌱", 1250),
		"separators":  strings.Repeat("\u2028", 2499) + "い",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja")
			s.until("2026-11-30T10:00")
			s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
			s.submit(organizer, map[string]any{"words": words})
			s.says(s.submit(organizer, nil), "announce.sending")
			s.pass(time.Minute)
			s.says(s.command(organizer, "announce", "list"), "announce.who_received")
			if got := s.dm(hanako); len(got) != 2 {
				t.Errorf("%d messages, want the step and the announcement", len(got))
			}
		})
	}
}

func TestAnnouncementIsMendedAfterItsPreview(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T10:00")
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
	back := func() {
		if err := s.seat(organizer).CloseModal(s.ctx); err != nil {
			t.Fatal(err)
		}
	}
	for _, words := range []string{"はじめの言葉", "はじめの言葉", "直した言葉"} { // also unchanged
		if preview := s.submit(organizer, map[string]any{"words": words}); !strings.Contains(preview, "> "+words) {
			t.Fatalf("the preview is missing, or old:\n%s", preview)
		}
		back()
	}
	s.submit(organizer, map[string]any{"words": "最後の言葉"})
	s.says(s.submit(organizer, nil), "announce.sending")
	back()
	if v := s.seat(organizer).Modal(); v != nil {
		t.Errorf("a form is still open after it was sent:\n%s", s.workspace.PlainBlocks(v.Blocks))
	}
	s.pass(time.Minute)
	if got := s.dm(hanako); len(got) != 2 || !strings.Contains(got[1], "> 最後の言葉") {
		t.Errorf("got %q", got)
	}
}

func TestPreviewStaysWhenItCannotBeKept(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T10:00")
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
	s.submit(organizer, map[string]any{"words": "なくしたくない言葉"})
	release := s.lock()
	for range 2 {
		refused := s.submit(organizer, nil)
		s.says(refused, "error.not_saved_form")
		if strings.Count(refused, s.words.Say("error.not_saved_form")) != 1 || !strings.Contains(refused, "> なくしたくない言葉") {
			t.Errorf("got:\n%s", refused)
		}
	}
	release()
	s.says(s.submit(organizer, nil), "announce.sending")
}

// Who received an announcement is told to its author only while they organise the cohort.
func TestReportGoesToWhoOrganisesNow(t *testing.T) {
	for _, test := range []struct {
		name, at    string
		author, now int // reports
	}{
		{"who has left before it arrived", "20:10", 0, 1}, // it arrives in the morning
		{"who leaves after it arrived", "19:58", 1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja", func(o *sandbox.Options) {
				o.People = append(o.People, sandbox.Person{ID: "U0901", Name: "新しい事務局", Zone: "Asia/Tokyo"})
			})
			s.until("2026-12-01T19:57")
			s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
			s.submit(organizer, map[string]any{"words": "お知らせです", "day": "2026-12-01", "time": test.at})
			s.submit(organizer, nil)
			s.until("2026-12-02T03:00")
			s.reimport(func(f *config.File) { f.Cohort.Organizers = []string{"U0901"} })
			s.until("2026-12-02T12:00")
			if got := s.dm(organizer); len(got) != test.author {
				t.Errorf("who organises it no more reads %v", got)
			}
			if got := s.dm("U0901"); len(got) != test.now {
				t.Errorf("who organises it now reads %d messages", len(got))
			}
			for _, got := range append(s.dm(organizer), s.dm("U0901")...) {
				s.says(got, "announce.received_all", "Count", 24)
			}
		})
	}
}

// What is said of the time at which an announcement arrives is what happens: also in the night, and where it is night for some.
func TestAnnouncementSaysWhenItArrives(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		at := func(wall string) time.Time { return tokyo(s.T, wall).In(demoBegins.Location()) }
		name := map[string]string{"ja": "第4期", "en": "the 4th cohort"}[s.language]
		morning := s.words.Say("announce.arrives", "Day", s.words.Day(at("2026-12-08T08:00")), "Hour", 8)
		hint, later := s.words.Say("announce.quiet_hint"), s.words.Say("announce.to_later", "Cohort", name, "Count", 24,
			"When", s.words.When(at("2026-12-07T23:00")))
		announce := func(words string, values map[string]any) (preview, done string) {
			s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
			values["words"] = words
			preview, done = s.submit(organizer, values), s.submit(organizer, nil)
			if err := s.seat(organizer).CloseModal(s.ctx); err != nil {
				s.Fatal(err)
			}
			return preview, done
		}
		check := func(what, text string, want, not []string) {
			s.Helper()
			for _, sentence := range want {
				if !strings.Contains(text, sentence) {
					s.Errorf("%s does not say %q:\n%s", what, sentence, text)
				}
			}
			for _, sentence := range not {
				if strings.Contains(text, sentence) {
					s.Errorf("%s says %q:\n%s", what, sentence, text)
				}
			}
		}
		s.until("2026-12-07T12:00")
		preview, done := announce("夜のお知らせ", map[string]any{"day": "2026-12-07", "time": "23:00"})
		s.golden("announce_preview_night", preview)
		check("the preview for the night", preview, []string{morning}, []string{hint, later})
		check("its last page", done, []string{morning}, nil)
		check("the list", s.command(organizer, "announce", "list"), []string{
			s.words.Say("announce.listed_night", "Cohort", name, "Day", s.words.Day(at("2026-12-08T08:00")), "Hour", 8)}, []string{hint, "23:00"})
		preview, _ = announce("昼のお知らせ", map[string]any{"day": "2026-12-07", "time": "13:00"})
		check("the preview for the day", preview, nil, []string{morning, hint})

		quiet := func(until int) {
			if err := s.app.db.Write(s.ctx, func(tx *storage.Tx) error {
				p, err := tx.Person(participant(4))
				p.Quiet = cohort.Quiet{From: 20, Until: until}
				return errors.Join(err, tx.SavePerson(p))
			}); err != nil {
				s.Fatal(err)
			}
		}
		quiet(10)
		later = s.words.Say("announce.to_later", "Cohort", name, "Count", 24, "When", s.words.When(at("2026-12-09T09:00")))
		preview, _ = announce("一人だけ眠っているお知らせ", map[string]any{"day": "2026-12-09", "time": "09:00"})
		check("the preview where some sleep", preview, []string{hint, later}, []string{morning})
		check("the list where some sleep", s.command(organizer, "announce", "list"), []string{hint}, nil)
		quiet(8)

		s.until("2026-12-07T22:30")
		before := len(s.dm(hanako))
		preview, done = announce("すぐのお知らせ", map[string]any{})
		check("the preview at night", preview, []string{morning}, []string{s.words.Say("announce.to_now", "Cohort", name, "Count", 24)})
		check("its last page", done, []string{morning, s.words.Say("announce.accepted")}, []string{s.words.Say("announce.sending")})
		s.pass(time.Second)
		check("the list at night", s.command(organizer, "announce", "list"), []string{morning}, nil)
		s.until("2026-12-08T07:59")
		if n := len(s.dm(hanako)); n != before {
			s.Errorf("%d messages in the night", n-before)
		}
		s.until("2026-12-08T08:01")
		if n := len(s.dm(hanako)); n != before+2 {
			s.Errorf("%d messages in the morning, want the two", n-before)
		}
		check("the list in the morning", s.command(organizer, "announce", "list"), nil, []string{morning})
	})
}
