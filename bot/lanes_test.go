package bot_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ippo/bot"
)

func TestLanesKeepEachPersonsOrder(t *testing.T) {
	lanes := bot.NewLanes(slog.New(slog.DiscardHandler))
	var mu sync.Mutex
	done := map[string][]int{}
	for i := range 500 {
		for _, person := range []string{"a", "b", "c"} {
			lanes.Go(person, func() {
				mu.Lock()
				defer mu.Unlock()
				done[person] = append(done[person], i)
			})
		}
	}
	if err := lanes.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := make([]int, 500)
	for i := range want {
		want[i] = i
	}
	for _, person := range []string{"a", "b", "c"} {
		if diff := cmp.Diff(want, done[person]); diff != "" {
			t.Errorf("%s: %s", person, diff)
		}
	}
}

func TestLanesRunPeopleSideBySide(t *testing.T) {
	lanes := bot.NewLanes(slog.New(slog.DiscardHandler))
	other := make(chan struct{})
	lanes.Go("a", func() { <-other }) // can end only if b runs meanwhile
	lanes.Go("b", func() { close(other) })
	if err := lanes.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestPanicStaysWithItsJob(t *testing.T) {
	var log bytes.Buffer
	lanes := bot.NewLanes(slog.New(slog.NewTextHandler(&log, nil)))
	var after []string
	lanes.Go("a", func() { panic(fmt.Errorf("words of a person")) })
	lanes.Go("a", func() { after = append(after, "a") })
	if err := lanes.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a"}, after); diff != "" {
		t.Errorf("the next job of the same person: %s", diff)
	}
	if !strings.Contains(log.String(), "panicked") || strings.Contains(log.String(), "words of a person") {
		t.Errorf("the log reads %s", log.String())
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	lanes := bot.NewLanes(slog.New(slog.DiscardHandler))
	end := make(chan struct{})
	defer close(end)
	lanes.Go("a", func() { <-end })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := lanes.Wait(ctx); err == nil {
		t.Error("Wait returned although a job still runs")
	}
}
