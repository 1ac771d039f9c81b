package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ippo/chromiumtest"
	"ippo/cohort"
	"ippo/config"
	"ippo/sandbox"
)

const applicant = "U0777"

// TestDeskOnPage lives through a session and what stands around it, in a real browser and in Japanese: somebody applies and is welcomed, the session
// is moved and those who come are told, an announcement is answered and asked about, people record that they came and say what it was like, and an
// organiser takes the log and the report along.
func TestDeskOnPage(t *testing.T) {
	s := newStage(t, "ja", func(o *sandbox.Options) {
		o.People = append(o.People, sandbox.Person{ID: applicant, Name: "新田 さくら", Zone: "Asia/Tokyo"})
	})
	s.reimport(func(f *config.File) {
		f.Opens, f.Cohort.Entry = true, cohort.Enrolment{From: demoBegins.AddDate(0, 0, -1), Until: demoBegins.AddDate(0, 1, 0), Places: 30}
	})
	s.until("2026-12-02T19:05") // the reminder of a week before stands in the channel
	v := visitPage(s, chromiumtest.Start(t), 1200, 1000)
	v.applies()
	v.movesSession()
	v.asksAboutAnnouncement()
	v.wasThere()
	v.takesAlong()
}

// direct opens a person's conversation with Ippo.
func (v *visit) direct(user string) {
	v.Helper()
	v.become(user)
	v.goTo(v.seat(user).DM())
}

// sets gives a field of the modal a value.
func (v *visit) sets(action, value string) {
	v.Helper()
	v.do("set "+action, chromedp.SetValue(chromedp.CSS(fmt.Sprintf(`dialog [data-action-id=%q]`, action)), value))
}

// shares puts a file into the conversation that is open.
func (v *visit) shares(name, content string) {
	v.Helper()
	v.do("choose a file", chromedp.SetUploadFiles(hook("file"), []string{write(v.T, v.TempDir(), name, content)}))
}

func (v *visit) applies() {
	v.Helper()
	v.direct(applicant)
	v.writes("はじめまして")
	v.readsWords("enrol.greeting")
	v.look("desk-1-greeting")
	v.button("enrol.apply")
	v.readsWords("enrol.form_hint")
	v.look("desk-2-apply")
	v.sends()
	v.readsWords("enrol.came_in", "Cohort", "第4期")
	v.closes()
	v.pass(time.Minute)
	v.reads("ようこそ、第4期へ")
	v.look("desk-3-welcome")
}

func (v *visit) movesSession() {
	v.Helper()
	v.stage.press(hanako, channel, v.words.Say("session.attending"))
	v.direct(organizer)
	v.writes("/session")
	v.readsWords("session.all", "Count", 12)
	v.script("the first session", `(() => {
		const select = [...document.querySelectorAll('[data-testid="messages"] select')].at(-1);
		if (!select) return false;
		select.value = select.options[1].value;
		select.dispatchEvent(new Event('change', { bubbles: true }));
		return true;
	})()`)
	v.button("held.edit")
	v.readsWords("held.form_tells")
	v.look("desk-4-session")
	v.sets("day", "2026-12-10")
	v.sends()
	v.readsWords("held.saved_moved")
	v.closes()
	v.pass(time.Minute)
	v.direct(hanako)
	v.readsWords("held.moved")
	v.look("desk-5-moved")
	v.button("session.attending")
	v.pass(time.Minute)
}

func (v *visit) asksAboutAnnouncement() {
	v.Helper()
	v.direct(organizer)
	v.writes("/announce")
	v.fill("words", "12月20日に特別講演を行います。")
	v.tick("buttons", "come")
	v.tick("buttons", "question")
	v.sends()
	v.readsWords("announce.to_now", "Cohort", "第4期", "Count", 25)
	v.look("desk-6-preview")
	v.click(hook("modal-close"))
	v.readsWords("announce.preview")
	v.click(hook("modal-close"))
	v.click(hook("unsaved-leave")) // it is kept as a draft
	v.script("the end of the modal", `!document.querySelector('[data-testid="modal"]')`)
	v.shares("会場のご案内.pdf", "%PDF-1.7")
	v.readsWords("notice.attached_to", "Name", "会場のご案内.pdf", "Words", "12月20日に特別講演を行います。")
	v.look("desk-6-attached")
	v.button("notice.go_on")
	v.sends()
	v.readsWords("notice.attached", "Name", "会場のご案内.pdf")
	v.look("desk-6-with-file")
	v.button("notice.try_out")
	v.readsWords("notice.tried_out")
	v.sends()
	v.readsWords("announce.sending")
	v.closes()
	v.pass(time.Minute)
	v.direct(hanako)
	v.readsWords("notice.file_with")
	v.reads("会場のご案内.pdf")
	v.look("desk-6-received")
	v.button("notice.come")
	v.readsWords("notice.come_done")
	v.button("notice.question")
	v.readsWords("notice.question_hidden")
	v.fill("words", "車で行けますか。")
	v.look("desk-7-question")
	v.sends()
	v.readsWords("notice.question_sent")
	v.closes()
	v.pass(2 * time.Minute)
	v.direct(organizer)
	v.readsWords("notice.name_hidden")
	v.look("desk-8-organiser")
	v.button("notice.reply")
	v.fill("answer", "駐車場があります。")
	v.sends()
	v.readsWords("notice.reply_sent")
	v.closes()
	v.pass(time.Minute)
	v.direct(hanako)
	v.readsWords("notice.answer_came")
	v.reads("駐車場があります。")
	v.look("desk-9-answer")
}

func (v *visit) wasThere() {
	v.Helper()
	v.until("2026-12-10T19:05")
	v.direct(hanako)
	v.writes("/session")
	v.button("held.came")
	v.readsWords("held.came_yes")
	v.look("desk-10-came")
	v.until("2026-12-11T09:30") // the invitation to reflect came with the morning
	v.button("held.feedback")
	for _, action := range []string{"helpful", "pace", "next"} {
		v.script(action, fmt.Sprintf(`(() => { const one = document.querySelector('dialog [data-action-id=%q] [data-option]'); if (one) one.click(); return !!one; })()`, action))
	}
	v.look("desk-11-feedback")
	v.sends()
	v.readsWords("held.feedback_saved")
	v.closes()
}

func (v *visit) takesAlong() {
	v.Helper()
	v.troubled()
	v.direct(organizer)
	v.writes("/ippo audit")
	v.readsWords("audit.deed_announcing")
	v.look("desk-12-log")
	v.button("page.older")
	v.readsWords("audit.deed_session_moved")
	v.click(hook("home-link"))
	v.script("the home page", `document.querySelector('[data-testid="home"]')`)
	v.readsWords("office.heading")
	v.look("desk-13-home")
	v.goTo(v.seat(organizer).DM())
	v.writes("/ippo numbers")
	v.button("report.button")
	v.readsWords("report.handed")
	v.pass(5 * time.Second)
	v.readsWords("report.file_xlsx")
	v.readsWords("report.file_html")
	v.look("desk-14-report")
}
