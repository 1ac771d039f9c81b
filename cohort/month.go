package cohort

import (
	"slices"
	"time"
)

// Colour is how a session colours a step that comes near it.
type Colour string

// The colours.
const (
	Ahead  Colour = "ahead"  // with a question to bring to it
	Behind Colour = "behind" // with something to try after it
)

const (
	colours = 7 * 24 * time.Hour  // how far around it a session colours steps
	tinges  = 14 * 24 * time.Hour // and how far its topics count when they are chosen
)

// ColourAt is the session that colours a step at a time, and how: the one that begins within a week, or that ended within the last one. Of
// several the nearest does, and of two that are as near the one ahead. While a session is under way it colours nothing, and one that
// somebody misses does not lie ahead of them.
func ColourAt(sessions []Session, now time.Time, misses func(session string) bool) (s Session, how Colour) {
	nearest := colours
	for _, one := range sessions {
		if far := one.Starts.Sub(now); far > 0 && (far < nearest || far == nearest && how != Ahead) && !misses(one.ID) {
			s, how, nearest = one, Ahead, far
		}
		if far := now.Sub(one.Ends()); far >= 0 && (far < nearest || far == nearest && how == "") {
			s, how, nearest = one, Behind, far
		}
	}
	return s, how
}

// TopicsAround are what the sessions of two weeks before and after a time are about.
func TopicsAround(sessions []Session, now time.Time) (topics []string) {
	for _, s := range sessions {
		if s.Starts.Sub(now) > tinges || now.Sub(s.Ends()) > tinges {
			continue
		}
		for _, topic := range s.Topics {
			if !slices.Contains(topics, topic) {
				topics = append(topics, topic)
			}
		}
	}
	return topics
}

// Lately reports whether a session was over within the last week.
func Lately(sessions []Session, now time.Time) bool {
	return slices.ContainsFunc(sessions, func(s Session) bool {
		since := now.Sub(s.Ends())
		return since >= 0 && since <= colours
	})
}
