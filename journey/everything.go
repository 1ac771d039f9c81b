package journey

import (
	"time"

	"ippo/locale"
)

// Everything is all that is kept of one person, for them to read. Its headings and labels are in the reader's language already.
type Everything struct {
	Zone  *time.Location
	Made  time.Time
	Parts []Part
}

// Part is a kind of what is kept.
type Part struct {
	Heading string
	Entries []Entry
}

// Entry is one thing that is kept, fact by fact.
type Entry []Fact

// Fact is what an entry says in one respect.
type Fact struct{ Label, Words string }

// HTML writes everything as one file that needs no other. A part without entries is left out.
func (e Everything) HTML(w *locale.Words) []byte {
	return render(w, "everything.html", w.Say("journey.everything.title"), e.Zone, time.Time{}, e)
}

// Filled are the parts in which there is something.
func (e Everything) Filled() []Part {
	var filled []Part
	for _, p := range e.Parts {
		if len(p.Entries) > 0 {
			filled = append(filled, p)
		}
	}
	return filled
}
