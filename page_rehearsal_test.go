package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"ippo/chromiumtest"
	"ippo/storage"
)

// TestYearOnPage looks at the whole year in a real browser, in Japanese, on a phone too; the sandbox's own year is not touched by it.
func TestYearOnPage(t *testing.T) {
	s := newStage(t, "ja")
	browser := chromiumtest.Start(t)
	v := visitPage(s, browser, 1280, 900)
	before := s.ledger()
	v.do("follow the link", chromedp.Navigate(ask[string](v, `document.querySelector('[data-testid="rehearsal"]').href`)))
	v.script("the year", `location.pathname === '/rehearsal' && document.documentElement.dataset.ready === 'true'`)
	v.reads(s.words.Section("page")["rehearsal.about"])
	v.look("rehearsal")
	if first := ask[string](v, `document.querySelector('[data-testid="rehearsal-person"]').value`); first != hanako {
		t.Errorf("it begins with the year of %q", first)
	}
	if remarks := ask[int](v, `document.querySelectorAll('[data-testid="rehearsal-remarks"] li').length`); remarks == 0 {
		t.Error("what an organiser might not have meant is not told")
	}
	if months := ask[int](v, `document.querySelectorAll('[data-testid="rehearsal-month"]').length`); months < 12 {
		t.Errorf("the year has %d months", months)
	}

	v.do("choose reminders", chromedp.SetValue(hook("rehearsal-kind"), "reminder"))
	v.do("tell the page", chromedp.Evaluate[chromedp.Void](`void document.querySelector('[data-testid="rehearsal-kind"]').dispatchEvent(new Event('change'))`))
	sessions := v.cohort().Sessions
	for i, session := range sessions {
		v.readsWords("session.heading", "Number", i+1, "Theme", session.Theme)
	}
	if n := ask[int](v, `document.querySelectorAll('[data-testid="rehearsed"]').length`); n != 3*len(sessions) {
		t.Errorf("%d reminders of %d sessions", n, len(sessions))
	}

	phone := visitPage(s, browser, 360, 740)
	phone.do("open the year", chromedp.Navigate(s.address+"/rehearsal#"))
	phone.script("the year", `document.documentElement.dataset.ready === 'true'`)
	if width := ask[int](phone, `document.documentElement.scrollWidth`); width > 360 {
		t.Errorf("the year is %d wide, on a screen of 360", width)
	}
	if rows := ask[int](phone, `new Set([...document.querySelectorAll('.months a')].map((one) => one.offsetTop)).size`); rows != 1 {
		t.Errorf("the months stand in %d rows", rows)
	}
	phone.look("rehearsal-phone")
	if after := s.ledger(); after != before {
		t.Errorf("the sandbox's own outbox has changed: %s, %s before", after, before)
	}
}

// ledger tells what stands in the outbox.
func (s *stage) ledger() (all string) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		counts, err := tx.CountByState()
		all = fmt.Sprint(counts)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return all
}
