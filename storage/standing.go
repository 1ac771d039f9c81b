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
