package storage

import "time"

// MeetingCounts says how the circles of a cohort that last fare, all together.
type MeetingCounts struct {
	Circles   int
	People    int // in these circles
	Met       int // circles that met since a time
	Postponed int // that did not, and put off their last meeting
	Silent    int // that did not, and whose last meeting nobody answered for
}

// CountMeetings counts what became of the meetings of the circles of a cohort that last, since a time.
func (tx *Tx) CountMeetings(cohortID string, since time.Time) (MeetingCounts, error) {
	counts, err := one(tx, func(r row) (c MeetingCounts, err error) {
		err = r.Scan(&c.Circles, &c.Met, &c.Postponed, &c.Silent)
		return c, err
	}, `SELECT COUNT(*), COALESCE(SUM(met), 0),
		COALESCE(SUM(CASE WHEN met = 0 AND latest = 'postponed' THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN met = 0 AND latest = 'lapsed' THEN 1 ELSE 0 END), 0)
		FROM (SELECT
			CASE WHEN EXISTS (SELECT 1 FROM meetings m WHERE m.circle_id = c.id AND m.state = 'met' AND m.starts >= $2)
				THEN 1 ELSE 0 END AS met,
			(SELECT m.state FROM meetings m WHERE m.circle_id = c.id AND m.state IN ('met', 'postponed', 'missed', 'lapsed')
				ORDER BY m.number DESC LIMIT 1) AS latest
			FROM circles c WHERE c.cohort_id = $1 AND c.ended = 0 AND c.channel <> '') AS standing`, cohortID, millis(since))
	if err != nil {
		return counts, err
	}
	counts.People, err = one(tx, value[int], `SELECT COUNT(DISTINCT m.person_id) FROM circle_members m
		JOIN circles c ON c.id = m.circle_id
		JOIN participants p ON p.cohort_id = c.cohort_id AND p.person_id = m.person_id
		WHERE c.cohort_id = $1 AND c.ended = 0 AND c.channel <> '' AND m.left_at = 0 AND p.left_at = 0`, cohortID)
	return counts, err
}
