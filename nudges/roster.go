package nudges

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
)

const (
	rosterKept  = time.Hour       // how long what people are called is taken for true, and kept
	rosterAgain = 5 * time.Minute // before asking again where nobody answered
	rosterTakes = 2 * time.Minute // at most, to ask
	patience    = time.Second     // how long a file waits for it before it is put off
)

// roster knows what people are called in the workspace, in memory only and not for long: organisers' files name them, and Ippo keeps no names.
type roster struct {
	clock     clockwork.Clock
	log       *slog.Logger
	directory chat.Directory // nil: nobody's name is known

	mu     sync.Mutex
	known  map[string]string
	asking chan struct{} // closed when the answer is there; nil: nobody was asked lately
	failed time.Time     // when nobody answered last
}

// Naming lets files for organisers name people as the workspace does.
func Naming(directory chat.Directory) Option {
	return func(e *Engine) { e.roster.directory = directory }
}

// names are what people are called, by id; nothing where nobody answers. It reports false while they are being looked up: that takes long
// where there are many, and nothing else is to wait for it.
func (r *roster) names(ctx context.Context) (map[string]string, bool) {
	r.mu.Lock()
	if r.directory == nil || r.known != nil || !r.failed.IsZero() && r.clock.Now().Before(r.failed.Add(rosterAgain)) {
		defer r.mu.Unlock()
		return r.known, true
	}
	if r.asking == nil {
		r.asking = make(chan struct{})
		go r.ask(context.WithoutCancel(ctx), r.asking)
	}
	asking := r.asking
	r.mu.Unlock()
	select {
	case <-asking:
	case <-time.After(patience):
		return nil, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known, true
}

// ask looks up everybody's name, and tells that it is done.
func (r *roster) ask(ctx context.Context, done chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, rosterTakes)
	defer cancel()
	accounts, err := r.accounts(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	defer close(done)
	r.asking = nil
	if len(accounts) == 0 {
		r.failed = r.clock.Now()
		r.log.Warn("people's names cannot be looked up", "error", err)
		return
	}
	r.known, r.failed = make(map[string]string, len(accounts)), time.Time{}
	for _, a := range accounts {
		r.known[a.ID] = a.Name
	}
	r.clock.AfterFunc(rosterKept, r.forget)
}

// accounts asks for everybody's account. A panic is an answer that is missing.
func (r *roster) accounts(ctx context.Context) (all []chat.Account, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the call panicked: %s", withoutWords(cause))
		}
	}()
	return r.directory.Accounts(ctx)
}

func (r *roster) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known = nil
}
