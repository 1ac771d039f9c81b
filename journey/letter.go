package journey

import (
	"strings"
	"time"

	"ippo/locale"
)

// Letter is what one gets at the end of a year: one's own words, and paragraphs that were drafted around them, if there are any.
// What is empty is left out.
type Letter struct {
	Name, Cohort string
	Zone         *time.Location
	From, Until  time.Time
	SoFar        bool     // the year is not over
	Opening      []string // drafted
	First        []Note   // the words with which the year began
	Turning      []Note   // turning points
	ChangedDraft []string // drafted
	Can, Will    Change
	Steps        []Step
	Next         []string
	Picture      []byte // a PNG; what it shows is told in Alt
	Alt          string
}

// Note is something that somebody wrote, and when; the day may be unknown.
type Note struct {
	Day   time.Time
	Words string
}

// Change is what somebody said of one thing at first, and of late.
type Change struct{ Then, Now string }

// HTML writes the letter as one file that needs no other and prints well on A4.
func (l Letter) HTML(w *locale.Words) []byte {
	l.Opening, l.ChangedDraft, l.Next = said(l.Opening), said(l.ChangedDraft), said(l.Next)
	l.First, l.Turning = noted(l.First), noted(l.Turning)
	var steps []Step
	for _, s := range l.Steps {
		if strings.TrimSpace(s.Did) != "" {
			steps = append(steps, s)
		}
	}
	l.Steps = steps
	return render(w, "letter.html", w.Say(l.Title()), l.Zone, l.From, l)
}

// Title is the key of what the letter is called, and Intro that of the sentence with which it begins.
func (l Letter) Title() string { return l.ofYear("journey.letter.title") }

// Intro is told with Title.
func (l Letter) Intro() string {
	if l.Empty() {
		return "journey.letter.empty"
	}
	return l.ofYear("journey.letter.opening")
}

func (l Letter) ofYear(key string) string {
	if l.SoFar {
		key += "_so_far"
	}
	return key
}

// Changed reports whether there is something to say of what changed.
func (l Letter) Changed() bool {
	return l.Can != Change{} || l.Will != Change{} || len(l.ChangedDraft) > 0
}

// Compares reports whether there is a then to set beside a now; otherwise what somebody can and wants is told as it is.
func (l Letter) Compares() bool {
	return l.Can.Then != "" || l.Will.Then != "" || len(l.ChangedDraft) > 0
}

// Empty reports whether nothing was written.
func (l Letter) Empty() bool {
	return len(l.Opening)+len(l.First)+len(l.Turning)+len(l.Steps)+len(l.Next) == 0 && !l.Changed()
}

func noted(all []Note) []Note {
	var kept []Note
	for _, n := range all {
		if strings.TrimSpace(n.Words) != "" {
			kept = append(kept, n)
		}
	}
	return kept
}
