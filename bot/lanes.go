// Package bot holds what the platforms' connections share: whatever their envelopes look like, what one person does is
// handled in its order, and a failure stays with the event that caused it.
package bot

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
)

// Lanes run jobs: those of one person one after the other, in the order in which they came, and those of different people
// side by side. A job that panics is logged and harms no other.
type Lanes struct {
	log *slog.Logger

	mu      sync.Mutex
	waiting map[string][]func() // by person; present while the person's lane runs
	running sync.WaitGroup
}

// NewLanes returns lanes without jobs.
func NewLanes(log *slog.Logger) *Lanes { return &Lanes{log: log, waiting: map[string][]func(){}} }

// Go runs a job after all earlier jobs of the same person.
func (l *Lanes) Go(person string, job func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue, runs := l.waiting[person]
	l.waiting[person] = append(queue, job)
	if !runs {
		l.running.Go(func() { l.run(person) })
	}
}

// Idle reports whether no job waits or runs.
func (l *Lanes) Idle() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.waiting) == 0
}

// Wait returns when no job is left, or with the context's error when that ends first.
func (l *Lanes) Wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		l.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *Lanes) run(person string) {
	for {
		job := l.next(person)
		if job == nil {
			return
		}
		l.guard(job)
	}
}

func (l *Lanes) next(person string) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := l.waiting[person]
	if len(queue) == 0 {
		delete(l.waiting, person)
		return nil
	}
	l.waiting[person] = queue[1:]
	return queue[0]
}

// guard keeps a panic within its job. The cause may hold a person's words, so only where it happened is logged.
func (l *Lanes) guard(job func()) {
	defer func() {
		if cause := recover(); cause != nil {
			l.log.Error("a job panicked", "stack", string(debug.Stack()))
		}
	}()
	job()
}
