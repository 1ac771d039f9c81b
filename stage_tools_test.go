package main

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"ippo/locale"
	"ippo/sandbox"
	slackjudge "ippo/sandbox/judge"
)

// logBook keeps the log of a test.
type logBook struct {
	mu    sync.Mutex
	lines []string
}

func (b *logBook) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, string(line))
	return len(line), nil
}

// all is the whole log.
func (b *logBook) all() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.lines, "")
}

func (b *logBook) tail() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.lines[max(0, len(b.lines)-30):], "")
}

// judge watches what Ippo sends, and fails the test for what Slack would not take. Calls still come while the test ends, so
// that what is wrong is told when all is closed.
func judge(t testing.TB) func(sandbox.Call) {
	t.Helper()
	slack, err := slackjudge.New()
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var wrong []string
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		slices.Sort(wrong)
		for _, sentence := range slices.Compact(wrong) {
			t.Error(sentence)
		}
	})
	return func(c sandbox.Call) {
		said := slack.Call(c.Method, c.Payload)
		mu.Lock()
		defer mu.Unlock()
		wrong = append(wrong, said...)
	}
}

// participant is the id of the demo's n-th participant.
func participant(n int) string { return fmt.Sprintf("U%04d", n) }

// serveWorkspace opens a workspace on a free port until the test ends.
func (d *demo) serveWorkspace(t testing.TB, options sandbox.Options) {
	t.Helper()
	watch, verdict := options.Observe, judge(t)
	options.Observe = func(c sandbox.Call) {
		if watch != nil {
			watch(c)
		}
		verdict(c)
	}
	d.workspace = sandbox.New(options)
	server := httptest.NewServer(d.workspace.Handler())
	t.Cleanup(func() {
		d.workspace.Close()
		server.Close()
	})
	d.address = server.URL
	text, err := manifest(locale.In("ja"))
	if err != nil {
		t.Fatal(err)
	}
	if d.installed, err = d.workspace.Install(text); err != nil {
		t.Fatal(err)
	}
}
