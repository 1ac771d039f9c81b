// Package report is what organisers take upward: how the program goes, as a workbook and as a page to print. It is pure, and holds nothing of
// people but what the numbers page shows: the bands of closed months, of the whole cohort.
package report

import (
	"slices"
	"time"

	"ippo/cohort"
	"ippo/locale"
)

// Report is what a report is made of. Sessions and Months come in the order of time.
type Report struct {
	Cohort   cohort.Cohort
	Sessions []cohort.Session
	Months   []cohort.FiguresOf
	Made     time.Time
}

// New is a report of a cohort: of months, the latest first as they are kept, the last year's.
func New(c cohort.Cohort, sessions []cohort.Session, months []cohort.FiguresOf, made time.Time) Report {
	months = slices.Clone(months[:min(len(months), mostMonths)])
	slices.Reverse(months)
	sessions = slices.Clone(sessions)
	slices.SortStableFunc(sessions, func(a, b cohort.Session) int { return a.Starts.Compare(b.Starts) })
	return Report{c, sessions, months, made}
}

// mostMonths is how many months stand in a report: a year and the one before it to compare with.
const mostMonths = 13

// Name is what a file of the report is called, with its ending.
func (r Report) Name(ending string) string {
	return "ippo-report-" + r.Made.In(r.zone()).Format("2006-01-02") + ending
}

func (r Report) zone() *time.Location { return r.Cohort.Location() }

// Held counts the sessions that are over.
func (r Report) Held() (n int) {
	for _, s := range r.Sessions {
		if !r.Made.Before(s.Ends()) {
			n++
		}
	}
	return n
}

// figures are those of which something is told in a month at least, in order.
func (r Report) figures() []cohort.Figure {
	return slices.DeleteFunc(cohort.AllFigures(), func(name cohort.Figure) bool {
		return !slices.ContainsFunc(r.Months, func(m cohort.FiguresOf) bool { return slices.Contains(m.Told(), name) })
	})
}

// tells reports whether there is a figure to tell at all.
func (r Report) tells() bool {
	return slices.ContainsFunc(r.Months, func(m cohort.FiguresOf) bool { return m.Shown[cohort.Reflected] != cohort.TooSmall })
}

// span is from the first session to the last, in words; empty: there is none.
func (r Report) span(w *locale.Words) string {
	if len(r.Sessions) == 0 {
		return ""
	}
	first, last := r.Sessions[0].Starts.In(r.zone()), r.Sessions[len(r.Sessions)-1].Starts.In(r.zone())
	return w.Say("report.span", "From", w.DayOf(first, time.Time{}), "Until", w.DayOf(last, time.Time{}))
}

// Month writes a month by its name: 2026年11月.
func Month(w *locale.Words, name string) string {
	begins, _ := cohort.MonthSpan(name, time.UTC)
	return w.Say("report.month", "Year", begins.Year(), "Month", w.Say("numbers.month_"+begins.Format("01")))
}

// Band is what is shown of a figure, in words.
func Band(w *locale.Words, name cohort.Figure, s cohort.Shown) string {
	return band(w, "numbers.", name, s)
}

// Short is Band in few words, for a table.
func Short(w *locale.Words, name cohort.Figure, s cohort.Shown) string {
	if s == "" || s == cohort.TooSmall {
		return w.Say("report.nothing")
	}
	return band(w, "report.short_", name, s)
}

func band(w *locale.Words, prefix string, name cohort.Figure, s cohort.Shown) string {
	if name == cohort.CirclesMet {
		prefix += "circles_"
	}
	if n, is := s.Number(); is {
		return w.Say(prefix+"at_least", "Number", n)
	}
	return w.Say(prefix+string(s), "Least", cohort.Least)
}

// Change is how a band moved since the month before, in words; empty: one of them says nothing.
func Change(w *locale.Words, now, before cohort.Shown) string {
	if change := now.Since(before); change != "" && now != cohort.TooFew {
		return w.Say("office." + string(change))
	}
	return ""
}
