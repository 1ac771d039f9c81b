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

// NextStory chooses the story that is passed on to somebody, of those that are given in their cohort: one that they have not seen, and not
// their own. Speakers' come once their session is over, and first in the week after it; the others in an order that is each reader's own,
// so that no story goes to everybody at once. False: there is none.
func NextStory(all []Story, person string, seen []string, now time.Time) (Story, bool) {
	var left []Story
	for _, s := range all {
		if !s.Given.IsZero() && !s.Given.After(now) && s.Person != person && !slices.Contains(seen, s.ID) {
			left = append(left, s)
		}
	}
	if len(left) == 0 {
		return Story{}, false
	}
	return slices.MinFunc(left, func(a, b Story) int {
		switch fresh := a.Fresh(now); {
		case fresh && !b.Fresh(now):
			return -1
		case b.Fresh(now) && !fresh:
			return 1
		case fresh:
			return b.Given.Compare(a.Given)
		}
		return cmp.Or(cmp.Compare(Lot(person, a.ID), Lot(person, b.ID)), strings.Compare(a.ID, b.ID))
	}), true
}

// Fresh reports whether it is the story of a speaker whose session was in the last week.
func (s Story) Fresh(now time.Time) bool {
	return s.Session != "" && !s.Given.After(now) && now.Sub(s.Given) <= colours
}
