package storage

import (
	"time"

	"ippo/cohort"
)

// Standing lists the circles of a cohort that last, with their members.
func (tx *Tx) Standing(cohortID string) ([]cohort.Circle, error) {
	return tx.circles(`cohort_id = $1 AND ended = 0`, cohortID)
}

// FormedAt lists the circles of a cohort that were formed at a time, with their members.
func (tx *Tx) FormedAt(cohortID string, at time.Time) ([]cohort.Circle, error) {
	return tx.circles(`cohort_id = $1 AND formed = $2`, cohortID, millis(at))
}

// LatestTry returns until when those of a kind are to wait whose circles were formed at a time and that are not done with; and how
// many they are.
func (tx *Tx) LatestTry(cohortID string, formed time.Time, kind string) (until time.Time, waiting int, err error) {
	type answer struct {
		until int64
		n     int
	}
	a, err := one(tx, func(r row) (a answer, err error) {
		err = r.Scan(&a.until, &a.n)
		return a, err
	}, `SELECT COALESCE(MAX(d.next_try), 0), COUNT(*) FROM circles c JOIN deliveries d ON d.subject = c.id
		WHERE c.cohort_id = $1 AND c.formed = $2 AND d.kind = $3 AND d.state IN ('waiting', 'sending')`,
		cohortID, millis(formed), kind)
	return instant(a.until), a.n, err
}

// EndCircle ends a circle. Its room and what was said there stay its members'.
func (tx *Tx) EndCircle(id string, at time.Time) error {
	return changed(tx.exec(`UPDATE circles SET ended = $2 WHERE id = $1 AND ended = 0`, id, millis(at)))
}

func (tx *Tx) circles(where string, values ...any) ([]cohort.Circle, error) {
	all, err := many(tx, scanCircle, `SELECT `+circleColumns+` FROM circles WHERE `+where+` ORDER BY number`, values...)
	for i := range all {
		if err == nil {
			all[i].Members, err = tx.members(all[i].ID)
		}
	}
	return all, err
}
