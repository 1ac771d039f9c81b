// Package nudges knows what is due, when and to whom; it plans that into the outbox, words it when its time comes, and
// gets each item there once. Nothing is posted in any other way. docs/delivery.md says what that promises.
package nudges

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/storage"
)

// longestSleep bounds how long the engine sleeps, so that it soon notices what another process wrote, such as an import,
// and a wall clock that was set.
const longestSleep = 20 * time.Second

// Engine plans and delivers for one workspace.
type Engine struct {
	db      *storage.DB
	clock   clockwork.Clock
	log     *slog.Logger
	courier *courier
	wake    chan struct{}

	step       sync.Mutex // one step at a time
	nextPlan   time.Time  // when there will be something to plan
	plannedAt  time.Time
	progressAt map[string]time.Time // when an announcement's author was last told how far it has come
	tidiedAt   time.Time
}

// Option changes how an engine works.
type Option func(*Engine)

// Unlimited is for a platform that bears any number of messages, such as one in a benchmark.
func Unlimited(e *Engine) { e.courier.pace = unlimited() }

// New returns an engine that has not started.
func New(db *storage.DB, platform chat.Platform, clock clockwork.Clock, log *slog.Logger, options ...Option) *Engine {
	e := &Engine{
		db: db, clock: clock, log: log, wake: make(chan struct{}, 1), progressAt: map[string]time.Time{},
		courier: &courier{db: db, write: db.Write, platform: platform, clock: clock, log: log, pace: newPace(), began: clock.Now()},
	}
	for _, option := range options {
		option(e)
	}
	return e
}

// Run plans and delivers until the context ends. What is being sent then is finished and recorded first.
func (e *Engine) Run(ctx context.Context) {
	woken := true
	for ctx.Err() == nil {
		next, err := e.turn(ctx, woken)
		if err != nil && ctx.Err() == nil {
			e.log.Error("delivery step failed", "error", err)
		}
		sleep := longestSleep
		if until := next.Sub(e.clock.Now()); err == nil && !next.IsZero() && until < sleep {
			sleep = max(until, 0)
		}
		timer := e.clock.NewTimer(sleep)
		select {
		case <-ctx.Done():
		case <-e.wake:
			woken = true
		case <-timer.Chan():
			woken = false
		}
		timer.Stop()
	}
}

// Wake makes Run look at once: something was planned or has to be redrawn.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Step does everything that is due now, and returns when there will be more to do; zero if nothing is in sight. It may be
// called beside Run.
func (e *Engine) Step(ctx context.Context) (time.Time, error) { return e.turn(ctx, true) }

// turn delivers what is due, and plans first if anything can have come due since the last time. A planning that fails keeps nothing
// from being delivered that is planned.
func (e *Engine) turn(ctx context.Context, plan bool) (time.Time, error) {
	e.step.Lock()
	defer e.step.Unlock()
	var failed error
	now := e.clock.Now()
	since := now.Sub(e.plannedAt)
	if plan || since < 0 || since >= longestSleep || (!e.nextPlan.IsZero() && !e.nextPlan.After(now)) {
		e.nextPlan, failed = e.plan(ctx)
		e.plannedAt = now
		failed = errors.Join(failed, e.tidy(ctx))
	}
	next, err := e.courier.work(ctx)
	if err = errors.Join(failed, err); err != nil {
		return time.Time{}, err
	}
	return earliest(e.nextPlan, next), nil
}

// plan turns what has come due into deliveries, and returns when the next occasion comes due. What cannot be planned does not keep
// the rest from it.
func (e *Engine) plan(ctx context.Context) (next time.Time, failed error) {
	for _, plan := range []func(context.Context, time.Time) (time.Time, error){
		e.planSessions, e.planWeekly, e.planCircles, e.planAnnouncements,
	} {
		at, err := plan(ctx, e.clock.Now())
		failed = errors.Join(failed, err)
		next = earliest(next, at)
	}
	return next, failed
}

func (e *Engine) write(ctx context.Context, do func(*storage.Tx) error) error { return e.courier.write(ctx, do) }

// tidy forgets, once an hour, events so old that no platform repeats them, and announcements that were never confirmed.
func (e *Engine) tidy(ctx context.Context) error {
	now := e.clock.Now()
	if since := now.Sub(e.tidiedAt); since >= 0 && since < time.Hour {
		return nil
	}
	e.tidiedAt = now
	return e.write(ctx, func(tx *storage.Tx) error {
		yesterday := now.Add(-24 * time.Hour)
		return errors.Join(tx.ForgetSeen(yesterday), tx.ForgetDrafts(yesterday))
	})
}

// earliest is the first of two times, where zero is none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
