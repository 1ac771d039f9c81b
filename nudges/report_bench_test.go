package nudges

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// BenchmarkReport tells who received a broadcast to many, and makes the file about it.
func BenchmarkReport(b *testing.B) {
	const people = 100_000
	now := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	e := crowded(b, people, 0, now)
	var c cohort.Cohort
	err := e.write(b.Context(), func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		if err != nil {
			return err
		}
		c = all[0]
		return tx.SaveAnnouncement(cohort.Announcement{ID: "a", Cohort: c.ID, Author: "U0900", Words: "全員へ", Buttons: cohort.AllButtons, At: now,
			State: cohort.Scheduled, Created: now})
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := e.announce(b.Context(), cohort.Announcement{ID: "a", Cohort: c.ID}, now); err != nil {
		b.Fatal(err)
	}
	names := map[string]string{}
	err = e.write(b.Context(), func(tx *storage.Tx) (err error) {
		last := ""
		for i := 0; err == nil && i < people; i += peopleAtOnce {
			some, failed := tx.ParticipantsAfter(c.ID, last, peopleAtOnce)
			err = failed
			for j, p := range some {
				last, names[p.ID] = p.ID, "参加者 "+p.ID
				if j%2 == 0 {
					err = errors.Join(err, tx.SaveAnswered(cohort.Answered{Announcement: "a", Person: p.ID, Seen: now, Comes: j%4 == 0, At: now}))
				}
			}
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	w := locale.In("ja")
	for b.Loop() {
		err := e.db.Read(b.Context(), func(tx *storage.Tx) error {
			a, err := tx.Announcement("a")
			if err != nil {
				return err
			}
			if _, err := Receipts(tx, w, a); err != nil {
				return err
			}
			rows, err := tx.ReportRows("a", KindAnnouncement, a.Reach())
			if err == nil && len(rows) != people {
				err = fmt.Errorf("%d rows", len(rows))
			}
			if err != nil {
				return err
			}
			_, err = Table(w, c, rows, names)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/report")
	b.ReportMetric(0, "ns/op")
}
