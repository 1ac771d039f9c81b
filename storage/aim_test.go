package storage

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

// A list is its writer's: nobody else changes, reads or erases it, and what the file holds of it cannot be read.
func TestAims(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		later := now.Add(time.Hour)
		first := cohort.Entry{ID: "i1", Person: "U1", Aim: cohort.Can, Words: "段取り\x00", Added: now, Source: "r1"}
		second := cohort.Entry{ID: "i2", Person: "U1", Aim: cohort.Will, Words: "農業", Added: later}
		write(t, db, func(tx *Tx) error { return tx.SaveAims(second, first) })
		first.Words = "段取り\ufffd"
		lists := func(want ...cohort.Entry) {
			t.Helper()
			read(t, db, func(tx *Tx) error {
				got, err := tx.Aims("U1")
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				others, err2 := tx.Aims("U2")
				if len(others) > 0 {
					t.Errorf("somebody else has %d", len(others))
				}
				return errors.Join(err, err2)
			})
		}
		lists(first, second)
		second.Dropped, second.Source, second.Words = later, "o1", "畑しごと"
		write(t, db, func(tx *Tx) error { return tx.SaveAims(second) })
		lists(first, second)
		forged := first
		forged.Person, forged.Words = "U2", "のっとり"
		for name, do := range map[string]func(*Tx) error{
			"changed": func(tx *Tx) error { return tx.SaveAims(forged) }, "erased": func(tx *Tx) error { return tx.EraseAim("i1", "U2") },
		} {
			if err := db.Write(t.Context(), do); !errors.Is(err, ErrNotFound) {
				t.Errorf("somebody else's is %s: %v", name, err)
			}
		}
		write(t, db, func(tx *Tx) error { return errors.Join(tx.EraseDropped("U2", later), tx.EraseDropped("U1", now)) })
		lists(first, second)
		read(t, db, func(tx *Tx) error {
			sealed, err := one(tx, value[string], `SELECT sealed FROM aims WHERE id = 'i1'`)
			moved := cohort.Entry{ID: "i2", Person: "U1", Words: sealed}
			if err := tx.openAim(&moved); !errors.Is(err, ErrUnreadable) {
				t.Errorf("moved to another row it opens: %v", err)
			}
			return err
		})
		write(t, db, func(tx *Tx) error { return tx.EraseDropped("U1", later) })
		lists(first)
		write(t, db, func(tx *Tx) error { return tx.EraseAim("i1", "U1") })
		lists()
	})
}

// Somebody's first words are their first reflection or line that is still there.
func TestFirstWords(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		first := func(want time.Time) {
			t.Helper()
			read(t, db, func(tx *Tx) error {
				got, err := tx.FirstWords("U1")
				if !got.Equal(want) {
					t.Errorf("first words at %s, want %s", got, want)
				}
				return err
			})
		}
		first(time.Time{})
		write(t, db, func(tx *Tx) error {
			return errors.Join(tx.SaveAims(cohort.Entry{ID: "i1", Person: "U1", Aim: cohort.Can, Words: "段取り", Added: now}),
				tx.SaveReflection(cohort.Reflection{ID: "r0", Person: "U2", Cohort: "c1", Written: now.Add(-2 * time.Hour), Visibility: cohort.OnlyMe}),
				tx.SaveReflection(cohort.Reflection{ID: "r1", Person: "U1", Cohort: "c1", Written: now.Add(-time.Hour), Visibility: cohort.OnlyMe}))
		})
		first(now.Add(-time.Hour))
		write(t, db, func(tx *Tx) error { return tx.TakeBack("r1", "U1", now) })
		first(now)
	})
}

func TestTurns(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		late := cohort.Turn{ID: "t1", Person: "U1", Age: 50, Event: "娘が家を出た", Felt: -1, Added: now}
		early := cohort.Turn{ID: "t2", Person: "U1", Age: 9, Event: "転校", Felt: 2, Added: now.Add(time.Hour)}
		write(t, db, func(tx *Tx) error { return errors.Join(tx.SaveTurn(late), tx.SaveTurn(early)) })
		late.Event = "娘が巣立った"
		write(t, db, func(tx *Tx) error { return tx.SaveTurn(late) })
		forged := late
		forged.Person = "U2"
		for name, do := range map[string]func(*Tx) error{
			"changed": func(tx *Tx) error { return tx.SaveTurn(forged) }, "erased": func(tx *Tx) error { return tx.EraseTurn("t1", "U2") },
			"read": func(tx *Tx) error { _, err := tx.Turn("t1", "U2"); return err },
		} {
			if err := db.Write(t.Context(), do); !errors.Is(err, ErrNotFound) {
				t.Errorf("somebody else's is %s: %v", name, err)
			}
		}
		read(t, db, func(tx *Tx) error {
			got, err := tx.Turns("U1")
			if diff := cmp.Diff([]cohort.Turn{early, late}, got); diff != "" {
				t.Error(diff)
			}
			one, err2 := tx.Turn("t1", "U1")
			if diff := cmp.Diff(late, one); diff != "" {
				t.Error(diff)
			}
			return errors.Join(err, err2)
		})
		write(t, db, func(tx *Tx) error { return tx.EraseTurn("t1", "U1") })
		read(t, db, func(tx *Tx) error {
			got, err := tx.Turns("U1")
			if len(got) != 1 {
				t.Errorf("there are %d", len(got))
			}
			return err
		})
	})
}
