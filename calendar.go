package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"

	"ippo/nudges"
	"ippo/storage"
)

// serveCalendars answers /calendar/SECRET.ics with a cohort's sessions until stop is called. It listens apart from what watches over Ippo,
// as it is reached from outside; it keeps no log, since addresses hold secrets.
func (a *app) serveCalendars(address string) (stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	server := &http.Server{
		Handler: a.calendars(), ErrorLog: log.New(io.Discard, "", 0), MaxHeaderBytes: 8 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 30 * time.Second,
	}
	go server.Serve(listener)
	return func() { server.Close() }, nil
}

// calendars answers GET and HEAD for calendars whose secret is known, and everything else in one and the same way.
func (a *app) calendars() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret, is := strings.CutSuffix(r.URL.Path, ".ics")
		secret, under := strings.CutPrefix(secret, "/calendar/")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Robots-Tag", "noindex")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		content, changed, err := a.calendarOf(r, secret)
		switch {
		case err != nil:
			http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
			return
		case !is || !under || content == "":
			http.NotFound(w, r)
			return
		}
		sum := sha256.Sum256([]byte(content))
		w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		w.Header().Set("Content-Disposition", `inline; filename="ippo.ics"`)
		w.Header().Set("Cache-Control", "private, max-age=900")
		w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
		http.ServeContent(w, r, "", changed, strings.NewReader(content))
	})
}

// calendarOf is the calendar with a secret; nothing if there is none. All secrets are compared, whole, so that how long it takes tells
// nothing of them.
func (a *app) calendarOf(r *http.Request, secret string) (content string, changed time.Time, err error) {
	given := sha256.Sum256([]byte(secret))
	err = a.db.Read(r.Context(), func(tx *storage.Tx) error {
		all, err := tx.Calendars()
		found := ""
		for known, cohortID := range all {
			if sum := sha256.Sum256([]byte(known)); subtle.ConstantTimeCompare(sum[:], given[:]) == 1 {
				found = cohortID
			}
		}
		if err != nil || found == "" {
			return err
		}
		content, changed, err = nudges.Feed(tx, found)
		return err
	})
	return content, changed, err
}
