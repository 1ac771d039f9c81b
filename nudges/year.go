package nudges

import (
	"slices"
	"strings"
	"time"

	"ippo/care"
	"ippo/cohort"
	"ippo/journey"
	"ippo/locale"
	"ippo/storage"
)

// mostRead is how many of somebody's reflections are read for their year: more than anybody writes in one.
const mostRead = 5000

// yearAfter is for how long after a cohort's last session what happens belongs to its year.
const yearAfter = 31 * 24 * time.Hour

// OwnYear is what is known of one person's year in a cohort, for them alone: what it is pictured and told from.
type OwnYear struct {
	Cohort      cohort.Cohort
	Person      cohort.Participant
	Reflections []cohort.Reflection // of the cohort, the first first
	Offers      []cohort.Offer      // the first first
	Year        journey.Year
	Over        bool // the last session was
	now         time.Time
}

// YearOf gathers a person's year in a cohort, so far.
func YearOf(tx *storage.Tx, w *locale.Words, c cohort.Cohort, p cohort.Participant, now time.Time) (y OwnYear, err error) {
	y = OwnYear{Cohort: c, Person: p, now: now, Year: journey.Year{Title: c.Name, Zone: p.Location()}}
	if y.Reflections, err = tx.Reflections(p.ID, 0, mostRead); err != nil {
		return y, err
	}
	y.Reflections = slices.DeleteFunc(y.Reflections, func(r cohort.Reflection) bool { return r.Cohort != c.ID })
	slices.Reverse(y.Reflections)
	if y.Offers, err = tx.Offers(p.ID); err != nil {
		return y, err
	}
	y.Offers = slices.DeleteFunc(y.Offers, func(o cohort.Offer) bool { return o.Cohort != c.ID })
	slices.Reverse(y.Offers)
	for _, gather := range []func(*storage.Tx, *locale.Words, time.Time) error{y.sessions, y.steps, y.circles, y.marks} {
		if err := gather(tx, w, now); err != nil {
			return y, err
		}
	}
	for _, r := range y.Reflections {
		if r.Mood > 0 {
			y.Year.Moods = append(y.Year.Moods, journey.Mood{Day: r.Written, Mood: int(r.Mood)})
		}
		if !r.Written.Before(y.Year.From) && r.Written.Before(y.Year.Until) {
			y.Year.Reflections++
		}
	}
	return y, nil
}

// sessions gathers the sessions that were, and with them the bounds of the year: from the first session, or what came before it, until a
// month after the last, or now.
func (y *OwnYear) sessions(tx *storage.Tx, _ *locale.Words, now time.Time) error {
	all, err := tx.Sessions(y.Cohort.ID)
	if err != nil {
		return err
	}
	from, until := now, now
	if len(y.Reflections) > 0 {
		from = y.Reflections[0].Written
	}
	if len(y.Offers) > 0 && y.Offers[0].Offered.Before(from) {
		from = y.Offers[0].Offered
	}
	end := time.Time{}
	for _, s := range all {
		end = latest(end, s.Ends().Add(yearAfter))
		if s.Starts.Before(from) {
			from = s.Starts
		}
		if s.Ends().After(now) {
			continue
		}
		answer, err := tx.AttendanceOf(s.ID, y.Person.ID)
		if err != nil {
			return err
		}
		came, err := tx.PresenceOf(s.ID, y.Person.ID)
		if err != nil {
			return err
		}
		y.Year.Sessions = append(y.Year.Sessions, journey.Session{Day: s.Starts, Theme: s.Theme,
			Attended: answer == cohort.Attending || !came.At.IsZero()})
	}
	y.Over = !end.IsZero() && !end.Add(-yearAfter).After(now)
	y.Year.SoFar = !y.Over
	if y.Over && end.Before(until) {
		until = end
	}
	y.Year.From = cohort.Midnight(from, y.Person.Location())
	y.Year.Until = latest(until, y.Year.From.AddDate(0, 1, 0)).Add(time.Second) // what happens now belongs to it, too
	return nil
}

// steps gathers the steps that were tried.
func (y *OwnYear) steps(tx *storage.Tx, w *locale.Words, _ time.Time) error {
	library, err := LibraryOf(tx, y.Cohort.ID)
	if err != nil {
		return err
	}
	for _, o := range y.Offers {
		if o.Answer != cohort.Done && o.Answer != cohort.Partly {
			continue
		}
		y.Year.Steps = append(y.Year.Steps, journey.Step{
			Day: o.Answered, Key: library.step(o.Step).Key, Did: library.said(w, o).Did, Outcome: o.Answer,
		})
	}
	return nil
}

func (y *OwnYear) circles(tx *storage.Tx, w *locale.Words, _ time.Time) error {
	stays, err := tx.Stays(y.Cohort.ID, y.Person.ID)
	for _, s := range stays {
		var topics []string
		for _, topic := range s.Circle.About() {
			topics = append(topics, TopicWords(w, topic))
		}
		about := w.List(topics)
		if len(topics) == 0 {
			about = w.Say("year.circle", "Number", s.Circle.Number)
		}
		y.Year.Circles = append(y.Year.Circles, journey.Circle{From: s.From, Until: s.Until, Topic: about})
	}
	return err
}

// marks gathers what stands out by itself: what was done for the first time, a story that was given.
func (y *OwnYear) marks(tx *storage.Tx, w *locale.Words, _ time.Time) error {
	mark := func(at time.Time, words string) {
		y.Year.Marks = append(y.Year.Marks, journey.Mark{Day: at, Words: words})
	}
	if len(y.Reflections) > 0 && care.MayQuote(y.Reflections[0].Words()) {
		mark(y.Reflections[0].Written, w.Say("year.mark_reflection"))
	}
	if steps := slices.Clone(y.Year.Steps); len(steps) > 0 {
		first := slices.MinFunc(steps, func(a, b journey.Step) int { return a.Day.Compare(b.Day) })
		mark(first.Day, w.Say("year.mark_step"))
	}
	stories, err := tx.StoriesOf(y.Person.ID)
	for _, s := range stories {
		if s.Cohort == y.Cohort.ID && !s.Given.IsZero() {
			mark(s.Given, w.Say("year.mark_story"))
		}
	}
	return err
}

// turnsOf are the turning points that a person wrote down, for the letter. They have an age and no day, so they stand in no picture of a year.
func turnsOf(tx *storage.Tx, w *locale.Words, person string) (notes []journey.Note, err error) {
	turns, err := tx.Turns(person)
	for _, t := range care.Quotable(turns, func(t cohort.Turn) string { return t.Event }) {
		notes = append(notes, journey.Note{Words: w.Say("year.turn", "Age", t.Age, "Event", t.Event)})
	}
	return notes, err
}

// LastLines are the newest lines that somebody wrote, the newest first.
func (y OwnYear) LastLines(most int) (lines []journey.Note) {
	first := func(r cohort.Reflection) string { return firstOf(r.Note, r.Noticed, r.Happened, r.Will, r.Can) }
	for r, words := range quoted(slices.Backward(y.Reflections), first) {
		if len(lines) == most {
			break
		}
		lines = append(lines, journey.Note{Day: r.Written.In(y.Person.Location()), Words: words})
	}
	return lines
}

// firstOf is the first text that says something.
func firstOf(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}
