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
	"ippo/cohort"
	"ippo/storage"
)

// longestSleep bounds how long the engine sleeps, so that it soon notices what another process wrote, such as an import,
// and a wall clock that was set.
const longestSleep = 20 * time.Second

// askAgain is how often an engine that does not lead asks whether it may.
const askAgain = time.Second

// Engine plans and delivers for one workspace, as long as it holds the lease of the database: of several processes, one does.
type Engine struct {
	db       *storage.DB
	platform chat.Platform
	clock    clockwork.Clock
	log      *slog.Logger
	newPace  func() *pace
	metrics  *metrics
	roster   *roster
	wake     chan struct{}

	step           sync.Mutex // one step at a time
	lease          *storage.Lease
	courier        *courier
	nextPlan       time.Time // when there will be something to plan
	plannedAt      time.Time
	told           map[string]told // how far an announcement had come
	tidiedAt       time.Time
	figuresDue     time.Time           // when it is next asked whether a month has closed
	retentionAt    time.Time           // when it was looked whose words are no longer kept,
	nextRetention  time.Time           // and when there will be any;
	retentionTries map[string]attempts // what failed of that, by person
}

// Option changes how an engine works.
type Option func(*Engine)

// Unlimited is for a platform that bears any number of messages, such as one in a benchmark.
func Unlimited(e *Engine) { e.newPace = unlimited }

// New returns an engine that has not started.
func New(db *storage.DB, platform chat.Platform, clock clockwork.Clock, log *slog.Logger, options ...Option) *Engine {
	e := &Engine{db: db, platform: platform, clock: clock, log: log, newPace: newPace, wake: make(chan struct{}, 1)}
	e.roster = &roster{clock: clock, log: log}
	for _, option := range options {
		option(e)
	}
	if e.metrics == nil {
		e.metrics = newMetrics(nil)
	}
	e.platform = watched{platform, e.metrics}
	return e
}

// Run plans and delivers until the context ends, and then lets another process do so. What is being sent then is finished and
// recorded first.
func (e *Engine) Run(ctx context.Context) {
	defer e.Release()
	woken := true
	for ctx.Err() == nil {
		next, err := e.turn(ctx, woken)
		if err != nil && ctx.Err() == nil {
			e.log.Error("delivery step failed", "error", err)
		}
		sleep := longestSleep
		if err != nil {
			sleep = askAgain
		} else if until := next.Sub(e.clock.Now()); !next.IsZero() && until < sleep {
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

// Release lets another process deliver.
func (e *Engine) Release() {
	e.step.Lock()
	defer e.step.Unlock()
	if e.lease == nil {
		return
	}
	if err := e.lease.Release(); err != nil {
		e.log.Error("the lease cannot be given back", "error", err)
	}
	e.lease = nil
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
	if leads, err := e.lead(ctx); err != nil || !leads {
		return e.clock.Now().Add(askAgain), err
	}
	var failed error
	now := e.clock.Now()
	since := now.Sub(e.plannedAt)
	if plan || since < 0 || since >= longestSleep || (!e.nextPlan.IsZero() && !e.nextPlan.After(now)) {
		e.nextPlan, failed = e.plan(ctx)
		if failed = errors.Join(failed, e.tidy(ctx)); failed == nil {
			e.plannedAt = now
		}
	}
	before := e.courier.sends
	next, err := e.courier.work(ctx)
	if err = errors.Join(failed, err); err != nil {
		return time.Time{}, err
	}
	if next.IsZero() && e.courier.sends > before { // all is delivered: its authors may be told
		e.nextPlan = now
	}
	return earliest(e.nextPlan, next), nil
}

// lead reports whether this process is the one that delivers. Who has just become that knows nothing of what another one owed the
// ledger, and must not write what it owed itself before: it begins anew, with what the ledger says.
func (e *Engine) lead(ctx context.Context) (bool, error) {
	if e.lease != nil {
		select {
		case <-e.lease.Lost():
			e.log.Warn("another process may deliver now")
			e.lease = nil
		default:
			return true, nil
		}
	}
	lease, err := e.db.TryLead(ctx)
	if errors.Is(err, storage.ErrReserved) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	now, pace, missing := e.clock.Now(), e.newPace(), map[string]bool{}
	err = e.db.Read(ctx, func(tx *storage.Tx) error {
		sent, err := tx.SentSince(now.Add(-minute), firstBudget)
		if err != nil {
			return err
		}
		pace.remember(sent)
		recipients, err := tx.UnreachableSince(time.Time{}, cohort.Forever)
		for _, recipient := range recipients {
			missing[recipient] = true
		}
		return err
	})
	if err != nil {
		return false, errors.Join(err, lease.Release())
	}
	e.log.Info("this process delivers")
	e.retentionAt, e.retentionTries = time.Time{}, map[string]attempts{}
	e.lease, e.plannedAt, e.told = lease, time.Time{}, map[string]told{}
	e.courier = &courier{
		db: e.db, write: lease.Write, platform: e.platform, clock: e.clock, log: e.log, pace: pace, lost: lease.Lost(),
		lookups: map[string]attempts{}, redraws: map[string]attempts{}, missing: missing, began: now,
		metrics: e.metrics, roster: e.roster,
	}
	e.metrics.paced(pace)
	return true, nil
}

// plan turns what has come due into deliveries, and returns when the next occasion comes due. What cannot be planned does not keep
// the rest from it.
func (e *Engine) plan(ctx context.Context) (next time.Time, failed error) {
	for _, plan := range []func(context.Context, time.Time) (time.Time, error){
		e.planPlaces, e.planSessions, e.planWeekly, e.planStaying, e.planCircles, e.planAfter, e.planLetters, e.planAlumni, e.planMeetings, e.planAnnouncements, e.planRetention,
		e.planDiaries, // last: it gives way to what else is planned
	} {
		at, err := plan(ctx, e.clock.Now())
		failed = errors.Join(failed, err)
		next = earliest(next, at)
	}
	return next, failed
}

func (e *Engine) write(ctx context.Context, do func(*storage.Tx) error) error {
	return e.courier.write(ctx, do)
}

// draftsKept is for how long an announcement is kept that nobody works on and that was never confirmed.
const draftsKept = 30 * 24 * time.Hour

// tidy forgets, once an hour, events so old that no platform repeats them, announcements that were never confirmed, what
// was taken back or stood before a change, what an organiser arranged and left lying for a week, lists that nobody had imported within a day, and looks that are old; it works out the figures of a month that
// has closed, and ends what had to stay of who was erased. Of what was erased, also by a press, nothing is left after.
func (e *Engine) tidy(ctx context.Context) error {
	now := e.clock.Now()
	if since := now.Sub(e.tidiedAt); since >= 0 && since < time.Hour {
		return nil
	}
	e.tidiedAt = now
	err := e.write(ctx, func(tx *storage.Tx) error {
		yesterday := now.Add(-24 * time.Hour)
		return errors.Join(tx.ForgetSeen(yesterday), tx.ForgetDrafts(now.Add(-draftsKept)), tx.ForgetAttachments(now.Add(-attachmentsKept)), tx.EraseTakenBack(yesterday),
			tx.EraseBefore(yesterday), tx.ForgetArrangements(now.Add(-worthAWeek)), tx.ForgetLooks(now.Add(-cohort.LooksKept)),
			tx.ForgetImports(yesterday), tx.EraseLeftovers())
	})
	return errors.Join(err, e.freezeFigures(ctx, now), e.db.Scrub(ctx))
}

// earliest is the first of two times, where zero is none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
