package cohort

import (
	"strings"
	"time"
)

// Visibility is who may see a reflection. The zero value is refused; OnlyMe is what nobody has to choose.
type Visibility string

// Who may see a reflection.
const (
	OnlyMe   Visibility = "me"
	MyCircle Visibility = "circle"
	MyCohort Visibility = "cohort"
)

// Mood is one of five faces, 1 (low) to 5 (bright); 0: none given.
type Mood int

// Reflection is what a person wrote down. It belongs to its writer.
type Reflection struct {
	ID         string
	Person     string
	Cohort     string
	Written    time.Time
	Note       string // free words in one line
	Happened   string // what happened
	Noticed    string // what I noticed
	Can        string // what I can do
	Will       string // what I want to do
	Mood       Mood
	Visibility Visibility
	Circle     string    // with which circle it is shared, for MyCircle
	Changed    time.Time // when it was last changed, which tells its versions apart; zero: never
}

// Words are all words of a reflection in one text, a part below the other; empty: it has none.
func (r Reflection) Words() string {
	var parts []string
	for _, part := range []string{r.Note, r.Happened, r.Noticed, r.Can, r.Will} {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n")
}

// Empty reports whether nothing was written or chosen.
func (r Reflection) Empty() bool {
	return r.Mood == 0 && strings.TrimSpace(r.Note+r.Happened+r.Noticed+r.Can+r.Will) == ""
}
