package storage

import (
	"fmt"
	"testing"
	"time"

	"ippo/storage/storagetest"
)

// BenchmarkPending counts what is due, of 100,000 deliveries that wait.
func BenchmarkPending(b *testing.B) {
	for name, address := range map[string]func(testing.TB) string{"sqlite": storagetest.SQLite, "postgres": storagetest.Postgres} {
		for when, due := range map[string]time.Duration{"none due": time.Hour, "all due": -time.Hour} {
			b.Run(name+"/"+when, func(b *testing.B) {
				db, err := Open(b.Context(), address(b))
				if err != nil {
					b.Fatal(err)
				}
				defer db.Close()
				err = db.Write(b.Context(), func(tx *Tx) error {
					for i := range 100_000 {
						d := Delivery{Occasion: "o", Recipient: fmt.Sprint("U", i), Kind: "nudge", Urgency: Urgency(i % 3), Due: now.Add(due)}
						if _, err := tx.Enqueue(d); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if err := db.Read(b.Context(), func(tx *Tx) error { _, err := tx.Pending(now); return err }); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
