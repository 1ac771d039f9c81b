package cohort

import "time"

// PlanTime is a usual time for a step, by which somebody who tries it says when.
type PlanTime string

// The usual times.
const (
	Tonight  PlanTime = "tonight"
	Tomorrow PlanTime = "tomorrow" // in the morning
	Saturday PlanTime = "saturday" // the next, in the morning
)

// PlanTimes are the usual times, in the order in which they come.
var PlanTimes = []PlanTime{Tonight, Tomorrow, Saturday}

// At is when a usual time comes next on the wall clock of a zone; zero if it is over for today, or not known.
func (p PlanTime) At(now time.Time, zone *time.Location) time.Time {
	today := floating(now.In(zone)).Truncate(24 * time.Hour)
	var wall time.Time
	switch p {
	case Tonight:
		wall = today.Add(20 * time.Hour)
	case Tomorrow:
		wall = today.AddDate(0, 0, 1).Add(7*time.Hour + 30*time.Minute)
	case Saturday:
		days := (int(time.Saturday) - int(today.Weekday()) + 7) % 7
		if days == 0 {
			days = 7
		}
		wall = today.AddDate(0, 0, days).Add(10 * time.Hour)
	default:
		return time.Time{}
	}
	if at := anchored(wall, zone); at.After(now) {
		return at
	}
	return time.Time{}
}
