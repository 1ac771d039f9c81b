package storage

import (
	"slices"
	"time"

	"ippo/cohort"
)

const (
	personColumns = `e.id, e.zone, e.language, e.paused_until, e.rhythm, e.quiet_from, e.quiet_until, e.fortnightly, e.skips, e.goes_on,
		e.own_zone, e.own_language, e.heard, e.diary, e.diary_since, e.paused_since`
	participantColumns = personColumns + `, p.cohort_id, p.department, p.comes_back`
	participantTables  = `participants p JOIN people e ON e.id = p.person_id`
)

// SavePerson keeps a person's settings, new or changed.
func (tx *Tx) SavePerson(p cohort.Person) error {
	_, err := tx.exec(`INSERT INTO people (id, zone, language, paused_until, rhythm, quiet_from, quiet_until, fortnightly, skips, goes_on,
			own_zone, own_language, heard, diary, diary_since, life, paused_since)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (id) DO UPDATE SET
			zone = excluded.zone, language = excluded.language, paused_until = excluded.paused_until, rhythm = excluded.rhythm,
			quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, fortnightly = excluded.fortnightly,
			skips = excluded.skips, goes_on = excluded.goes_on, own_zone = excluded.own_zone, own_language = excluded.own_language,
			heard = excluded.heard, diary = excluded.diary, diary_since = excluded.diary_since, paused_since = excluded.paused_since,
			next_diary = CASE WHEN people.diary = excluded.diary AND people.zone = excluded.zone THEN people.next_diary ELSE 0 END`,
		p.ID, p.Zone, p.Language, millis(p.PausedUntil), string(p.Rhythm), p.Quiet.From, p.Quiet.Until, number(p.Fortnightly),
		number(p.Skips), number(p.GoesOn), number(p.OwnZone), number(p.OwnLanguage), millis(p.Heard), hourOrNever(p.Diary), millis(p.DiarySince), NewID(), millis(p.PausedSince))
	return err
}

// Person returns the person of an id, or ErrNotFound.
func (tx *Tx) Person(id string) (cohort.Person, error) {
	return one(tx, scanPerson, `SELECT `+personColumns+` FROM people e WHERE e.id = $1`, id)
}

// Known returns those of these people, by id, who are known.
func (tx *Tx) Known(people []string) (map[string]cohort.Person, error) {
	known := make(map[string]cohort.Person, len(people))
	for batch := range slices.Chunk(people, askedAtOnce) {
		marks, values := among(batch)
		some, err := many(tx, scanPerson, `SELECT `+personColumns+` FROM people e WHERE e.id IN (`+marks+`)`, values...)
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			known[p.ID] = p
		}
	}
	return known, nil
}

// Heard keeps that a person said or did something at a time.
func (tx *Tx) Heard(person string, at time.Time) error {
	return changed(tx.exec(`UPDATE people SET heard = $2 WHERE id = $1`, person, millis(at)))
}

// SetSkips keeps whether a person's next step is left out.
func (tx *Tx) SetSkips(person string, skips bool) error {
	return changed(tx.exec(`UPDATE people SET skips = $2 WHERE id = $1`, person, number(skips)))
}

// SaveParticipant keeps a person's place in a cohort, new, changed or taken up again. The person must be known.
func (tx *Tx) SaveParticipant(p cohort.Participant) error {
	_, err := tx.exec(`INSERT INTO participants (cohort_id, person_id, department, comes_back, left_at, next_nudge)
		VALUES ($1, $2, $3, $4, 0, 0)
		ON CONFLICT (cohort_id, person_id) DO UPDATE SET
			department = excluded.department, comes_back = excluded.comes_back, left_at = 0, left_self = 0, held_until = 0,
			next_nudge = CASE WHEN participants.left_at = 0 THEN participants.next_nudge ELSE 0 END`,
		p.Cohort, p.ID, p.Department, number(p.Returning))
	return err
}

// Leave ends a person's part in a cohort. What they wrote stays theirs.
func (tx *Tx) Leave(cohortID, person string, at time.Time) error {
	return changed(tx.exec(`UPDATE participants SET left_at = $3 WHERE cohort_id = $1 AND person_id = $2 AND left_at = 0`,
		cohortID, person, millis(at)))
}

// Participant returns a person's place in a cohort, or ErrNotFound if they have none or left.
func (tx *Tx) Participant(cohortID, person string) (cohort.Participant, error) {
	return one(tx, scanParticipant, `SELECT `+participantColumns+` FROM `+participantTables+`
		WHERE p.cohort_id = $1 AND p.person_id = $2 AND p.left_at = 0`, cohortID, person)
}

// Participants lists who takes part in a cohort, by id.
func (tx *Tx) Participants(cohortID string) ([]cohort.Participant, error) {
	return many(tx, scanParticipant, `SELECT `+participantColumns+` FROM `+participantTables+`
		WHERE p.cohort_id = $1 AND p.left_at = 0 ORDER BY p.person_id`, cohortID)
}

// ParticipantsAfter lists up to limit of those who take part in a cohort, by id, after one of them.
func (tx *Tx) ParticipantsAfter(cohortID, id string, limit int) ([]cohort.Participant, error) {
	return many(tx, scanParticipant, `SELECT `+participantColumns+` FROM `+participantTables+`
		WHERE p.cohort_id = $1 AND p.left_at = 0 AND p.person_id > $2 ORDER BY p.person_id LIMIT $3`, cohortID, id, limit)
}

