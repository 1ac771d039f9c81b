package storage

import (
	"encoding/json"
	"errors"
	"time"

	"ippo/cohort"
)

const cohortColumns = `id, name, language, zone, channel, organizers, topics, nudge, reminders, reflection, circles, care, keeps, sure_from, approve_from, attendance,
	entry_from, entry_until, places, changed_by, follows, draft, version, archived`

// ErrChanged is returned where something is to be changed that somebody else has changed meanwhile.
var ErrChanged = errors.New("somebody else changed it meanwhile")

// ChangeCohort is SaveCohort for who saw the cohort as it is at its version. It returns ErrChanged if it is another by now.
func (tx *Tx) ChangeCohort(c cohort.Cohort) error {
	rows, err := tx.exec(`UPDATE cohorts SET changed_by = $3 WHERE id = $1 AND version = $2`, c.ID, c.Version, c.ChangedBy)
	if err == nil && rows == 0 {
		return ErrChanged
	}
	if err != nil {
		return err
	}
	return tx.SaveCohort(c)
}

// SaveCohort keeps a cohort, new or changed. A changed rhythm of circles is worked out anew. The version is counted on; what a cohort was made
// from stays, and it is archived and reopened by Archive.
func (tx *Tx) SaveCohort(c cohort.Cohort) error {
	_, err := tx.exec(`INSERT INTO cohorts (`+cohortColumns+`, next_circles)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 0, 0, 0)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language, zone = excluded.zone,
			channel = excluded.channel, organizers = excluded.organizers, topics = excluded.topics, nudge = excluded.nudge,
			reminders = excluded.reminders, reflection = excluded.reflection, circles = excluded.circles, care = excluded.care, keeps = excluded.keeps,
			sure_from = excluded.sure_from, approve_from = excluded.approve_from, attendance = excluded.attendance,
			entry_from = excluded.entry_from, entry_until = excluded.entry_until, places = excluded.places, changed_by = excluded.changed_by,
			draft = excluded.draft, version = cohorts.version + 1,
			former = CASE WHEN cohorts.name = excluded.name THEN cohorts.former ELSE cohorts.name END,
			next_circles = CASE WHEN cohorts.circles = excluded.circles AND cohorts.zone = excluded.zone
				THEN cohorts.next_circles ELSE 0 END`,
		c.ID, c.Name, c.Language, c.Zone, c.Channel, list(c.Organizers), list(c.Topics), string(c.Schedule.Nudge),
		list(durations(c.Schedule.Reminders)), afterSession(c.Schedule.Reflection), string(c.Schedule.Circles),
		encoded(c.Care), c.Keeps.Milliseconds(), c.Guard.Sure, c.Guard.Approve, c.Attendance,
		millis(c.Entry.From), millis(c.Entry.Until), c.Entry.Places, c.ChangedBy, c.Follows, number(c.Draft))
	return err
}

// Archive keeps since when a cohort sends nothing any more; the zero time: it is not archived.
func (tx *Tx) Archive(cohortID string, at time.Time) error {
	return changed(tx.exec(`UPDATE cohorts SET archived = $2, version = version + 1 WHERE id = $1`, cohortID, millis(at)))
}

// Running lists the cohorts that send something, by name: those that are neither prepared nor archived.
func (tx *Tx) Running() ([]cohort.Cohort, error) {
	return many(tx, scanCohort, `SELECT `+cohortColumns+` FROM cohorts WHERE draft = 0 AND archived = 0 ORDER BY name`)
}

// Cohort returns the cohort of an id, or ErrNotFound.
func (tx *Tx) Cohort(id string) (cohort.Cohort, error) {
	return one(tx, scanCohort, `SELECT `+cohortColumns+` FROM cohorts WHERE id = $1`, id)
}

// CohortNamed returns the cohort of a name, or ErrNotFound.
func (tx *Tx) CohortNamed(name string) (cohort.Cohort, error) {
	return one(tx, scanCohort, `SELECT `+cohortColumns+` FROM cohorts WHERE name = $1`, name)
}

// CohortOnceNamed returns the cohort that had a name before the one that it has, or ErrNotFound.
func (tx *Tx) CohortOnceNamed(name string) (cohort.Cohort, error) {
	return one(tx, scanCohort, `SELECT `+cohortColumns+` FROM cohorts WHERE former = $1 ORDER BY id DESC LIMIT 1`, name)
}

// Cohorts lists all cohorts by name.
func (tx *Tx) Cohorts() ([]cohort.Cohort, error) {
	return many(tx, scanCohort, `SELECT `+cohortColumns+` FROM cohorts ORDER BY name`)
}

