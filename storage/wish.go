package storage

import "ippo/cohort"

const wishColumns = `cohort_id, person_id, topics, slots, asked, unplaced`

// SaveWish keeps what somebody asks of a circle; a later wish replaces an earlier one.
func (tx *Tx) SaveWish(w cohort.Wish) error {
	_, err := tx.exec(`INSERT INTO wishes (`+wishColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (cohort_id, person_id) DO UPDATE SET
			topics = excluded.topics, slots = excluded.slots, asked = excluded.asked,
			unplaced = excluded.unplaced`,
		w.Cohort, w.Person, list(w.Topics), list(w.Slots), millis(w.Asked), w.Unplaced)
	return err
}

// DeleteWish takes a wish back.
func (tx *Tx) DeleteWish(cohortID, person string) error {
	return changed(tx.exec(`DELETE FROM wishes WHERE cohort_id = $1 AND person_id = $2`, cohortID, person))
}

// SetUnplaced keeps why there was no circle for somebody; nothing: there is one. Who takes the wish back meanwhile is left.
func (tx *Tx) SetUnplaced(cohortID, person, why string) error {
	_, err := tx.exec(`UPDATE wishes SET unplaced = $3 WHERE cohort_id = $1 AND person_id = $2`, cohortID, person, why)
	return err
}

// Wish returns what somebody asked of a circle, or ErrNotFound.
func (tx *Tx) Wish(cohortID, person string) (cohort.Wish, error) {
	return one(tx, scanWish, `SELECT `+wishColumns+` FROM wishes WHERE cohort_id = $1 AND person_id = $2`, cohortID, person)
}

// Wishes lists the wishes of those who still take part in a cohort, by person.
func (tx *Tx) Wishes(cohortID string) ([]cohort.Wish, error) {
	return many(tx, scanWish, `SELECT `+wishColumns+` FROM wishes w WHERE cohort_id = $1
		AND EXISTS (SELECT 1 FROM participants p
			WHERE p.cohort_id = w.cohort_id AND p.person_id = w.person_id AND p.left_at = 0)
		ORDER BY person_id`, cohortID)
}

func scanWish(r row) (cohort.Wish, error) {
	var w cohort.Wish
	var topics, slots string
	var asked int64
	err := r.Scan(&w.Cohort, &w.Person, &topics, &slots, &asked, &w.Unplaced)
	if err != nil {
		return w, err
	}
	w.Asked = instant(asked)
	if w.Topics, err = unlist[string](topics); err != nil {
		return w, err
	}
	w.Slots, err = unlist[string](slots)
	return w, err
}
