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

// stepHours are the hours at which they can: outside of the night.
func stepHours() (options []chat.Option) {
	for hour := cohort.QuietUntil; hour < cohort.QuietFrom; hour++ {
		options = append(options, chat.Option{Value: strconv.Itoa(hour), Label: fmt.Sprintf("%d:00", hour)})
	}
	return options
}

// stepRhythm is the rhythm of a day and an hour that were chosen; empty: as the cohort.
func stepRhythm(day, hour string) cohort.Rhythm {
	at, err := strconv.Atoi(hour)
	if err != nil || at < cohort.QuietUntil || at >= cohort.QuietFrom {
		at = usedHour
	}
	if !slices.Contains(cohort.SlotDays, day) {
		return ""
	}
	return cohort.Rhythm(fmt.Sprintf("0 %d * * %s", at, strings.ToUpper(day)))
}

// stepTime is the day and the hour of a rhythm that was chosen.
func stepTime(r cohort.Rhythm) (day, hour string) {
	var at int
	if _, err := fmt.Sscanf(string(r), "0 %d * * %s", &at, &day); err != nil {
		return asCohort, strconv.Itoa(usedHour)
	}
	return strings.ToLower(day), strconv.Itoa(at)
}
