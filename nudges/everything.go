package nudges

import (
	"encoding/json"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Everything is all that there is of a person, opened: their words, what they did, and what was sent to them. Nobody else's words are in
// it. What its ids mean is said beside it.
type Everything struct {
	Person   string                   `json:"person"`
	Made     time.Time                `json:"made"`
	Cohorts  map[string]string        `json:"cohorts,omitempty"`  // names by id
	Sessions map[string]string        `json:"sessions,omitempty"` // themes by id
	Steps    map[string]string        `json:"steps,omitempty"`    // what was proposed, by offer
	Data     map[string][]storage.Row `json:"data"`               // by table
	words    *locale.Words
	zone     *time.Location
}

// GatherEverything gathers all that there is of a person; storage.ErrNotFound is somebody who is not known.
func GatherEverything(tx *storage.Tx, person string, now time.Time) (Everything, error) {
	p, err := tx.Person(person)
	if err != nil {
		return Everything{}, err
	}
	all := Everything{Person: person, Made: now.UTC(), Cohorts: map[string]string{}, Sessions: map[string]string{}, Steps: map[string]string{}, zone: p.Location()}
	if all.words, err = wordsFor(tx, p); err != nil {
		return all, err
	}
	cohorts, err := tx.CohortsEver(person)
	if err != nil {
		return all, err
	}
	for _, id := range cohorts {
		c, err := tx.Cohort(id)
		if err != nil {
			return all, err
		}
		sessions, err := tx.SessionsEver(id)
		if err != nil {
			return all, err
		}
		all.Cohorts[id] = c.Name
		for _, s := range sessions {
			all.Sessions[s.ID] = s.Theme
		}
	}
	offers, err := tx.Offers(person)
	if err != nil {
		return all, err
	}
	for _, o := range offers {
		step, err := StepOf(tx, all.words, o)
		if err != nil {
			return all, err
		}
		all.Steps[o.ID] = step.Do
	}
	all.Data, err = tx.Everything(person)
	return all, err
}

// JSON is everything for programs.
func (e Everything) JSON() (string, error) {
	text, err := json.MarshalIndent(e, "", "  ")
	return string(text) + "\n", err
}

// wordsFor are the words in which a person is written to, also when they take part in nothing any more.
func wordsFor(tx *storage.Tx, p cohort.Person) (*locale.Words, error) {
	language := p.Language
	cohorts, err := tx.CohortsEver(p.ID)
	if language == "" && len(cohorts) > 0 {
		c, err := tx.Cohort(cohorts[len(cohorts)-1])
		return locale.In(c.Language), err
	}
	return locale.In(language), err
}
