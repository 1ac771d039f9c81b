package coach

import (
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

const (
	shortestRest = 30 * time.Second
	longestRest  = 10 * time.Minute
)

// rest keeps people from waiting for a server that is down: after each failure nobody asks it for a while, longer every
// time, and then one does.
type rest struct {
	clock clockwork.Clock

	mu       sync.Mutex
	failures int
	until    time.Time
	trying   bool // somebody asks it again after a failure
}

// enter reports whether the server may be asked now. Who enters leaves.
func (r *rest) enter() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failures == 0 {
		return true
	}
	if r.trying || r.clock.Now().Before(r.until) {
		return false
	}
	r.trying = true
	return true
}

// leave tells how it went.
func (r *rest) leave(why cause) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.trying = false
	switch {
	case why == withdrawn: // that says nothing about the server
	case !why.ofServer():
		r.failures = 0
	default:
		pause := longestRest
		if r.failures < 5 {
			pause = min(shortestRest<<r.failures, longestRest)
		}
		if until := r.clock.Now().Add(pause); until.After(r.until) {
			r.until = until
			r.failures++ // those who waited together count once
		}
	}
}
