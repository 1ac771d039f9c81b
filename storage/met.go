package storage

import (
	"slices"
)

// Met lists, for each of these people, whom they shared a circle with, over all cohorts and years, also of those who are gone: once for
// each circle in which both were at the same time. Who left before another joined has not met them.
func (tx *Tx) Met(people []string) (map[string][]string, error) {
	met := map[string][]string{}
	for batch := range slices.Chunk(people, askedAtOnce) {
		marks, values := among(batch)
		pairs, err := many(tx, scanCouple, `SELECT a.person_id, b.person_id FROM circle_members a
			JOIN circle_members b ON b.circle_id = a.circle_id AND b.person_id <> a.person_id
			WHERE a.person_id IN (`+marks+`)
				AND (a.left_at = 0 OR a.left_at > b.joined_at) AND (b.left_at = 0 OR b.left_at > a.joined_at)
			ORDER BY a.person_id, b.person_id`, values...)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			met[p.a] = append(met[p.a], p.b)
		}
	}
	return met, nil
}

type couple struct{ a, b string }

func scanCouple(r row) (p couple, err error) {
	err = r.Scan(&p.a, &p.b)
	return p, err
}
