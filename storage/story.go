package storage

import (
	"errors"

	"ippo/cohort"
)

const storyColumns = `t.id, t.cohort_id, t.person_id, t.words, t.signed, t.written, t.given`

// SaveStory keeps a story, new or changed. One that is there already stays its writer's.
func (tx *Tx) SaveStory(s cohort.Story) error {
	return changed(tx.exec(`INSERT INTO stories (id, cohort_id, person_id, words, signed, written, given) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET words = excluded.words, signed = excluded.signed, written = excluded.written, given = excluded.given
			WHERE stories.person_id = excluded.person_id`,
		s.ID, s.Cohort, s.Person, s.Words, s.Signed, millis(s.Written), millis(s.Given)))
}

// EraseStory erases a person's own story, or returns ErrNotFound if it is not there or not theirs.
func (tx *Tx) EraseStory(id, person string) error {
	return changed(tx.exec(`DELETE FROM stories WHERE id = $1 AND person_id = $2`, id, person))
}

// Story returns the story of an id, a participant's or a speaker's, or ErrNotFound. Who may see it is not asked here.
func (tx *Tx) Story(id string) (cohort.Story, error) {
	story, err := one(tx, scanStory, `SELECT `+storyColumns+` FROM stories t WHERE t.id = $1`, id)
	if !errors.Is(err, ErrNotFound) {
		return story, err
	}
	session, err := tx.Session(id)
	if err != nil {
		return cohort.Story{}, err
	}
	if told, tells := session.Told(); tells {
		return told, nil
	}
	return cohort.Story{}, ErrNotFound
}

// StoriesOf lists what a person wrote, the oldest first.
func (tx *Tx) StoriesOf(person string) ([]cohort.Story, error) {
	return many(tx, scanStory, `SELECT `+storyColumns+` FROM stories t WHERE t.person_id = $1 ORDER BY t.id`, person)
}

// GivenStories lists what may be passed on in a cohort: what those gave who take part in it.
func (tx *Tx) GivenStories(cohortID string) ([]cohort.Story, error) {
	return many(tx, scanStory, `SELECT `+storyColumns+` FROM stories t
		JOIN participants p ON p.cohort_id = t.cohort_id AND p.person_id = t.person_id
		WHERE t.cohort_id = $1 AND t.given > 0 AND p.left_at = 0 ORDER BY t.id`, cohortID)
}

func scanStory(r row) (cohort.Story, error) {
	var s cohort.Story
	var written, given int64
	err := r.Scan(&s.ID, &s.Cohort, &s.Person, &s.Words, &s.Signed, &written, &given)
	s.Written, s.Given = instant(written), instant(given)
	return s, err
}
