package main

import (
	"fmt"
	"testing"
	"time"

	"ippo/chromiumtest"
	"ippo/cohort"
	"ippo/storage"
)

// TestOwnYearOnPage looks at one's year in a real browser, in Japanese: the picture stands in the conversation, and the sheet is ticked.
func TestOwnYearOnPage(t *testing.T) {
	if *looks == "" {
		t.Skip("it is there to be looked at: -looks FOLDER")
	}
	s := newStage(t, "ja")
	moods := []cohort.Mood{3, 2, 2, 3, 4, 3, 4, 5}
	err := s.app.db.Write(s.ctx, func(tx *storage.Tx) error {
		all, err := tx.CohortsOf(taro)
		if err != nil {
			return err
		}
		for i, mood := range moods {
			err := tx.SaveReflection(cohort.Reflection{
				ID: storage.NewID(), Person: taro, Cohort: all[0].ID, Written: s.clock.Now().Add(time.Duration(i-len(moods)) * 9 * 24 * time.Hour),
				Note: fmt.Sprintf("%d回目の、通勤の電車で考えたこと", i+1), Can: "人の話を最後まで聴ける", Will: "週末に、小さな教室を開いてみたい", Mood: mood,
				Visibility: cohort.OnlyMe,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	go s.machine.flow(s.ctx)
	v := visitPage(s, chromiumtest.Start(t), 1280, 1000)
	v.become(taro)
	v.goTo(s.seat(taro).DM())
	v.writes("/ippo journey")
	v.readsWords("year.latest")
	v.look("year-1-words")
	v.button("year.picture")
	v.script("the picture", `[...document.querySelectorAll('.files img')].some(i => i.complete && i.naturalWidth >= 1000 && i.alt.includes('気分の線'))`)
	v.look("year-2-picture")
	v.writes("/ippo interview")
	v.readsWords("interview.private")
	v.script("that nothing is ticked", `document.querySelectorAll('dialog input:checked').length === 0`)
	v.look("year-3-ticks")
	v.click(`dialog [data-action-id="will"] [data-option]`)
	v.sends()
	v.readsWords("interview.edit_intro")
	v.look("year-4-sheet")
	v.sends()
	v.readsWords("interview.saved")
	v.look("year-5-saved")
	v.button("interview.word")
	v.readsWords("interview.handed")
	v.look("year-6-handed")
	v.closes()
}
