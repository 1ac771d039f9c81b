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

// Zone writes the name of a time zone: 日本時間, or the IANA name where the language has no word for it.
func (w *Words) Zone(name string) string {
	key := "date.zone_" + strings.ReplaceAll(strings.ToLower(name), "/", "_")
	if w.Has(key) {
		return w.Say(key)
	}
	return name
}
