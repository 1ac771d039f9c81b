package cohort_test

import (
	"slices"
	"testing"
	"time"

	"ippo/cohort"
)

// The days are those of the Cabinet Office's list, with substitute holidays and days between two holidays, and the days around New Year.
func TestDaysOffInJapan(t *testing.T) {
	for year, want := range map[int][]string{
		2024: {"01-01", "01-02", "01-03", "01-08", "02-11", "02-12", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-15",
			"08-11", "08-12", "09-16", "09-22", "09-23", "10-14", "11-03", "11-04", "11-23", "12-29", "12-30", "12-31"},
		2026: {"01-01", "01-02", "01-03", "01-12", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-20",
			"08-11", "09-21", "09-22", "09-23", "10-12", "11-03", "11-23", "12-29", "12-30", "12-31"},
		2027: {"01-01", "01-02", "01-03", "01-11", "02-11", "02-23", "03-21", "03-22", "04-29", "05-03", "05-04", "05-05", "07-19",
			"08-11", "09-20", "09-23", "10-11", "11-03", "11-23", "12-29", "12-30", "12-31"},
		2028: {"01-01", "01-02", "01-03", "01-10", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "07-17",
			"08-11", "09-18", "09-22", "10-09", "11-03", "11-23", "12-29", "12-30", "12-31"},
	} {
		got := offIn(t, "Asia/Tokyo", year)
		if !slices.Equal(got, want) {
			t.Errorf("in %d: %v, want %v", year, got, want)
		}
	}
}

func TestDayOffIsOfTheZone(t *testing.T) {
	morning := time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC) // 1 January in Tokyo
	if !cohort.DayOff(morning, cohort.Location("Asia/Tokyo")) {
		t.Error("New Year's Day is none in Tokyo")
	}
	if cohort.DayOff(morning, cohort.Location("Europe/Berlin")) {
		t.Error("the last day of the year is off in Berlin")
	}
}

func TestWhatFallsOnADayOffComesOnTheNextWorkingDay(t *testing.T) {
	weekly := cohort.Rhythm("0 9 * * MON")
	for _, test := range []struct{ zone, after, want string }{
		{"Asia/Tokyo", "2026-01-05T10:00", "2026-01-13T09:00"},       // Coming of Age Day
		{"Asia/Tokyo", "2026-01-12T09:00", "2026-01-13T09:00"},       // on that day itself
		{"Asia/Tokyo", "2026-01-13T09:00", "2026-01-19T09:00"},       // after it came
		{"Asia/Tokyo", "2026-04-27T09:00", "2026-05-07T09:00"},       // Golden Week with a day in its place
		{"Asia/Tokyo", "2026-09-14T09:00", "2026-09-24T09:00"},       // with a day between two holidays
		{"Asia/Tokyo", "2025-12-22T09:00", "2026-01-05T09:00"},       // around New Year
		{"America/New_York", "2026-05-18T09:00", "2026-05-26T09:00"}, // Memorial Day
		{"Europe/London", "2026-04-27T09:00", "2026-05-05T09:00"},    // early May bank holiday
		{"Asia/Kathmandu", "2026-05-18T09:00", "2026-05-25T09:00"},   // where no calendar is known
	} {
		zone := cohort.Location(test.zone)
		at := func(text string) time.Time {
			t.Helper()
			day, err := cohort.At("2006-01-02T15:04", text, zone)
			if err != nil {
				t.Fatal(err)
			}
			return day
		}
		if got := weekly.NextWorking(at(test.after), zone); !got.Equal(at(test.want)) {
			t.Errorf("%s, after %s: %s, want %s", test.zone, test.after, got.In(zone).Format("2006-01-02T15:04"), test.want)
		}
	}
	newYork := cohort.Location("America/New_York")
	friday := time.Date(2026, 12, 24, 22, 0, 0, 0, newYork)
	if got := cohort.Rhythm("15 21 * * *").NextWorking(friday, newYork); got.Day() != 26 {
		t.Errorf("a daily rhythm that has weekends skips one after a holiday: %s", got)
	}
	if got := cohort.Rhythm("").NextWorking(time.Now(), time.UTC); !got.IsZero() {
		t.Errorf("no rhythm: %s", got)
	}
}
