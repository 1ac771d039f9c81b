package cohort

import "strings"

// Sheet is the draft of one page for the yearly talk with one's boss, as its person ticked and wrote it: lines of text under five headings.
type Sheet struct {
	Can   string `json:"can,omitempty"`
	Will  string `json:"will,omitempty"`
	Tried string `json:"tried,omitempty"`
	Next  string `json:"next,omitempty"` // what they would like to try
	Ask   string `json:"ask,omitempty"`  // what they ask for
}

// Empty reports whether nothing stands in it.
func (s Sheet) Empty() bool { return strings.TrimSpace(s.Can+s.Will+s.Tried+s.Next+s.Ask) == "" }
