// Package rehearsal plays a cohort's whole year before anybody receives anything of it. It is the very engine that delivers, on a
// database of its own that is thrown away, with a clock that runs from one thing to do to the next, and a chat that takes everything
// and shows it to nobody: what is rehearsed is what will be sent.
package rehearsal

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// Options say what is rehearsed, and how.
type Options struct {
	Fill    func(context.Context, *storage.DB, time.Time) error // puts one cohort into an empty database, as an import does
	From    time.Time                                           // when it begins
	Silent  bool                                                // nobody ever answers; else everybody tries each step, and has done it before the next
	Circles bool                                                // everybody asks for a circle, and in it answers what is asked about meetings, unless they are silent
}

// What a rehearsal cannot do without.
var errOneCohort = errors.New("a rehearsal is of one cohort")

// Play plays a year, from its beginning until everybody was bid farewell.
func Play(ctx context.Context, o Options) (year Year, err error) {
	folder, err := os.MkdirTemp("", "ippo-rehearsal-")
	if err != nil {
		return Year{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	db, err := storage.OpenScratch(ctx, filepath.Join(folder, "ippo.db"))
	if err != nil {
		return Year{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	clock := clockwork.NewFakeClockAt(o.From)
	p := &play{Options: o, db: db, clock: clock, stage: newStage(clock)}
	p.engine = nudges.New(db, p.stage, clock, slog.New(slog.DiscardHandler), nudges.Unlimited)
	defer p.engine.Release()
	if err := p.begin(ctx); err != nil {
		return Year{}, err
	}
	if err := p.run(ctx); err != nil {
		return Year{}, err
	}
	return p.year, p.gather(ctx)
}

// play is a rehearsal under way.
type play struct {
	Options
	db     *storage.DB
	clock  *clockwork.FakeClock
	stage  *stage
	engine *nudges.Engine
	year   Year
	seen   int // of what was said, how much the people have looked at
}

// begin fills the database, and finds out who takes part and how long the year is.
func (p *play) begin(ctx context.Context) error {
	if err := p.Fill(ctx, p.db, p.From); err != nil {
		return err
	}
	return p.db.Write(ctx, func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		if err != nil {
			return err
		}
		if len(all) != 1 {
			return errOneCohort
		}
		y := Year{Cohort: all[0], From: p.From, zone: all[0].Location()}
		if y.Sessions, err = tx.Sessions(y.Cohort.ID); err != nil {
			return err
		}
		if y.People, err = tx.Participants(y.Cohort.ID); err != nil {
			return err
		}
		y.Until = untilOf(y)
		p.year = y
		if !p.Circles {
			return nil
		}
		for _, one := range y.People {
			if err := nudges.Asks(tx, y.Cohort.ID, one.ID, p.From); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	yearWithout = 365 * 24 * time.Hour // of a cohort without sessions
	aftermath   = 7 * 24 * time.Hour   // in which the farewell has arrived everywhere
)

// untilOf is when the year is over: when the first step is due that does not come any more, and the farewell comes in its place.
func untilOf(y Year) time.Time {
	if len(y.Sessions) == 0 {
		return y.From.Add(yearWithout)
	}
	end := slices.MaxFunc(y.Sessions, func(a, b cohort.Session) int { return a.Ends().Compare(b.Ends()) }).Ends().Add(nudges.Echo)
	until := end
	for zone, rhythm := range rhythms(y) {
		if next := rhythm.NextWorking(end, cohort.Location(zone)); next.After(until) {
			until = next
		}
	}
	return until.Add(aftermath)
}

// rhythms are those of the steps, by zone.
func rhythms(y Year) map[string]cohort.Rhythm {
	all := map[string]cohort.Rhythm{}
	for _, p := range y.People {
		all[p.Zone] = p.Steps(y.Cohort)
	}
	return all
}

// run does what is due, lets the people answer, and goes on to what is due next, until the year is over.
func (p *play) run(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := p.engine.Step(ctx)
		if err != nil {
			return err
		}
		answered, err := p.answer(ctx)
		if err != nil {
			return err
		}
		if answered { // something may follow from it at once
			continue
		}
		if next.IsZero() || next.After(p.year.Until) {
			return nil
		}
		p.clock.Advance(max(next.Sub(p.clock.Now()), time.Millisecond))
	}
	return ctx.Err()
}
