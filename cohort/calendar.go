package cohort

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/nc"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/ru"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

func init() { cal.DefaultLoc = time.UTC } // where each day has a midnight

// calendar is when people of a country, or of a part of it, are off.
type calendar struct {
	holidays []*cal.Holiday
	also     func(day time.Time) bool // other days on which they are off; nil: none
	years    sync.Map                 // what was worked out: *daysOff by year
}

// working is held while days are worked out: rickar/cal changes what it knows of some as it does so.
var working sync.Mutex

// daysOff are the days of a year, by their number from 1, on which people are off.
type daysOff [367]bool

// holidaysOf are the public holidays of countries, all over the country.
var holidaysOf = map[string][]*cal.Holiday{
	"AR": ar.Holidays, "AT": at.Holidays, "AU": nil, "BE": be.Holidays, "BG": bg.Holidays, "BR": br.Holidays, "CA": ca.Holidays, "CH": ch.Holidays,
	"CZ": cz.Holidays, "DE": de.Holidays, "DK": dk.Holidays, "ES": es.Holidays, "FR": fr.Holidays, "GB": gb.Holidays, "GR": gr.Holidays,
	"HR": hr.Holidays, "IE": ie.Holidays, "IT": it.Holidays, "JP": jp.Holidays, "LT": lt.Holidays, "LV": lv.Holidays, "MW": mw.Holidays,
	"NC": nc.Holidays, "NL": nl.Holidays, "NO": no.Holidays, "NZ": nz.Holidays, "PL": pl.Holidays, "RO": ro.Holidays, "RU": ru.Holidays,
	"SE": se.Holidays, "SI": si.Holidays, "SK": sk.Holidays, "UA": ua.Holidays, "US": us.Holidays, "ZA": za.Holidays,
}

// holidaysIn are those of Australia, where each state has its own, by zone.
var holidaysIn = map[string][]*cal.Holiday{
	"Australia/ACT": au.HolidaysACT, "Australia/Canberra": au.HolidaysACT,
	"Australia/Sydney": au.HolidaysNSW, "Australia/NSW": au.HolidaysNSW, "Australia/Broken_Hill": au.HolidaysNSW,
	"Australia/Yancowinna": au.HolidaysNSW, "Australia/Lord_Howe": au.HolidaysNSW, "Australia/LHI": au.HolidaysNSW,
	"Australia/Darwin": au.HolidaysNT, "Australia/North": au.HolidaysNT,
	"Australia/Brisbane": au.HolidaysQLD, "Australia/Queensland": au.HolidaysQLD, "Australia/Lindeman": au.HolidaysQLD,
	"Australia/Adelaide": au.HolidaysSA, "Australia/South": au.HolidaysSA,
	"Australia/Hobart": au.HolidaysTAS, "Australia/Tasmania": au.HolidaysTAS, "Australia/Currie": au.HolidaysTAS,
	"Antarctica/Macquarie": au.HolidaysTAS,
	"Australia/Melbourne":  au.HolidaysVIC, "Australia/Victoria": au.HolidaysVIC,
	"Australia/Perth": au.HolidaysWA, "Australia/West": au.HolidaysWA, "Australia/Eucla": au.HolidaysWA,
}

// partOf are places with a code of their own where the holidays of the country hold that they are part of.
var partOf = map[string]string{
	"GF": "FR", "GP": "FR", "MQ": "FR", "PM": "FR", "RE": "FR", "YT": "FR",
	"AS": "US", "GU": "US", "MP": "US", "PR": "US", "UM": "US", "VI": "US",
}

// CountriesWithHolidays lists the countries whose public holidays are known, sorted.
func CountriesWithHolidays() []string {
	return slices.Sorted(maps.Keys(holidaysOf))
}

// calendars are the calendars of zones that were asked for, by zone; nil where none is known.
var calendars sync.Map

// calendarOf is the calendar of a zone; nil if none is known.
func calendarOf(zone string) *calendar {
	if known, found := calendars.Load(zone); found {
		return known.(*calendar)
	}
	known, _ := calendars.LoadOrStore(zone, newCalendar(zone))
	return known.(*calendar)
}

func newCalendar(zone string) *calendar {
	country := Country(zone)
	if whole := partOf[country]; whole != "" {
		country = whole
	}
	holidays := holidaysOf[country]
	if in, own := holidaysIn[zone]; own {
		holidays = in
	}
	switch {
	case len(holidays) == 0:
		return nil
	case country == "JP":
		return &calendar{holidays: holidays, also: aroundNewYear}
	case country == "NZ":
		return &calendar{holidays: holidays, also: isMatariki}
	}
	return &calendar{holidays: holidays}
}

// off reports whether people are off on a day.
func (c *calendar) off(day time.Time) bool {
	year := day.Year()
	known, found := c.years.Load(year)
	if !found {
		known, _ = c.years.LoadOrStore(year, c.workOut(year))
	}
	return known.(*daysOff)[day.YearDay()]
}

// workOut finds the days off of a year. A day that takes the place of a holiday may lie in the year before or after it.
func (c *calendar) workOut(year int) *daysOff {
	working.Lock()
	defer working.Unlock()
	var off daysOff
	for _, holiday := range c.holidays {
		for of := year - 1; of <= year+1; of++ {
			actual, observed := holiday.Calc(of)
			for _, day := range []time.Time{actual, observed} {
				if day.Year() == year {
					off[day.YearDay()] = true
				}
			}
		}
	}
	for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); c.also != nil && day.Year() == year; day = day.AddDate(0, 0, 1) {
		off[day.YearDay()] = off[day.YearDay()] || c.also(day)
	}
	return &off
}

// aroundNewYear reports whether a day is one from 29 December to 3 January (年末年始).
func aroundNewYear(day time.Time) bool {
	return day.Month() == time.December && day.Day() >= 29 || day.Month() == time.January && day.Day() <= 3
}

// matariki are the days of Matariki in New Zealand as an act lays them down, which rickar/cal does not know.
var matariki = []string{
	"2022-06-24", "2023-07-14", "2024-06-28", "2025-06-20", "2026-07-10", "2027-06-25", "2028-07-14",
	"2029-07-06", "2030-06-21", "2031-07-11", "2032-07-02", "2033-06-24", "2034-07-07", "2035-06-29",
}

func isMatariki(day time.Time) bool { return slices.Contains(matariki, day.Format(time.DateOnly)) }
