package cohort

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Story is what was a turning point to somebody, in few words of their own: a participant's, or that of a session's speaker. Only who takes
// part in its cohort ever reads it.
type Story struct {
	ID      string // of a speaker's: the session's
	Cohort  string
	Person  string // who wrote it; empty: a speaker
	Session string // whose speaker tells it; empty: a participant
	Words   string
	Signed  string    // a name or initials, as the writer signs it; empty: no name
	Written time.Time // or changed
	Given   time.Time // since when its writer agrees that it is passed on; zero: it is theirs alone
}

// Told is the story that a session's speaker tells; false if there is none.
func (s Session) Told() (Story, bool) {
	return Story{ID: s.ID, Cohort: s.Cohort, Session: s.ID, Words: s.Story, Signed: s.StoryBy, Written: s.Ends(), Given: s.Ends()}, s.Story != ""
}

// ToldBy are the stories that speakers have told once their sessions are over, the latest first, without those that somebody has seen.
func ToldBy(sessions []Session, seen []string, now time.Time) (told []Story) {
	for _, s := range sessions {
		if story, tells := s.Told(); tells && !story.Given.After(now) && !slices.Contains(seen, story.ID) {
			told = append(told, story)
		}
	}
	slices.SortFunc(told, func(a, b Story) int { return cmp.Or(b.Given.Compare(a.Given), strings.Compare(a.ID, b.ID)) })
	return told
}

// Fresh reports whether it is the story of a speaker whose session was in the last week. Such a one comes first.
func (s Story) Fresh(now time.Time) bool {
	return s.Session != "" && !s.Given.After(now) && now.Sub(s.Given) <= colours
}

// NextStory is which of some stories, by id, comes next to a person: in an order that is each reader's own, so that no story goes to
// everybody at once. Nothing, if there are none.
func NextStory(person string, stories []string) string {
	if len(stories) == 0 {
		return ""
	}
	return slices.MinFunc(stories, func(a, b string) int {
		return cmp.Or(cmp.Compare(Lot(person, a), Lot(person, b)), strings.Compare(a, b))
	})
}
