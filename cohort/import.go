package cohort

import "time"

// Import is what an organiser's file says, between the report of what it would change and their word that it may.
type Import struct {
	ID        string
	Organizer string
	Cohort    string // its id
	Kind      string // people or sessions
	File      string // what the file is called and where it is, as who keeps it writes that
	People    []Entrant
	Sessions  []Session
	Doubtful  []string // people whose account is none to write to: who is in stays, and nobody else of them is taken in
	LeftOut   int      // how many were not found
	Made      time.Time
}

// Entrant is a participant as a list names them.
type Entrant struct {
	ID         string `json:"id"`
	Zone       string `json:"zone,omitempty"`
	Language   string `json:"language,omitempty"`
	Department string `json:"department,omitempty"`
	Returning  bool   `json:"returning,omitempty"`
}
