package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/jonboulle/clockwork"

	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// A calendar is served to who knows its address; it is asked for anew only when it has changed, and every other address is answered alike.
func TestCalendarIsServed(t *testing.T) {
	db, err := storage.Open(t.Context(), filepath.Join(t.TempDir(), "ippo.db"))
	if err != nil {
		t.Fatal(err)
	}
	storagetest.Unlock(t, storage.ParseKeyring, db.Unlock)
	a := newApp(db, config.Settings{}, clockwork.NewRealClock(), slog.New(slog.DiscardHandler))
	t.Cleanup(func() { a.close() })
	secret, starts := strings.Repeat("5ec2e7", 10), time.Date(2026, 12, 9, 10, 0, 0, 0, time.UTC)
	c := cohort.Cohort{ID: "c1", Name: "第4期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C1"}
	s := cohort.Session{ID: "s1", Cohort: "c1", Number: 1, Theme: "棚卸し", Starts: starts, Minutes: 120}
	write := func(do func(*storage.Tx) error) {
		t.Helper()
		if err := db.Write(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *storage.Tx) error {
		if err := tx.SaveCohort(c); err != nil {
			return err
		}
		if err := tx.SaveSession(s); err != nil {
			return err
		}
		return tx.SetCalendar("c1", secret)
	})
	server := httptest.NewServer(a.calendars())
	t.Cleanup(server.Close)
	ask := func(method, path string, header ...string) (*http.Response, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var body strings.Builder
		if _, err := io.Copy(&body, response.Body); err != nil {
			t.Fatal(err)
		}
		return response, body.String()
	}
	there := "/calendar/" + secret + ".ics"
	first, content := ask("GET", there)
	etag, changed := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
	if first.StatusCode != 200 || first.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || etag == "" || changed == "" {
		t.Fatalf("%s %v", first.Status, first.Header)
	}
	calendar, err := ical.NewDecoder(strings.NewReader(content)).Decode()
	if err != nil || len(calendar.Events()) != 1 || calendar.Props.Get("REFRESH-INTERVAL") == nil || calendar.Props.Get("X-PUBLISHED-TTL") == nil {
		t.Errorf("%v: %s", err, content)
	}
	if r, body := ask("HEAD", there); r.StatusCode != 200 || body != "" || r.Header.Get("ETag") != etag {
		t.Errorf("HEAD: %s", r.Status)
	}
	if r, _ := ask("GET", there, "If-None-Match", etag); r.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged: %s", r.Status)
	}
	if r, _ := ask("GET", there, "If-Modified-Since", changed); r.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged since: %s", r.Status)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		if r, _ := ask(method, there); r.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: %s", method, r.Status)
		}
	}
	_, unknown := ask("GET", "/calendar/"+strings.Repeat("0", 60)+".ics")
	for _, path := range []string{"/", "/calendar/", "/calendar/.ics", "/calendar/" + secret, "/" + secret + ".ics", "/calendar/" + secret[1:] + ".ics", "/calendar//" + secret + ".ics", "/healthz", "/metrics"} {
		if r, body := ask("GET", path); r.StatusCode != http.StatusNotFound || body != unknown {
			t.Errorf("%s: %s %q", path, r.Status, body)
		}
	}

	write(func(tx *storage.Tx) error {
		s.Cancelled = starts.AddDate(0, 0, -1)
		_, err := nudges.Hold(tx, c, s, "U9", time.Now())
		return err
	})
	if r, body := ask("GET", there, "If-None-Match", etag); r.StatusCode != 200 || !strings.Contains(body, "STATUS:CANCELLED") {
		t.Errorf("cancelled: %s %s", r.Status, body)
	}
	write(func(tx *storage.Tx) error { return tx.SetCalendar("c1", "another") })
	if r, body := ask("GET", there); r.StatusCode != http.StatusNotFound || body != unknown {
		t.Errorf("renewed: %s", r.Status)
	}
}

func TestDoctorLooksAtTheCalendar(t *testing.T) {
	for want, settings := range map[string]config.Settings{
		"":                  {},
		"calendar_unlinked": {Calendar: ":9091"},
		"calendar_open":     {Calendar: ":9091", CalendarURL: "http://ippo.example.com"},
		"calendar":          {Calendar: ":9091", CalendarURL: "https://ippo.example.com"},
	} {
		found := examineCalendar(settings)
		if (len(found) == 0) != (want == "") || len(found) > 0 && (found[0].Code != want || found[0].Good != (want != "calendar_open")) {
			t.Errorf("%s: %+v", want, found)
		}
		for _, language := range locale.Languages() {
			if want != "" && !locale.In(language).Has("doctor."+want) {
				t.Errorf("%s has no words in %s", want, language)
			}
		}
	}
}
