package storage

import (
	"time"

	"ippo/cohort"
)

const aimColumns = `id, person_id, aim, sealed, added, dropped, source`

// aimWords are the sealed part of a line of a list.
type aimWords struct {
	Words string `json:"words"`
}

// SaveAims keeps lines of a person's lists, new or changed. One that is there already stays its writer's.
func (tx *Tx) SaveAims(items ...cohort.Entry) error {
	for _, item := range items {
		sealed, err := tx.seal(item.Person, "aims/"+item.ID, aimWords{holdableText(item.Words)})
		if err != nil {
			return err
		}
		err = changed(tx.exec(`INSERT INTO aims (`+aimColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, dropped = excluded.dropped, source = excluded.source
				WHERE aims.person_id = excluded.person_id`,
			item.ID, item.Person, string(item.Aim), sealed, millis(item.Added), millis(item.Dropped), item.Source))
		if err != nil {
			return err
		}
	}
	return nil
}

// Aims lists the lines of both lists of a person in the order in which they came, with those that they dropped.
func (tx *Tx) Aims(person string) ([]cohort.Entry, error) {
	items, err := many(tx, scanAim, `SELECT `+aimColumns+` FROM aims WHERE person_id = $1 ORDER BY added, id`, person)
	for i := range items {
		if err == nil {
			err = tx.openAim(&items[i])
		}
	}
	if err != nil {
		return nil, err
	}
	return items, nil
}

// EraseAim erases a line of a person's own lists for good, or returns ErrNotFound if it is not there or not theirs.
func (tx *Tx) EraseAim(id, person string) error {
	return changed(tx.exec(`DELETE FROM aims WHERE id = $1 AND person_id = $2`, id, person))
}

// EraseDropped erases for good what a person has dropped from their lists, up to a time.
func (tx *Tx) EraseDropped(person string, until time.Time) error {
	_, err := tx.exec(`DELETE FROM aims WHERE person_id = $1 AND dropped > 0 AND dropped <= $2`, person, millis(until))
	return err
}

// FirstWords is when a person first wrote a reflection or a line of their lists, of what is still there; zero if they have not.
func (tx *Tx) FirstWords(person string) (time.Time, error) {
	first, err := one(tx, value[int64], `SELECT COALESCE(MIN(at), 0) FROM (
		SELECT written AS at FROM reflections WHERE person_id = $1 AND taken_back = 0
		UNION ALL SELECT added FROM aims WHERE person_id = $1) AS words`, person)
	return instant(first), err
}

// openAim opens a line as it was scanned.
func (tx *Tx) openAim(item *cohort.Entry) error {
	var words aimWords
	err := tx.unseal(item.Person, "aims/"+item.ID, item.Words, &words)
	item.Words = words.Words
	return err
}

// scanAim scans a line; its words are still sealed.
func scanAim(r row) (cohort.Entry, error) {
	var item cohort.Entry
	var added, dropped int64
	err := r.Scan(&item.ID, &item.Person, &item.Aim, &item.Words, &added, &dropped, &item.Source)
	item.Added, item.Dropped = instant(added), instant(dropped)
	return item, err
}
