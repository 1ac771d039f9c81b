package storage

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

func TestOnlyWhoWereThereTogetherHaveMet(t *testing.T) {
	onBoth(t, testOnlyWhoWereThereTogetherHaveMet)
}

func testOnlyWhoWereThereTogetherHaveMet(t *testing.T, db *DB) {
	seed(t, db)
	at := func(hours int) time.Time { return now.Add(time.Duration(hours) * time.Hour) }
	write(t, db, func(tx *Tx) error {
		return errors.Join(
			tx.SaveCircle(cohort.Circle{ID: "k1", Cohort: "c1", Number: 1, Members: []string{"U1"}, Formed: now}),
			tx.LeaveCircle("k1", "U1", at(1)),
			tx.JoinCircle("k1", "U2", at(2)),
		)
	})
	check := func(want map[string][]string) {
		t.Helper()
		read(t, db, func(tx *Tx) error {
			got, err := tx.Met([]string{"U1", "U2", "nobody"})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	}
	check(map[string][]string{})
	write(t, db, func(tx *Tx) error { return tx.JoinCircle("k1", "U1", at(3)) })
	check(map[string][]string{"U1": {"U2"}, "U2": {"U1"}})
	write(t, db, func(tx *Tx) error {
		return errors.Join(tx.EndCircle("k1", at(4)),
			tx.SaveCircle(cohort.Circle{ID: "k2", Cohort: "c1", Number: 2, Members: []string{"U1", "U2"}, Formed: at(5)}))
	})
	check(map[string][]string{"U1": {"U2", "U2"}, "U2": {"U1", "U1"}})
	read(t, db, func(tx *Tx) error {
		got, err := tx.Met([]string{"U1"})
		if diff := cmp.Diff(map[string][]string{"U1": {"U2", "U2"}}, got); diff != "" {
			t.Errorf("whom they met counts, also where these do not ask: %s", diff)
		}
		return err
	})
}

func TestWhatACircleSaysIsKept(t *testing.T) { onBoth(t, testWhatACircleSaysIsKept) }

func testWhatACircleSaysIsKept(t *testing.T, db *DB) {
	seed(t, db)
	opened := cohort.Circle{
		ID: "k1", Cohort: "c1", Number: 1, Members: []string{"U1", "U2"}, Formed: now, Opener: "U1", Topic: "資格", Places: 3, Words: "どうぞ",
	}
	write(t, db, func(tx *Tx) error {
		return errors.Join(tx.SaveCircle(opened), tx.VoteOn("k1", "U1", cohort.NextRound, true),
			tx.VoteOn("k1", "U1", cohort.NextRound, false), tx.VoteOn("k1", "U2", cohort.AfterProgram, true), tx.KeepCircle("k1", now))
	})
	opened.Kept = now
	read(t, db, func(tx *Tx) error {
		c, err := tx.Circle("k1")
		votes, err2 := tx.VotesOn("k1", cohort.NextRound)
		if diff := cmp.Diff(opened, c) + cmp.Diff(map[string]bool{"U1": false}, votes); diff != "" {
			t.Error(diff)
		}
		return errors.Join(err, err2)
	})
	write(t, db, func(tx *Tx) error { return tx.ForgetVotes("c1", cohort.NextRound) })
	read(t, db, func(tx *Tx) error {
		round, err := tx.VotesOn("k1", cohort.NextRound)
		after, err2 := tx.VotesOn("k1", cohort.AfterProgram)
		if len(round) != 0 || !after["U2"] {
			t.Errorf("%v and %v are left", round, after)
		}
		return errors.Join(err, err2)
	})
}

// BenchmarkMet asks for the history of one cohort's 60 people among those of a hundred.
func BenchmarkMet(b *testing.B) {
	db, err := Open(b.Context(), b.TempDir()+"/ippo.db")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	var people []string
	err = db.Write(b.Context(), func(tx *Tx) (err error) {
		for c := range 100 {
			id := fmt.Sprint("c", c)
			err = errors.Join(err, tx.SaveCohort(cohort.Cohort{ID: id, Name: id, Language: "ja", Zone: "Asia/Tokyo"}))
			people = nil
			for p := range 60 {
				people = append(people, fmt.Sprint("U", c, "-", p))
				err = errors.Join(err, tx.SavePerson(cohort.Person{ID: people[p], Zone: "Asia/Tokyo"}))
			}
			for k := range 180 {
				at := k % 15 * 4
				err = errors.Join(err, tx.SaveCircle(cohort.Circle{
					ID: fmt.Sprint(id, "-", k), Cohort: id, Number: k + 1, Members: people[at : at+4], Formed: now,
				}))
			}
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for b.Loop() {
		err := db.Read(b.Context(), func(tx *Tx) error {
			met, err := tx.Met(people)
			if len(met) != 60 {
				b.Fatalf("%d have met somebody", len(met))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
