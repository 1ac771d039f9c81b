package cohort

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Wish is what somebody who wants a study circle asked for.
type Wish struct {
	Person string
	Cohort string
	Topics []string
	Slots  []string // free hours such as "tue-19", in the cohort's zone; none: any
	Asked  time.Time
	Size   int  // of the circle that they would like; 0: any
	Rests  bool // not in the next round

	Withdrawn bool // kept for when the person asks again; until then they ask for no circle

	Unplaced string // why there was no circle for them the last time; empty: there was one, or none were formed yet
}

// Asks reports whether somebody asks for a circle with a wish; the zero Wish is nobody's.
func (w Wish) Asks() bool { return w.Person != "" && !w.Withdrawn }

// TopicKey is what is the same of a topic however its letters are written: in capitals or not, wide or narrow.
func TopicKey(topic string) string { return strings.ToLower(norm.NFKC.String(topic)) }

// Circle is a small group of peers who study together.
type Circle struct {
	ID      string
	Cohort  string
	Number  int      // within its cohort, from 1, counted through all rounds
	Members []string // sorted
	Slot    string   // when they can meet; empty if the members named none
	Reasons []Reason // why these people
	Channel string   // the platform's id of its room; empty until it is open
	Formed  time.Time
	Ended   time.Time // zero while it lasts

	Opener string    // who opened it by themselves; empty: it was formed
	Topic  string    // what it was opened on, which the cohort may read
	Places int       // for how many it was opened; 0: the usual number
	Words  string    // a line of invitation; empty: none
	Offers []string  // when its opener offered to meet, as the cohort reads it; none: at any time
	Kept   time.Time // since when its members keep it after the program; zero: they do not
}

// About are the topics of a circle as a whole: what it was opened on, and what members share.
func (c Circle) About() (topics []string) {
	if c.Topic != "" {
		topics = append(topics, c.Topic)
	}
	for _, reason := range c.Reasons {
		if reason.Kind == SharedTopics {
			topics = append(topics, reason.Names...)
		}
	}
	return topics
}

// OpenerAlone reports whether a circle that somebody opened still waits for a second person.
func (c Circle) OpenerAlone() bool {
	return c.Opener != "" && c.Ended.IsZero() && slices.Equal(c.Members, []string{c.Opener})
}

// Stay is the time that somebody spent in a circle.
type Stay struct {
	Circle      Circle    // without its members
	From, Until time.Time // Until is zero while it lasts
}

// Reason is one cause for a circle's being what it is. Its sentence is in locale, by its kind.
type Reason struct {
	Kind  ReasonKind `json:"kind"`
	Names []string   `json:"names,omitempty"` // the shared topics, or the slot
	Count int        `json:"count,omitempty"` // of departments, of people, of pairs
}

// ReasonKind tells reasons apart.
type ReasonKind string

// Why a circle is what it is.
const (
	SharedTopics    ReasonKind = "topics"      // Names: shared by two members or more
	SharedSlot      ReasonKind = "slot"        // Names: the slot free to all
	MixedDepartment ReasonKind = "departments" // Count: how many departments meet
	NewFaces        ReasonKind = "new_faces"   // all are new to each other
	MixedReturning  ReasonKind = "returning"   // Count: how many have been here before
	KnownFaces      ReasonKind = "known_faces" // some met before; it stands alone
	Opened          ReasonKind = "opened"      // Names: what somebody opened it on
)

// SlotDays are the days of the slots on offer; Slots lists these as "mon-19" and so on.
var SlotDays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// The hours on offer: on working days the lunch break and the evening.
var (
	weekdayHours = []string{"12", "19", "20", "21"}
	weekendHours = []string{"10", "14", "19", "20"}
)

// Slots lists the slots that people can choose from, in order of the week.
func Slots() []string {
	var slots []string
	for _, day := range SlotDays {
		hours := weekdayHours
		if day == "sat" || day == "sun" {
			hours = weekendHours
		}
		for _, hour := range hours {
			slots = append(slots, day+"-"+hour)
		}
	}
	return slots
}

// Topics are what circles are often about; people may add words of their own. What each is called is in locale.
var Topics = []string{
	"license", "side_job", "volunteering", "overseas", "two_bases", "founding", "health_money", "learning", "inside",
}
