package storage

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"ippo/cohort"
)

const stepColumns = `cohort_id, id, key, effort, aim, stage, tags, words, left_out, since, gone`

// SaveSteps brings the steps that a cohort's organisers wrote or left out in line with a list, and says how many are no longer in it. What
// those said is kept, so that what was offered of them can still be worded.
func (tx *Tx) SaveSteps(cohortID string, listed []cohort.OwnStep, now time.Time) (gone int, err error) {
	before, err := tx.OwnSteps(cohortID)
	if err != nil {
		return 0, err
	}
	after, gone := merged(before, listed, instant(millis(now)))
	if slices.EqualFunc(before, after, func(a, b cohort.OwnStep) bool { return reflect.DeepEqual(a, b) }) {
		return gone, nil
	}
	if _, err := tx.exec(`DELETE FROM steps WHERE cohort_id = $1`, cohortID); err != nil {
		return 0, err
	}
	for _, s := range after {
		if err := tx.saveStep(cohortID, s); err != nil {
			return 0, err
		}
	}
	return gone, changed(tx.exec(`UPDATE cohorts SET steps = $2 WHERE id = $1`, cohortID, NewID()))
}

// merged is what is to be kept of the steps that were there before, and of those that are listed now; by id.
func merged(before, listed []cohort.OwnStep, now time.Time) (after []cohort.OwnStep, gone int) {
	known := make(map[string]cohort.OwnStep, len(before))
	for _, s := range before {
		known[s.ID] = s
	}
	for _, s := range listed {
		was, had := known[s.ID]
		delete(known, s.ID)
		switch {
		case s.LeftOut && had:
			s, s.LeftOut = was, true
			s.Gone = earlier(was.Gone, now)
		case s.LeftOut:
			s.Since, s.Gone = now, now
		case had && was.Gone.IsZero():
			s.Since = was.Since
		default:
			s.Since = now
		}
		after = append(after, s)
	}
	for _, s := range known {
		if s.LeftOut || s.Gone.IsZero() {
			gone++
		}
		s.LeftOut, s.Gone = false, earlier(s.Gone, now)
		if len(s.Words) > 0 {
			after = append(after, s)
		}
	}
	slices.SortFunc(after, func(a, b cohort.OwnStep) int { return strings.Compare(a.ID, b.ID) })
	return after, gone
}

// earlier is the time that was kept, if there was one.
func earlier(kept, now time.Time) time.Time {
	if kept.IsZero() {
		return now
	}
	return kept
}

func (tx *Tx) saveStep(cohortID string, s cohort.OwnStep) error {
	words, err := json.Marshal(s.Words)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO steps (`+stepColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		cohortID, s.ID, string(s.Key), string(s.Effort), string(s.Aim), string(s.Stage), list(s.Tags), string(words),
		number(s.LeftOut), millis(s.Since), millis(s.Gone))
	return err
}

// OwnSteps lists the steps that a cohort's organisers wrote or left out, also those that are gone, by id.
func (tx *Tx) OwnSteps(cohortID string) ([]cohort.OwnStep, error) {
	return many(tx, scanStep, `SELECT `+stepColumns+` FROM steps WHERE cohort_id = $1 ORDER BY id`, cohortID)
}

// Edition names the state of a cohort's own steps: another state has another name, and the empty one stands for none. With it comes the
// cohort's language.
func (tx *Tx) Edition(cohortID string) (edition, language string, err error) {
	both, err := one(tx, func(r row) (both [2]string, err error) { return both, r.Scan(&both[0], &both[1]) },
		`SELECT steps, language FROM cohorts WHERE id = $1`, cohortID)
	return both[0], both[1], err
}

func scanStep(r row) (cohort.OwnStep, error) {
	var s cohort.OwnStep
	var cohortID, tags, words string
	var leftOut, since, gone int64
	err := r.Scan(&cohortID, &s.ID, &s.Key, &s.Effort, &s.Aim, &s.Stage, &tags, &words, &leftOut, &since, &gone)
	if err != nil {
		return s, err
	}
	s.LeftOut, s.Since, s.Gone = leftOut == 1, instant(since), instant(gone)
	if s.Tags, err = unlist[string](tags); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(words), &s.Words)
}
