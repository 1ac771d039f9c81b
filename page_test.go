package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ippo/chromiumtest"
	"ippo/config"
)

// TestPage does the five jobs in a real browser, as a visitor does who has never seen the page.
func TestPage(t *testing.T) {
	browser := chromiumtest.Start(t)
	for _, language := range []string{"ja", "en"} {
		t.Run(language, func(t *testing.T) {
			s := newStage(t, language)
			s.until("2026-12-02T19:05")
			go s.machine.flow(s.ctx)
			v := visitPage(s, browser, 1280, 800)
			v.sessionOnPage()
			v.nudgeOnPage()
			v.reflectionOnPage()
			v.circleOnPage()
			v.announcementOnPage()
		})
	}
}

func (v *visit) sessionOnPage() {
	v.become(taro)
	v.goTo(channel)
	v.readsWords("session.reminder_days")
	v.button("session.attending")
	v.readsWords("session.attending_count", "Count", 1)
	v.readsWords("session.noted_attending")
	v.writes("/session")
	v.readsWords("session.all", "Count", 12)
}

func (v *visit) nudgeOnPage() {
	v.become(hanako)
	v.goTo(v.seat(hanako).DM())
	v.script("the tick at what was tried", `document.querySelector('[data-testid="hint-nudge"]').classList.contains('done')`)
	v.button("step.answer_trying")
	v.readsWords("step.answered_trying")
	v.click(hook("clock-next")) // Monday, 9:00
	v.readsWords("step.how_did_it_go")
	v.button("step.answer_done")
	v.readsWords("step.outcome_done")
	v.writes("/step")
	v.readsWords("step.before")
}

func (v *visit) reflectionOnPage() {
	v.travels("2026-12-10T08:01") // in the morning after the first session
	v.readsWords("session.invitation", "Theme", v.cohort().Sessions[0].Theme)
	v.button("reflect.write")
	v.readsWords("reflect.happened")
	v.fill("noticed", "<!channel> を数えるより <@U0002> と話すこと *大事*")
	v.do("choose a mood", chromedp.SetValue(chromedp.CSS(`dialog [data-action-id="mood"]`), "4"))
	v.sends()
	v.readsWords("reflect.saved_me")
	v.closes()
	v.writes("/reflect もう一言")
	v.readsWords("reflect.saved_me")
	v.writes("/reflect list")
	v.readsWords("reflect.list_heading", "Count", 2)
	v.reads("<!channel> を数えるより <@U0002> と話すこと *大事*")
	if ask[int](v, `document.querySelectorAll('[data-ping]').length`) != 0 {
		v.Error("words of a reflection call somebody")
	}
}

// cohort is the demo's cohort file.
func (v *visit) cohort() config.File {
	_, file, err := readDemo(v.language)
	if err != nil {
		v.Fatal(err)
	}
	return file
}

func (v *visit) circleOnPage() {
	for i := 2; i <= 4; i++ {
		user := participant(i)
		v.form(user, func() error { return v.seat(user).Command(v.ctx, channel, "/circle", "join") })
		v.submit(user, map[string]any{"topics": []string{"license"}, "slots": []string{"tue-19"}})
	}
	v.writes("/circle join")
	v.script("a row for each day", `(() => {
		const tops = [...document.querySelectorAll('dialog [data-action-id="slots"] .tick')].map((tick) => tick.offsetTop);
		return tops.length === 28 && tops.every((top, i) => (i % 4 ? top === tops[i - 1] : i === 0 || top > tops[i - 1]));
	})()`)
	v.tick("topics", "license")
	v.tick("slots", "tue-19")
	v.sends()
	v.readsWords("circle.wish_saved")
	v.closes()
	v.become(organizer)
	v.goTo(channel)
	v.writes("/circle form")
	v.readsWords("circle.preview", "Count", 1, "People", 4)
	v.sends()
	v.readsWords("circle.confirmed")
	v.closes()
	v.become(hanako)
	v.script("the circle's room", `document.querySelectorAll('[data-channel^="C"]').length === 2`)
	v.goTo(privateRooms(v.stage, hanako)[0].ID)
	v.readsWords("circle.introduction")
	v.reads(v.workspace.Plain(nameOf(taro)))
}

func (v *visit) announcementOnPage() {
	v.become(organizer)
	v.goTo(channel)
	v.writes("/announce")
	v.sends() // with nothing written
	v.script("what is missing", `document.querySelector('[data-testid="field-error"]').textContent !== ''`)
	v.fill("words", "特別講演は12月20日です")
	v.sends()
	v.readsWords("announce.to_now", "Cohort", v.cohort().Cohort.Name, "Count", 24)
	v.sends()
	v.readsWords("announce.sending")
	v.closes()
	v.goTo(v.seat(organizer).DM())
	v.readsWords("announce.received_all", "Count", 24)
	v.become(participant(24))
	v.goTo(v.seat(participant(24)).DM())
	v.reads("特別講演は12月20日です")
	v.script("the end of the hints: all was tried", `!document.querySelector('[data-testid="hints"]')`)
}

