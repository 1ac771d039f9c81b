package storage

import (
	"errors"
	"testing"
	"time"

	"ippo/cohort"
)

// Who waits keeps their place in the line, and it moves up as others go.
func TestWaitingLine(t *testing.T) { onBoth(t, testWaitingLine) }

func testWaitingLine(t *testing.T, db *DB) {
	c := seed(t, db)
	apply := func(person string) (a cohort.Application) {
		write(t, db, func(tx *Tx) error {
			if err := tx.SavePerson(cohort.Person{ID: person, Zone: "Asia/Tokyo"}); err != nil {
				return err
			}
			var err error
			a, err = tx.Apply(cohort.Application{Cohort: c.ID, Person: person, Department: "営業", Asked: now})
			return err
		})
		return a
	}
	place := func(person string) (n int) {
		read(t, db, func(tx *Tx) error {
			a, err := tx.Application(c.ID, person)
			if err == nil {
				n, err = tx.PlaceInLine(a)
			}
			return err
		})
		return n
	}
	for _, person := range []string{"W3", "W1", "W2", "W3"} {
		apply(person)
	}
	if place("W3") != 1 || place("W1") != 2 || place("W2") != 3 {
		t.Errorf("the line is %d %d %d", place("W3"), place("W1"), place("W2"))
	}
	write(t, db, func(tx *Tx) error { return tx.EndApplication(c.ID, "W3") })
	if place("W1") != 1 || apply("W3").Number <= apply("W2").Number || place("W3") != 3 {
		t.Errorf("after one went and came again it is %d %d %d", place("W1"), place("W2"), place("W3"))
	}
	write(t, db, func(tx *Tx) error {
		all, err := tx.WaitsIn("W2")
		if len(all) != 1 || all[0].Department != "営業" || !all[0].Asked.Equal(now) {
			t.Errorf("W2 waits for %+v", all)
		}
		if err := tx.EndApplication(c.ID, "U1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("who does not wait: %v", err)
		}
		return err
	})
}

// The place of who left by themselves is taken until its time is over, and not longer; coming back takes it as one.
func TestHeldPlace(t *testing.T) { onBoth(t, testHeldPlace) }

func testHeldPlace(t *testing.T, db *DB) {
	c := seed(t, db)
	until := now.Add(cohort.PlaceHeld)
	taken := func(at time.Time, want int) {
		t.Helper()
		read(t, db, func(tx *Tx) error {
			n, err := tx.Taken(c.ID, at)
			if n != want {
				t.Errorf("at %s %d places are taken, not %d", at, n, want)
			}
			return err
		})
	}
	write(t, db, func(tx *Tx) error { return errors.Join(tx.Leave(c.ID, "U1", now), tx.Hold(c.ID, "U1", until)) })
	taken(now, 2)
	taken(until, 1)
	read(t, db, func(tx *Tx) error {
		gone, err := tx.Gone(c.ID, "U1")
		if gone != (Gone{Department: "営業", Returning: true, Self: true, Held: until}) {
			t.Errorf("gone is %+v", gone)
		}
		next, err2 := tx.NextFree(now)
		if !next.IsZero() {
			t.Errorf("nobody waits, and a place becomes free at %s", next)
		}
		return errors.Join(err, err2)
	})
	write(t, db, func(tx *Tx) error {
		err := tx.SavePerson(cohort.Person{ID: "W1", Zone: "Asia/Tokyo"})
		_, err2 := tx.Apply(cohort.Application{Cohort: c.ID, Person: "W1", Asked: now})
		next, err3 := tx.NextFree(now)
		if !next.Equal(until) {
			t.Errorf("the place becomes free at %s", next)
		}
		p, err4 := tx.Person("U1")
		return errors.Join(err, err2, err3, err4, tx.SaveParticipant(cohort.Participant{Person: p, Cohort: c.ID, Department: "営業"}))
	})
	taken(now, 2)
	taken(until, 2)
	read(t, db, func(tx *Tx) error {
		if _, err := tx.Gone(c.ID, "U1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("who is back is gone: %v", err)
		}
		return nil
	})
}

// Two who change a cohort at the same time: the second is told, and changes nothing.
func TestCohortChangedMeanwhile(t *testing.T) { onBoth(t, testCohortChangedMeanwhile) }

func testCohortChangedMeanwhile(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		c, err := tx.Cohort("c1")
		one, two := c, c
		one.Name, one.ChangedBy, one.Entry = "第5期", "U9", cohort.Enrolment{From: now, Until: now.Add(time.Hour), Places: 3}
		two.Name, two.ChangedBy = "第6期", "U8"
		if err := errors.Join(err, tx.ChangeCohort(one)); err != nil {
			return err
		}
		if err := tx.ChangeCohort(two); !errors.Is(err, ErrChanged) {
			t.Errorf("the second: %v", err)
		}
		after, err := tx.Cohort("c1")
		if after.Name != "第5期" || after.ChangedBy != "U9" || after.Version != c.Version+1 || after.Entry != one.Entry {
			t.Errorf("it stands as %+v", after)
		}
		return err
	})
}

