package main

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"ippo/chromiumtest"
	"ippo/cohort"
	"ippo/storage"
)

// TestHomesOnAPhone looks at both homes on a phone: nothing is cut at the side, and what matters most stands on the first screen.
func TestHomesOnAPhone(t *testing.T) {
	s := newStage(t, "ja")
	s.until("2026-12-02T19:05")
	s.troubled()
	v := visitPage(s, chromiumtest.Start(t), 390, 844)
	for _, seat := range []struct{ user, first, look string }{
		{hanako, s.words.Say("home.today"), "home-phone"}, {organizer, s.words.Say("office.session"), "desk-phone"},
	} {
		v.opensSide()
		v.become(seat.user)
		v.opensSide()
		v.click(hook("home-link"))
		v.script("the home page", `document.querySelector('[data-testid="home"]')`)
		v.reads(seat.first)
		if width := ask[float64](v, `Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)`); width > 390 {
			t.Errorf("%s is %v wide", seat.look, width)
		}
		top := ask[float64](v, `[...document.querySelectorAll('[data-testid="home"] *')].filter((one) => one.children.length === 0 || one.matches('b, strong')).find((one) => one.textContent.includes(`+strconv.Quote(seat.first)+`))?.getBoundingClientRect().top ?? 9999`)
		if top > 400 {
			t.Errorf("%s: what comes first stands %v pixels down", seat.look, top)
		}
		v.look(seat.look)
		ask[bool](v, `(() => { [...document.querySelectorAll('[data-testid="home"] > *')].at(-1).scrollIntoView(); return true; })()`)
		v.look(seat.look + "-end")
	}
}

// troubled gives the organisers' page something to say of people: figures of two months, and one whom nothing reaches.
func (s *stage) troubled() {
	s.Helper()
	id := s.cohortID()
	err := s.app.db.Write(s.ctx, func(tx *storage.Tx) (err error) {
		for i, name := range cohort.Figures() {
			err = errors.Join(err, tx.SaveFigure(id, "2026-10", name, cohort.Shown([]string{"5", "10"}[i%2])), tx.SaveFigure(id, "2026-11", name, "10"))
		}
		_, failed := tx.SetUnreachable(taro, "account_inactive", s.clock.Now().Add(-50*time.Hour))
		return errors.Join(err, failed)
	})
	if err != nil {
		s.Fatal(err)
	}
}