// TestPageByKeyboard goes to the nudge and answers it without a pointer, and writes as people write Japanese.
func TestPageByKeyboard(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-12-02T19:05")
	v := visitPage(s, chromiumtest.Start(t), 1280, 800)
	keys := func(all ...string) {
		t.Helper()
		for _, key := range all {
			v.do("press a key", chromedp.KeyEvent(key))
		}
	}
	v.do("look at the composer", chromedp.Focus(hook("composer")))
	keys("/")
	v.script("all commands", `document.querySelectorAll('#completion li').length === 6`)
	keys("r", kb.Tab)
	v.script("the completed command", `document.querySelector('[data-testid="composer"]').value === '/reflect '`)

	// Enter that ends a conversion of kana is not the one that sends.
	ask[string](v, `(() => {
		const field = document.querySelector('[data-testid="composer"]');
		field.value = '/reflect きづき';
		field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }));
		return field.value;
	})()`)
	v.script("words that are still being written", `document.querySelector('[data-testid="composer"]').value === '/reflect きづき'`)
	keys(kb.Enter)
	v.readsWords("reflect.saved_me")

	keys("/reflect", kb.Enter)
	v.readsWords("reflect.happened")
	keys(kb.Escape)
	v.script("no modal", `!document.querySelector('[data-testid="modal"]')`)

	keys("/reflect", kb.Enter)
	v.fill("noticed", "書きかけ")
	keys(kb.Escape)
	v.script("the question", `!document.querySelector('[data-testid="unsaved"]').hidden`)
	keys(kb.Escape)
	v.script("the words", `document.querySelector('[data-testid="unsaved"]').hidden && document.querySelector('dialog [data-action-id="noticed"]').value === '書きかけ'`)
	keys(kb.Escape, kb.Escape, kb.Escape) // asked again, and the answer is close
	v.click(hook("unsaved-leave"))
	v.script("no modal", `!document.querySelector('[data-testid="modal"]')`)

	v.do("go to the conversation", chromedp.Focus(chromedp.CSS(fmt.Sprintf(`[data-channel=%q]`, s.seat(hanako).DM()))))
	keys(kb.Enter)
	v.readsWords("step.heading")
	v.do("go to the button", chromedp.Focus(chromedp.CSS(`[data-action-id^="step"]`)))
	keys(kb.Enter)
	v.readsWords("step.answered_trying")
}

// TestPageKeepsWhatIsPrivate writes commands as people write them by mistake: none of it stands in the open.
func TestPageKeepsWhatIsPrivate(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-12-02T19:05")
	v := visitPage(s, chromiumtest.Start(t), 1280, 500)
	v.do("type the full-width stroke", chromedp.SendKeys(hook("composer"), "／"))
	v.script("all commands", `document.querySelectorAll('#completion li').length === 6`)
	ask[string](v, `document.querySelector('[data-testid="composer"]').value = '／ｒｅｆｌｅｃｔ　全角でも残せる'`)
	v.do("send it", chromedp.KeyEvent(kb.Enter))
	v.readsWords("reflect.saved_me")

	ask[int](v, `document.querySelector('[data-testid="messages"]').scrollTop = 0`)
	v.writes("/reflct 打ち間違い")
	v.script("the words, and what may be meant", `document.querySelector('[data-testid="composer"]').value === '/reflct 打ち間違い' && document.querySelector('[data-testid="nearest-command"]').textContent.includes('/reflect')`)
	v.click(hook("nearest-command"))
	v.do("send it", chromedp.KeyEvent(kb.Enter))
	v.script("the second answer, in view", `(() => {
		const list = document.querySelector('[data-testid="messages"]');
		return list.querySelectorAll('.ephemeral').length === 2 && list.scrollHeight > list.clientHeight && list.scrollHeight - list.scrollTop - list.clientHeight < 60;
	})()`)
	for _, text := range s.texts(s.seat(taro).Messages(channel)) {
		if strings.Contains(text, "残せる") || strings.Contains(text, "打ち間違い") {
			t.Errorf("somebody else reads %s", text)
		}
	}
	v.writes("/reflect")
	v.readsWords("reflect.happened")
	ask[bool](v, `(() => {
		const field = document.querySelector('dialog [data-action-id="can"]');
		field.value = 'あ'.repeat(3001);
		return field.dispatchEvent(new Event('input'));
	})()`)
	v.sends()
	v.script("what is too much", `[...document.querySelectorAll('[data-testid="field-error"]')].some((one) => one.textContent.includes('1文字')) && document.querySelector('dialog [data-action-id="can"]').value.length === 3001`)
}

