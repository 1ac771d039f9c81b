package storage

import (
	"time"

	"ippo/cohort"
)

// SaveFigure keeps what is shown of a figure. What is kept already stays: a month is worked out once.
func (tx *Tx) SaveFigure(cohortID, month string, name cohort.Figure, shown cohort.Shown) error {
	_, err := tx.exec(`INSERT INTO figures (cohort_id, month, name, shown) VALUES ($1, $2, $3, $4)
		ON CONFLICT (cohort_id, month, name) DO NOTHING`, cohortID, month, string(name), string(shown))
	return err
}

// LastFigures names the latest month of a cohort that was worked out; empty: none was.
func (tx *Tx) LastFigures(cohortID string) (string, error) {
	return one(tx, value[string], `SELECT COALESCE(MAX(month), '') FROM figures WHERE cohort_id = $1`, cohortID)
}

// Figures lists what is shown of a cohort, the latest month first.
func (tx *Tx) Figures(cohortID string) ([]cohort.FiguresOf, error) {
	return tx.figuresFrom(cohortID, "")
}

// LatestFigures lists what is shown of the last months of a cohort, the latest first.
func (tx *Tx) LatestFigures(cohortID string, months int) ([]cohort.FiguresOf, error) {
	names, err := many(tx, value[string], `SELECT DISTINCT month FROM figures WHERE cohort_id = $1 ORDER BY month DESC LIMIT $2`, cohortID, months)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	return tx.figuresFrom(cohortID, names[len(names)-1])
}

func (tx *Tx) figuresFrom(cohortID, month string) (all []cohort.FiguresOf, err error) {
	rows, err := many(tx, func(r row) (cells [3]string, err error) {
		return cells, r.Scan(&cells[0], &cells[1], &cells[2])
	}, `SELECT month, name, shown FROM figures WHERE cohort_id = $1 AND month >= $2 ORDER BY month DESC, name`, cohortID, month)
	for _, cells := range rows {
		if n := len(all); n == 0 || all[n-1].Month != cells[0] {
			all = append(all, cohort.FiguresOf{Month: cells[0], Shown: map[cohort.Figure]cohort.Shown{}})
		}
		all[len(all)-1].Shown[cohort.Figure(cells[1])] = cohort.Shown(cells[2])
	}
	return all, err
}

// CountReflected counts who takes part in a cohort and wrote a reflection in it within a span of time.
func (tx *Tx) CountReflected(cohortID string, from, before time.Time) (int, error) {
	return one(tx, value[int], `SELECT COUNT(DISTINCT p.person_id) FROM participants p
		JOIN reflections r ON r.person_id = p.person_id AND r.cohort_id = p.cohort_id
		WHERE p.cohort_id = $1 AND p.left_at = 0 AND r.taken_back = 0 AND r.written >= $2 AND r.written < $3`,
		cohortID, millis(from), millis(before))
}

// CountRested counts who takes part in a cohort and began a break within a span of time, if it was their last one.
func (tx *Tx) CountRested(cohortID string, from, before time.Time) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM participants p JOIN people e ON e.id = p.person_id
		WHERE p.cohort_id = $1 AND p.left_at = 0 AND e.paused_since >= $2 AND e.paused_since < $3`, cohortID, millis(from), millis(before))
}

// CountAnswered counts who takes part in a cohort and answered a step within a span of time, in whichever way.
func (tx *Tx) CountAnswered(cohortID string, from, before time.Time) (int, error) {
	return one(tx, value[int], `SELECT COUNT(DISTINCT p.person_id) FROM participants p
		JOIN offers o ON o.person_id = p.person_id AND o.cohort_id = p.cohort_id
		WHERE p.cohort_id = $1 AND p.left_at = 0 AND o.answer <> 'open' AND o.answered >= $2 AND o.answered < $3`,
		cohortID, millis(from), millis(before))
}

// CountMet counts the circles of a cohort that there were at the end of a span of time, and those of them that met within it.
func (tx *Tx) CountMet(cohortID string, from, before time.Time) (met, all int, err error) {
	counts, err := one(tx, func(r row) (n [2]int, err error) {
		return n, r.Scan(&n[0], &n[1])
	}, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM meetings m
				WHERE m.circle_id = c.id AND m.state = 'met' AND m.starts >= $2 AND m.starts < $3) THEN 1 ELSE 0 END), 0)
		FROM circles c WHERE c.cohort_id = $1 AND c.channel <> '' AND c.formed < $3 AND (c.ended = 0 OR c.ended >= $3)`,
		cohortID, millis(from), millis(before))
	return counts[1], counts[0], err
}

// CountCame counts who takes part in a cohort and came to a session of it within a span of time. Of a session of which fewer than so many said
// that they came, those count too who said before that they come.
func (tx *Tx) CountCame(cohortID string, from, before time.Time, least int) (int, error) {
	return one(tx, value[int], `SELECT COUNT(DISTINCT p.person_id) FROM participants p
		JOIN sessions s ON s.cohort_id = p.cohort_id
		JOIN attendance a ON a.session_id = s.id AND a.person_id = p.person_id
		WHERE p.cohort_id = $1 AND p.left_at = 0 AND s.cancelled = 0 AND s.starts >= $2 AND s.starts < $3
			AND (a.came_at > 0 OR a.answer = 'attending' AND (SELECT COUNT(*) FROM attendance b WHERE b.session_id = s.id AND b.came_at > 0) < $4)`,
		cohortID, millis(from), millis(before), least)
}

// Tried is that somebody tries a step or did it.
type Tried struct {
	Person, Step string
	Did          bool // wholly or in part
	Planned      bool // they said when
}

// TriedIn lists who takes part in a cohort and said, within a span of time, of which steps that they try them or did them.
func (tx *Tx) TriedIn(cohortID string, from, before time.Time) ([]Tried, error) {
	return many(tx, func(r row) (t Tried, err error) {
		var answer cohort.Answer
		var planned int64
		err = r.Scan(&t.Person, &t.Step, &answer, &planned)
		t.Did, t.Planned = answer != cohort.Trying, planned != 0
		return t, err
	}, `SELECT o.person_id, o.step, o.answer, o.planned FROM participants p
		JOIN offers o ON o.person_id = p.person_id AND o.cohort_id = p.cohort_id
		WHERE p.cohort_id = $1 AND p.left_at = 0 AND o.answer IN ('trying', 'done', 'partly') AND o.answered >= $2 AND o.answered < $3`,
		cohortID, millis(from), millis(before))
}
