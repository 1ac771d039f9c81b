package main

import (
	"context"
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ippo/locale"
	"ippo/sandbox"
	"ippo/storage/storagetest"
)

var (
	kills = flag.Int("kills", 16, "how often the torture kills Ippo, on SQLite and PostgreSQL together")
	seed  = flag.Uint64("seed", 0, "what the torture's moments are drawn from; 0: something new")
)

// Ippo is killed at any moment, with no chance to prepare for it: while it plans, claims, sends, records, looks for what is in
// doubt, and answers. Every message stands once in the end, and what was acknowledged is kept once.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel() // it waits for real processes most of the time
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed %d", *seed)
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		newTorture(t, storagetest.SQLite(t), 1, *seed).run(*kills - *kills/2)
	})
	t.Run("postgres, two replicas", func(t *testing.T) {
		t.Parallel()
		newTorture(t, storagetest.Postgres(t), 2, *seed+1).run(*kills / 2)
	})
}

const (
	longestLife  = 2500 * time.Millisecond // of a replica, from its start, while it is killed again and again
	mostUnsent   = 40                      // messages that wait, or no more is fed
	slowToDo     = 80 * time.Millisecond   // how long the workspace takes with a message at most, before
	slowToAnswer = 120 * time.Millisecond  // … and after it stands
	verySlow     = 3 * time.Second         // how long one message in so many takes, instead
	oneIsSlow    = 30
	allDie       = 6  // one in so many times all replicas are killed at once
	oneHangs     = 25 // one in so many times the one that delivers is not killed, but stands still until another does
	fairShare    = 4  // one in so many kills hits in mid-send, or the test proves little
)

// torture is a workspace in which much is due and people write all the time, with replicas of Ippo that are killed.
type torture struct {
	*testing.T
	*demo
	ctx         context.Context
	words       *locale.Words
	environment []string
	tap         *wiretap
	replicas    []*replica
	groups      []*group
	due         int64        // messages that were fed, to participants and channels
	said        atomic.Int64 // and of these stand

	mu       sync.Mutex
	random   *rand.Rand
	called   map[string]bool // deliveries of which a message came to the workspace
	stands   map[string]int  // … and how often it was carried out
	typed    map[string]bool // what people wrote; true: it was acknowledged
	told     map[string]bool // what organisers announced; true: it was acknowledged
	refusals int             // words that were given back
	doubted  map[string]bool // what earlier kills left in doubt
	counts
}

// counts are what the torture did.
type counts struct{ kills, hung, midSend, before, after int }

func newTorture(t *testing.T, database string, replicas int, seed uint64) *torture {
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	t.Cleanup(cancel)
	h := &torture{
		T: t, ctx: ctx, words: locale.In("ja"), replicas: make([]*replica, replicas),
		random: rand.New(rand.NewPCG(seed, seed)), called: map[string]bool{}, stands: map[string]int{},
		typed: map[string]bool{}, told: map[string]bool{}, doubted: map[string]bool{},
	}
	h.groups = newGroups(2, 18)
	h.demo, h.environment = bareWorkspace(t, func(o *sandbox.Options) { populate(o, h.groups) })
	h.database = database
	h.tap = newWiretap(t)
	h.tap.workspace = h.workspace
	h.tap.disturb(h.holdUp, h.holdBack)
	h.environment = append(h.environment, "SLACK_API_URL="+h.tap.address+"/api/", "IPPO_DATABASE="+database, "IPPO_KEY="+storagetest.Key)
	for _, g := range h.groups {
		h.imports(g)
	}
	return h
}

// run kills Ippo so many times, lets it come to rest, and looks at what is left.
func (h *torture) run(kills int) {
	h.start()
	h.ask()
	began := time.Now()
	feeding, stop := context.WithCancel(h.ctx)
	var working sync.WaitGroup
	working.Go(func() { h.feed(feeding) })
	working.Go(func() { h.liveInCircles(feeding) })
	for i := range 4 {
		working.Go(func() { h.write(feeding, participant(i*9+1)) })
	}
	for h.kills < kills || (h.midSend < kills/fairShare && h.kills < 3*kills) {
		h.killSome()
	}
	stop()
	working.Wait()
	tortured := time.Since(began)
	h.drain()
	h.report(tortured, time.Since(began)-tortured)
	h.check()
	if h.midSend < kills/fairShare {
		h.Errorf("%d of %d kills hit in mid-send; this proves little", h.midSend, h.kills)
	}
}

// start starts all replicas, and waits until they are connected.
func (h *torture) start() {
	h.Helper()
	for i := range h.replicas {
		h.replicas[i] = serve(h.T, h.environment)
	}
	h.warmUp()
}

// check wants every message to stand once, and what was acknowledged to be kept once.
func (h *torture) check() {
	h.Helper()
	h.checkLedger()
	h.checkFed()
	h.checkCircles()
	h.checkWords()
}

