package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/config"
	"ippo/sandbox"
)

const colleague = "U0901"

// withColleague gives the demo's cohort a second organiser.
func withColleague(o *sandbox.Options) {
	o.People = append(o.People, sandbox.Person{ID: colleague, Name: "もうひとりの事務局", Zone: "Asia/Tokyo"})
}

// announces writes an announcement in the form, and leaves its preview open.
func (s *stage) announces(user string, values map[string]any) string {
	s.Helper()
	s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/announce", "") })
	return s.submit(user, values)
}

// lastTo is the newest message in somebody's conversation with Ippo.
func (s *stage) lastTo(user string) string {
	s.Helper()
	all := s.dm(user)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// An announcement is tried out, sent, answered, asked about, corrected, and taken out again.
func TestAnnouncementFromDraftToRecall(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		say := s.words.Say
		s.until("2026-11-30T10:00")
		preview := s.announces(organizer, map[string]any{"words": "特別講演のご案内です。", "buttons": []string{"seen", "come", "question"},
			"link": "https://example.com/talk"})
		s.says(preview, "notice.open_link")

		// Tried out, it comes to its author alone.
		s.pressForm("try_out")
		s.pass(2 * time.Second)
		s.says(s.lastTo(organizer), "notice.trial")
		if n := len(s.dm(hanako)); n != 1 {
			s.Fatalf("%d messages to a participant before it is sent", n)
		}
		s.says(s.submit(organizer, nil), "announce.sending")
		s.pass(time.Minute)
		s.golden("announcement_with_buttons", s.lastTo(hanako))

		// What is pressed shows in the message, and in the report.
		s.press(hanako, s.seat(hanako).DM(), say("notice.come"))
		s.press(taro, s.seat(taro).DM(), say("notice.seen"))
		s.pass(2 * time.Minute)
		s.says(s.lastTo(hanako), "notice.come_done")
		s.says(s.lastTo(taro), "notice.seen_done")
		report := s.lastTo(organizer)
		s.golden("announcement_report", report)
		s.says(report, "notice.who_comes", "Count", 1)
		s.press(hanako, s.seat(hanako).DM(), say("notice.come_done"))
		s.pass(2 * time.Minute)
		if strings.Contains(s.lastTo(hanako), say("notice.come_done")) {
			s.Error("who took it back still comes")
		}

		// A question without a name comes to the organisers, and its answer to who asked.
		s.form(hanako, func() error { s.press(hanako, s.seat(hanako).DM(), say("notice.question")); return nil })
		s.says(s.submit(hanako, map[string]any{"words": "駐車場はありますか。"}), "notice.question_sent")
		s.pass(time.Minute)
		asked := s.lastTo(organizer)
		s.golden("announcement_question", asked)
		if strings.Contains(asked, "@") {
			s.Errorf("the asker's name is shown:\n%s", asked)
		}
		s.form(organizer, func() error { s.press(organizer, s.seat(organizer).DM(), say("notice.reply")); return nil })
		s.says(s.submit(organizer, map[string]any{"answer": "3台分あります。"}), "notice.reply_sent")
		s.pass(time.Minute)
		s.golden("announcement_answer", s.lastTo(hanako))
		s.says(s.lastTo(organizer), "notice.replied")

		// Corrected, it changes where it stands.
		s.form(organizer, func() error { s.press(organizer, s.seat(organizer).DM(), say("notice.correct")); return nil })
		s.says(s.submit(organizer, map[string]any{"words": "特別講演のご案内です（会場が変わりました）。"}), "notice.correcting")
		s.pass(5 * time.Minute)
		for _, user := range []string{hanako, taro, participant(24)} {
			if !strings.Contains(strings.Join(s.dm(user), "\n"), "会場が変わりました") {
				s.Errorf("%s reads %q", user, s.dm(user))
			}
		}

		// The list comes as a file.
		s.press(organizer, s.seat(organizer).DM(), say("notice.file"))
		s.pass(time.Minute)
		s.says(s.lastTo(organizer), "notice.file_sent")
		files := s.files(organizer, s.seat(organizer).DM())
		if list := files[len(files)-1]; !strings.Contains(list, map[string]string{"ja": "高橋 健一", "en": "Alan Brooks"}[s.language]+","+hanako) || strings.Count(list, say("notice.state_sent")) != 24 {
			s.Errorf("the list says\n%s", list)
		}

		// Recalled, it is gone everywhere.
		s.form(organizer, func() error { s.press(organizer, s.seat(organizer).DM(), say("notice.recall")); return nil })
		s.says(s.submit(organizer, nil), "notice.recall_begun")
		s.pass(5 * time.Minute)
		for i := 1; i <= 24; i++ {
			if all := s.dm(participant(i)); slices.ContainsFunc(all, func(m string) bool { return strings.Contains(m, "特別講演") }) {
				s.Errorf("%s still reads %q", participant(i), all)
			}
		}
		if all := strings.Join(s.dm(organizer), "\n"); !strings.Contains(all, say("notice.recalled_all")) {
			s.Errorf("the organiser is not told: %s", all)
		}
		s.says(s.command(organizer, "ippo", "audit"), "audit.deed_called_back")
		s.says(s.command(hanako, "ippo", "audit"), "error.organizers_only")
	})
}

