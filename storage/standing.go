package storage

import (
	"time"

	"ippo/cohort"
)

// Standing lists the circles of a cohort that last, with their members.
func (tx *Tx) Standing(cohortID string) ([]cohort.Circle, error) {
	return tx.circles(`cohort_id = $1 AND ended = 0`, cohortID)
}

// AnyStanding reports whether a cohort has a circle that has not ended.
func (tx *Tx) AnyStanding(cohortID string) (bool, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM (SELECT 1 FROM circles WHERE cohort_id = $1 AND ended = 0 LIMIT 1) AS first`, cohortID)
	return n > 0, err
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
	if err != nil || len(all) == 0 {
		return all, err
	}
	members, err := tx.grouped(`SELECT m.circle_id, m.person_id FROM circle_members m JOIN circles c ON c.id = m.circle_id
		JOIN participants p ON p.cohort_id = c.cohort_id AND p.person_id = m.person_id
		WHERE m.circle_id IN (SELECT id FROM circles WHERE `+where+`) AND m.left_at = 0 AND p.left_at = 0
		ORDER BY m.person_id`, values...)
	for i := range all {
		all[i].Members = members[all[i].ID]
	}
	return all, err
}
