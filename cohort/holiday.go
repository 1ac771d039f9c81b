package cohort

import "time"

// DayOff reports whether the day that a time falls on in a zone is one on which people of its country are off: a public holiday, or in
// Japan one of the days around New Year. Weekends are none, and where no calendar is known, no day is.
func DayOff(at time.Time, zone *time.Location) bool {
	calendar := calendarOf(zone.String())
	return calendar != nil && calendar.off(at.In(zone))
}

// WorkingDay is a time itself, or, if it falls on a day off, the same time of day on the next day that is neither off nor at a weekend.
func WorkingDay(at time.Time, zone *time.Location) time.Time {
	if !DayOff(at, zone) {
		return at
	}
	return workdayAfter(floating(at.In(zone)), zone)
}

// NextWorkday is the time of day of clock on the first day after a given one that is neither off nor at a weekend.
func NextWorkday(after, clock time.Time, zone *time.Location) time.Time {
	day, local := after.In(zone), clock.In(zone)
	return workdayAfter(time.Date(day.Year(), day.Month(), day.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC), zone)
}

// workdayAfter is a wall-clock time on the next day that is neither off nor at a weekend. No country is off for a month.
func workdayAfter(wall time.Time, zone *time.Location) time.Time {
	for {
		wall = wall.AddDate(0, 0, 1)
		day := anchored(wall, zone)
		if weekday := wall.Weekday(); weekday != time.Saturday && weekday != time.Sunday && !DayOff(day, zone) {
			return day
		}
	}
}

// Midnight is when the day of a time begins in a zone.
func Midnight(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	return anchored(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC), zone)
}

// NextWorking is Next, where what would come on a day off comes on the next working day.
func (r Rhythm) NextWorking(after time.Time, zone *time.Location) (next time.Time) {
	due := r.Next(after.AddDate(0, 0, -14), zone) // what is moved to after this time may have been due before it
	for !due.IsZero() && (next.IsZero() || due.Before(next)) {
		if moved := WorkingDay(due, zone); moved.After(after) && (next.IsZero() || moved.Before(next)) {
			next = moved
		}
		due = r.Next(due, zone)
	}
	return next
}
