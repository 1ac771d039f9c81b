package journey

import (
	"slices"
	"time"

	"ippo/cohort"
	"ippo/locale"
)

// HTML writes the year as a page of words, month by month, as one file that needs no other; with its picture, if that is given. A session
// that somebody missed is not told, nor is a month of which there is nothing to tell.
func (y Year) HTML(w *locale.Words, picture []byte) []byte {
	y = tidy(y)
	of := struct {
		Year    Year
		Picture []byte
		Alt     string
		Months  []Section
	}{y, picture, tellYear(w, y), nil}
	for _, line := range y.lines(w) {
		heading := month(w, line.Day)
		if n := len(of.Months); n == 0 || of.Months[n-1].Heading != heading {
			of.Months = append(of.Months, Section{Heading: heading})
		}
		last := &of.Months[len(of.Months)-1]
		last.Lines = append(last.Lines, line)
	}
	return render(w, "year.html", w.Say(y.name()), y.Zone, y.From, of)
}

// lines are all things of a year that can be told, in order.
func (y Year) lines(w *locale.Words) []Line {
	var lines []Line
	for _, c := range y.Circles {
		lines = append(lines, Line{c.From, w.Say("journey.year.circle_begins"), c.Topic})
	}
	for _, s := range y.Sessions {
		if s.Attended {
			lines = append(lines, Line{s.Day, w.Say("journey.year.sessions"), s.Theme})
		}
	}
	for _, s := range y.Steps {
		label := w.Say("journey.year.step", "Key", w.Say("journey.key."+string(s.Key)))
		if s.Outcome == cohort.Partly {
			label = w.Join(label, w.Say("journey.letter.partly"))
		}
		lines = append(lines, Line{s.Day, label, s.Did})
	}
	for _, m := range y.Marks {
		lines = append(lines, Line{m.Day, w.Say("journey.year.marks"), m.Words})
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return a.Day.Compare(b.Day) })
	return lines
}

// Section is a part of a page, with a line for each thing.
type Section struct {
	Heading string
	Lines   []Line
}

// Line is one thing; the day may be unknown.
type Line struct {
	Day          time.Time
	Label, Words string // Label: what it is, in a word; may be empty
}
