package locale

import (
	"fmt"
	"strings"
	"time"
)

// Day writes a date with its weekday as the language's readers expect: 12月9日(水), Wed 9 Dec. The zone is the one that t is in.
func (w *Words) Day(t time.Time) string {
	return w.Say("date.day",
		"Month", w.Say(fmt.Sprintf("date.month_%d", t.Month())), "Day", t.Day(), "Weekday", w.Weekday(t.Weekday()))
}

// DayOf is Day with the year, where it could be taken for one of another year: seen from a time that is many months away.
func (w *Words) DayOf(t, now time.Time) string {
	if t.After(now.AddDate(0, -nearMonths, 0)) && t.Before(now.AddDate(0, nearMonths, 0)) {
		return w.Day(t)
	}
	return w.Say("date.day_of", "Day", w.Day(t), "Year", t.Year())
}

// nearMonths is within how many months a day needs no year.
const nearMonths = 10

// WhenOf is When with the day as DayOf writes it.
func (w *Words) WhenOf(t, now time.Time) string {
	return w.Say("date.when", "Day", w.DayOf(t, now), "Clock", w.Clock(t))
}

// Clock writes a time of day: 19:00.
func (w *Words) Clock(t time.Time) string { return t.Format("15:04") }

// When writes a date and a time of day: 12月9日(水)19:00.
func (w *Words) When(t time.Time) string {
	return w.Say("date.when", "Day", w.Day(t), "Clock", w.Clock(t))
}

// Span writes a stretch of time within a day: 12月9日(水)19:00〜21:00.
func (w *Words) Span(start, end time.Time) string {
	return w.Say("date.span", "Start", w.When(start), "End", w.Clock(end))
}

// Weekday writes a weekday's short name: 水, Wed.
func (w *Words) Weekday(d time.Weekday) string {
	return w.Say(fmt.Sprintf("date.weekday_%d", d))
}

// List joins items as the language does: A、B、C.
func (w *Words) List(items []string) string {
	return strings.Join(items, w.Say("date.list_separator"))
}

// Join puts two sentences beside each other as the language does; either may be empty.
func (w *Words) Join(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return w.Say("date.sentences", "First", first, "Second", second)
}

// Zone writes the name of a time zone: 日本時間, or the IANA name where the language has no word for it.
func (w *Words) Zone(name string) string {
	key := "date.zone_" + strings.ReplaceAll(strings.ToLower(name), "/", "_")
	if w.Has(key) {
		return w.Say(key)
	}
	return name
}
