package cohort

// Care is whom somebody in need can turn to, as the organisers name it.
type Care struct {
	Contact string     `json:"contact,omitempty"` // the organisation's own; empty: it names none
	Lines   []HelpLine `json:"lines,omitempty"`   // public ones; empty: those of the country that somebody is in
}

// Named reports whether the organisers name anybody at all.
func (c Care) Named() bool { return c.Contact != "" || len(c.Lines) > 0 }

// HelpLine is a public help line. It has a phone number, an address, or both.
type HelpLine struct {
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
	URL   string `json:"url,omitempty"`
	Hours string `json:"hours,omitempty"`
}
