package cohort_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ippo/cohort"
)

// offIn lists the days off of a year in a zone, as 01-02. One that is off is so for all of its hours.
func offIn(t *testing.T, zone string, year int) (days []string) {
	t.Helper()
	at, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	for day := time.Date(year, 1, 1, 12, 0, 0, 0, at); day.Year() == year; day = day.AddDate(0, 0, 1) {
		off := cohort.DayOff(day, at)
		for _, hour := range []int{0, 3, 23} {
			if other := time.Date(year, day.Month(), day.Day(), hour, 59, 59, 0, at); cohort.DayOff(other, at) != off {
				t.Errorf("%s in %s is off only for some of its hours", day.Format(time.DateOnly), zone)
			}
		}
		if off {
			days = append(days, day.Format("01-02"))
		}
	}
	return days
}

// What holds in some countries, from their governments' lists; for each also a day that is none.
func TestDaysOffOfCountries(t *testing.T) {
	for _, test := range []struct {
		zone     string
		year     int
		off, not string
	}{
		{"America/New_York", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25", "07-06 11-27 12-24"}, // the 4th is a Saturday
		{"US/Eastern", 2027, "01-01 01-18 05-31 06-18 07-05 09-06 11-25 12-24 12-31", "06-21 12-27"},
		{"America/Puerto_Rico", 2026, "07-03 11-26", "07-06"},
		{"Europe/London", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28", "12-29 08-03"}, // Boxing Day is a Saturday
		{"GB", 2027, "03-26 03-29 12-27 12-28", "12-29"},
		{"Europe/Berlin", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26", "01-06 06-04 10-31 11-01 12-24"}, // all over the country only
		{"Europe/Paris", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25", "04-03 12-26"},
		{"Indian/Reunion", 2026, "07-14", "07-15"},
		{"Australia/Sydney", 2026, "01-01 01-26 04-03 04-06 06-08 10-05 12-25 12-28", "03-09 11-03"},
		{"Australia/Lord_Howe", 2026, "01-26 06-08 10-05", "11-03"},
		{"Australia/Melbourne", 2026, "01-26 03-09 06-08 11-03 12-25 12-28", "10-05"},
		{"Australia/Perth", 2026, "03-02 04-27 06-01 09-28", "06-08 10-05"},
		{"Australia/ACT", 2026, "03-09 06-01", "11-03"},
		{"America/Toronto", 2026, "01-01 04-03 05-18 07-01 09-07 10-12 12-25", "07-02 11-27"},
		{"Canada/Pacific", 2026, "09-07", "09-08"},
		{"Pacific/Auckland", 2026, "01-01 01-02 02-06 04-03 04-06 04-27 06-01 07-10 10-26 12-25 12-28", "06-08 07-09"},
		{"Europe/Rome", 2026, "01-06 04-06 04-25 05-01 06-02 08-15 11-01 12-08 12-25 12-26", "04-03 08-14"},
		{"Poland", 2026, "05-01 05-03 11-11", "05-08"},
		{"America/Sao_Paulo", 2026, "04-21 09-07 11-02 11-15 12-25", "04-22"},
	} {
		days := offIn(t, test.zone, test.year)
		for _, day := range strings.Fields(test.off) {
			if !slices.Contains(days, day) {
				t.Errorf("%s %d-%s is not off; off are %v", test.zone, test.year, day, days)
			}
		}
		for _, day := range strings.Fields(test.not) {
			if slices.Contains(days, day) {
				t.Errorf("%s %d-%s is off", test.zone, test.year, day)
			}
		}
	}
}

// Where no calendar is known, no day is off.
func TestDaysOffOfNowhere(t *testing.T) {
	for _, zone := range []string{"Asia/Kathmandu", "Asia/Kolkata", "Asia/Calcutta", "Asia/Singapore", "Asia/Shanghai", "Africa/Nairobi", "UTC",
		"Etc/GMT-9", "CET", "EST5EDT", "Atlantic/Reykjavik", "Iceland"} {
		for year := 2025; year <= 2028; year++ {
			if days := offIn(t, zone, year); len(days) > 0 {
				t.Errorf("%s in %d: %v", zone, year, days)
			}
		}
	}
}

func TestCountryOfZone(t *testing.T) {
	for zone, want := range map[string]string{
		"Asia/Tokyo": "JP", "Japan": "JP", "Asia/Calcutta": "IN", "Asia/Kolkata": "IN", "US/Eastern": "US", "America/Indiana/Knox": "US",
		"Europe/Stockholm": "SE", "Europe/Oslo": "NO", "Europe/Amsterdam": "NL", "Arctic/Longyearbyen": "SJ", "Atlantic/Jan_Mayen": "SJ",
		"Iceland": "IS", "Africa/Timbuktu": "ML", "America/Coral_Harbour": "CA", "Antarctica/South_Pole": "AQ", "Europe/Kiev": "UA", "Europe/Kyiv": "UA",
		"America/Argentina/Buenos_Aires": "AR", "UTC": "", "Local": "", "EST5EDT": "", "CET": "", "": "", "Asia/Nowhere": "",
	} {
		if got := cohort.Country(zone); got != want {
			t.Errorf("%s is in %q, want %q", zone, got, want)
		}
	}
}

// Each country that is said to be known is, in all of its zones, and each zone of the table is one that the program knows.
func TestEveryKnownCountryHasDaysOff(t *testing.T) {
	christmas := func(zone *time.Location) bool {
		for day := time.Date(2026, 12, 24, 12, 0, 0, 0, zone); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
			if cohort.DayOff(day, zone) {
				return true
			}
		}
		return cohort.DayOff(time.Date(2027, 1, 1, 12, 0, 0, 0, zone), zone)
	}
	known := cohort.CountriesWithHolidays()
	seen := map[string]int{}
	for zone, country := range cohort.ZonesByCountry() {
		location, err := time.LoadLocation(zone)
		if err != nil {
			t.Errorf("%s: %v", zone, err)
			continue
		}
		if slices.Contains(known, country) {
			if seen[country]++; !christmas(location) {
				t.Errorf("%s in %s has no day off around New Year", zone, country)
			}
		}
	}
	for _, country := range known {
		if seen[country] == 0 {
			t.Errorf("%s has no zone", country)
		}
	}
}

// The document names the countries that are known, and no others.
func TestDocumentNamesTheCountries(t *testing.T) {
	text, err := os.ReadFile("../docs/holidays.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(text), "| known all over the country | ")
	all, rows, _ := strings.Cut(rows, " |")
	_, rows, _ = strings.Cut(rows, "| known for each state | ")
	state, _, _ := strings.Cut(rows, ":")
	named := append(strings.Split(all, ", "), state)
	slices.Sort(named)
	if known := cohort.CountriesWithHolidays(); !slices.Equal(named, known) {
		t.Errorf("it names %v; known are %v", named, known)
	}
}

// Many look at the same time, for all countries and years: run with -race.
func TestDaysOffAreWorkedOutTogether(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, zone := range []string{"Asia/Tokyo", "Japan", "Europe/Paris", "Pacific/Noumea", "America/New_York"} {
				location := cohort.Location(zone)
				for year := 2100; year < 2120; year++ {
					if !cohort.DayOff(time.Date(year, 1, 1, 9, 0, 0, 0, location), location) {
						t.Errorf("New Year's Day %d is none in %s", year, zone)
					}
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkDayOff(b *testing.B) {
	tokyo := cohort.Location("Asia/Tokyo")
	day := time.Date(2026, 5, 6, 9, 0, 0, 0, tokyo)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if !cohort.DayOff(day, tokyo) {
				b.Error("the day in place of Constitution Day is none")
			}
		}
	})
}
