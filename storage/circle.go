package storage

import (
	"time"

	"ippo/cohort"
)

const circleColumns = `id, cohort_id, number, slot, reasons, channel, formed, ended, opener, topic, places, words, offers, kept_at`

// SaveCircle keeps a new circle with its members.
func (tx *Tx) SaveCircle(c cohort.Circle) error {
	_, err := tx.exec(`INSERT INTO circles (`+circleColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		c.ID, c.Cohort, c.Number, c.Slot, list(c.Reasons), c.Channel, millis(c.Formed), millis(c.Ended),
		c.Opener, c.Topic, c.Places, c.Words, list(c.Offers), millis(c.Kept))
	if err != nil {
		return err
	}
	for _, member := range c.Members {
		_, err := tx.exec(`INSERT INTO circle_members (circle_id, person_id, joined_at) VALUES ($1, $2, $3)`,
			c.ID, member, millis(c.Formed))
		if err != nil {
			return err
		}
	}
	return nil
}

// SetCircleChannel keeps the room of a circle.
func (tx *Tx) SetCircleChannel(id, channel string) error {
	return changed(tx.exec(`UPDATE circles SET channel = $2 WHERE id = $1`, id, channel))
}

// Circle returns the circle of an id with its members, or ErrNotFound.
func (tx *Tx) Circle(id string) (cohort.Circle, error) {
	c, err := one(tx, scanCircle, `SELECT `+circleColumns+` FROM circles WHERE id = $1`, id)
	if err != nil {
		return c, err
	}
	c.Members, err = tx.members(id)
	return c, err
}

// CircleAt returns the circle of an id, or of the room of an id, or ErrNotFound.
func (tx *Tx) CircleAt(id string) (cohort.Circle, error) {
	circle, err := one(tx, value[string], `SELECT id FROM circles WHERE id = $1 OR (channel = $1 AND channel <> '') ORDER BY number DESC LIMIT 1`, id)
	if err != nil {
		return cohort.Circle{}, err
	}
	return tx.Circle(circle)
}

// CircleOf returns the circle that a person is in at present, or ErrNotFound.
func (tx *Tx) CircleOf(cohortID, person string) (cohort.Circle, error) {
	id, err := one(tx, value[string], `SELECT c.id FROM circles c JOIN circle_members m ON m.circle_id = c.id
		WHERE c.cohort_id = $1 AND m.person_id = $2 AND m.left_at = 0 AND c.ended = 0 ORDER BY c.number DESC LIMIT 1`, cohortID, person)
	if err != nil {
		return cohort.Circle{}, err
	}
	return tx.Circle(id)
}

// LastCircleNumber returns the highest number a circle of the cohort has had; 0: none yet.
func (tx *Tx) LastCircleNumber(cohortID string) (int, error) {
	return one(tx, value[int], `SELECT COALESCE(MAX(number), 0) FROM circles WHERE cohort_id = $1`, cohortID)
}

// LeaveCircles takes a person out of the circles of a cohort that still last. Whom they met there stays known.
func (tx *Tx) LeaveCircles(cohortID, person string, at time.Time) error {
	_, err := tx.exec(`UPDATE circle_members SET left_at = $3 WHERE person_id = $2 AND left_at = 0
		AND circle_id IN (SELECT id FROM circles WHERE cohort_id = $1 AND ended = 0)`, cohortID, person, millis(at))
	return err
}

// Placed lists who is in a circle of the cohort at present.
func (tx *Tx) Placed(cohortID string) (map[string]bool, error) {
	people, err := many(tx, value[string], `SELECT m.person_id FROM circle_members m JOIN circles c ON c.id = m.circle_id
		WHERE c.cohort_id = $1 AND m.left_at = 0 AND c.ended = 0`, cohortID)
	placed := make(map[string]bool, len(people))
	for _, person := range people {
		placed[person] = true
	}
	return placed, err
}

// members lists who is in a circle and still takes part in its cohort.
func (tx *Tx) members(circleID string) ([]string, error) {
	return many(tx, value[string], `SELECT m.person_id FROM circle_members m JOIN circles c ON c.id = m.circle_id
		JOIN participants p ON p.cohort_id = c.cohort_id AND p.person_id = m.person_id
		WHERE m.circle_id = $1 AND m.left_at = 0 AND p.left_at = 0 ORDER BY m.person_id`, circleID)
}

func scanCircle(r row) (cohort.Circle, error) {
	var c cohort.Circle
	var reasons, offers string
	var formed, ended, kept int64
	err := r.Scan(&c.ID, &c.Cohort, &c.Number, &c.Slot, &reasons, &c.Channel, &formed, &ended,
		&c.Opener, &c.Topic, &c.Places, &c.Words, &offers, &kept)
	if err != nil {
		return c, err
	}
	c.Formed, c.Ended, c.Kept = instant(formed), instant(ended), instant(kept)
	if c.Reasons, err = unlist[cohort.Reason](reasons); err != nil {
		return c, err
	}
	c.Offers, err = unlist[string](offers)
	return c, err
}

// Stays lists the times that a person spent in circles of a cohort, the first first.
func (tx *Tx) Stays(cohortID, person string) ([]cohort.Stay, error) {
	return many(tx, func(r row) (s cohort.Stay, err error) {
		var reasons string
		var joined, left, ended int64
		if err = r.Scan(&s.Circle.ID, &s.Circle.Number, &s.Circle.Topic, &reasons, &joined, &left, &ended); err != nil {
			return s, err
		}
		s.From, s.Until = instant(joined), instant(left)
		if s.Until.IsZero() {
			s.Until = instant(ended)
		}
		s.Circle.Cohort = cohortID
		s.Circle.Reasons, err = unlist[cohort.Reason](reasons)
		return s, err
	}, `SELECT c.id, c.number, c.topic, c.reasons, m.joined_at, m.left_at, c.ended FROM circles c
		JOIN circle_members m ON m.circle_id = c.id WHERE c.cohort_id = $1 AND m.person_id = $2 ORDER BY m.joined_at, c.number`, cohortID, person)
}
