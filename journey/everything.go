package journey

import (
	"time"

	"ippo/locale"
)

// Everything is all that is kept of one person, for them to read.
type Everything struct {
	Zone     *time.Location
	Made     time.Time
	Sections []Section
}

// Section is a kind of what is kept. Its heading and labels are in the reader's language already.
type Section struct {
	Heading string
	Lines   []Line
}

// Line is one thing that is kept; the day may be unknown.
type Line struct {
	Day          time.Time
	Label, Words string // Label: what it is, in a word; may be empty
}

// HTML writes everything as one file that needs no other. A section without lines is left out.
func (e Everything) HTML(w *locale.Words) []byte {
	return render(w, "everything.html", w.Say("journey.everything.title"), e.Zone, time.Time{}, e)
}

// Filled are the sections in which there is something.
func (e Everything) Filled() []Section {
	var filled []Section
	for _, s := range e.Sections {
		if len(s.Lines) > 0 {
			filled = append(filled, s)
		}
	}
	return filled
}
