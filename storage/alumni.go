package storage

import "ippo/cohort"

// SaveReach keeps what somebody who took part wishes to be reached for; nothing at all is not kept.
func (tx *Tx) SaveReach(r cohort.Reach) error {
	if !r.Circles && !r.Stories {
		_, err := tx.exec(`DELETE FROM alumni WHERE cohort_id = $1 AND person_id = $2`, r.Cohort, r.Person)
		return err
	}
	_, err := tx.exec(`INSERT INTO alumni (cohort_id, person_id, circles, stories, since) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (cohort_id, person_id) DO UPDATE SET circles = excluded.circles, stories = excluded.stories`,
		r.Cohort, r.Person, number(r.Circles), number(r.Stories), millis(r.Since))
	return err
}

const reachColumns = `cohort_id, person_id, circles, stories, since`

// Reach returns what somebody who took part in a cohort wishes to be reached for, or ErrNotFound: for nothing.
func (tx *Tx) Reach(cohortID, person string) (cohort.Reach, error) {
	return one(tx, scanReach, `SELECT `+reachColumns+` FROM alumni WHERE cohort_id = $1 AND person_id = $2`, cohortID, person)
}

// ReachesOf lists as what a person is an alumnus.
func (tx *Tx) ReachesOf(person string) ([]cohort.Reach, error) {
	return many(tx, scanReach, `SELECT `+reachColumns+` FROM alumni WHERE person_id = $1 ORDER BY since, cohort_id`, person)
}

// Alumni lists who took part in a cohort and wishes to be reached, those first who said so first.
func (tx *Tx) Alumni(cohortID string) ([]cohort.Reach, error) {
	return many(tx, scanReach, `SELECT `+reachColumns+` FROM alumni WHERE cohort_id = $1 ORDER BY since, person_id`, cohortID)
}

func scanReach(r row) (a cohort.Reach, err error) {
	var circles, stories, since int64
	err = r.Scan(&a.Cohort, &a.Person, &circles, &stories, &since)
	a.Circles, a.Stories, a.Since = circles == 1, stories == 1, instant(since)
	return a, err
}
