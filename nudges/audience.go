package nudges

import (
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// Readers lists whom an announcement is for as things stand, each once, in the order of its cohorts.
func Readers(tx *storage.Tx, a cohort.Announcement, now time.Time) ([]cohort.Participant, error) {
	var all []cohort.Participant
	seen := map[string]bool{}
	for _, id := range a.Reach() {
		meant, err := audience(tx, a, id, now)
		if err != nil {
			return nil, err
		}
		people, err := tx.Participants(id)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if !seen[p.ID] && meant(p.ID) {
				seen[p.ID] = true
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// audience tells of those who take part in a cohort who is meant by an announcement.
func audience(tx *storage.Tx, a cohort.Announcement, cohortID string, now time.Time) (func(person string) bool, error) {
	switch a.Audience.Kind {
	case cohort.Hosts:
		hosts, err := tx.Hosts(cohortID)
		return among(hosts), err
	case cohort.Unanswered:
		s, err := storage.Optional(tx.NextSession(cohortID, now))
		if err != nil || s.ID == "" { // nothing is asked, so nobody is behind with it
			return among(nil), err
		}
		answered, err := tx.AnsweredSession(s.ID)
		has := among(answered)
		return func(person string) bool { return !has(person) }, err
	case cohort.Unheard:
		sent, err := tx.SentTo(a.Audience.About, KindAnnouncement)
		if err != nil {
			return nil, err
		}
		answers, err := tx.AnswersTo(a.Audience.About)
		pressed := map[string]bool{}
		for _, one := range answers {
			pressed[one.Person] = !one.Seen.IsZero() || one.Comes
		}
		got := among(sent)
		return func(person string) bool { return got(person) && !pressed[person] }, err
	case cohort.ByName:
		return among(a.Audience.People), nil
	}
	return func(string) bool { return true }, nil
}

// among tells whether somebody is one of these.
func among(people []string) func(string) bool {
	set := make(map[string]bool, len(people))
	for _, person := range people {
		set[person] = true
	}
	return func(person string) bool { return set[person] }
}
