package storage

import (
	"time"

	"ippo/cohort"
)

// ProgramSpan is when a cohort's first session begins and its last one ends; zero: it has none.
func (tx *Tx) ProgramSpan(cohortID string) (first, ends time.Time, err error) {
	span, err := one(tx, func(r row) (ms [2]int64, err error) {
		return ms, r.Scan(&ms[0], &ms[1])
	}, `SELECT COALESCE(MIN(starts), 0), COALESCE(MAX(starts + minutes * 60000), 0) FROM sessions WHERE cohort_id = $1 AND cancelled = 0`, cohortID)
	return instant(span[0]), instant(span[1]), err
}

// LatestSession returns the session of a cohort that was the last to begin before a time, or ErrNotFound.
func (tx *Tx) LatestSession(cohortID string, now time.Time) (cohort.Session, error) {
	return one(tx, scanSession, `SELECT `+sessionColumns+` FROM sessions
		WHERE cohort_id = $1 AND cancelled = 0 AND starts <= $2 ORDER BY starts DESC LIMIT 1`, cohortID, millis(now))
}

// WroteSince reports whether a person wrote a reflection since a time, and did not take it back.
func (tx *Tx) WroteSince(person string, at time.Time) (bool, error) {
	found, err := many(tx, value[int], `SELECT 1 FROM reflections WHERE person_id = $1 AND written >= $2 AND taken_back = 0 LIMIT 1`,
		person, millis(at))
	return len(found) > 0, err
}
