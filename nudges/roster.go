package nudges

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
)

// rosterKept is how long what people are called is taken for true.
const rosterKept = time.Hour

// roster knows what people are called in the workspace, in memory only: organisers' files name them, and Ippo keeps no names.
type roster struct {
	clock     clockwork.Clock
	log       *slog.Logger
	directory chat.Directory // nil: nobody's name is known

	mu    sync.Mutex
	known map[string]string
	asked time.Time
}

// Naming lets files for organisers name people as the workspace does.
func Naming(directory chat.Directory) Option {
	return func(e *Engine) { e.roster.directory = directory }
}

// names are what people are called, by id. It asks if that was long ago; where nobody answers it returns what is known.
func (r *roster) names(ctx context.Context) map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock.Now()
	if r.directory == nil || (!r.asked.IsZero() && now.Before(r.asked.Add(rosterKept))) {
		return r.known
	}
	accounts, err := r.directory.Accounts(ctx)
	if len(accounts) == 0 {
		r.log.Warn("people's names cannot be looked up", "error", err)
		return r.known
	}
	r.known, r.asked = make(map[string]string, len(accounts)), now
	for _, a := range accounts {
		r.known[a.ID] = a.Name
	}
	return r.known
}
