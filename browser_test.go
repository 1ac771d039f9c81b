package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// visit is a visitor's window on the page.
type visit struct {
	*stage
	window context.Context
	mu     sync.Mutex
	faults []string // what the browser complained of
}

// visitPage opens the page in a window of its own, with nothing remembered.
func visitPage(s *stage, browser context.Context, width, height int64) *visit {
	s.Helper()
	window, closeWindow := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	s.Cleanup(closeWindow)
	v := &visit{stage: s, window: window}
	if err := chromedp.Do(window); err != nil {
		s.Fatal("open a window:", err)
	}
	go v.listen()
	s.Cleanup(v.complain)
	var options []chromedp.EmulateViewportOption
	if width < 600 {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	v.do("open the page", chromedp.EmulateViewport(width, height, options...), chromedp.Navigate(s.address+"/"))
	v.script("the page", `document.documentElement.dataset.ready === 'true'`)
	return v
}

// listen keeps what the browser complains of.
func (v *visit) listen() {
	for message, err := range chromedp.Console(v.window) {
		if err != nil {
			return
		}
		if message.Type == chromedp.ConsoleError || message.IsException() {
			v.mu.Lock()
			v.faults = append(v.faults, message.String())
			v.mu.Unlock()
		}
	}
}

func (v *visit) complain() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, fault := range v.faults {
		v.Errorf("the browser complains: %s", fault)
	}
}

func (v *visit) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.window, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		v.Fatalf("%s: %v\n%s\npicture: %s", what, err, v.text(), v.picture())
	}
}

// script waits until an expression holds in the page.
func (v *visit) script(what, expression string) {
	v.Helper()
	v.do("wait for "+what, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(0)))
}

// ask evaluates an expression in the page.
func ask[T any](v *visit, expression string) T {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.window, time.Minute)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		v.Fatalf("%s: %v", expression, err)
	}
	return answer
}

// text is what can be read on the page.
func (v *visit) text() string {
	ctx, cancel := context.WithTimeout(v.window, 5*time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	return text
}

// picture keeps a picture of the page and says where.
func (v *visit) picture() string {
	ctx, cancel := context.WithTimeout(v.window, 5*time.Second)
	defer cancel()
	data, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err.Error()
	}
	path := filepath.Join(v.ArtifactDir(), "page.png")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return err.Error()
	}
	return path
}

// reads waits until a sentence of Ippo's, or any other text, stands on the page.
func (v *visit) reads(text string) {
	v.Helper()
	quoted, _ := json.Marshal(strings.Join(strings.Fields(text), " "))
	v.script(text, fmt.Sprintf(`document.body.innerText.replace(/\s+/g, ' ').includes(%s)`, quoted))
}

func (v *visit) readsWords(key string, pairs ...any) {
	v.Helper()
	v.reads(v.words.Say(key, pairs...))
}

// hook is the selector of what the page names for tests.
func hook(name string) chromedp.CSS { return chromedp.CSS(fmt.Sprintf(`[data-testid=%q]`, name)) }

func (v *visit) click(selector chromedp.CSS) {
	v.Helper()
	v.press(string(selector), chromedp.Click(selector, chromedp.NodeVisible))
}

// press clicks, once more if what is clicked was drawn anew meanwhile.
func (v *visit) press(what string, click chromedp.Action[chromedp.Void]) {
	v.Helper()
	v.do("click "+what, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		for {
			nothing, err := click(ctx, target)
			if err == nil || ctx.Err() != nil || !strings.Contains(err.Error(), "node") {
				return nothing, err
			}
		}
	})
}

// button presses the last button with a label of Ippo's.
func (v *visit) button(key string, pairs ...any) {
	v.Helper()
	label := v.words.Say(key, pairs...)
	v.press(label, chromedp.Click(fmt.Sprintf(`(//button[normalize-space()=%q])[last()]`, label), chromedp.NodeVisible))
}

// become sits down as another person.
func (v *visit) become(user string) {
	v.Helper()
	v.click(hook("person-button"))
	v.click(hook("person-option") + chromedp.CSS(fmt.Sprintf(`[data-user=%q]`, user)))
	v.script("being "+user, fmt.Sprintf(`document.querySelector('[data-testid="person-button"]').dataset.user === %q`, user))
}

// goTo opens a conversation.
func (v *visit) goTo(conversation string) {
	v.Helper()
	selector := fmt.Sprintf(`[data-channel=%q]`, conversation)
	v.click(chromedp.CSS(selector))
	v.script("the conversation", fmt.Sprintf(`document.querySelector('%s').hasAttribute('aria-current')`, selector))
}

// writes types into the composer and sends it with Enter, as people do.
func (v *visit) writes(text string) {
	v.Helper()
	v.do("write "+text, chromedp.SendKeys(hook("composer"), text), chromedp.SendKeys(hook("composer"), kb.Enter))
}

// fill types into a field of the modal.
func (v *visit) fill(action, text string) {
	v.Helper()
	v.do("fill in "+action, chromedp.SendKeys(chromedp.CSS(fmt.Sprintf(`dialog [data-action-id=%q]`, action)), text))
}

// tick chooses an option of a field of the modal.
func (v *visit) tick(action, option string) {
	v.Helper()
	v.click(chromedp.CSS(fmt.Sprintf(`dialog [data-action-id=%q] [data-option=%q]`, action, option)))
}

// sends sends the modal.
func (v *visit) sends() {
	v.Helper()
	v.click(hook("modal-submit"))
}

// closes puts the modal away.
func (v *visit) closes() {
	v.Helper()
	v.click(hook("modal-close"))
	v.script("the end of the modal", `!document.querySelector('[data-testid="modal"]')`)
}

// travels moves the calendar to a moment of the demo's zone.
func (v *visit) travels(at string) {
	v.Helper()
	v.arrives()
	v.click(hook("clock-date"))
	v.do("choose "+at, chromedp.SetValue(hook("clock-date-input"), at))
	v.click(hook("clock-date-go"))
	moment, err := time.ParseInLocation("2006-01-02T15:04", at, demoBegins.Location())
	if err != nil {
		v.Fatal(err)
	}
	v.script("the time "+at, fmt.Sprintf(`Date.parse(document.querySelector('[data-testid="clock-now"]').dataset.now) >= %d`, moment.UnixMilli()))
	v.arrives()
}

// arrives waits until the calendar stands where it was moved to.
func (v *visit) arrives() {
	v.Helper()
	v.script("the end of the journey", `document.querySelector('[data-testid="clock-stop"]').hidden`)
}
