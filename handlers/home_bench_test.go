package handlers_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// BenchmarkHome opens both pages where 10,000 people take part and 500 sessions are known, all in one cohort: under 30 ms each.
func BenchmarkHome(b *testing.B) {
	k := newKitchen(b)
	ctx := b.Context()
	c := cohort.Cohort{ID: "c9", Name: "第9期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C9", Organizers: []string{"Uorg"},
		Schedule: cohort.Schedule{Nudge: "0 9 * * MON", Circles: "0 10 1 * *"}}
	err := k.db.Write(ctx, func(tx *storage.Tx) error {
		err := errors.Join(tx.SaveCohort(c), tx.SavePerson(cohort.Person{ID: "Uorg", Zone: "Asia/Tokyo"}))
		for i := range 500 {
			s := cohort.Session{ID: fmt.Sprintf("s9-%d", i), Cohort: "c9", Number: i + 1, Theme: "棚卸し", Starts: now.AddDate(0, 0, i-250), Minutes: 120}
			err = errors.Join(err, tx.SaveSession(s))
		}
		for i := range 10_000 {
			p := cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("UP%05d", i), Zone: "Asia/Tokyo"}, Cohort: "c9"}
			err = errors.Join(err, tx.SavePerson(p.Person), tx.SaveParticipant(p), tx.Attend("s9-250", p.ID, cohort.Attending, now))
			if i%10 == 0 {
				_, failed := tx.SetUnreachable(p.ID, "gone", now.Add(-time.Duration(i)*time.Minute))
				err = errors.Join(err, failed)
			}
			if err != nil {
				return err
			}
		}
		for n := range 40 {
			err = errors.Join(err, tx.SaveOffer(cohort.Offer{ID: fmt.Sprint("o9-", n), Person: "UP00001", Cohort: "c9", Step: "pension", Answer: cohort.Open, Offered: now.AddDate(0, 0, -7*n)}))
			for i := range 200 {
				members := []string{fmt.Sprintf("UP%05d", 4*i), fmt.Sprintf("UP%05d", 4*i+1)}
				if n == 0 {
					err = errors.Join(err, tx.SaveCircle(cohort.Circle{ID: fmt.Sprint("k9-", i), Cohort: "c9", Number: i + 1, Members: members, Channel: "G", Formed: now}))
				}
			}
		}
		for _, month := range []string{"2026-10", "2026-11"} {
			for _, name := range cohort.Figures() {
				err = errors.Join(err, tx.SaveFigure("c9", month, name, "15"))
			}
		}
		for i := range 2000 { // looks of a busy year
			err = errors.Join(err, tx.Look("c9", "Uorg", cohort.SawReceipts, now.Add(-time.Duration(i)*time.Hour)))
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for name, person := range map[string]string{"participant": "UP00001", "organiser": "Uorg"} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				reply := k.Handle(ctx, chat.Event{ID: fmt.Sprint(name, i), Kind: chat.Opened, Person: person})
				if reply.Home == nil || len(reply.Home.Blocks) < 8 {
					b.Fatalf("%+v", plain(reply))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/home")
			b.ReportMetric(0, "ns/op")
		})
	}
}
