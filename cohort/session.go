package cohort

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Session is one of the monthly meetings.
type Session struct {
	ID       string
	Cohort   string
	Number   int // 1 is the first of the year
	Theme    string
	Starts   time.Time
	Minutes  int
	Speakers []string
	Link     string // where one joins; may be empty

	Topics   []string // that it is about, of the usual ones or the cohort's own
	Question string   // to bring to it, in one sentence; may be empty
	Act      string   // what to try after it, in one sentence; may be empty
	Story    string   // what was a turning point to its speaker, who agrees that it is passed on; may be empty
	StoryBy  string   // and how the speaker signs it

	SpeakerIDs []string   // of the speakers who are in the workspace
	Word       string     // said at the session, by which one says that one came; empty: none yet
	Materials  []Material // to read or to watch, afterwards
	ByHand     bool       // an organiser added it in chat: no file takes it away

	Cancelled   time.Time // zero: it is held
	CancelledBy string    // the organiser who did, or Operator
	Because     string    // what its readers are told of that; may be empty
	Version     int       // counts the changes
	Sequence    int       // counts those that calendars are told
	Changed     time.Time // the last time; zero: never
	ChangedBy   string    // the organiser who did, or Operator
}

// Material is a link to something of a session.
type Material struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// MostMaterials is how many links a session can have.
const MostMaterials = 5

// Ends is when the session is over.
func (s Session) Ends() time.Time { return s.Starts.Add(time.Duration(s.Minutes) * time.Minute) }

// SpokenBy reports whether a person of the workspace speaks at the session.
func (s Session) SpokenBy(person string) bool { return slices.Contains(s.SpeakerIDs, person) }

// InCalendars reports whether calendars show two states of a session alike.
func (s Session) InCalendars(other Session) bool {
	return s.Number == other.Number && s.Theme == other.Theme && s.Starts.Equal(other.Starts) && s.Minutes == other.Minutes && s.Link == other.Link &&
		slices.Equal(s.Speakers, other.Speakers) && s.Cancelled.IsZero() == other.Cancelled.IsZero()
}

// SameWord reports whether somebody gave the word of a session, however they wrote it: wide or narrow, large or small, in hiragana or
// katakana, with spaces and signs around it.
func (s Session) SameWord(given string) bool {
	word := foldWord(s.Word)
	return word != "" && foldWord(given) == word
}

const kanaApart = 'ァ' - 'ぁ'

func foldWord(word string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'ァ' && r <= 'ヶ':
			return r - kanaApart
		case r == 'ー' || unicode.In(r, unicode.L, unicode.N, unicode.M):
			return r
		}
		return -1
	}, strings.ToLower(norm.NFKC.String(word)))
}
