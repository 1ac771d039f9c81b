// Package nudges knows what is due, when and to whom; it plans that into the outbox, words it when its time comes, and
// gets each item there once. Nothing is posted in any other way.
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

	step     sync.Mutex // one step at a time
	tidiedAt time.Time
}

// New returns an engine that has not started.
func New(db *storage.DB, platform chat.Platform, clock clockwork.Clock, log *slog.Logger) *Engine {
	return &Engine{
		db: db, clock: clock, log: log,
		courier: newCourier(db, platform, clock, log),
		wake:    make(chan struct{}, 1),
	}
}

// Run plans and delivers until the context ends. What is being sent then is finished and recorded first.
func (e *Engine) Run(ctx context.Context) {
	for ctx.Err() == nil {
		next, err := e.Step(ctx)
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
		case <-timer.Chan():
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
func (e *Engine) Step(ctx context.Context) (time.Time, error) {
	e.step.Lock()
	defer e.step.Unlock()
	nextPlan, err := e.plan(ctx)
	if err != nil {
		return time.Time{}, err
	}
	nextDelivery, err := e.courier.work(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return earliest(nextPlan, nextDelivery), e.tidy(ctx)
}

// plan turns what has come due into deliveries, and returns when the next occasion comes due.
func (e *Engine) plan(ctx context.Context) (time.Time, error) {
	var next time.Time
	for _, plan := range []func(context.Context, time.Time) (time.Time, error){
		e.planSessions, e.planWeekly, e.planCircles, e.planAnnouncements,
	} {
		at, err := plan(ctx, e.clock.Now())
		if err != nil {
			return time.Time{}, err
		}
		next = earliest(next, at)
	}
	return next, nil
}

// tidy forgets, once an hour, events so old that no platform repeats them, and announcements that were never confirmed.
func (e *Engine) tidy(ctx context.Context) error {
	now := e.clock.Now()
	if now.Sub(e.tidiedAt) < time.Hour {
		return nil
	}
	e.tidiedAt = now
	return e.db.Write(ctx, func(tx *storage.Tx) error {
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
