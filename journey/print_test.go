package journey_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ippo/chromiumtest"
	"ippo/journey"
	"ippo/locale"
)

// The files stand alone: a browser shows them without a complaint and fetches nothing, and they print on so many sheets of A4.
func TestFilesStandAloneAndPrint(t *testing.T) {
	browser := chromiumtest.Start(t, chromiumtest.WithoutNetwork())
	for _, file := range []struct {
		name        string
		html        []byte
		least, most int
	}{
		{"letter.ja", letter(t, "ja").HTML(locale.In("ja")), 3, 4},
		{"letter-bare.ja", journey.Letter{}.HTML(locale.In("ja")), 1, 1},
		{"everything.en", everything("en").HTML(locale.In("en")), 2, 5},
		{"year.en", full("en").HTML(locale.In("en"), letter(t, "en").Picture), 3, 9},
	} {
		path := filepath.Join(t.TempDir(), file.name+".html")
		if err := os.WriteFile(path, file.html, 0o600); err != nil {
			t.Fatal(err)
		}
		pdf := visit(t, browser, file.name, (&url.URL{Scheme: "file", Path: path}).String())
		if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); n < file.least || n > file.most {
			t.Errorf("%s prints on %d pages", file.name, n)
		}
	}
}

// visit shows a file as on a phone, and prints it.
func visit(t *testing.T, browser context.Context, name, address string) (pdf []byte) {
	t.Helper()
	window, closeWindow := chromedp.NewContext(browser)
	defer closeWindow()
	ctx, cancel := context.WithTimeout(window, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`JSON.stringify({
		fetched: performance.getEntriesByType('resource').map(e => e.name).filter(name => !name.startsWith('data:')),
		styled: getComputedStyle(document.body).maxWidth, scripts: document.scripts.length,
		wide: document.documentElement.scrollWidth > innerWidth,
		broken: [...document.images].filter(i => !i.complete || !i.naturalWidth || !i.alt).length})`))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"fetched":[],"styled":"640px","scripts":0,"wide":false,"broken":0}`; found != want {
		t.Errorf("%s: %s, want %s", name, found, want)
	}
	if *looks != "" {
		shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		look(t, name+".phone.png", shot)
	}
	pdf, err = chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		t.Fatal(err)
	}
	look(t, name+".pdf", pdf)
	return pdf
}
