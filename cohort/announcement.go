package cohort

import (
	"slices"
	"time"
)

// AnnouncementState is how far an announcement has come.
type AnnouncementState string

// The states of an announcement.
const (
	Draft     AnnouncementState = "draft"     // being written; nobody receives it
	Pending   AnnouncementState = "pending"   // waits for another organiser's yes
	Scheduled AnnouncementState = "scheduled" // goes out at its time
	Withdrawn AnnouncementState = "withdrawn" // taken back before its time
	Announced AnnouncementState = "announced" // handed to delivery
	Reported  AnnouncementState = "reported"  // everybody has it, or cannot be reached, and its author was told
	Stopped   AnnouncementState = "stopped"   // broken off on its way: whom it had reached has it
	Recalling AnnouncementState = "recalling" // being taken out again where it stands
	Recalled  AnnouncementState = "recalled"  // taken out everywhere
)

// Announcement is what organisers tell one cohort or several.
type Announcement struct {
	ID       string
	Cohort   string   // the first of them
	Cohorts  []string // whom it is for, by cohort; none: the first alone
	Author   string
	Words    string
	Link     string   // an address that a button opens; may be empty
	Image    string   // the address of a picture below the words; may be empty
	ImageAlt string   // and what it shows
	File     string   // what the file is called that goes with it; may be empty
	Buttons  []Button // that its readers can press
	Audience Audience
	Wall     string    // the time by each reader's own clock, as 2006-01-02T15:04; empty: at once, or at one moment for all
	At       time.Time // when it goes out; with Wall: when it does to the first reader
	State    AnnouncementState
	Created  time.Time // or worked on last, as long as it is a draft

	Corrected time.Time // when its words were changed where they stand; zero: never
	Instead   string    // recalled: what stands in its place; empty: nothing does
	ChangedBy string    // who changed it last
	Approved  bool      // another organiser agreed to it as it stands
	Version   int       // counts the changes
}

// Reach are the cohorts that it is for.
func (a Announcement) Reach() []string {
	if len(a.Cohorts) == 0 {
		return []string{a.Cohort}
	}
	return a.Cohorts
}

// Offers reports whether readers have a button.
func (a Announcement) Offers(b Button) bool { return slices.Contains(a.Buttons, b) }

// NamesReaders reports whether organisers may see whom it went to. Who has not answered about a session is nobody's business: of an announcement to
// them there are counts.
func (a Announcement) NamesReaders() bool { return a.Audience.Kind != Unanswered }

// Due is when it is for somebody to come: at its wall time by their clock, or at its moment.
func (a Announcement) Due(p Person) time.Time {
	if a.Wall == "" {
		return a.At
	}
	at, err := At(WallLayout, a.Wall, p.Location())
	if err != nil {
		return a.At
	}
	return at
}

// WallLayout is how a wall time is written.
const WallLayout = "2006-01-02T15:04"

// Button is something that readers of an announcement can answer with.
type Button string

// The buttons, in the order in which they stand.
const (
	SeenIt  Button = "seen"     // that they have read it
	Coming  Button = "come"     // that they come
	Enquire Button = "question" // that they have a question
)

// AllButtons lists them.
var AllButtons = []Button{SeenIt, Coming, Enquire}

// AudienceKind says who of some cohorts an announcement is for.
type AudienceKind string

// The audiences.
const (
	Everyone   AudienceKind = "everyone"
	Hosts      AudienceKind = "hosts"      // who hosts a circle's next meeting, or hosted its last
	Unanswered AudienceKind = "unanswered" // who has not answered the next session's reminder
	Unheard    AudienceKind = "unheard"    // who was sent an earlier announcement and pressed nothing on it
	ByName     AudienceKind = "named"      // those who are listed
)

// Audience is who of its cohorts an announcement is for.
type Audience struct {
	Kind   AudienceKind `json:"kind"`
	About  string       `json:"about,omitempty"`  // Unheard: the earlier announcement
	People []string     `json:"people,omitempty"` // ByName
}

// Answered is what somebody pressed on an announcement.
type Answered struct {
	Announcement string
	Person       string
	Seen         time.Time // zero: not pressed
	Comes        bool
	At           time.Time
}

// Enquiry is a question that somebody has about an announcement, and the answer to it.
type Enquiry struct {
	ID           string
	Announcement string
	Cohort       string
	Person       string
	Words        string
	Hidden       bool // the organisers are not told who asks
	Asked        time.Time
	Answer       string // empty: not answered
	AnsweredBy   string
	Answered     time.Time
}
