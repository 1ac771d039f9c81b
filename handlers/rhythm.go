package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
)

const (
	asCohort = "cohort" // in place of a day: as the cohort has it
	usedHour = 9        // unless somebody says another
)

// stepDays are the days on which steps can come.
func (r *request) stepDays() []chat.Option {
	options := []chat.Option{{Value: asCohort, Label: r.say("settings.day_cohort")}}
	for i, day := range cohort.SlotDays {
		options = append(options, chat.Option{Value: day, Label: r.who.words.Weekday(time.Weekday((i + 1) % 7))})
	}
	return options
}

// hours are the full hours from one to another.
func hours(first, last int) (options []chat.Option) {
	for hour := first; hour <= last; hour++ {
		options = append(options, chat.Option{Value: hourName(hour), Label: hourName(hour) + ":00"})
	}
	return options
}

func hourName(hour int) string { return strconv.Itoa(hour) }

// hourOf reads an hour between two; 0 if it is none.
func hourOf(name string, first, last int) int {
	hour, err := strconv.Atoi(name)
	if err != nil || hour < first || hour > last {
		return 0
	}
	return hour
}

// stepRhythm is the rhythm of a day and an hour that were chosen; empty: as the cohort.
func stepRhythm(day string, hour int) cohort.Rhythm {
	if !slices.Contains(cohort.SlotDays, day) {
		return ""
	}
	return cohort.Rhythm(fmt.Sprintf("0 %d * * %s", hour, strings.ToUpper(day)))
}

// stepTime is the day and the hour of a rhythm that was chosen.
func stepTime(r cohort.Rhythm) (day, hour string) {
	var at int
	if _, err := fmt.Sscanf(string(r), "0 %d * * %s", &at, &day); err != nil {
		return asCohort, strconv.Itoa(usedHour)
	}
	return strings.ToLower(day), strconv.Itoa(at)
}
