package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"ippo/chromiumtest"

	"github.com/chromedp/chromedp"
)

var pictures = flag.String("pictures", "", "the folder into which TestPictures puts the pictures of the README")

// TestPictures takes the pictures of the README, if it is told where they belong.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		return
	}
	browser := chromiumtest.Start(t)
	for _, language := range []string{"ja", "en"} {
		s := newStage(t, language)
		s.until("2026-12-02T19:05")
		v := visitPage(s, browser, 1180, 760)
		v.click(hook("hints-close"))
		v.goTo(s.seat(hanako).DM())
		v.button("step.answer_trying")
		v.readsWords("step.answered_trying")
		v.click(hook("clock-next"))
		v.readsWords("step.how_did_it_go")
		v.arrives()
		v.do("look elsewhere", chromedp.Focus(hook("composer")))
		data, err := chromedp.Run(v.window, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(*pictures, "page."+language+".png"), data, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
