package nudges

import (
	"fmt"
	"time"

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
	starts, today := a.Starts.In(a.cohort.Location()), a.now.In(a.cohort.Location())
	heading := a.words.Say("agenda.heading", "Clock", a.words.Clock(starts))
	if starts.YearDay() != today.YearDay() {
		heading = a.words.Say("agenda.heading_tomorrow", "Clock", a.words.Clock(starts))
	}
	blocks := append([]chat.Block{chat.Heading(heading)}, a.host()...)
	return chat.Message{Summary: heading, Blocks: append(blocks, chat.Fields{
		{Label: a.words.Say("agenda.label_opening"), Value: variant(a.words, "agenda.opening", turn)},
		{Label: a.words.Say("agenda.label_theme"), Value: onTheme},
		{Label: a.words.Say("agenda.label_key"), Value: variant(a.words, "agenda."+string(key), turn/len(cohort.Keys))},
		{Label: a.words.Say("agenda.label_closing"), Value: variant(a.words, "agenda.closing", turn)},
	}, chat.Context(a.words.Say("agenda.hint")))}, nil
}

// agendaDue is nine o'clock on the day of a meeting, or two hours before it if that is earlier; or the evening before if that would be at
// night.
func agendaDue(starts time.Time, zone *time.Location) time.Time {
	clock := func(day time.Time, hour int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, zone)
	}
	due := starts.In(zone).Add(-2 * time.Hour)
	if nine := clock(starts.In(zone), 9); nine.Before(due) {
		due = nine
	}
	if cohort.Awake(due, zone).Equal(due) {
		return due
	}
	evening := clock(due, 20)
	if evening.After(due) {
		evening = clock(due.AddDate(0, 0, -1), 20)
	}
	return evening
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