// Replaced, other words stand where an announcement was.
func TestRecalledAnnouncementIsReplaced(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-11-30T10:00")
	s.announces(organizer, map[string]any{"words": "まちがった日付のお知らせ"})
	s.submit(organizer, nil)
	s.pass(time.Minute)
	s.form(organizer, func() error {
		s.press(organizer, s.seat(organizer).DM(), s.words.Say("notice.recall"))
		return nil
	})
	s.submit(organizer, map[string]any{"instead": "先のお知らせは誤りでした。あらためてお送りします。"})
	s.pass(5 * time.Minute)
	got := s.lastTo(hanako)
	s.says(got, "notice.recalled")
	if strings.Contains(got, "まちがった") || !strings.Contains(got, "誤りでした") {
		t.Errorf("it says %s", got)
	}
}

// To many people it takes a second look, and where the cohort says so a second organiser.
func TestAnnouncementToManyTakesTwo(t *testing.T) {
	s := newStage(t, "ja", withColleague)
	s.reimport(func(f *config.File) {
		f.Cohort.Organizers = append(f.Cohort.Organizers, colleague)
		f.Cohort.Guard.Sure, f.Cohort.Guard.Approve = 10, 20
	})
	s.until("2026-11-30T10:00")
	s.announces(organizer, map[string]any{"words": "全員へのお知らせ"})
	s.says(s.submit(organizer, nil), "notice.sure", "Cohort", "第4期", "Count", 24)
	s.says(s.submit(organizer, nil), "notice.approval_asked")
	s.pass(time.Minute)
	if n := len(s.dm(hanako)); n != 1 {
		t.Fatalf("it went out without the other's yes: %q", s.dm(hanako))
	}
	s.says(s.lastTo(colleague), "notice.approval", "Cohort", "第4期")

	// Its writer cannot say yes.
	s.says(s.command(organizer, "announce", "list"), "notice.look_and_decide")
	own := s.form(organizer, func() error { s.press(organizer, channel, s.words.Say("notice.look_and_decide")); return nil })
	s.says(s.workspace.PlainBlocks(own.Blocks), "notice.not_your_own")

	s.form(colleague, func() error {
		s.press(colleague, s.seat(colleague).DM(), s.words.Say("notice.look_and_decide"))
		return nil
	})
	s.says(s.submit(colleague, nil), "announce.sending")
	s.pass(time.Minute)
	if got := s.lastTo(hanako); !strings.Contains(got, "全員へのお知らせ") {
		t.Errorf("after the yes it says %s", got)
	}
	s.says(s.lastTo(colleague), "notice.decided")
}

