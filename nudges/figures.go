package nudges

import (
	"context"
	"errors"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// figuresEvery is how often it is asked whether a month has closed.
const figuresEvery = 24 * time.Hour

// freezeFigures works out what organisers are shown of the months that have closed, once for each month and for ever.
func (e *Engine) freezeFigures(ctx context.Context, now time.Time) error {
	if now.Before(e.figuresDue) {
		return nil
	}
	closed := map[string][]string{}
	var cohorts []cohort.Cohort
	err := e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		if cohorts, err = tx.Running(); err != nil {
			return err
		}
		for _, c := range cohorts {
			if closed[c.ID], err = closedMonths(tx, c, now); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range cohorts {
		if len(closed[c.ID]) > 0 && err == nil {
			err = e.write(ctx, func(tx *storage.Tx) error { return FreezeFigures(tx, c, now) })
		}
	}
	if err == nil {
		e.figuresDue = nextFigures(cohorts, now)
	}
	return err
}

// nextFigures is when the month has closed for the first of the cohorts, or in a day, when there may be another cohort.
func nextFigures(cohorts []cohort.Cohort, now time.Time) time.Time {
	next := now.Add(figuresEvery)
	for _, c := range cohorts {
		year, month, _ := now.In(c.Location()).Date()
		next = earliest(next, time.Date(year, month+1, 1, 0, 0, 0, 0, c.Location()))
	}
	return next
}

// closedMonths are those of a cohort that are to be worked out. A cohort without sessions has no beginning: the last one only.
func closedMonths(tx *storage.Tx, c cohort.Cohort, now time.Time) ([]string, error) {
	last, err := tx.LastFigures(c.ID)
	if err != nil {
		return nil, err
	}
	sessions, err := tx.Sessions(c.ID)
	var began time.Time
	for _, s := range sessions {
		began = earliest(began, s.Starts)
	}
	if began.IsZero() {
		local := now.In(c.Location())
		began = time.Date(local.Year(), local.Month()-1, 1, 0, 0, 0, 0, c.Location())
	}
	return cohort.ClosedMonths(c.Location(), began, last, now), err
}

// FreezeFigures keeps what is shown of a cohort's months that have closed and are not worked out yet.
func FreezeFigures(tx *storage.Tx, c cohort.Cohort, now time.Time) error {
	months, err := closedMonths(tx, c, now)
	if err != nil || len(months) == 0 {
		return err
	}
	people, err := tx.Participants(c.ID)
	if err != nil {
		return err
	}
	if err := tellMonth(tx, c, months[len(months)-1], len(people), now); err != nil {
		return err
	}
	for _, month := range months {
		from, before := cohort.MonthSpan(month, c.Location())
		counts, err := countMonth(tx, c.ID, from, before)
		if err != nil {
			return err
		}
		for _, name := range cohort.Figures() {
			if err := tx.SaveFigure(c.ID, month, name, cohort.Show(counts[name], len(people))); err != nil {
				return err
			}
		}
		met, circles, err := tx.CountMet(c.ID, from, before)
		if err := errors.Join(err, tx.SaveFigure(c.ID, month, cohort.CirclesMet, cohort.Show(met, circles))); err != nil {
			return err
		}
	}
	return nil
}

// countMonth counts people. The numbers leave the transaction only as what is shown of them.
func countMonth(tx *storage.Tx, cohortID string, from, before time.Time) (map[cohort.Figure]int, error) {
	counts := map[cohort.Figure]int{}
	var failed [4]error
	counts[cohort.Reflected], failed[0] = tx.CountReflected(cohortID, from, before)
	counts[cohort.Came], failed[1] = tx.CountCame(cohortID, from, before, cohort.Least)
	counts[cohort.Replied], failed[2] = tx.CountAnswered(cohortID, from, before)
	counts[cohort.Rested], failed[3] = tx.CountRested(cohortID, from, before)
	library, err := LibraryOf(tx, cohortID)
	if err = errors.Join(err, failed[0], failed[1], failed[2], failed[3]); err != nil {
		return nil, err
	}
	tried, err := tx.TriedIn(cohortID, from, before)
	type deed struct {
		person string
		figure cohort.Figure
	}
	counted := map[deed]bool{}
	count := func(d deed) {
		if !counted[d] {
			counted[d] = true
			counts[d.figure]++
		}
	}
	for _, t := range tried {
		count(deed{t.Person, cohort.Stepped})
		if t.Planned {
			count(deed{t.Person, cohort.Planned})
		}
		if t.Did {
			count(deed{t.Person, cohort.StepFigure(library.step(t.Step).Key)})
		}
	}
	return counts, err
}
