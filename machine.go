package main

import (
	"context"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// machine moves the demo's calendar. It stops at each time at which Ippo has something to do, and lets it be done, so that a
// year passes as it would, only faster.
type machine struct {
	clock *clockwork.FakeClock
	step  func(context.Context) (time.Time, error) // does what is due, and says when there is more
	life  *life                                    // what people do by themselves; nil: nothing

	mu   sync.Mutex // one journey at a time
	seen sync.Mutex
	next time.Time
}

// Next is when something will happen by itself.
func (m *machine) Next() (time.Time, bool) {
	m.seen.Lock()
	defer m.seen.Unlock()
	return m.next, m.next.After(m.clock.Now())
}

// To moves the calendar to a time.
func (m *machine) To(ctx context.Context, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for {
		next, err := m.settle(ctx)
		if err != nil {
			return err
		}
		now := m.clock.Now()
		if !now.Before(at) {
			return nil
		}
		stop := at
		for _, earlier := range []time.Time{next, m.life.next()} {
			if !earlier.IsZero() && earlier.Before(stop) {
				stop = earlier
			}
		}
		m.clock.Advance(max(stop.Sub(now), time.Millisecond))
	}
}

// settle does what is due now. What people do by themselves is no event to travel to: it happens on the way.
func (m *machine) settle(ctx context.Context) (time.Time, error) {
	next, err := m.step(ctx)
	if err == nil && m.life.pass(ctx, m.clock.Now()) {
		next, err = m.step(ctx)
	}
	m.seen.Lock()
	defer m.seen.Unlock()
	m.next = next
	return next, err
}

// flow lets the calendar pass like the real one until the context ends.
func (m *machine) flow(ctx context.Context) {
	const beat = 250 * time.Millisecond
	ticks := time.NewTicker(beat)
	defer ticks.Stop()
	last := time.Now()
	for {
		select {
		case now := <-ticks.C:
			m.mu.Lock()
			m.clock.Advance(now.Sub(last))
			last = now
			m.settle(ctx)
			m.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}
