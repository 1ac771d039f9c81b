package cohort

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Turn is a turning point of somebody's life, as they tell it to themselves. It belongs to its writer.
type Turn struct {
	ID     string
	Person string
	Age    int
	Event  string
	Felt   Felt
	Added  time.Time
}

// Felt is how a turning point felt, from -2 (hard) to 2 (bright).
type Felt int

// How it can have felt.
const (
	Hardest   Felt = -2
	Brightest Felt = 2
)

// How much a life line holds.
const (
	LongestEvent = 200 // characters
	MostTurns    = 40
	OldestAge    = 120
)

// Valid reports whether a turning point is one that can be kept.
func (t Turn) Valid() bool {
	return t.Age >= 0 && t.Age <= OldestAge && t.Felt >= Hardest && t.Felt <= Brightest &&
		strings.TrimSpace(t.Event) != "" && utf8.RuneCountInString(t.Event) <= LongestEvent
}