// CohortsOf lists the cohorts that a person takes part in, the one with the latest sessions first, those that are archived last.
func (tx *Tx) CohortsOf(person string) ([]cohort.Cohort, error) {
	return many(tx, scanCohort, `SELECT `+cohortColumns+` FROM cohorts
		WHERE id IN (SELECT cohort_id FROM participants WHERE person_id = $1 AND left_at = 0)
		ORDER BY CASE archived WHEN 0 THEN 0 ELSE 1 END, (SELECT COALESCE(MAX(starts), 0) FROM sessions WHERE cohort_id = cohorts.id) DESC, id DESC`, person)
}

// CirclesDue lists the cohorts whose circles are due to be formed anew, or whose next time is not worked out yet.
func (tx *Tx) CirclesDue(now time.Time) ([]cohort.Cohort, error) {
	return many(tx, scanCohort, `SELECT `+cohortColumns+` FROM cohorts
		WHERE circles <> '' AND next_circles <= $1 AND draft = 0 AND archived = 0`, millis(now))
}

// NextCircles returns when a cohort's circles are formed anew; zero: not worked out yet.
func (tx *Tx) NextCircles(cohortID string) (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT next_circles FROM cohorts WHERE id = $1`, cohortID)
	return instant(ms), err
}

// EarliestCircles returns when the circles of any cohort are next formed anew; zero if none are.
func (tx *Tx) EarliestCircles() (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MIN(next_circles), 0) FROM cohorts WHERE circles <> '' AND draft = 0 AND archived = 0`)
	return instant(ms), err
}

// SetNextCircles keeps when a cohort's circles are formed anew, and reports whether it did: not if the rhythm or zone from which that
// was worked out has changed since.
func (tx *Tx) SetNextCircles(c cohort.Cohort, at time.Time) (bool, error) {
	rows, err := tx.exec(`UPDATE cohorts SET next_circles = $2 WHERE id = $1 AND circles = $3 AND zone = $4`,
		c.ID, millis(at), string(c.Schedule.Circles), c.Zone)
	return rows == 1, err
}

// Calendar returns the secret in the address of a cohort's calendar; empty: there is none yet.
func (tx *Tx) Calendar(cohortID string) (string, error) {
	return one(tx, value[string], `SELECT calendar FROM cohorts WHERE id = $1`, cohortID)
}

// SetCalendar keeps the secret in the address of a cohort's calendar. One that was there before leads nowhere any more.
func (tx *Tx) SetCalendar(cohortID, secret string) error {
	return changed(tx.exec(`UPDATE cohorts SET calendar = $2 WHERE id = $1`, cohortID, secret))
}

// Calendars lists the cohorts that have a calendar, by the secret in its address.
func (tx *Tx) Calendars() (map[string]string, error) {
	pairs, err := tx.grouped(`SELECT calendar, id FROM cohorts WHERE calendar <> ''`)
	all := map[string]string{}
	for secret, ids := range pairs {
		all[secret] = ids[0]
	}
	return all, err
}

func scanCohort(r row) (cohort.Cohort, error) {
	var c cohort.Cohort
	var organizers, topics, reminders, care string
	var reflection, keeps, from, until, draft, archived int64
	err := r.Scan(&c.ID, &c.Name, &c.Language, &c.Zone, &c.Channel, &organizers, &topics,
		&c.Schedule.Nudge, &reminders, &reflection, &c.Schedule.Circles, &care, &keeps, &c.Guard.Sure, &c.Guard.Approve, &c.Attendance,
		&from, &until, &c.Entry.Places, &c.ChangedBy, &c.Follows, &draft, &c.Version, &archived)
	if err != nil {
		return c, err
	}
	c.Entry.From, c.Entry.Until, c.Archived, c.Draft = instant(from), instant(until), instant(archived), draft == 1
	c.Schedule.Reflection = time.Duration(reflection) * time.Millisecond
	if err := json.Unmarshal([]byte(care), &c.Care); err != nil {
		return c, err
	}
	c.Keeps = time.Duration(keeps) * time.Millisecond
	leads, err := unlist[int64](reminders)
	if err != nil {
		return c, err
	}
	for _, lead := range leads {
		c.Schedule.Reminders = append(c.Schedule.Reminders, time.Duration(lead)*time.Millisecond)
	}
	if c.Topics, err = unlist[string](topics); err != nil {
		return c, err
	}
	c.Organizers, err = unlist[string](organizers)
	return c, err
}

// afterSession is a length of time in milliseconds; a negative one, however short, stays one: it says that there is no invitation.
func afterSession(d time.Duration) int64 {
	if d < 0 {
		return -1
	}
	return d.Milliseconds()
}

func durations(all []time.Duration) []int64 {
	ms := make([]int64, len(all))
	for i, d := range all {
		ms[i] = d.Milliseconds()
	}
	return ms
}
