package cohort

import (
	"maps"
	"slices"
	"time"
)

// StepWords are what a step says.
type StepWords struct {
	Do   string // what to do, as an invitation
	Did  string // the same in plain words, for when it lies behind
	Why  string
	Plan string // when and how it could be done, as somebody's own resolve
}

// OwnStep is what a cohort's organisers say of a step: one of theirs, by itself or in place of Ippo's of the same id, or one of Ippo's that
// they leave out.
type OwnStep struct {
	Step
	Words   map[string]StepWords // by language
	LeftOut bool                 // it is not put before anybody; what it says is for what was offered before
	Since   time.Time            // what it says holds for what is offered from then on,
	Gone    time.Time            // and before then; zero: it still holds
}

// Stands reports whether it is put before people.
func (s OwnStep) Stands() bool { return s.Gone.IsZero() && !s.LeftOut }

// Held reports whether a step of this id that was offered at a time was the organisers' own.
func (s OwnStep) Held(at time.Time) bool {
	return len(s.Words) > 0 && !at.Before(s.Since) && (s.Gone.IsZero() || at.Before(s.Gone))
}

// In is what the step says in the first of the languages that it has words in, or else in any.
func (s OwnStep) In(languages ...string) StepWords {
	for _, language := range append(languages, slices.Sorted(maps.Keys(s.Words))...) {
		if words, has := s.Words[language]; has {
			return words
		}
	}
	return StepWords{}
}
