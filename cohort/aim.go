package cohort

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Entry is one line of somebody's list of what they can do, or of what they want to do. It belongs to its writer.
type Entry struct {
	ID      string
	Person  string
	Aim     Aim
	Words   string
	Added   time.Time
	Dropped time.Time // when it was taken off the list; zero: it still holds
	Source  string    // the reflection or offer that it grew from; empty: it was written into the list itself
}

// How much a list holds.
const (
	LongestItem = 200 // characters of a line
	MostItems   = 60  // lines that hold, of one list
)

// Holds reports whether a line is on its list at a time.
func (i Entry) Holds(at time.Time) bool {
	return !i.Added.After(at) && (i.Dropped.IsZero() || i.Dropped.After(at))
}

// Key is what is the same of two lines that say the same, of the same aim, however their letters are written.
func (i Entry) Key() string { return string(i.Aim) + " " + LineKey(i.Words) }

// Listed are the lines of one aim that hold, in their order.
func Listed(items []Entry, aim Aim) (listed []Entry) {
	for _, item := range items {
		if item.Aim == aim && item.Dropped.IsZero() {
			listed = append(listed, item)
		}
	}
	return listed
}

// LineKey is what is the same of a line however its letters and spaces are written.
func LineKey(words string) string { return strings.Join(strings.Fields(TopicKey(words)), " ") }

// Lines are the lines of what somebody wrote one below the other: trimmed, without the mark that stands before them, the empty ones left
// out, and of those that say the same only the first. How long they are is not asked.
func Lines(text string) (lines []string) {
	seen := map[string]bool{}
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = unmarked(strings.TrimSpace(line))
		if key := LineKey(line); key != "" && !seen[key] {
			lines, seen[key] = append(lines, line), true
		}
	}
	return lines
}

// LongLine reports whether a line has more characters than a list takes.
func LongLine(line string) bool { return utf8.RuneCountInString(line) > LongestItem }

// unmarked is a line without the marks of a list before it: the page sets its own.
func unmarked(line string) string {
	for {
		rest := strings.TrimLeft(line, "・･•●◦‣∙")
		if after, dash := strings.CutPrefix(rest, "- "); dash {
			rest = after
		}
		if after, star := strings.CutPrefix(rest, "* "); star {
			rest = after
		}
		if rest = strings.TrimSpace(rest); rest == line {
			return line
		}
		line = rest
	}
}

// firstMonth is for how many days, with the first one, what somebody writes counts as their beginning.
const firstMonth = 30

// FirstMonthEnd is when somebody's first month is over that began with their first words: at midnight where they live.
func FirstMonthEnd(first time.Time, zone *time.Location) time.Time {
	year, month, day := first.In(zone).Date()
	return time.Date(year, month, day+firstMonth, 0, 0, 0, 0, zone)
}

// Changes are what became of somebody's lists since their first month, in their own words and without judgement.
type Changes struct {
	Stayed []Entry // held then, and hold now, as they are written now
	New    []Entry // hold now, and did not then
	LetGo  []Entry // held then, and do not now
}

// Empty reports whether there is nothing to compare: no line held at the end of the first month, or that is not over.
func (c Changes) Empty() bool { return len(c.Stayed)+len(c.LetGo) == 0 }

// Difference compares the lines that held when the first month ended with those that hold now, each by what it says. Lines that came and went
// between are in neither. While the first month lasts, there is nothing to compare.
func Difference(items []Entry, firstMonthEnd, now time.Time) (c Changes) {
	if now.Before(firstMonthEnd) {
		return c
	}
	then, held := holding(items, firstMonthEnd.Add(-time.Nanosecond))
	today, holds := holding(items, now)
	for _, item := range today {
		if held[item.Key()] {
			c.Stayed = append(c.Stayed, item)
		} else {
			c.New = append(c.New, item)
		}
	}
	for _, item := range then {
		if !holds[item.Key()] {
			c.LetGo = append(c.LetGo, item)
		}
	}
	if c.Empty() {
		return Changes{}
	}
	return c
}

// holding are the lines that hold at a time, each once, and their keys.
func holding(items []Entry, at time.Time) (held []Entry, keys map[string]bool) {
	keys = map[string]bool{}
	for _, item := range items {
		if key := item.Key(); item.Holds(at) && !keys[key] {
			held, keys[key] = append(held, item), true
		}
	}
	return held, keys
}
