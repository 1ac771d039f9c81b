package storage

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

// TestOwnStepsComeAndGo imports lists of steps one after the other: what was said before is kept, with the time that it held.
func TestOwnStepsComeAndGo(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		own := func(id, do string) cohort.OwnStep {
			return cohort.OwnStep{
				Step:  cohort.Step{ID: id, Key: cohort.Peers, Effort: cohort.HalfHour, Aim: cohort.Can, Stage: cohort.Late, Tags: []string{"license"}},
				Words: map[string]cohort.StepWords{"ja": {Do: do, Did: "する", Why: "よい。", Plan: "朝に、する"}},
			}
		}
		out := func(id string) cohort.OwnStep { return cohort.OwnStep{Step: cohort.Step{ID: id}, LeftOut: true} }
		at := func(s cohort.OwnStep, since, gone time.Time) cohort.OwnStep { s.Since, s.Gone = since, gone; return s }
		day := func(n int) time.Time { return now.AddDate(0, 0, n) }
		var never time.Time
		left := at(own("a", "新"), now, day(3))
		left.LeftOut = true
		edition := ""
		for i, test := range []struct {
			listed, want []cohort.OwnStep
			gone         int
			changes      bool
		}{
			{[]cohort.OwnStep{own("b", "二"), own("a", "一"), out("c")},
				[]cohort.OwnStep{at(own("a", "一"), now, never), at(own("b", "二"), now, never), at(out("c"), now, now)}, 0, true},
			{[]cohort.OwnStep{out("c"), own("a", "一"), own("b", "二")}, // the same in another order
				[]cohort.OwnStep{at(own("a", "一"), now, never), at(own("b", "二"), now, never), at(out("c"), now, now)}, 0, false},
			{[]cohort.OwnStep{own("a", "新")},
				[]cohort.OwnStep{at(own("a", "新"), now, never), at(own("b", "二"), now, day(2))}, 2, true},
			{[]cohort.OwnStep{out("a")}, // which said something before
				[]cohort.OwnStep{left, at(own("b", "二"), now, day(2))}, 0, true},
			{nil, []cohort.OwnStep{at(own("a", "新"), now, day(3)), at(own("b", "二"), now, day(2))}, 1, true},
			{nil, []cohort.OwnStep{at(own("a", "新"), now, day(3)), at(own("b", "二"), now, day(2))}, 0, false},
			{[]cohort.OwnStep{own("b", "また")},
				[]cohort.OwnStep{at(own("a", "新"), now, day(3)), at(own("b", "また"), day(6), never)}, 0, true}, // what was offered in between was not theirs
		} {
			write(t, db, func(tx *Tx) error {
				gone, err := tx.SaveSteps("c1", test.listed, day(i))
				if gone != test.gone {
					t.Errorf("list %d: %d are gone, want %d", i, gone, test.gone)
				}
				return err
			})
			read(t, db, func(tx *Tx) error {
				got, err := tx.OwnSteps("c1")
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("list %d: %s", i, diff)
				}
				name, language, err2 := tx.Edition("c1")
				if (name != edition) != test.changes || language != "ja" {
					t.Errorf("list %d: the edition is %q after %q, in %s", i, name, edition, language)
				}
				edition = name
				return errors.Join(err, err2)
			})
		}
		read(t, db, func(tx *Tx) error {
			if _, _, err := tx.Edition("c2"); !errors.Is(err, ErrNotFound) {
				t.Errorf("the edition of no cohort: %v", err)
			}
			return nil
		})
	})
}
