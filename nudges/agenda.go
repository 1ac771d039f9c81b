package nudges

import (
	"fmt"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// agenda proposes what to talk about: an opening round, a question on the month's theme, one on one of the five keys, and a closing.
// The keys take turns from meeting to meeting, and so do the questions on each.
func (a aboutMeeting) agenda(tx *storage.Tx) (chat.Message, error) {
	theme, err := a.theme(tx)
	if err != nil {
		return chat.Message{}, err
	}
	turn := a.Number - 1
	key := cohort.Keys[turn%len(cohort.Keys)]
	onTheme := a.words.Say("agenda.no_theme")
	if theme != "" {
		onTheme = variant(a.words, "agenda.theme", turn, "Theme", theme)
	}
	heading := a.words.Say("agenda.heading", "Clock", a.words.Clock(a.Starts.In(a.cohort.Location())))
	blocks := append([]chat.Block{chat.Heading(heading)}, a.host()...)
	return chat.Message{Summary: heading, Blocks: append(blocks, chat.Fields{
		{Label: a.words.Say("agenda.label_opening"), Value: variant(a.words, "agenda.opening", turn)},
		{Label: a.words.Say("agenda.label_theme"), Value: onTheme},
		{Label: a.words.Say("agenda.label_key"), Value: variant(a.words, "agenda."+string(key), turn/len(cohort.Keys))},
		{Label: a.words.Say("agenda.label_closing"), Value: variant(a.words, "agenda.closing", turn)},
	}, chat.Context(a.words.Say("agenda.hint")))}, nil
}

// theme is that of the last session before the meeting; nothing if there was none.
func (a aboutMeeting) theme(tx *storage.Tx) (string, error) {
	sessions, err := tx.Sessions(a.cohort.ID)
	last := cohort.Session{}
	for _, s := range sessions {
		if s.Starts.Before(a.Starts) && s.Starts.After(last.Starts) {
			last = s
		}
	}
	return last.Theme, err
}

// variant says the sentence whose turn it is, of those whose keys are numbered from 1.
func variant(w *locale.Words, key string, turn int, pairs ...any) string {
	n := 1
	for w.Has(fmt.Sprintf("%s_%d", key, n+1)) {
		n++
	}
	return w.Say(fmt.Sprintf("%s_%d", key, turn%n+1), pairs...)
}
