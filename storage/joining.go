package storage

import (
	"time"

	"ippo/cohort"
)

// JoinCircle puts a person into a circle. Who was in it before is in it again, as from the first time.
func (tx *Tx) JoinCircle(id, person string, at time.Time) error {
	_, err := tx.exec(`INSERT INTO circle_members (circle_id, person_id, joined_at) VALUES ($1, $2, $3)
		ON CONFLICT (circle_id, person_id) DO UPDATE SET left_at = 0`, id, person, millis(at))
	return err
}

// LeaveCircle takes a person out of one circle. Whom they met there stays known.
func (tx *Tx) LeaveCircle(id, person string, at time.Time) error {
	return changed(tx.exec(`UPDATE circle_members SET left_at = $3 WHERE circle_id = $1 AND person_id = $2 AND left_at = 0`,
		id, person, millis(at)))
}

// SetCircleSlot keeps when the members of a circle can meet, and why they are together.
func (tx *Tx) SetCircleSlot(id, slot string, reasons []cohort.Reason) error {
	return changed(tx.exec(`UPDATE circles SET slot = $2, reasons = $3 WHERE id = $1`, id, slot, list(reasons)))
}

// KeepCircle keeps that a circle goes on after the program, since a time; the zero time: it does not.
func (tx *Tx) KeepCircle(id string, at time.Time) error {
	return changed(tx.exec(`UPDATE circles SET kept_at = $2 WHERE id = $1`, id, millis(at)))
}

// OpenedSince lists when a person opened circles of a cohort since a time, the earliest first.
func (tx *Tx) OpenedSince(cohortID, person string, since time.Time) ([]time.Time, error) {
	return many(tx, func(r row) (time.Time, error) {
		ms, err := value[int64](r)
		return instant(ms), err
	}, `SELECT formed FROM circles WHERE cohort_id = $1 AND opener = $2 AND formed > $3 ORDER BY formed`, cohortID, person, millis(since))
}

// VoteOn keeps what a member says in a matter of their circle; a later word replaces an earlier one.
func (tx *Tx) VoteOn(circleID, person string, matter cohort.Matter, yes bool) error {
	vote := "no"
	if yes {
		vote = "yes"
	}
	_, err := tx.exec(`INSERT INTO circle_votes (circle_id, person_id, matter, vote) VALUES ($1, $2, $3, $4)
		ON CONFLICT (circle_id, person_id, matter) DO UPDATE SET vote = excluded.vote`, circleID, person, string(matter), vote)
	return err
}

// VotesOn lists what members said in a matter of their circle: true is yes. Who said nothing is absent.
func (tx *Tx) VotesOn(circleID string, matter cohort.Matter) (map[string]bool, error) {
	all, err := many(tx, scanCouple, `SELECT person_id, vote FROM circle_votes WHERE circle_id = $1 AND matter = $2`,
		circleID, string(matter))
	votes := make(map[string]bool, len(all))
	for _, vote := range all {
		votes[vote.a] = vote.b == "yes"
	}
	return votes, err
}

// ForgetVotes forgets what was said in a matter by all circles of a cohort.
func (tx *Tx) ForgetVotes(cohortID string, matter cohort.Matter) error {
	_, err := tx.exec(`DELETE FROM circle_votes WHERE matter = $2 AND circle_id IN (SELECT id FROM circles WHERE cohort_id = $1)`,
		cohortID, string(matter))
	return err
}
