// Package journey turns what is known of one person's year into what they can keep: a picture of it, a life line, a letter, a sheet for the
// talk with one's boss, and everything in one file. It is pure: others gather the year, and others hand the files to the one they are about.
// Nothing here counts against a person: there is no score, no streak, no average and no rank.
package journey

import (
	"slices"
	"time"

	"ippo/cohort"
	"ippo/locale"
)

// Year is what is known of one person's year. What lies outside From and Until is left out.
type Year struct {
	Title       string // the cohort's name
	Zone        *time.Location
	From, Until time.Time
	SoFar       bool // it is not over
	Moods       []Mood
	Steps       []Step
	Sessions    []Session
	Circles     []Circle
	Marks       []Mark
	Reflections int // how many they wrote
}

// Mood is how somebody felt on a day, from 1 to 5.
type Mood struct {
	Day  time.Time
	Mood int
}

// Step is a step that somebody tried.
type Step struct {
	Day     time.Time
	Key     cohort.Key
	Did     string        // in their own words; may be empty
	Outcome cohort.Answer // Done or Partly
}

// Session is a session of the program.
type Session struct {
	Day      time.Time
	Theme    string
	Attended bool
}

// Circle is a time in a circle.
type Circle struct {
	From, Until time.Time
	Topic       string
}

// Mark is a few words that somebody set to a day.
type Mark struct {
	Day   time.Time
	Words string
}

// Picture draws a year at a glance, to be looked at on a phone, and tells the same in sentences for who cannot see it.
func Picture(w *locale.Words, y Year) (png []byte, alt string, err error) {
	y = tidy(y)
	p, err := layOutYear(w, y)
	if err != nil {
		return nil, "", err
	}
	if png, err = p.png(); err != nil {
		return nil, "", err
	}
	return png, tellYear(w, y), nil
}

// Tell tells in sentences what the picture of a year shows, where there is no picture.
func Tell(w *locale.Words, y Year) string {
	return tellYearAs(w, "journey.alt.so_far", "journey.alt.mood_days", tidy(y))
}

// tidy is a year with all of it within its bounds, in order and in its zone.
func tidy(y Year) Year {
	if y.Zone == nil {
		y.Zone = time.UTC
	}
	y.From, y.Until = y.From.In(y.Zone), y.Until.In(y.Zone)
	if !y.From.Before(y.Until) {
		y.Until = y.From.AddDate(1, 0, 0)
	}
	y.Moods = within(y, y.Moods, func(m *Mood) *time.Time { return &m.Day })
	y.Steps = within(y, y.Steps, func(s *Step) *time.Time { return &s.Day })
	y.Sessions = within(y, y.Sessions, func(s *Session) *time.Time { return &s.Day })
	y.Marks = within(y, y.Marks, func(m *Mark) *time.Time { return &m.Day })
	y.Moods = slices.DeleteFunc(y.Moods, func(m Mood) bool { return m.Mood < 1 || m.Mood > 5 })
	if days(y.Moods) < leastMoods {
		y.Moods = nil
	}
	y.Steps = slices.DeleteFunc(y.Steps, func(s Step) bool { return signs[s.Key].path == nil })
	var circles []Circle
	for _, c := range y.Circles {
		c.From, c.Until = c.From.In(y.Zone), c.Until.In(y.Zone)
		if c.From.Before(y.From) {
			c.From = y.From
		}
		if c.Until.After(y.Until) || c.Until.IsZero() {
			c.Until = y.Until
		}
		if c.From.Before(c.Until) {
			circles = append(circles, c)
		}
	}
	slices.SortStableFunc(circles, func(a, b Circle) int { return a.From.Compare(b.From) })
	y.Circles = circles
	return y
}

// leastMoods is on how many days somebody told how it went before a line says anything.
const leastMoods = 3

// days is on how many days moods were told.
func days(all []Mood) int {
	seen := map[string]bool{}
	for _, m := range all {
		seen[m.Day.Format(time.DateOnly)] = true
	}
	return len(seen)
}

// within is what lies within a year, in order of days; what was given is left as it is.
func within[T any](y Year, all []T, day func(*T) *time.Time) []T {
	var kept []T
	for _, one := range all {
		at := day(&one)
		*at = at.In(y.Zone)
		if !at.Before(y.From) && at.Before(y.Until) {
			kept = append(kept, one)
		}
	}
	slices.SortStableFunc(kept, func(a, b T) int { return day(&a).Compare(*day(&b)) })
	return kept
}

// name is the key of what a year is called.
func (y Year) name() string {
	if y.SoFar {
		return "journey.year.title_so_far"
	}
	return "journey.year.title"
}

// month writes a month with its year.
func month(w *locale.Words, t time.Time) string {
	return w.Say("journey.month", "Year", t.Year(), "Month", w.Say("date.month_"+t.Format("1")))
}

// span writes the months from one time to another.
func span(w *locale.Words, from, until time.Time) string {
	return w.Say("journey.span", "From", month(w, from), "Until", month(w, until.Add(-time.Nanosecond)))
}