// An announcement goes to whom it is for, and to nobody else.
func TestAnnouncementToSome(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-12-01T10:00")
	got := func(words string) (people []string) {
		for i := 1; i <= 24; i++ {
			if strings.Contains(s.lastTo(participant(i)), words) {
				people = append(people, participant(i))
			}
		}
		return people
	}

	// A list is pasted as it stands in a spreadsheet, with somebody who does not take part.
	s.announces(organizer, map[string]any{"words": "名簿の方へ", "audience": "named"})
	preview := s.submit(organizer, map[string]any{"people": []string{hanako}, "list": "1\t<@U0003>\t営業\n2\tu0004\n3\tU0404"})
	s.says(preview, "notice.not_in_cohort", "Count", 1)
	s.says(s.submit(organizer, nil), "announce.sending")
	s.pass(time.Minute)
	if want := []string{hanako, "U0003", "U0004"}; !slices.Equal(got("名簿の方へ"), want) {
		t.Errorf("it reached %v, not %v", got("名簿の方へ"), want)
	}

	// Whoever is listed by e-mail is looked for; addresses that nobody has are named.
	s.announces(organizer, map[string]any{"words": "メールの名簿の方へ", "audience": "named"})
	s.submit(organizer, map[string]any{"list": "伊藤 誠\tU0003@Example.com\t営業\nだれか\tnobody@example.com"})
	s.await("the preview", func() bool {
		v := s.seat(organizer).Modal()
		return v != nil && strings.Contains(s.workspace.PlainBlocks(v.Blocks), s.words.Say("notice.list_unknown", "Count", 1))
	})
	s.says(s.submit(organizer, nil), "announce.sending")
	s.pass(time.Minute)
	if want := []string{"U0003"}; !slices.Equal(got("メールの名簿の方へ"), want) {
		t.Errorf("it reached %v, not %v", got("メールの名簿の方へ"), want)
	}

	// Who has answered about the next session is not asked again.
	s.until("2026-12-02T20:00") // a week before it, the channel is reminded
	s.press(hanako, channel, s.words.Say("session.attending"))
	s.until("2026-12-03T10:00")
	s.announces(organizer, map[string]any{"words": "お返事をお待ちしています", "audience": "unanswered"})
	s.submit(organizer, nil)
	s.pass(time.Minute)
	if people := got("お返事をお待ちしています"); len(people) != 23 || slices.Contains(people, hanako) {
		t.Errorf("it reached %v", people)
	}

	s.says(s.lastTo(organizer), "notice.unnamed")
	if report := s.lastTo(organizer); strings.Contains(report, "@") {
		t.Errorf("it names who has not answered:\n%s", report)
	}

	// Who pressed nothing is reminded.
	s.announces(organizer, map[string]any{"words": "見た方は押してください"})
	s.submit(organizer, nil)
	s.pass(time.Minute)
	s.press(taro, s.seat(taro).DM(), s.words.Say("notice.seen"))
	s.pass(2 * time.Minute)
	s.form(organizer, func() error {
		s.press(organizer, s.seat(organizer).DM(), s.words.Say("notice.remind"))
		return nil
	})
	s.submit(organizer, map[string]any{"words": "まだの方へ"})
	s.submit(organizer, nil)
	s.pass(time.Minute)
	if people := got("まだの方へ"); len(people) != 23 || slices.Contains(people, taro) {
		t.Errorf("it reached %v", people)
	}
}

// A draft stays, and is gone on with; what another changed meanwhile is not written over.
func TestDraftIsKeptAndNotOverwritten(t *testing.T) {
	s := newStage(t, "ja", withColleague)
	s.reimport(func(f *config.File) { f.Cohort.Organizers = append(f.Cohort.Organizers, colleague) })
	s.until("2026-11-30T10:00")
	s.announces(organizer, map[string]any{"words": "書きかけ"})
	s.closesAll(organizer)
	open := func(user string) {
		s.says(s.command(user, "announce", "list"), "notice.go_on")
		s.form(user, func() error { s.press(user, channel, s.words.Say("notice.go_on")); return nil })
	}
	open(organizer)
	open(colleague)
	s.submit(colleague, map[string]any{"words": "同僚が直した"})
	problems, err := s.seat(organizer).Submit(s.ctx, map[string]any{"words": "自分が直した"})
	if err != nil || problems["words"] != s.words.Say("notice.changed_meanwhile", "Words", "同僚が直した") {
		t.Errorf("got %v, %v", problems, err)
	}
}