// Tellers lists those who take part in a cohort and wrote so many reflections in it, or tried so many steps, by id.
func (tx *Tx) Tellers(cohortID string, least int) ([]cohort.Participant, error) {
	return many(tx, scanParticipant, `SELECT `+participantColumns+` FROM `+participantTables+`
		WHERE p.cohort_id = $1 AND p.left_at = 0 AND (
			(SELECT COUNT(*) FROM reflections r WHERE r.person_id = p.person_id AND r.cohort_id = p.cohort_id AND r.taken_back = 0) >= $2
			OR (SELECT COUNT(*) FROM offers o WHERE o.person_id = p.person_id AND o.cohort_id = p.cohort_id AND o.answer IN ('done', 'partly')) >= $2)
		ORDER BY p.person_id`, cohortID, least)
}

// CountParticipants counts who takes part in a cohort.
func (tx *Tx) CountParticipants(cohortID string) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM participants WHERE cohort_id = $1 AND left_at = 0`, cohortID)
}

// TakePart reports whether at least so many take part in a cohort. It looks at no more of them.
func (tx *Tx) TakePart(cohortID string, atLeast int) (bool, error) {
	n, err := one(tx, value[int], `SELECT COUNT(*) FROM (SELECT 1 FROM participants WHERE cohort_id = $1 AND left_at = 0 LIMIT $2) AS counted`, cohortID, atLeast)
	return n >= atLeast, err
}

// NudgesDue lists up to limit participants whose nudge is due, or whose next one is not worked out yet, the longest
// overdue first, each with when it was due (zero: not worked out).
func (tx *Tx) NudgesDue(now time.Time, limit int) ([]cohort.Participant, []time.Time, error) {
	var due []time.Time
	people, err := many(tx, func(r row) (cohort.Participant, error) {
		var at int64
		p, err := scanParticipant(&withMore{r, []any{&at}})
		due = append(due, instant(at))
		return p, err
	}, `SELECT `+participantColumns+`, p.next_nudge FROM `+participantTables+`
		WHERE p.left_at = 0 AND p.next_nudge <= $1 ORDER BY p.next_nudge, p.person_id LIMIT $2`, millis(now), limit)
	return people, due, err
}

// SetNextNudge keeps when a participant's next nudge is due.
func (tx *Tx) SetNextNudge(cohortID, person string, at time.Time) error {
	return changed(tx.exec(`UPDATE participants SET next_nudge = $3 WHERE cohort_id = $1 AND person_id = $2`,
		cohortID, person, millis(at)))
}

// NextNudge returns when a participant's next nudge is due; zero: not worked out yet.
func (tx *Tx) NextNudge(cohortID, person string) (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT next_nudge FROM participants WHERE cohort_id = $1 AND person_id = $2`,
		cohortID, person)
	return instant(ms), err
}

// ForgetNextNudge has the next nudges of a cohort's participants worked out anew.
func (tx *Tx) ForgetNextNudge(cohortID string) error {
	_, err := tx.exec(`UPDATE participants SET next_nudge = 0 WHERE cohort_id = $1`, cohortID)
	return err
}

// ForgetNextNudgeOf has a person's nudges after a time worked out anew; one that has come due by then still comes.
func (tx *Tx) ForgetNextNudgeOf(person string, after time.Time) error {
	_, err := tx.exec(`UPDATE participants SET next_nudge = 0 WHERE person_id = $1 AND next_nudge > $2`, person, millis(after))
	return err
}

// EarliestNudge returns when the next nudge of anybody is due; zero if none is.
func (tx *Tx) EarliestNudge() (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MIN(next_nudge), 0) FROM participants WHERE left_at = 0`)
	return instant(ms), err
}

func scanPerson(r row) (cohort.Person, error) {
	var p cohort.Person
	var paused, fortnightly, skips, goesOn, ownZone, ownLanguage, heard, since, pausedSince int64
	err := r.Scan(&p.ID, &p.Zone, &p.Language, &paused, &p.Rhythm, &p.Quiet.From, &p.Quiet.Until, &fortnightly, &skips, &goesOn,
		&ownZone, &ownLanguage, &heard, &p.Diary, &since, &pausedSince)
	p.PausedSince = instant(pausedSince)
	p.PausedUntil, p.Heard, p.DiarySince, p.Diary = instant(paused), instant(heard), instant(since), max(p.Diary, 0)
	p.Fortnightly, p.Skips, p.GoesOn = fortnightly == 1, skips == 1, goesOn == 1
	p.OwnZone, p.OwnLanguage = ownZone == 1, ownLanguage == 1
	return p, err
}

func scanParticipant(r row) (cohort.Participant, error) {
	var p cohort.Participant
	var returning int64
	person, err := scanPerson(&withMore{r, []any{&p.Cohort, &p.Department, &returning}})
	p.Person, p.Returning = person, returning == 1
	return p, err
}

// withMore reads more columns after those that a scan function asks for.
type withMore struct {
	row
	more []any
}

func (w *withMore) Scan(columns ...any) error { return w.row.Scan(append(columns, w.more...)...) }

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
