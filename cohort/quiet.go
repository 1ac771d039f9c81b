package cohort

import "time"

// Quiet hours are those in which Ippo sends nobody a message of its own accord, on the person's own wall clock.
const (
	QuietFrom  = 22 // o'clock in the evening
	QuietUntil = 7  // o'clock in the morning
)

// Awake is the given time if it lies outside the quiet hours of a zone, and else the end of those hours.
func Awake(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	switch hour := local.Hour(); {
	case hour >= QuietFrom:
		return time.Date(local.Year(), local.Month(), local.Day()+1, QuietUntil, 0, 0, 0, zone)
	case hour < QuietUntil:
		return time.Date(local.Year(), local.Month(), local.Day(), QuietUntil, 0, 0, 0, zone)
	default:
		return at
	}
}
