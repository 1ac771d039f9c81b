package cohort

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"
)

// calendars are the public holidays of countries, with the days that take their place, by what a country's zone is called.
var calendars = map[string]*cal.Calendar{
	"Asia/Tokyo": {Holidays: jp.Holidays, Cacheable: true},
}

// calendarsMu guards them: they keep what they work out.
var calendarsMu sync.Mutex

// DayOff reports whether the day that a time falls on in a zone is one on which people of its country are off: a public holiday, or in
// Japan one of the days around New Year. Weekends are none, and where no calendar is known, no day is.
func DayOff(at time.Time, zone *time.Location) bool {
	calendar := calendars[zone.String()]
	if calendar == nil {
		return false
	}
	local := at.In(zone)
	if zone.String() == "Asia/Tokyo" && aroundNewYear(local) {
		return true
	}
	calendarsMu.Lock()
	defer calendarsMu.Unlock()
	holiday, instead, _ := calendar.IsHoliday(local)
	return holiday || instead
}

// aroundNewYear reports whether a day is one from 29 December to 3 January (年末年始).
func aroundNewYear(day time.Time) bool {
	return day.Month() == time.December && day.Day() >= 29 || day.Month() == time.January && day.Day() <= 3
}
