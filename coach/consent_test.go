package coach_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"ippo/coach/coachtest"
)

// Whether somebody agrees is asked right before each time that anything would leave, for every job.
func TestConsentIsAskedBeforeEachSending(t *testing.T) {
	for name, test := range map[string]struct {
		answer http.HandlerFunc // withdrawn after it was asked once
		agreed bool             // until then
		sent   int
	}{
		"never agreed":        {coachtest.Said("{}"), false, 0},
		"before a second try": {coachtest.Status(http.StatusInternalServerError, ""), true, 1},
		"before a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
		}, true, 1},
		"once it is sent, it is": {coachtest.Said("{}"), true, 1},
	} {
		for job, do := range jobs {
			var agrees atomic.Bool
			agrees.Store(test.agreed)
			s := coachtest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
				agrees.Store(false)
				w.Header().Set("Retry-After", "0")
				test.answer(w, r)
			})
			c, log, _ := asking(s.URL)
			c = c.While(func(context.Context) bool { return agrees.Load() }).Hiding("山田")
			offline(t, job, c)
			if got := len(s.Got()); got != test.sent {
				t.Errorf("%s, %s: %d times something was sent", name, job, got)
			}
			if test.sent == 0 && !strings.Contains(log.String(), "cause=withdrawn") {
				t.Errorf("%s, %s: %s", name, job, log)
			}
			agrees.Store(true) // and it is not held against the server
			do(t, c)
			if got := len(s.Got()); got <= test.sent {
				t.Errorf("%s, %s: the server is left alone", name, job)
			}
			silent(t, log.String())
		}
	}
}
