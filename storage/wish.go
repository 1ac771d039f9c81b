package storage

import "ippo/cohort"

const wishColumns = `cohort_id, person_id, topics, slots, asked, unplaced, size, rests, withdrawn`

// SaveWish keeps what somebody asks of a circle; a later wish replaces an earlier one.
func (tx *Tx) SaveWish(w cohort.Wish) error {
	_, err := tx.exec(`INSERT INTO wishes (`+wishColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (cohort_id, person_id) DO UPDATE SET
			topics = excluded.topics, slots = excluded.slots, asked = excluded.asked,
			unplaced = excluded.unplaced, size = excluded.size, rests = excluded.rests, withdrawn = excluded.withdrawn`,
		w.Cohort, w.Person, list(w.Topics), list(w.Slots), millis(w.Asked), w.Unplaced, w.Size, number(w.Rests), number(w.Withdrawn))
	return err
}

// WithdrawWish takes a wish back, and keeps it for when the person asks again. Without a wish it does nothing.
func (tx *Tx) WithdrawWish(cohortID, person string) error {
	_, err := tx.exec(`UPDATE wishes SET withdrawn = 1, rests = 0, unplaced = '' WHERE cohort_id = $1 AND person_id = $2`, cohortID, person)
	return err
}

// SetUnplaced keeps why there was no circle for somebody; nothing: there is one. Who takes the wish back meanwhile is left.
func (tx *Tx) SetUnplaced(cohortID, person, why string) error {
	_, err := tx.exec(`UPDATE wishes SET unplaced = $3 WHERE cohort_id = $1 AND person_id = $2`, cohortID, person, why)
	return err
}

// Wish returns what somebody asked of a circle, be it withdrawn, or ErrNotFound.
func (tx *Tx) Wish(cohortID, person string) (cohort.Wish, error) {
	return one(tx, scanWish, `SELECT `+wishColumns+` FROM wishes WHERE cohort_id = $1 AND person_id = $2`, cohortID, person)
}

// Wishes lists the wishes of those who still take part in a cohort and have not withdrawn them, by person.
func (tx *Tx) Wishes(cohortID string) ([]cohort.Wish, error) {
	return many(tx, scanWish, `SELECT `+wishColumns+` FROM wishes w WHERE cohort_id = $1 AND withdrawn = 0
		AND EXISTS (SELECT 1 FROM participants p
			WHERE p.cohort_id = w.cohort_id AND p.person_id = w.person_id AND p.left_at = 0)
		ORDER BY person_id`, cohortID)
}

func scanWish(r row) (cohort.Wish, error) {
	var w cohort.Wish
	var topics, slots string
	var asked, rests, withdrawn int64
	err := r.Scan(&w.Cohort, &w.Person, &topics, &slots, &asked, &w.Unplaced, &w.Size, &rests, &withdrawn)
	if err != nil {
		return w, err
	}
	w.Asked, w.Rests, w.Withdrawn = instant(asked), rests == 1, withdrawn == 1
	if w.Topics, err = unlist[string](topics); err != nil {
		return w, err
	}
	w.Slots, err = unlist[string](slots)
	return w, err
}

// Refuse keeps with whom a person is not to be in a circle, in place of what was kept before.
func (tx *Tx) Refuse(person string, others []string) error {
	if _, err := tx.exec(`DELETE FROM refusals WHERE person_id = $1`, person); err != nil {
		return err
	}
	for _, other := range others {
		if _, err := tx.exec(`INSERT INTO refusals (person_id, other_id) VALUES ($1, $2)`, person, other); err != nil {
			return err
		}
	}
	return nil
}

// Refusals lists with whom a person is not to be in a circle.
func (tx *Tx) Refusals(person string) ([]string, error) {
	return many(tx, value[string], `SELECT other_id FROM refusals WHERE person_id = $1 ORDER BY other_id`, person)
}

// RefusalsIn lists, for each participant of a cohort who wishes so, with whom they are not to be in a circle.
func (tx *Tx) RefusalsIn(cohortID string) (map[string][]string, error) {
	return tx.grouped(`SELECT r.person_id, r.other_id FROM refusals r JOIN participants p ON p.person_id = r.person_id
		WHERE p.cohort_id = $1 AND p.left_at = 0 ORDER BY r.other_id`, cohortID)
}

// Rested ends the rest of those who were out of one round of a cohort: of everybody if all were placed anew, else of those who wait.
func (tx *Tx) Rested(cohortID string, anew bool) error {
	_, err := tx.exec(`UPDATE wishes SET rests = 0 WHERE cohort_id = $1 AND rests = 1 AND ($2 = 1 OR NOT EXISTS (
		SELECT 1 FROM circle_members m JOIN circles c ON c.id = m.circle_id
		WHERE c.cohort_id = wishes.cohort_id AND m.person_id = wishes.person_id AND m.left_at = 0 AND c.ended = 0))`,
		cohortID, number(anew))
	return err
}
