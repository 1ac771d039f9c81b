package nudges

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/cohort"
	"ippo/storage"
)

// BenchmarkTick plans once with many participants of whom some are due: it grows with what is due, not with how many there are.
func BenchmarkTick(b *testing.B) {
	for _, size := range []struct{ all, due int }{{10_000, 100}, {100_000, 0}, {100_000, 100}, {100_000, 1000}} {
		b.Run(fmt.Sprintf("%d-of-%d", size.due, size.all), func(b *testing.B) {
			now := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
			e := crowded(b, size.all, size.due, now)
			for days := 1; b.Loop(); days++ {
				b.StopTimer()
				makeDue(b, e, size.due, now.AddDate(0, 0, -days))
				b.StartTimer()
				if _, err := e.plan(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/tick")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkNudges words nudges, in the week after a session, where so many stories can be passed on: it hardly grows with their number.
func BenchmarkNudges(b *testing.B) {
	for _, stories := range []int{0, 1000} {
		b.Run(fmt.Sprintf("%d-stories", stories), func(b *testing.B) {
			now := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
			e := crowded(b, 2000, 0, now)
			err := e.write(b.Context(), func(tx *storage.Tx) error {
				all, err := tx.Cohorts()
				if err != nil {
					return err
				}
				s := cohort.Session{ID: storage.NewID(), Cohort: all[0].ID, Number: 13, Theme: "海外", Starts: now.AddDate(0, 0, -3), Minutes: 120}
				if err := tx.SaveSession(s); err != nil {
					return err
				}
				for i := range stories {
					story := cohort.Story{
						ID: storage.NewID(), Cohort: all[0].ID, Person: fmt.Sprintf("U%06d", 1000+i), Words: strings.Repeat("転機", 100), Written: now, Given: now,
					}
					if err := tx.SaveStory(story); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			err = e.write(b.Context(), func(tx *storage.Tx) error {
				for i := 0; b.Loop(); i++ {
					d := storage.Delivery{Recipient: fmt.Sprintf("U%06d", i%1000), Kind: KindNudge, Subject: storage.NewID(), State: storage.Sending}
					if _, err := word(tx, d, now); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}

// crowded is an engine with so many participants, none of whom is due, and a year of sessions.
func crowded(b *testing.B, people, due int, now time.Time) *Engine {
	b.Helper()
	db, err := storage.Open(b.Context(), filepath.Join(b.TempDir(), "ippo.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	e := New(db, nil, clockwork.NewFakeClockAt(now), slog.New(slog.DiscardHandler))
	c := cohort.Cohort{
		ID: storage.NewID(), Name: "第4期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C0001",
		Schedule: cohort.Schedule{Nudge: "0 9 * * MON", Reminders: []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour}},
	}
	err = db.Write(b.Context(), func(tx *storage.Tx) error {
		if err := tx.SaveCohort(c); err != nil {
			return err
		}
		for i := range 12 {
			s := cohort.Session{ID: storage.NewID(), Cohort: c.ID, Number: i + 1, Theme: "棚卸し", Starts: now.AddDate(0, i, 9), Minutes: 120}
			if err := tx.SaveSession(s); err != nil {
				return err
			}
		}
		for i := range people {
			p := cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("U%06d", i), Zone: "Asia/Tokyo"}, Cohort: c.ID}
			if err := tx.SavePerson(p.Person); err != nil {
				return err
			}
			if err := tx.SaveParticipant(p); err != nil {
				return err
			}
			if err := tx.SetNextNudge(c.ID, p.ID, now.AddDate(0, 0, 7)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	if leads, err := e.lead(b.Context()); err != nil || !leads {
		b.Fatal(leads, err)
	}
	return e
}

// makeDue lets the nudges of so many participants have come due, on a day on which none did before.
func makeDue(b *testing.B, e *Engine, due int, at time.Time) {
	b.Helper()
	if due == 0 {
		return
	}
	err := e.write(b.Context(), func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		if err != nil {
			return err
		}
		for i := range due {
			if err := tx.SetNextNudge(all[0].ID, fmt.Sprintf("U%06d", i), at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
