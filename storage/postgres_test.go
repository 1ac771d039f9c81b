package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage/storagetest"
)

// pair opens one database twice, as two replicas do.
func pair(t *testing.T, database string) (a, b *DB) {
	t.Helper()
	return openAt(t, database), openAt(t, database)
}

func TestWritesOfTwoTakeTurns(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		a, b := pair(t, database)
		const writers, rounds = 4, 25
		var writing sync.WaitGroup
		for _, db := range []*DB{a, b} {
			for range writers {
				writing.Go(func() {
					for range rounds {
						err := db.Write(t.Context(), func(tx *Tx) error { // what is read must still hold when it is written
							n, err := one(tx, value[int], `SELECT COALESCE(MAX(at), 0) FROM seen`)
							return errors.Join(err, tx.Once(fmt.Sprint("e", n+1), time.UnixMilli(int64(n+1))))
						})
						if err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		writing.Wait()
		read(t, a, func(tx *Tx) error {
			if n, err := one(tx, value[int], `SELECT MAX(at) FROM seen`); err != nil || n != 2*writers*rounds {
				t.Errorf("counted to %d, %v", n, err)
			}
			return nil
		})
	})
}

func TestTwoReplicasClaimEachDeliveryOnce(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		a, b := pair(t, database)
		const n = 200
		write(t, a, func(tx *Tx) error {
			for i := range n {
				if _, err := tx.Enqueue(Delivery{Occasion: fmt.Sprint(i), Recipient: "U1", Kind: "k", Due: now}); err != nil {
					return err
				}
			}
			return nil
		})
		var mu sync.Mutex
		claimed := map[string]int{}
		var claimers sync.WaitGroup
		for i := range 8 {
			claimers.Go(func() {
				for {
					var d Delivery
					err := []*DB{a, b}[i%2].Write(t.Context(), func(tx *Tx) (err error) {
						d, err = tx.Claim(now)
						return err
					})
					if errors.Is(err, ErrNotFound) {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					claimed[d.Occasion]++
					mu.Unlock()
				}
			})
		}
		claimers.Wait()
		for occasion, times := range claimed {
			if times != 1 {
				t.Errorf("%s claimed %d times", occasion, times)
			}
		}
		if len(claimed) != n {
			t.Errorf("%d claimed, want %d", len(claimed), n)
		}
	})
}

func TestReadSeesOneState(t *testing.T) { onBoth(t, testReadSeesOneState) }

func testReadSeesOneState(t *testing.T, db *DB) {
	read(t, db, func(tx *Tx) error {
		before, err := one(tx, value[int], `SELECT COUNT(*) FROM seen`)
		write(t, db, func(tx *Tx) error { return tx.Once("e", now) })
		after, errAfter := one(tx, value[int], `SELECT COUNT(*) FROM seen`)
		if before != 0 || after != 0 {
			t.Errorf("%d, then %d in one transaction", before, after)
		}
		return errors.Join(err, errAfter)
	})
}

func TestListsAreInOneOrder(t *testing.T) {
	databases := map[string]string{"sqlite": storagetest.SQLite(t), "postgres in another language's order": storagetest.PostgresWith(t,
		"TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")}
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			db := openAt(t, database)
			write(t, db, func(tx *Tx) error {
				var all error
				for _, name := range []string{"a-b", "ab", "B", "あ", "ア", "aa", "A"} {
					all = errors.Join(all, tx.SaveCohort(cohort.Cohort{ID: name, Name: name, Zone: "UTC"}))
				}
				return all
			})
			var names []string
			read(t, db, func(tx *Tx) error {
				all, err := tx.Cohorts()
				for _, c := range all {
					names = append(names, c.Name)
				}
				return err
			})
			if got := strings.Join(names, " "); got != "A B a-b aa ab あ ア" {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestSessionsAreDurableAndBounded(t *testing.T) {
	db := openAt(t, storagetest.Postgres(t))
	lease, err := db.Lead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, transaction := range map[string]func(context.Context, func(*Tx) error) error{"read": db.Read, "write": db.Write, "lease": lease.Write} {
		for setting, want := range map[string]string{
			"synchronous_commit": "on", "idle_in_transaction_session_timeout": "10s", "lock_timeout": "15s",
			"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "3", "tcp_keepalives_count": "3", "tcp_user_timeout": "14000",
			"transaction_read_only": map[bool]string{true: "on", false: "off"}[name == "read"],
			"idle_session_timeout":  map[bool]string{true: "15s", false: "0"}[name == "lease"],
		} {
			err := transaction(t.Context(), func(tx *Tx) error {
				got, err := one(tx, value[string], `SELECT current_setting($1)`, setting)
				if got != want {
					t.Errorf("%s: %s is %s, want %s", name, setting, got, want)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
}

func TestWrongEncodingIsRefused(t *testing.T) {
	address := storagetest.PostgresWith(t, "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
	if _, err := Open(t.Context(), address); err == nil || !strings.Contains(err.Error(), "UTF8") || strings.Contains(err.Error(), storagetest.Password) {
		t.Errorf("got %v", err)
	}
}
