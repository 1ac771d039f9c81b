package nudges_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// TestEveryOccasionOnce lets eight weeks pass in worlds made at random: cohorts, zones, rhythms, sessions, people who travel, rest,
// leave and come back, an Ippo that is down for minutes or a month, dies in mid-call, has a clock that is set, and a platform
// with good and bad days. In the end the outbox and the platform are compared with a plain rule (property_rule_test.go): every
// occasion once, or a reason why not.
func TestEveryOccasionOnce(t *testing.T) {
	worlds := uint64(100)
	if testing.Short() {
		worlds = 25
	}
	for seed := range worlds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { play(t, seed) })
	}
}

// FuzzWorld looks for worlds in which the rule does not hold.
func FuzzWorld(f *testing.F) {
	f.Add(uint64(1_000_000))
	f.Fuzz(func(t *testing.T, seed uint64) { play(t, seed) })
}

func play(t *testing.T, seed uint64) {
	w := newWorld(t, seed)
	w.run()
	w.check()
	if t.Failed() {
		t.Logf("the world of seed %d:", seed)
		for _, line := range w.story {
			t.Log(line)
		}
	}
}

// run lets the world's time pass by Ippo's clock, with a step whenever the engine wants one.
func (w *world) run() {
	for range 100_000 {
		now := w.clock.Now()
		for len(w.events) > 0 && !w.events[0].at.After(now) {
			e := w.events[0]
			w.events = w.events[1:]
			if e.do() {
				w.tell("%s", e.what)
			}
			now = w.clock.Now()
		}
		if !now.Before(w.end) {
			w.step() // which Run does every twenty seconds in any case
			return
		}
		next := w.end
		if len(w.events) > 0 && w.events[0].at.Before(next) {
			next = w.events[0].at
		}
		if !w.down {
			if at := w.stepOrDie(); !at.IsZero() && at.Before(next) {
				next = at
			}
		}
		w.clock.Advance(max(next.Sub(now), time.Millisecond))
	}
	w.Fatal("the engine never rests")
}

// stepOrDie does what is due. If Ippo dies of it, it is started again a little later.
func (w *world) stepOrDie() (next time.Time) {
	defer func() {
		cause := recover()
		if _, died := cause.(death); died {
			w.away = append(w.away, span{w.clock.Now(), w.clock.Now().Add(10 * time.Second)})
			w.restart()
			next = w.clock.Now().Add(10 * time.Second)
		} else if cause != nil {
			panic(cause)
		}
	}()
	next, err := w.engine.Step(context.Background()) // which costs less than a context that may end
	if err != nil {
		w.Fatal(err)
	}
	return next
}

func (w *world) restart() {
	if w.engine != nil {
		w.engine.Release()
	}
	w.engine = nudges.New(w.db, &weather{platform: w.platform, world: w}, w.clock, slog.New(slog.DiscardHandler))
}

// death is how a process ends in mid-call.
type death struct{}

// weather is the platform on good and bad days.
type weather struct {
	*platform
	world *world
}

// post is a message that arrived.
type post struct {
	to, delivery string
	at, truly    time.Time
}

func (p *weather) Post(ctx context.Context, to string, m chat.Message, delivery string) (chat.Receipt, error) {
	w := p.world
	p.wrong, p.loses = nil, false
	var after bool
	for _, s := range w.stormsNow() {
		if w.luck.Float64() > s.strength {
			continue
		}
		switch s.kind {
		case "dies before":
			panic(death{})
		case "dies after":
			after = true
		default:
			p.wrong, p.loses = func(call) error { return s.fault }, s.fault.Sent && w.luck.IntN(2) == 0
		}
	}
	if lost := w.person(to).lost; !lost.IsZero() && !w.clock.Now().Before(lost) {
		p.wrong, p.loses = func(call) error { return gone }, false
	}
	receipt, err := p.platform.Post(ctx, to, m, delivery)
	if err == nil || p.loses {
		w.posts = append(w.posts, post{to, delivery, w.clock.Now(), w.truly()})
	}
	if after && err == nil {
		panic(death{})
	}
	return receipt, err
}

func (p *weather) Edit(ctx context.Context, at chat.Receipt, m chat.Message) error {
	p.lookOut()
	return p.platform.Edit(ctx, at, m)
}

func (p *weather) Find(ctx context.Context, to, delivery string, since time.Time) (chat.Receipt, error) {
	p.lookOut()
	return p.platform.Find(ctx, to, delivery, since)
}

// lookOut lets a call that changes nothing, or that may be repeated, fail in bad weather.
func (p *weather) lookOut() {
	p.wrong, p.loses = nil, false
	for _, s := range p.world.stormsNow() {
		if s.fault != nil && p.world.luck.Float64() <= s.strength {
			p.wrong = func(call) error { return s.fault }
		}
	}
}

// storm is a time in which things go wrong.
type storm struct {
	span
	kind     string
	fault    *chat.Error // nil: Ippo itself dies
	strength float64     // how often
}

func (w *world) stormsNow() []storm {
	return slices.DeleteFunc(slices.Clone(w.storms), func(s storm) bool { return !s.holds(w.clock.Now()) })
}

// truly is the true time.
func (w *world) truly() time.Time { return w.clock.Now().Add(-w.ahead) }

func (w *world) tell(format string, values ...any) {
	w.story = append(w.story, w.clock.Now().Format("01-02 15:04:05 ")+fmt.Sprintf(format, values...))
}

// template is an empty database, made once: making its schema takes longer than most worlds do.
var template = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "ippo")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "ippo.db")
	db, err := storage.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// inMemory is a folder that costs no disk writes, where there is one: the commits of all worlds take longer than all else.
func inMemory(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "ippo")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// empty is a house that nobody lives in yet, and that costs no disk writes.
func empty(t *testing.T, start time.Time) *house {
	t.Helper()
	schema, err := template()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(inMemory(t), "ippo.db")
	if err := os.WriteFile(path, schema, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	storagetest.Unlock(t, storage.ParseKeyring, db.Unlock)
	clock := clockwork.NewFakeClockAt(start)
	return &house{T: t, path: path, db: db, clock: clock, platform: &platform{clock: clock}}
}

// newWorld makes a world from a seed, and opens its house.
func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{dice: rand.New(rand.NewPCG(seed, 1)), luck: rand.New(rand.NewPCG(seed, 2))}
	w.start = time.Date(2026, 9, 21, 0, 0, 0, 0, time.UTC).Add(w.upTo(200 * 24 * time.Hour)) // every zone's changes of the clock
	w.end = w.start.Add(weeks + 5*24*time.Hour)
	w.house = empty(t, w.start)
	w.make()
	w.write(func(tx *storage.Tx) error {
		var err error
		for i, c := range w.cohorts {
			err = errors.Join(err, tx.SaveCohort(c.Cohort))
			for _, s := range w.cohorts[i].sessions {
				err = errors.Join(err, tx.SaveSession(s))
			}
		}
		for _, p := range w.people {
			err = errors.Join(err, tx.SavePerson(cohort.Person{ID: p.id, Zone: p.stays[0].zone, GoesOn: !p.silent, Quiet: p.quiet}))
			for i := range p.part {
				err = errors.Join(err, tx.SaveParticipant(cohort.Participant{Person: cohort.Person{ID: p.id}, Cohort: w.cohorts[i].ID}))
			}
		}
		for _, a := range w.announcements {
			err = errors.Join(err, tx.SaveAnnouncement(a))
		}
		return err
	})
	w.restart()
	return w
}
