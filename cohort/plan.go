package cohort

import (
	"fmt"
	"time"
)

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

// clock is the time of day of a usual time, outside somebody's quiet hours.
func (p PlanTime) clock(q Quiet) time.Duration {
	q = q.OrUsual()
	from, until := time.Duration(q.From)*time.Hour, time.Duration(q.Until)*time.Hour
	switch p {
	case Tonight:
		return min(20*time.Hour, from-30*time.Minute)
	case Tomorrow:
		return max(7*time.Hour+30*time.Minute, until)
	}
	return max(10*time.Hour, until)
}

// Clock writes the time of day of a usual time for a person: 19:30, or 8:00.
func (p PlanTime) Clock(of Person) string {
	clock := p.clock(of.Quiet)
	return fmt.Sprintf("%d:%02d", clock/time.Hour, clock%time.Hour/time.Minute)
}

// At is when a usual time comes next by a person's wall clock; zero if it is over for today, or not known.
func (p PlanTime) At(now time.Time, of Person) time.Time {
	zone := of.Location()
	today := floating(now.In(zone)).Truncate(24 * time.Hour)
	day := today
	switch p {
	case Tonight:
	case Tomorrow:
		day = today.AddDate(0, 0, 1)
	case Saturday:
		days := (int(time.Saturday) - int(today.Weekday()) + 7) % 7
		if days == 0 {
			days = 7
		}
		day = today.AddDate(0, 0, days)
	default:
		return time.Time{}
	}
	if at := anchored(day.Add(p.clock(of.Quiet)), zone); at.After(now) {
		return at
	}
	return time.Time{}
}
