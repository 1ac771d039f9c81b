package storage

import (
	"time"

	"ippo/cohort"
)

const applicationColumns = `cohort_id, person_id, department, number, asked`

// Apply puts a person at the end of those who wait for a place in a cohort, and returns their application. Who waits already keeps their place
// in the line. The person must be known.
func (tx *Tx) Apply(a cohort.Application) (cohort.Application, error) {
	_, err := tx.exec(`INSERT INTO applications (`+applicationColumns+`)
		SELECT $1, $2, $3, COALESCE(MAX(number), 0) + 1, CAST($4 AS BIGINT) FROM applications WHERE cohort_id = $1
		ON CONFLICT (cohort_id, person_id) DO UPDATE SET department = excluded.department`, a.Cohort, a.Person, a.Department, millis(a.Asked))
	if err != nil {
		return a, err
	}
	return tx.Application(a.Cohort, a.Person)
}

// Application returns that a person waits for a place in a cohort, or ErrNotFound.
func (tx *Tx) Application(cohortID, person string) (cohort.Application, error) {
	return one(tx, scanApplication, `SELECT `+applicationColumns+` FROM applications WHERE cohort_id = $1 AND person_id = $2`, cohortID, person)
}

// Waiting lists who waits for a place in a cohort, the first in line first.
func (tx *Tx) Waiting(cohortID string) ([]cohort.Application, error) {
	return many(tx, scanApplication, `SELECT `+applicationColumns+` FROM applications WHERE cohort_id = $1 ORDER BY number`, cohortID)
}

// CountWaiting counts who waits for a place in a cohort.
func (tx *Tx) CountWaiting(cohortID string) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM applications WHERE cohort_id = $1`, cohortID)
}

// WaitsIn lists for what a person waits.
func (tx *Tx) WaitsIn(person string) ([]cohort.Application, error) {
	return many(tx, scanApplication, `SELECT `+applicationColumns+` FROM applications WHERE person_id = $1 ORDER BY asked, cohort_id`, person)
}

// PlaceInLine is at which place somebody waits: 1 is the next.
func (tx *Tx) PlaceInLine(a cohort.Application) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM applications WHERE cohort_id = $1 AND number <= $2`, a.Cohort, a.Number)
}

// EndApplication ends that a person waits, or returns ErrNotFound if they do not.
func (tx *Tx) EndApplication(cohortID, person string) error {
	return changed(tx.exec(`DELETE FROM applications WHERE cohort_id = $1 AND person_id = $2`, cohortID, person))
}

// Enter is SaveParticipant for who comes in by themselves, or is brought in by an organiser, at a time.
func (tx *Tx) Enter(p cohort.Participant, at time.Time) error {
	if err := tx.SaveParticipant(p); err != nil {
		return err
	}
	return changed(tx.exec(`UPDATE participants SET entered = $3 WHERE cohort_id = $1 AND person_id = $2`, p.Cohort, p.ID, millis(at)))
}

// Entered returns when a participant came in otherwise than by a file; zero: by a file.
func (tx *Tx) Entered(cohortID, person string) (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT entered FROM participants WHERE cohort_id = $1 AND person_id = $2`, cohortID, person)
	return instant(ms), err
}

// Ways tells of everybody who takes part in a cohort, or took part, who came in by themselves or in chat, and who left by themselves.
func (tx *Tx) Ways(cohortID string) (entered, leftSelf map[string]bool, err error) {
	type way struct {
		person        string
		entered, self bool
	}
	all, err := many(tx, func(r row) (w way, err error) {
		var entered, left, self int64
		err = r.Scan(&w.person, &entered, &left, &self)
		w.entered, w.self = entered > 0, left > 0 && self == 1
		return w, err
	}, `SELECT person_id, entered, left_at, left_self FROM participants WHERE cohort_id = $1`, cohortID)
	entered, leftSelf = map[string]bool{}, map[string]bool{}
	for _, w := range all {
		entered[w.person], leftSelf[w.person] = w.entered, w.self
	}
	return entered, leftSelf, err
}

// Ever lists who takes part in a cohort, or took part, by id.
func (tx *Tx) Ever(cohortID string) ([]string, error) {
	return many(tx, value[string], `SELECT person_id FROM participants WHERE cohort_id = $1 ORDER BY person_id`, cohortID)
}

// Hold keeps the place of somebody who has just left by themselves, until a time.
func (tx *Tx) Hold(cohortID, person string, until time.Time) error {
	return changed(tx.exec(`UPDATE participants SET left_self = 1, held_until = $3 WHERE cohort_id = $1 AND person_id = $2 AND left_at > 0`,
		cohortID, person, millis(until)))
}

// Gone is somebody's place in a cohort that they left: as it was, whether they left by themselves, and until when it is theirs still.
type Gone struct {
	Department string
	Returning  bool
	Self       bool
	Held       time.Time
}

// Gone returns the place of somebody who left a cohort, or ErrNotFound if they did not.
func (tx *Tx) Gone(cohortID, person string) (Gone, error) {
	return one(tx, func(r row) (g Gone, err error) {
		var returning, self, held int64
		err = r.Scan(&g.Department, &returning, &self, &held)
		g.Returning, g.Self, g.Held = returning == 1, self == 1, instant(held)
		return g, err
	}, `SELECT department, comes_back, left_self, held_until FROM participants WHERE cohort_id = $1 AND person_id = $2 AND left_at > 0`, cohortID, person)
}

// GoneFrom lists the cohorts that a person left by themselves, and whose place there is theirs still at a time.
func (tx *Tx) GoneFrom(person string, now time.Time) ([]string, error) {
	return many(tx, value[string], `SELECT cohort_id FROM participants WHERE person_id = $1 AND left_at > 0 AND held_until > $2 ORDER BY left_at DESC`,
		person, millis(now))
}

// Taken counts the places of a cohort that are taken at a time: of those who take part, and of those whose place is held.
func (tx *Tx) Taken(cohortID string, now time.Time) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM participants WHERE cohort_id = $1 AND (left_at = 0 OR held_until > $2)`, cohortID, millis(now))
}

// NextFree returns when the next place that is held becomes free for somebody who waits; zero: none is held.
func (tx *Tx) NextFree(now time.Time) (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MIN(held_until), 0) FROM participants
		WHERE held_until > 0 AND held_until > $1 AND left_at > 0 AND cohort_id IN (SELECT cohort_id FROM applications)`, millis(now))
	return instant(ms), err
}

// CohortsAwaited lists the cohorts for which somebody waits.
func (tx *Tx) CohortsAwaited() ([]string, error) {
	return many(tx, value[string], `SELECT DISTINCT cohort_id FROM applications ORDER BY cohort_id`)
}

func scanApplication(r row) (a cohort.Application, err error) {
	var asked int64
	err = r.Scan(&a.Cohort, &a.Person, &a.Department, &a.Number, &asked)
	a.Asked = instant(asked)
	return a, err
}
