package nudges

import (
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// month is what the sessions around a time give to a step.
type month struct {
	session string // that colours it, and how
	colour  cohort.Colour
	topics  []string // that the sessions are about, unless a step was chosen for that a short while ago
	story   bool     // a session was lately, and there is a story to be passed on
}

// onceWithin is how long after a step that was chosen for a session no other is: a month has more to it than its theme.
const onceWithin = 14 * 24 * time.Hour

func (m moment) month(tx *storage.Tx) (around month, err error) {
	s, colour := cohort.ColourAt(m.sessions, m.now, func(session string) bool {
		answer, failed := tx.AttendanceOf(session, m.person)
		if failed != nil {
			err = failed
		}
		return answer == cohort.NotThisTime
	})
	if err != nil {
		return around, err
	}
	around = month{session: s.ID, colour: colour}
	if colour == cohort.Ahead && slices.ContainsFunc(m.before, func(o cohort.Offer) bool {
		return o.Session == s.ID && o.Colour == colour && o.Answer != cohort.Another
	}) { // its question was read already, and not exchanged with its step
		around.session, around.colour = "", ""
	}
	if !slices.ContainsFunc(m.before, func(o cohort.Offer) bool {
		return o.Because.Kind == cohort.ForSession && m.now.Sub(o.Offered) < onceWithin
	}) {
		around.topics = cohort.TopicsAround(m.sessions, m.now)
	}
	if cohort.Lately(m.sessions, m.now) {
		around.story, err = m.hasStory(tx)
	}
	return around, err
}

// colourBlocks are the line with which a session colours a step: a question to bring to it, or something to try after it. Nothing, if the
// session is not there any more or lies a week back, nor beside a story that is passed on after it: that is enough at once.
func colourBlocks(tx *storage.Tx, w *locale.Words, offer cohort.Offer, zone *time.Location, now time.Time) ([]chat.Block, error) {
	if offer.Session == "" || offer.Colour == cohort.Behind && offer.Story != "" {
		return nil, nil
	}
	s, err := storage.Optional(tx.Session(offer.Session))
	if s.ID == "" || err != nil || now.Sub(s.Ends()) > aWeek {
		return nil, err
	}
	words, own := s.Question, "month.question"
	if offer.Colour == cohort.Behind {
		words, own = s.Act, "month.act"
	}
	if words == "" {
		own += "_any"
	}
	return []chat.Block{chat.Context(w.Say(own, "Day", w.Day(s.Starts.In(zone)), "Theme", s.Theme, "Words", words))}, nil
}
