package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ippo/chromiumtest"
	"ippo/cohort"
	"ippo/config"
	"ippo/storage"
)

// looks is a folder into which the life of a circle on the page puts pictures, to be looked at.
var looks = flag.String("looks", "", "put pictures of a circle's life on the page into this folder")

// look keeps a picture of the page, if somebody wants to look at it.
func (v *visit) look(name string) {
	v.Helper()
	if *looks == "" {
		return
	}
	data, err := chromedp.Run(v.window, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(*looks, name+".png"), data, 0o644)
	}
	if err != nil {
		v.Fatal(err)
	}
}

// choose chooses an option of a select on the page.
func (v *visit) choose(action, value string) {
	v.Helper()
	v.script("choosing "+value, fmt.Sprintf(`(() => {
		const select = document.querySelector('dialog select[data-action-id^="%s"]');
		if (!select) return false;
		select.value = %q;
		select.dispatchEvent(new Event('change', { bubbles: true }));
		return true;
	})()`, action, value))
}

// TestLifeOfACircleOnPage lives through it in a real browser, in Japanese: asking, arranging, the room, finding a time, meeting, and the
// next round.
func TestLifeOfACircleOnPage(t *testing.T) {
	s := newStage(t, "ja")
	s.reimport(func(f *config.File) { f.Cohort.Schedule.Circles = "0 10 8 1 *" }) // not before the first meeting
	s.until("2026-12-01T10:00")
	go s.machine.flow(s.ctx)
	v := visitPage(s, chromiumtest.Start(t), 1280, 900)
	s.asks([]string{"tue-19"}, 2, 3, 4, 5, 6, 7, 8)

	v.become(hanako)
	v.goTo(channel)
	v.writes("/circle join")
	v.readsWords("wish.never_hint")
	v.tick("topics", "license")
	v.tick("slots", "tue-19")
	v.tick("never", taro)
	v.look("1-wish")
	v.sends()
	v.readsWords("circle.wish_saved")
	v.closes()

	v.become(organizer)
	v.goTo(channel)
	v.writes("/circle form")
	v.readsWords("circle.preview", "Count", 2, "People", 8)
	before := s.arrangement()
	mover := before.Groups[0][slices.IndexFunc(before.Groups[0], func(id string) bool { return id != hanako && id != taro })]
	v.choose("arrange_pick", mover)
	v.readsWords("arrange.where")
	v.look("2-where")
	v.choose("arrange_move", mover+"/1")
	v.readsWords("arrange.moved", "Number", 2)
	v.look("3-moved")
	v.button("arrange.undo")
	v.readsWords("arrange.undone")
	if back := s.arrangement(); back.Where(mover) != 0 {
		t.Error("undo did not bring them back")
	}
	v.sends()
	v.readsWords("circle.confirmed")
	v.closes()

	v.become(hanako)
	v.script("the circle's room", `document.querySelectorAll('[data-channel^="C"]').length === 2`)
	room := privateRooms(s, hanako)[0].ID
	v.goTo(room)
	v.readsWords("circle.introduction")
	v.readsWords("meeting.times_heading_first")
	v.look("4-room")
	first := s.meetings(hanako)[0]
	at := first.Times[0].In(demoBegins.Location())
	for _, user := range s.circle(hanako).Members {
		v.become(user)
		v.goTo(room)
		v.press("a time that suits", chromedp.Click(fmt.Sprintf(`(//button[contains(normalize-space(), %q)])[last()]`, s.words.When(at)), chromedp.NodeVisible))
		v.script("the vote", fmt.Sprintf(`document.body.innerText.includes(%q) || document.body.innerText.includes(%q)`,
			s.words.Say("meeting.fixed", "When", s.words.When(at)), "人"))
	}
	v.readsWords("meeting.fixed", "When", s.words.When(at))
	entry := s.words.Say("meeting.calendar")
	s.pass(10 * time.Second) // the pace of a channel
	if said := strings.Join(s.room(hanako, room), "\n"); !strings.Contains(said, entry) {
		t.Fatalf("no entry for calendars in\n%s", said)
	}
	v.reads(entry)
	v.look("5-settled")

	v.travels(at.AddDate(0, 0, 1).Format("2006-01-02") + "T09:30")
	v.become(hanako)
	v.goTo(room)
	v.readsWords("meeting.did_meet")
	v.button("meeting.answer_met")
	v.readsWords("meeting.answered_met")
	v.look("6-met")
	if m := s.meetings(hanako)[0]; m.State != cohort.HasMet {
		t.Errorf("the meeting is %s", m.State)
	}

	v.travels("2027-01-08T10:05")
	v.script("the next circle's room", `document.querySelectorAll('[data-channel^="C"]').length === 3`)
	v.look("7-anew")
	if again := s.circle(hanako).Members; slices.Contains(again, taro) {
		t.Error("hanako is with somebody with whom she would rather not be")
	}
}

// circle is the circle that a person is in.
func (s *stage) circle(user string) (c cohort.Circle) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) (err error) {
		c, err = tx.CircleOf(s.cohortID(), user)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return c
}
