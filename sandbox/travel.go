package sandbox

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// errPast is why the calendar does not move: it goes forward only.
var errPast = errors.New("past")

// travelling is a journey of the calendar that is under way.
type travelling struct {
	on   bool
	stop context.CancelFunc
}

// aStretch is how far the calendar moves at once while a year is being watched.
const aStretch = 24 * time.Hour

// doTravel moves the calendar by a stretch of time, to the next event, to a date, or through a whole year.
func (w *Workspace) doTravel(r *http.Request, d deed) (any, error) {
	if w.options.Travel == nil {
		return nil, ErrNoSuchThing
	}
	now := w.clock.Now()
	to := now
	switch d.By {
	case "hour":
		to = now.Add(time.Hour)
	case "day":
		to = now.AddDate(0, 0, 1)
	case "week":
		to = now.AddDate(0, 0, 7)
	case "year":
		to = now.AddDate(1, 0, 0)
	case "next":
		next, sighted := w.options.Travel.Next()
		if !sighted {
			return nil, ErrNoSuchThing
		}
		to = next
	default:
		w.mu.Lock()
		zone := time.UTC
		if p := w.people[d.As]; p != nil {
			zone = zoneOf(p.Zone)
		}
		w.mu.Unlock()
		at, err := time.ParseInLocation("2006-01-02T15:04", d.To, zone)
		if err != nil || !at.After(now) {
			return nil, errPast
		}
		to = at
	}
	err := w.journey(r.Context(), to)
	return answer{"now": w.clock.Now().UTC()}, err
}

// journey moves the calendar day by day, so that it can be watched and stopped. There is one at a time.
func (w *Workspace) journey(ctx context.Context, to time.Time) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if !w.depart(stop) {
		return errors.New("travelling")
	}
	defer w.arrive()
	for now := w.clock.Now(); now.Before(to) && ctx.Err() == nil; now = w.clock.Now() {
		next := now.Add(aStretch)
		if next.After(to) {
			next = to
		}
		if err := w.options.Travel.To(ctx, next); err != nil && ctx.Err() == nil {
			return err
		}
		w.mu.Lock()
		w.change(Change{Clock: true})
		w.mu.Unlock()
	}
	return nil
}

func (w *Workspace) depart(stop context.CancelFunc) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.travel.on {
		return false
	}
	w.travel = travelling{on: true, stop: stop}
	w.change(Change{Clock: true})
	return true
}

func (w *Workspace) arrive() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.travel = travelling{}
	w.change(Change{Clock: true})
}

func (w *Workspace) doStop(r *http.Request, d deed) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.travel.stop != nil {
		w.travel.stop()
	}
	return nil, nil
}

// zoneOf is the zone of an IANA name; UTC if there is none.
func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}