// killSome lets a random time pass, kills a replica or all of them, and starts them again.
func (h *torture) killSome() {
	<-time.After(h.upTo(longestLife))
	victims := h.victims()
	if len(h.replicas) > 1 && h.upTo(oneHangs) == 0 {
		h.hangOne(victims[0])
		return
	}
	led := slices.ContainsFunc(victims, func(i int) bool { return h.replicas[i].leads.Load() })
	for _, i := range victims {
		h.replicas[i].signal(syscall.SIGKILL)
	}
	at := time.Now()
	for _, i := range victims {
		<-h.replicas[i].ended
	}
	if h.kills++; led {
		h.lookAtTheWreck(at)
	}
	for _, i := range victims {
		h.replicas[i] = serve(h.T, h.environment)
	}
}

// hangOne lets a replica stand still, until another delivers in its place. Then it goes on as if nothing had happened.
func (h *torture) hangOne(i int) {
	h.Helper()
	led := h.replicas[i].leads.Load()
	h.replicas[i].signal(syscall.SIGSTOP)
	if led {
		until(h.T, "another to deliver", time.Minute, func() bool {
			return slices.ContainsFunc(h.replicas, func(r *replica) bool { return r != h.replicas[i] && r.leads.Load() })
		})
		h.hung++
	}
	h.replicas[i].signal(syscall.SIGCONT)
}

// victims are the replicas to be killed: most often the one that delivers, or one of them, or all.
func (h *torture) victims() []int {
	var leaders, all []int
	for i, r := range h.replicas {
		all = append(all, i)
		if r.leads.Load() {
			leaders = append(leaders, i)
		}
	}
	switch one := int(h.upTo(time.Duration(len(all)))); {
	case h.upTo(allDie) == 0:
		return all
	case len(leaders) > 0 && h.upTo(2) == 0:
		return leaders
	default:
		return []int{one}
	}
}

// lookAtTheWreck notes what a kill left in doubt.
func (h *torture) lookAtTheWreck(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	hit := false
	for _, d := range h.inDoubt(at) {
		if h.doubted[d.attempt()] {
			continue
		}
		h.doubted[d.attempt()], hit = true, true
		switch {
		case h.stands[d.id] > 0:
			h.after++
		case h.called[d.id]:
			h.before++
		}
	}
	if hit {
		h.midSend++
	}
}

// drain waits until Ippo, left in peace, has nothing left to do.
func (h *torture) drain() {
	h.Helper()
	db := h.open()
	seat, moment := h.workspace.As(participant(2)), time.Now()
	until(h.T, "all to be sent", 5*time.Minute, func() bool {
		if h.kills < 100 && time.Since(moment) > time.Second { // somebody acts, and Ippo does not sleep on for up to 20 seconds
			seat.Command(h.ctx, seat.DM(), "/ippo", "resume")
			moment = time.Now()
		}
		return h.atRest(db)
	})
	for _, r := range h.replicas {
		if code := r.term(); code != exitDone {
			h.Errorf("exit code %d", code)
		}
	}
}

func (h *torture) report(tortured, drained time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Logf("%d kills in %s, and %d times one hung; then %s to come to rest; %d hit in mid-send: %d before the message stood, %d after; "+
		"%d deliveries posted, %d looked for; %d words written, %d given back; %d announcements", h.kills, tortured.Round(time.Second), h.hung,
		drained.Round(time.Second), h.midSend, h.before, h.after, len(h.stands), len(h.tap.of("conversations.history")),
		len(h.typed), h.refusals, len(h.told))
}

// holdUp and holdBack make the workspace slow with messages, before and after they stand.
func (h *torture) holdUp(c apiCall) {
	if c.delivery == "" || c.method != "chat.postMessage" {
		return
	}
	h.mu.Lock()
	h.called[c.delivery] = true
	h.mu.Unlock()
	if h.upTo(oneIsSlow) == 0 {
		<-time.After(h.upTo(verySlow))
		return
	}
	<-time.After(h.upTo(slowToDo))
}

func (h *torture) holdBack(c apiCall) {
	if c.delivery == "" || c.method != "chat.postMessage" || !c.ok {
		return
	}
	h.mu.Lock()
	h.stands[c.delivery]++
	h.mu.Unlock()
	if h.counted(c.to) {
		h.said.Add(1)
	}
	<-time.After(h.upTo(slowToAnswer))
}

// counted reports whether what goes somewhere is counted when it is fed: what goes to circles' rooms and to organisers is not.
func (h *torture) counted(to string) bool {
	isChannel := func(g *group) bool { return g.channel == to }
	return to != organizer && to != arranger && (!strings.HasPrefix(to, "C") || slices.ContainsFunc(h.groups, isChannel))
}

// upTo is a random time, below the longest.
func (h *torture) upTo(longest time.Duration) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Duration(h.random.Int64N(int64(longest)))
}

// until waits for something that nobody tells of.
func until(t testing.TB, what string, longest time.Duration, holds func() bool) {
	t.Helper()
	ticks, timeout := time.NewTicker(20*time.Millisecond), time.After(longest)
	defer ticks.Stop()
	for !holds() {
		select {
		case <-ticks.C:
		case <-timeout:
			t.Fatalf("waited %s for %s", longest, what)
		}
	}
}
