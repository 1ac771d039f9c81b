package cohort_test

import (
	"slices"
	"testing"
	"time"

	"ippo/cohort"
)

// The days are those of the Cabinet Office's list, with substitute holidays and days between two holidays, and the days around New Year.
func TestDaysOffInJapan(t *testing.T) {
	tokyo := cohort.Location("Asia/Tokyo")
	for year, want := range map[int][]string{
		2024: {"01-01", "01-02", "01-03", "01-08", "02-11", "02-12", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-15",
			"08-11", "08-12", "09-16", "09-22", "09-23", "10-14", "11-03", "11-04", "11-23", "12-29", "12-30", "12-31"},
		2026: {"01-01", "01-02", "01-03", "01-12", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-20",
			"08-11", "09-21", "09-22", "09-23", "10-12", "11-03", "11-23", "12-29", "12-30", "12-31"},
		2027: {"01-01", "01-02", "01-03", "01-11", "02-11", "02-23", "03-21", "03-22", "04-29", "05-03", "05-04", "05-05", "07-19",
			"08-11", "09-20", "09-23", "10-11", "11-03", "11-23", "12-29", "12-30", "12-31"},
	} {
		var got []string
		for day := time.Date(year, 1, 1, 0, 0, 0, 0, tokyo); day.Year() == year; day = day.AddDate(0, 0, 1) {
			off := cohort.DayOff(day, tokyo)
			if late := day.Add(24*time.Hour - time.Second); cohort.DayOff(late, tokyo) != off {
				t.Errorf("%s is off only for some of its hours", day.Format(time.DateOnly))
			}
			if off {
				got = append(got, day.Format("01-02"))
			}
		}
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
		t.Error("a day is off where no calendar is known")
	}
}
