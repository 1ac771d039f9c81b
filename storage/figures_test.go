package storage

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

func TestPeopleAreCountedOnce(t *testing.T) { onBoth(t, testPeopleAreCountedOnce) }

func testPeopleAreCountedOnce(t *testing.T, db *DB) {
	seed(t, db)
	from, before := now.Add(-24*time.Hour), now.Add(24*time.Hour)
	write(t, db, func(tx *Tx) (err error) {
		for i, person := range []string{"U1", "U1", "U2"} {
			id := fmt.Sprint(person, i)
			r := cohort.Reflection{ID: id, Person: person, Cohort: "c1", Written: now, Visibility: cohort.OnlyMe}
			o := cohort.Offer{ID: id, Person: person, Cohort: "c1", Step: "x", Answer: cohort.Open, Offered: now}
			err = errors.Join(err, tx.SaveReflection(r), tx.SaveOffer(o), tx.AnswerOffer(id, cohort.Open, cohort.Trying, now))
		}
		old := cohort.Reflection{ID: "old", Person: "U2", Cohort: "c1", Written: from.Add(-1), Visibility: cohort.OnlyMe}
		return errors.Join(err, tx.SaveReflection(old), tx.TakeBack("U22", "U2", now), tx.AnswerOffer("U22", cohort.Trying, cohort.Done, before),
			tx.AnswerOffer("U10", cohort.Trying, cohort.Done, now), tx.Attend("s1", "U1", cohort.Attending, now), tx.Attend("s1", "U2", cohort.NotThisTime, now))
	})
	read(t, db, func(tx *Tx) error {
		reflected, err := tx.CountReflected("c1", from, before)
		came, err2 := tx.CountCame("c1", from, before, cohort.Least)
		tried, err3 := tx.TriedIn("c1", from, before)
		if reflected != 1 || came != 1 || len(tried) != 2 || tried[0].Did == tried[1].Did {
			t.Errorf("%d reflected, %d came, tried %+v", reflected, came, tried)
		}
		return errors.Join(err, err2, err3)
	})
	write(t, db, func(tx *Tx) error { return tx.Leave("c1", "U1", now) })
	read(t, db, func(tx *Tx) error {
		reflected, err := tx.CountReflected("c1", from, before)
		if reflected != 0 {
			t.Error("somebody counts who has left")
		}
		return err
	})
}

func TestBreaksBegunAreCounted(t *testing.T) { onBoth(t, testBreaksBegunAreCounted) }

func testBreaksBegunAreCounted(t *testing.T, db *DB) {
	seed(t, db)
	from, before := now.Add(-24*time.Hour), now.Add(24*time.Hour)
	for step, test := range []struct {
		since time.Time
		want  int
	}{{now, 1}, {from, 1}, {before, 0}, {from.Add(-time.Millisecond), 0}, {time.Time{}, 0}} {
		write(t, db, func(tx *Tx) error {
			p, err := tx.Person("U1")
			p.PausedSince, p.PausedUntil = test.since, cohort.Forever
			return errors.Join(err, tx.SavePerson(p))
		})
		read(t, db, func(tx *Tx) error {
			got, err := tx.CountRested("c1", from, before)
			if got != test.want {
				t.Errorf("%d: %d began a break, want %d", step, got, test.want)
			}
			return err
		})
	}
	write(t, db, func(tx *Tx) error {
		p, err := tx.Person("U1")
		p.PausedSince = now
		return errors.Join(err, tx.SavePerson(p), tx.Leave("c1", "U1", now))
	})
	read(t, db, func(tx *Tx) error {
		got, err := tx.CountRested("c1", from, before)
		if got != 0 {
			t.Error("somebody counts who has left")
		}
		return err
	})
}

func TestFiguresStayAsTheyWere(t *testing.T) { onBoth(t, testFiguresStayAsTheyWere) }

func testFiguresStayAsTheyWere(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		return errors.Join(tx.SaveFigure("c1", "2026-10", cohort.Came, "10"), tx.SaveFigure("c1", "2026-11", cohort.Came, cohort.TooFew),
			tx.SaveFigure("c1", "2026-11", cohort.Came, "5"))
	})
	read(t, db, func(tx *Tx) error {
		last, err := tx.LastFigures("c1")
		all, err2 := tx.Figures("c1")
		want := []cohort.FiguresOf{
			{Month: "2026-11", Shown: map[cohort.Figure]cohort.Shown{cohort.Came: cohort.TooFew}},
			{Month: "2026-10", Shown: map[cohort.Figure]cohort.Shown{cohort.Came: "10"}},
		}
		if diff := cmp.Diff(want, all); diff != "" || last != "2026-11" {
			t.Error(last, diff)
		}
		return errors.Join(err, err2)
	})
}

func TestLooks(t *testing.T) { onBoth(t, testLooks) }

func testLooks(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		return errors.Join(tx.Look("c1", "U9", cohort.SawFigures, now), tx.Look("c1", "U9", cohort.SawFigures, now.Add(time.Hour)))
	})
	write(t, db, func(tx *Tx) error { return tx.ForgetLooks(now.Add(time.Minute)) })
	read(t, db, func(tx *Tx) error {
		all, err := tx.Looks("c1", now)
		if len(all) != 1 || all[0].Organizer != "U9" || all[0].What != cohort.SawFigures || !all[0].At.Equal(now.Add(time.Hour)) {
			t.Errorf("looks are %+v", all)
		}
		return err
	})
}