// An archived cohort runs no more and comes last; nor does one that is only being prepared run.
func TestArchivedComesLast(t *testing.T) { onBoth(t, testArchivedComesLast) }

func testArchivedComesLast(t *testing.T, db *DB) {
	old := seed(t, db)
	write(t, db, func(tx *Tx) error {
		later := old
		later.ID, later.Name = "c2", "第5期"
		p, err := tx.Person("U1")
		draft := later
		draft.ID, draft.Name, draft.Draft, draft.Follows = "c3", "第6期", true, "c2"
		return errors.Join(err, tx.SaveCohort(later), tx.SaveCohort(draft), tx.SaveParticipant(cohort.Participant{Person: p, Cohort: "c2"}), tx.Archive("c1", now))
	})
	read(t, db, func(tx *Tx) error {
		running, err := tx.Running()
		if len(running) != 1 || running[0].ID != "c2" {
			t.Errorf("there run %+v", running)
		}
		mine, err2 := tx.CohortsOf("U1")
		if len(mine) != 2 || mine[0].ID != "c2" || !mine[1].Archived.Equal(now) { // although c1 has sessions, and c2 has none
			t.Errorf("U1 is in %+v", mine)
		}
		draft, err3 := tx.Cohort("c3")
		if !draft.Draft || draft.Follows != "c2" || !draft.Silent() {
			t.Errorf("the draft is %+v", draft)
		}
		return errors.Join(err, err2, err3)
	})
}

// What somebody is reached for is kept as they say it, and nothing of who wishes for nothing; all of it belongs to them, and goes with them.
func TestReachBelongsToThePerson(t *testing.T) { onBoth(t, testReachBelongsToThePerson) }

func testReachBelongsToThePerson(t *testing.T, db *DB) {
	c := seed(t, db)
	write(t, db, func(tx *Tx) error {
		reach := cohort.Reach{Cohort: c.ID, Person: "U1", Circles: true, Since: now}
		err := tx.SaveReach(reach)
		reach.Stories, reach.Circles = true, false
		err2 := tx.SaveReach(reach)
		got, err3 := tx.Reach(c.ID, "U1")
		if got != reach {
			t.Errorf("kept is %+v", got)
		}
		_, err4 := tx.Apply(cohort.Application{Cohort: c.ID, Person: "U1", Asked: now})
		all, err5 := tx.Everything("U1")
		if len(all["alumni"]) != 1 || len(all["applications"]) != 1 {
			t.Errorf("everything of U1 is %+v", all)
		}
		return errors.Join(err, err2, err3, err4, err5, tx.SaveReach(cohort.Reach{Cohort: c.ID, Person: "U2", Since: now}))
	})
	write(t, db, func(tx *Tx) error { return tx.Erase("U1", "leaving") })
	read(t, db, func(tx *Tx) error {
		alumni, err := tx.Alumni(c.ID)
		waiting, err2 := tx.Waiting(c.ID)
		if len(alumni)+len(waiting) != 0 {
			t.Errorf("left are %+v and %+v", alumni, waiting)
		}
		return errors.Join(err, err2)
	})
}

// Who has left is not counted among those who take part.
func TestTakePart(t *testing.T) { onBoth(t, testTakePart) }

func testTakePart(t *testing.T, db *DB) {
	write(t, db, func(tx *Tx) error {
		err := tx.SaveCohort(cohort.Cohort{ID: "other", Name: "other", Zone: "Asia/Tokyo"})
		err = errors.Join(err, tx.SaveCohort(cohort.Cohort{ID: "few", Name: "few", Zone: "Asia/Tokyo"}))
		for _, person := range []string{"T1", "T2", "T3", "T4"} {
			p := cohort.Participant{Person: cohort.Person{ID: person, Zone: "Asia/Tokyo"}, Cohort: "few"}
			if person == "T4" {
				p.Cohort = "other"
			}
			err = errors.Join(err, tx.SavePerson(p.Person), tx.SaveParticipant(p))
		}
		return errors.Join(err, tx.Leave("few", "T1", now))
	})
	read(t, db, func(tx *Tx) error {
		for atLeast, want := range map[int]bool{0: true, 1: true, 2: true, 3: false, 4: false} {
			if got, err := tx.TakePart("few", atLeast); got != want || err != nil {
				t.Errorf("at least %d: %t, %v", atLeast, got, err)
			}
		}
		return nil
	})
}
