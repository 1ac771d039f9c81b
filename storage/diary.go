package storage

import (
	"time"

	"ippo/cohort"
)

// DiariesDue lists up to limit people whose daily prompt is due, or whose next one is not worked out yet, the longest overdue first, each
// with when it was due (zero: not worked out).
func (tx *Tx) DiariesDue(now time.Time, limit int) ([]cohort.Person, []time.Time, error) {
	var due []time.Time
	people, err := many(tx, func(r row) (cohort.Person, error) {
		var at int64
		p, err := scanPerson(&withMore{r, []any{&at}})
		due = append(due, instant(at))
		return p, err
	}, `SELECT `+personColumns+`, e.next_diary FROM people e
		WHERE e.diary >= 0 AND e.next_diary <= $1 ORDER BY e.next_diary, e.id LIMIT $2`, millis(now), limit)
	return people, due, err
}

// EarliestDiary returns when the next daily prompt of anybody is due, and whether there is one.
func (tx *Tx) EarliestDiary() (at time.Time, any bool, err error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MIN(next_diary), -1) FROM people WHERE diary >= 0`)
	if err != nil || ms < 0 {
		return time.Time{}, false, err
	}
	return instant(ms), true, nil
}

// SetNextDiary keeps when a person's next daily prompt is due.
func (tx *Tx) SetNextDiary(person string, at time.Time) error {
	return changed(tx.exec(`UPDATE people SET next_diary = $2 WHERE id = $1`, person, millis(at)))
}

// EndDiary ends a person's daily prompts.
func (tx *Tx) EndDiary(person string) error {
	return changed(tx.exec(`UPDATE people SET diary = -1, next_diary = 0 WHERE id = $1`, person))
}

// CountSentSince counts what of a kind was sent to a recipient after a time.
func (tx *Tx) CountSentSince(recipient, kind string, after time.Time) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM deliveries WHERE recipient = $1 AND kind = $2 AND sent > $3`,
		recipient, kind, millis(after))
}

// hourOrNever is an hour as it is kept.
func hourOrNever(hour int) int {
	if hour <= 0 {
		return -1
	}
	return hour
}
