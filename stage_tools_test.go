package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"ippo/locale"
	"ippo/sandbox"
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

// buttonID finds the action id of a button by its label.
func buttonID(blocks json.RawMessage, label string) string {
	var all []struct {
		Elements []struct {
			ActionID string `json:"action_id"`
			Text     any    `json:"text"`
		} `json:"elements"`
	}
	if json.Unmarshal(blocks, &all) != nil {
		return ""
	}
	for _, block := range all {
		for _, element := range block.Elements {
			if text, _ := element.Text.(map[string]any); element.ActionID != "" && text["text"] == label {
				return element.ActionID
			}
		}
	}
	return ""
}

func judge(testing.TB) func(sandbox.Call) { return func(sandbox.Call) {} }

// participant is the id of the demo's n-th participant.
func participant(n int) string { return fmt.Sprintf("U%04d", n) }

// serveWorkspace opens a workspace on a free port until the test ends.
func (d *demo) serveWorkspace(t *testing.T, options sandbox.Options) {
	t.Helper()
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
