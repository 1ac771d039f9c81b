package storage

import (
	"errors"

	"ippo/cohort"
)

// SetSight keeps who may see a reflection: its visibility, and the circle with which it is shared; or returns ErrNotFound if it is not there.
func (tx *Tx) SetSight(id string, visibility cohort.Visibility, circle string) error {
	r, err := tx.reflection(`id = $1`, id)
	if err != nil || (r.Visibility == visibility && r.Circle == circle) {
		return err
	}
	r.Visibility, r.Circle = visibility, circle
	sealed, err := tx.sealReflection(r)
	if err != nil {
		return err
	}
	return changed(tx.exec(`UPDATE reflections SET visibility = $2, circle_id = $3, sealed = $4 WHERE id = $1`, id, string(visibility), circle, sealed))
}

// sharedBy are the reflections that a person shares with a circle; or, if none is named, with anybody of a cohort.
const sharedBy = `person_id = $1 AND cohort_id = $2 AND visibility <> 'me' AND ($3 = '' OR (circle_id = $3 AND visibility = 'circle'))`

// Unshare makes what a person shares with a circle, or, if none is named, with anybody of a cohort, theirs alone; and has it drawn again
// where it stands.
func (tx *Tx) Unshare(cohortID, person, circleID, kind string) error {
	_, err := tx.exec(`UPDATE deliveries SET wanted = wanted + 1 WHERE kind = $4 AND state IN ('sending', 'sent')
		AND subject IN (SELECT id FROM reflections WHERE `+sharedBy+`)`, person, cohortID, circleID, kind)
	if err != nil {
		return err
	}
	ids, err := many(tx, value[string], `SELECT id FROM reflections WHERE `+sharedBy+` ORDER BY id`, person, cohortID, circleID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := tx.SetSight(id, cohort.OnlyMe, ""); err != nil && !closed(err) {
			return err
		}
	}
	// Where the seal cannot be opened, as when there is no key, it keeps what was shared; who erases needs no key.
	if _, err = tx.exec(`UPDATE reflections SET visibility = 'me', circle_id = '' WHERE `+sharedBy, person, cohortID, circleID); err != nil {
		return err
	}
	// How it was before a change is forgotten, too: undoing that would share it again.
	_, err = tx.exec(`UPDATE reflections SET before = '' WHERE person_id = $1 AND cohort_id = $2 AND before <> ''`, person, cohortID)
	return err
}

// closed reports whether what is sealed could not be opened.
func closed(err error) bool {
	return errors.Is(err, ErrLocked) || errors.Is(err, ErrWrongKey) || errors.Is(err, ErrUnreadable)
}

// ToldBy lists the steps of which a person told a circle; or, if none is named, any circle of a cohort.
func (tx *Tx) ToldBy(cohortID, person, circleID string) ([]cohort.Offer, error) {
	ids, err := many(tx, value[string], `SELECT id FROM offers WHERE person_id = $1 AND cohort_id = $2 AND told <> '' AND ($3 = '' OR told = $3) ORDER BY id`,
		person, cohortID, circleID)
	var all []cohort.Offer
	for _, id := range ids {
		offer, failed := tx.Offer(id)
		if failed != nil {
			return nil, failed
		}
		all = append(all, offer)
	}
	return all, err
}

// RoomsOf lists the circles of a cohort, ended ones too, in whose rooms a person is.
func (tx *Tx) RoomsOf(cohortID, person string) ([]string, error) {
	return many(tx, value[string], `SELECT c.id FROM circles c JOIN circle_members m ON m.circle_id = c.id
		WHERE c.cohort_id = $1 AND m.person_id = $2 AND m.left_at = 0 AND c.channel <> '' ORDER BY c.number`, cohortID, person)
}

// RedrawStories is Redraw for what a person was put before with a story in a cohort; or, if nobody is named, for what anybody was put before with
// a story of the cohort that bears no name, be it in another.
func (tx *Tx) RedrawStories(cohortID, person, kind string) error {
	_, err := tx.exec(`UPDATE deliveries SET wanted = wanted + 1 WHERE kind = $3 AND state IN ('sending', 'sent') AND subject IN
		(`+standing(`story <> '' AND (cohort_id = $1 AND person_id = $2 OR ($2 = '' AND story IN (SELECT id FROM stories WHERE named = 0 AND cohort_id = $1)))`)+`)`,
		cohortID, person, kind)
	return err
}

// standing selects some offers, and those in whose place they came: of these is the message in which they stand.
func standing(where string) string {
	return `WITH RECURSIVE stands (id) AS (SELECT id FROM offers WHERE ` + where + `
		UNION SELECT o.instead FROM offers o JOIN stands s ON o.id = s.id WHERE o.instead <> '') SELECT id FROM stands`
}

// SharedWithCohort lists the reflections that stand in a cohort's channel, by a delivery of a kind, because their writers, who take part still,
// share them with it: the latest first, without their words.
func (tx *Tx) SharedWithCohort(cohortID, channel, kind string) ([]string, error) {
	return many(tx, value[string], `SELECT r.id FROM reflections r
		JOIN participants p ON p.cohort_id = r.cohort_id AND p.person_id = r.person_id AND p.left_at = 0
		WHERE r.cohort_id = $1 AND r.visibility = 'cohort' AND r.taken_back = 0
			AND EXISTS (SELECT 1 FROM deliveries d WHERE d.subject = r.id AND d.kind = $3 AND d.recipient = $2 AND d.state = 'sent')
		ORDER BY r.written DESC, r.id DESC`, cohortID, channel, kind)
}
