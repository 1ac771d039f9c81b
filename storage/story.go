package storage

import (
	"errors"
	"slices"
	"time"

	"ippo/cohort"
)

const storyColumns = `t.id, t.cohort_id, t.person_id, t.sealed, t.written, t.given`

// storyWords are the sealed part of a story.
type storyWords struct {
	Words  string `json:"words"`
	Signed string `json:"signed,omitempty"`
	Given  bool   `json:"given,omitempty"` // so that nobody gives it away who has not the key
	Cohort string `json:"cohort"`
}

// SaveStory keeps a story, new or changed. One that is there already stays its writer's.
func (tx *Tx) SaveStory(s cohort.Story) error {
	sealed, err := tx.seal(s.Person, "stories/"+s.ID, storyWords{holdableText(s.Words), holdableText(s.Signed), !s.Given.IsZero(), s.Cohort})
	if err != nil {
		return err
	}
	return changed(tx.exec(`INSERT INTO stories (id, cohort_id, person_id, sealed, named, written, given) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, named = excluded.named, written = excluded.written, given = excluded.given
			WHERE stories.person_id = excluded.person_id`,
		s.ID, s.Cohort, s.Person, sealed, number(s.Signed != ""), millis(s.Written), millis(s.Given)))
}

// EraseStory erases a person's own story, or returns ErrNotFound if it is not there or not theirs.
func (tx *Tx) EraseStory(id, person string) error {
	return changed(tx.exec(`DELETE FROM stories WHERE id = $1 AND person_id = $2`, id, person))
}

// Story returns the story of an id, a participant's or a speaker's, or ErrNotFound. Who may see it is not asked here.
func (tx *Tx) Story(id string) (cohort.Story, error) {
	story, err := one(tx, scanStory, `SELECT `+storyColumns+` FROM stories t WHERE t.id = $1`, id)
	if err == nil {
		err = tx.openStory(&story)
	}
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
	return tx.storiesWhere(`t.person_id = $1`, person)
}

// StoriesGiven lists what was given to a cohort by those who take part, the oldest first.
func (tx *Tx) StoriesGiven(cohortID string) ([]cohort.Story, error) {
	all, err := tx.storiesWhere(`t.cohort_id = $1 AND t.given > 0 AND EXISTS (SELECT 1 FROM participants p
		WHERE p.cohort_id = t.cohort_id AND p.person_id = t.person_id AND p.left_at = 0)`, cohortID)
	return slices.DeleteFunc(all, func(s cohort.Story) bool { return s.Given.IsZero() }), err
}

func (tx *Tx) storiesWhere(condition string, values ...any) ([]cohort.Story, error) {
	all, err := many(tx, scanStory, `SELECT `+storyColumns+` FROM stories t WHERE `+condition+` ORDER BY t.id`, values...)
	return opened(all, err, tx.openStory)
}

// openStory opens a story as it was scanned.
func (tx *Tx) openStory(s *cohort.Story) error {
	var words storyWords
	err := tx.unseal(s.Person, "stories/"+s.ID, s.Words, &words)
	s.Words, s.Signed = words.Words, words.Signed
	if !words.Given || words.Cohort != s.Cohort {
		s.Given = time.Time{}
	}
	return err
}

const unseenStories = `SELECT t.id FROM stories t WHERE t.cohort_id = $1 AND t.given > 0 AND (t.named = 1 OR $4 = 1)
	AND t.id NOT IN (SELECT story FROM offers WHERE person_id = $2)
	AND EXISTS (SELECT 1 FROM participants p WHERE p.cohort_id = t.cohort_id AND p.person_id = t.person_id AND p.left_at = 0)
	AND t.person_id `

// UnseenStories lists, by id, up to limit of what may be passed on to a person in a cohort: what others gave who take part in it, and they
// have not seen, and then what alumni of other cohorts gave; those without a name only if they are wanted. It begins with the writers who come after the person, so that among very many
// it is not the same for everybody.
func (tx *Tx) UnseenStories(cohortID, person string, unsigned bool, limit int) ([]string, error) {
	some := func(where string, limit int) ([]string, error) {
		return many(tx, value[string], unseenStories+where+` $2 ORDER BY t.person_id, t.id LIMIT $3`, cohortID, person, limit, number(unsigned))
	}
	after, err := some(">", limit)
	if err != nil || len(after) >= limit {
		return after, err
	}
	before, err := some("<", limit-len(after))
	all := append(after, before...)
	if err != nil || len(all) >= limit {
		return all, err
	}
	alumni, err := many(tx, value[string], `SELECT t.id FROM alumni a JOIN stories t ON t.person_id = a.person_id AND t.cohort_id = a.cohort_id
		WHERE a.stories = 1 AND a.cohort_id <> $1 AND a.person_id <> $2 AND t.given > 0 AND (t.named = 1 OR $3 = 1)
		AND t.id NOT IN (SELECT story FROM offers WHERE person_id = $2) ORDER BY t.id LIMIT $4`, cohortID, person, number(unsigned), limit-len(all))
	return append(all, alumni...), err
}

// RedrawWith is Redraw for the deliveries of all offers with which a story was passed on.
func (tx *Tx) RedrawWith(story, kind string) error {
	_, err := tx.exec(`UPDATE deliveries SET wanted = wanted + 1 WHERE kind = $2 AND state IN ('sending', 'sent')
		AND subject IN (`+standing(`story = $1 AND story <> ''`)+`)`, story, kind)
	return err
}

// scanStory scans a story; its words are still sealed.
func scanStory(r row) (cohort.Story, error) {
	var s cohort.Story
	var written, given int64
	err := r.Scan(&s.ID, &s.Cohort, &s.Person, &s.Words, &written, &given)
	s.Written, s.Given = instant(written), instant(given)
	return s, err
}
