package cohort

import "time"

// AnnouncementState is how far an announcement has come.
type AnnouncementState string

// The states of an announcement.
const (
	Draft     AnnouncementState = "draft"     // being written; nobody receives it
	Scheduled AnnouncementState = "scheduled" // goes out at its time
	Withdrawn AnnouncementState = "withdrawn" // taken back before its time
	Announced AnnouncementState = "announced" // handed to delivery
	Reported  AnnouncementState = "reported"  // everybody has it, or cannot be reached, and its author was told
)

// Announcement is what organisers tell a cohort.
type Announcement struct {
	ID      string
	Cohort  string
	Author  string
	Words   string
	At      time.Time // when it goes out
	State   AnnouncementState
	Created time.Time
}
