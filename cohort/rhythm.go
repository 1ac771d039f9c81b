package cohort

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Rhythm is a cron expression of five fields ("0 9 * * MON"), or a descriptor such as "@weekly", without a zone of its
// own: the same rhythm is read in the zone of whoever it concerns. The zero Rhythm never comes due.
type Rhythm string

// What can be wrong with a rhythm that can be read.
var (
	ErrNever    = errors.New("the rhythm never comes due")
	ErrTooOften = errors.New("the rhythm comes due more than once within a day")
)

// Check reports what is wrong with the expression. Intervals ("@every 1h") and zones inside the expression are
// refused: a rhythm follows the wall clock of its reader. So is one that never comes due (ErrNever), and one that comes
// within less than a day again (ErrTooOften), such as "* 9 * * MON", which means sixty times.
func (r Rhythm) Check() error {
	schedule, err := r.parse()
	if err != nil || schedule == nil {
		return err
	}
	first := schedule.Next(checkedFrom)
	if first.IsZero() {
		return ErrNever
	}
	for last := first; last.Sub(first) < checkedFor; {
		next := schedule.Next(last)
		if next.IsZero() {
			return nil
		}
		if next.Sub(last) < 24*time.Hour {
			return ErrTooOften
		}
		last = next
	}
	return nil
}

// checkedFrom and checkedFor span every day of the calendar, a leap day too.
var checkedFrom = time.Date(2024, 1, 1, 0, 0, 0, -1, time.UTC)

const checkedFor = 366 * 24 * time.Hour

// Next is the first time after a given one, on the wall clock of a zone. It is zero when there is none. Each wall-clock
// time comes due once: one that a change to summer time skips falls within the hour after the gap, and one that
// the change back repeats comes due the first time only.
func (r Rhythm) Next(after time.Time, zone *time.Location) time.Time {
	schedule, err := r.parse()
	if err != nil || schedule == nil {
		return time.Time{}
	}
	// The expression is stepped through a calendar without changes of the clock: robfig/cron itself leaves out a time
	// that a day does not have.
	wall := floating(after.In(zone))
	for {
		wall = schedule.Next(wall)
		if wall.IsZero() {
			return time.Time{}
		}
		if due := anchored(wall, zone); due.After(after) {
			return due
		}
	}
}

// Daily is the rhythm of every day at an hour.
func Daily(hour int) Rhythm { return Rhythm(fmt.Sprintf("0 %d * * *", hour)) }

// At reads a wall-clock time of a layout in a zone. A time that a change to summer time skips falls within the hour after the gap, and one
// that the change back repeats is the first: time.ParseInLocation may answer with either.
func At(layout, text string, zone *time.Location) (time.Time, error) {
	wall, err := time.Parse(layout, text)
	if err != nil {
		return time.Time{}, err
	}
	return anchored(wall, zone), nil
}

// Moved is the time at which the clock of another zone shows the same day and hour.
func Moved(at time.Time, from, to *time.Location) time.Time {
	return anchored(floating(at.In(from)), to)
}

func (r Rhythm) parse() (cron.Schedule, error) {
	expression := strings.TrimSpace(string(r))
	if expression == "" {
		return nil, nil
	}
	if strings.HasPrefix(expression, "@every") || strings.Contains(expression, "TZ=") {
		return nil, fmt.Errorf("rhythm %q: intervals and zones are not part of a rhythm", expression)
	}
	schedule, err := cron.ParseStandard(expression)
	if err != nil {
		return nil, fmt.Errorf("rhythm %q: %w", expression, err)
	}
	return schedule, nil
}

// floating reads the same wall clock in UTC, where every day has 24 hours.
func floating(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// anchored reads a floating wall clock in a zone. In a gap it takes the later reading, in an overlap the first.
func anchored(wall time.Time, zone *time.Location) time.Time {
	at := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	if !floating(at).Equal(wall) { // a gap: time.Date may answer on either side of it
		before := at.Add(-3 * time.Hour)
		_, offset := before.Zone()
		return wall.Add(-time.Duration(offset) * time.Second).In(zone)
	}
	for _, step := range []time.Duration{time.Hour, 30 * time.Minute} { // Lord Howe Island changes by half an hour
		if earlier := at.Add(-step); floating(earlier).Equal(wall) {
			return earlier
		}
	}
	return at
}
