package handlers

import (
	"errors"
	"slices"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const actionVoices = "voices" // value: where the page begins, or ends, the cohort, and the theme if there is one

// voices are what people shared with their whole cohort, as it stands in its channel: the same words, cut at the same place, and nothing that
// does not stand there, or no longer. They are in the order of time, below the session after which they were written. Whoever takes part may
// read them, and the organisers, as the choice of each writer says; for an organiser it is a look, one a day.
func voices(r *request) (chat.Reply, error) {
	c, err := r.cohortOfVoices()
	if err != nil {
		return chat.Reply{}, err
	}
	all, err := r.tx.SharedWithCohort(c.ID, c.Channel, nudges.KindShared)
	if err != nil {
		return chat.Reply{}, err
	}
	sessions, err := r.tx.Sessions(c.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	heading, back := chat.Heading(r.say("voices.heading", "Cohort", c.Name)), r.backFromVoices()
	if len(all) == 0 {
		return r.inPlace(compose(append([]chat.Block{heading, chat.Text(r.say("voices.none"))}, back...)...)), nil
	}
	if c.Organized(r.who.id) {
		if looks, err := r.looksOnceToday(c, cohort.SawShared); err != nil || !looks {
			return chat.Reply{}, err
		}
	}
	themes, err := r.themes(c, all)
	if err != nil {
		return chat.Reply{}, err
	}
	l := listing{action: actionVoices, about: c.ID, heading: heading}
	_, about := placeAndAbout(r.ev.Value)
	_, chosen, _ := strings.Cut(about, " ")
	if i := slices.IndexFunc(themes, func(t theme) bool { return t.topic == chosen }); i >= 0 {
		all, l.about = themes[i].words, about
		l.heading = chat.Heading(r.say("voices.about", "Topic", nudges.TopicWords(r.who.words, chosen)))
	} else {
		chosen = ""
	}
	l.all, l.top = len(all), r.themeButtons(c, themes, chosen)
	l.item = func(i int) ([]chat.Block, error) { return r.voiceBlocks(all[i], sessions) }
	blocks, err := r.page(l)
	return r.inPlace(compose(append(blocks, back...)...)), err
}

// cohortOfVoices is the cohort that a button names, or the one that somebody takes part in or organises. To run Ippo is no reason to read.
func (r *request) cohortOfVoices() (cohort.Cohort, error) {
	mine := slices.Clone(r.who.member)
	for _, c := range slices.Backward(r.who.organizes) {
		if c.Organized(r.who.id) {
			mine = append(mine, c)
		}
	}
	_, about := placeAndAbout(r.ev.Value)
	id, _, _ := strings.Cut(about, " ")
	for _, c := range mine {
		if id == "" || c.ID == id {
			return c, nil
		}
	}
	return cohort.Cohort{}, r.refused(cohort.TakePart)
}

// voice is a reflection that its reader may see now because it is shared with the cohort.
func (r *request) voice(id string) (reflection cohort.Reflection, may bool, err error) {
	reflection, err = r.tx.Reflection(id)
	if errors.Is(err, storage.ErrNotFound) || errors.Is(err, storage.ErrUnreadable) {
		return reflection, false, nil
	}
	if err != nil {
		return reflection, false, err
	}
	item, err := nudges.ReflectionItem(r.tx, reflection)
	if err != nil {
		return reflection, false, err
	}
	may, err = nudges.MaySee(r.tx, r.who.id, item)
	return reflection, may && reflection.Visibility == cohort.MyCohort, err
}

// voiceBlocks are what one reflection says where it stands; nothing, if the reader may not see it by now, or nobody can tell who may.
func (r *request) voiceBlocks(id string, sessions []cohort.Session) ([]chat.Block, error) {
	reflection, may, err := r.voice(id)
	if err != nil || !may {
		return nil, err
	}
	shown, _ := nudges.Shared(r.who.words, reflection)
	when := r.who.words.DayOf(reflection.Written.In(r.who.person.Location()), r.now)
	line := r.say("voices.when", "Day", when)
	if s := sessionBefore(sessions, reflection.Written); s.ID != "" {
		line = r.say("voices.after", "Day", when, "Number", s.Number, "Theme", shortened(s.Theme, longestInLine))
	}
	return append([]chat.Block{chat.Divider{}, chat.Context(line)}, shown.Blocks[1:]...), nil // without the sentence that somebody shares it
}

// sessionBefore is the session that was the last to begin before a time; the zero Session: none was.
func sessionBefore(sessions []cohort.Session, at time.Time) (last cohort.Session) {
	for _, s := range sessions {
		if !s.Starts.After(at) && s.Starts.After(last.Starts) {
			last = s
		}
	}
	return last
}

func (r *request) backFromVoices() []chat.Block {
	if len(r.who.member) > 0 {
		return r.backToRecords()
	}
	return []chat.Block{r.backToDesk()}
}
