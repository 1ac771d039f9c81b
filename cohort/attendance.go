package cohort

// Attendance is a participant's answer to a session's reminder.
type Attendance string

// The answers to a session's reminder.
const (
	Attending   Attendance = "attending"
	NotThisTime Attendance = "not_this_time"
)
