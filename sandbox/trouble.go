package sandbox

import (
	"net/http"
	"strconv"
	"time"
)

// Trouble is what can be wrong with the workspace's Web API. The zero value is a good day.
type Trouble struct {
	PerMinute  int           // messages that the workspace takes a minute; 0: any number
	RetryAfter time.Duration // what a refused call is told to wait; by default until the minute is over
	Slow       time.Duration // how long every call takes, by the wall clock
	FailEvery  int           // every so manieth call fails; 0: none
	FailStatus int           // with this status; by default 503
	Lost       bool          // failing calls are carried out first, and only their answer is lost
	Revoked    bool          // the tokens are revoked
}

type trouble struct {
	Trouble
	calls  int
	posted []time.Time // messages of the last minute, by the workspace's clock
	until  time.Time   // no message is taken before
}

// SetTrouble switches trouble on or off.
func (w *Workspace) SetTrouble(t Trouble) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trouble.Trouble = t
	w.trouble.posted, w.trouble.until = nil, time.Time{}
	w.change(Change{})
}

// trip lets a call run into the trouble that is on. It reports whether the call was answered.
func (w *Workspace) trip(rw http.ResponseWriter, r *http.Request, name, token string, params map[string]any) bool {
	w.mu.Lock()
	t := &w.trouble
	slow := t.Slow
	t.calls++
	fails := t.FailEvery > 0 && t.calls%t.FailEvery == 0
	status, lost := t.FailStatus, t.Lost
	var wait time.Duration
	if methods[name].posts {
		wait = t.limit(w.clock.Now())
	}
	w.mu.Unlock()
	if slow > 0 {
		select {
		case <-w.wall.After(slow):
		case <-r.Context().Done():
			return true
		}
	}
	switch {
	case wait > 0:
		rw.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		rw.WriteHeader(http.StatusTooManyRequests)
		rw.Write([]byte(`{"ok":false,"error":"ratelimited"}`))
		return true
	case fails:
		if status == 0 {
			status = http.StatusServiceUnavailable
		}
		if lost {
			w.mu.Lock()
			w.dispatch(name, token, &call{params: params})
			w.mu.Unlock()
		}
		rw.WriteHeader(status)
		return true
	}
	return false
}

// limit counts a message and returns how long it has to wait, if there have been too many in the last minute.
func (t *trouble) limit(now time.Time) time.Duration {
	if t.PerMinute == 0 {
		return 0
	}
	if now.Before(t.until) {
		return t.until.Sub(now)
	}
	for len(t.posted) > 0 && now.Sub(t.posted[0]) >= time.Minute {
		t.posted = t.posted[1:]
	}
	if len(t.posted) < t.PerMinute {
		t.posted = append(t.posted, now)
		return 0
	}
	wait := t.RetryAfter
	if wait == 0 {
		wait = t.posted[0].Add(time.Minute).Sub(now)
	}
	t.until = now.Add(wait)
	return wait
}