// TestPageOnAPhone looks whether everything can be reached where there is little room.
func TestPageOnAPhone(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-12-02T19:05")
	v := visitPage(s, chromiumtest.Start(t), 360, 740)
	fits := func(what string) {
		t.Helper()
		width := ask[float64](v, `Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, ...[...document.querySelectorAll('dialog')].map((d) => d.getBoundingClientRect().right))`)
		if width > 360 {
			t.Errorf("%s is %v wide, on a screen of 360", what, width)
		}
	}
	fits("the channel")
	v.opensSide()
	v.become(organizer)
	v.writes("/announce")
	v.script("the form", `document.querySelector('[data-testid="modal-submit"]')`)
	fits("the form")
	v.fill("words", "お知らせです")
	v.sends()
	v.readsWords("announce.preview_title")
	fits("the preview")
	v.click(hook("modal-close")) // it leads back
	v.script("the words that were written", `document.querySelector('dialog [data-action-id="words"]')?.value === 'お知らせです'`)
	v.click(hook("modal-close"))
	fits("the question what becomes of the words")
	v.click(hook("unsaved-leave"))
	v.script("the end of the form", `!document.querySelector('[data-testid="modal"]')`)
	v.opensSide()
	v.click(hook("home-link"))
	v.script("the home page", `document.querySelector('[data-testid="home"]')`)
	fits("the home page")
	v.look("bar-phone")
	if overlaps := ask[bool](v, `(() => {
		const end = document.querySelector('[data-testid="clock-now"] .time').getBoundingClientRect().right;
		return [...document.querySelectorAll('.tools > *')].some((one) => one.offsetWidth && one.getBoundingClientRect().left < end);
	})()`); overlaps {
		v.Error("the clock is printed over what stands beside it")
	}
	v.opensSide()
	v.script("the whole year", `document.querySelector('[data-testid="side-rehearsal"]').offsetWidth > 0`)
	v.click(hook("side-trouble"))
	v.script("the troubles", `document.querySelector('[data-testid="trouble-dialog"]')`)
	fits("the troubles")
}

// opensSide brings the list of conversations in, which is out of sight on a phone.
func (v *visit) opensSide() {
	v.Helper()
	v.click(hook("menu"))
	v.script("the list", `document.getElementById('side').getBoundingClientRect().left === 0`)
}

// TestPageReadsNothingAsHTML writes what would run, if the page read it.
func TestPageReadsNothingAsHTML(t *testing.T) {
	s := newStage(t, "ja")
	v := visitPage(s, chromiumtest.Start(t), 1280, 800)
	wicked := `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script> <javascript:alert(1)|押す>`
	if err := s.seat(hanako).Say(s.ctx, channel, wicked); err != nil {
		t.Fatal(err)
	}
	s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/reflect", "") })
	s.submit(hanako, map[string]any{"noticed": wicked, "visibility": "cohort"})
	s.pass(1e9)
	v.reads(`<script>document.title='taken'</script>`)
	v.script("both of them", `document.querySelectorAll('article').length >= 2 && document.body.innerText.split('onerror').length >= 3`)
	found := ask[int](v, `document.querySelectorAll('#place img:not(.avatar), #place script, #place a[href^="javascript"]').length`)
	if found != 0 {
		t.Errorf("%d things of what was written became real", found)
	}
	v.closes()
	v.become(organizer) // and a file that is shared is one to Ippo, which answers it
	v.goTo(s.seat(organizer).DM())
	v.do("choose a file", chromedp.SetUploadFiles(hook("file"), []string{write(t, t.TempDir(), "名簿.csv", everybody(2))}))
	v.script("the report", `[...document.querySelectorAll('[data-testid="messages"] button')].some((one) => one.textContent === '取り込む')`)
}

// TestPageInTrouble cuts Ippo's connection and slows the workspace down; what was written is not lost.
func TestPageInTrouble(t *testing.T) {
	s := newStage(t, "ja")
	v := visitPage(s, chromiumtest.Start(t), 1280, 800)
	v.click(hook("trouble"))
	v.click(hook("disconnect-refresh_requested"))
	v.do("one call in two fails", chromedp.SetValue(hook("trouble-fail_every"), "2"))
	v.click(hook("trouble-apply"))
	v.script("the sign of trouble", `document.querySelector('[data-testid="trouble"]').classList.contains('troubled')`)
	s.await("the new connection", func() bool { return s.workspace.Sockets() > 0 })
	v.writes("/reflect 途中で切れても")
	v.readsWords("reflect.saved_me")
	v.click(hook("trouble"))
	v.click(hook("trouble-none"))
	v.script("a good day", `!document.querySelector('[data-testid="trouble"]').classList.contains('troubled')`)

	s.stop() // Ippo goes away
	<-s.ended
	s.stop = nil
	v.writes("/reflect だれも聞いていない")
	v.reads(s.words.Section("page")["notice.dispatch_failed"][len("{about} "):])
}
