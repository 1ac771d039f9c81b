package report

import (
	"strings"

	"ippo/cohort"
	"ippo/journey"
	"ippo/locale"
)

// drawn are the figures that a picture shows: what people did, apart from which kind of step it was.
var drawn = []cohort.Figure{cohort.Came, cohort.Reflected, cohort.Replied, cohort.Stepped, cohort.Planned}

// level is how high a band is drawn, in its steps: too few is the lowest, and nearly all one step above the highest number that is shown in
// the report. It says no more than the band does. Nothing is drawn where nothing is told.
func (r Report) level(s cohort.Shown) (steps int, is bool) {
	switch n, number := s.Number(); {
	case number:
		return n / cohort.Least, true
	case s == cohort.TooFew:
		return 0, true
	case s == cohort.NearlyAll:
		return r.steps(), true
	}
	return 0, false
}

// steps is how many steps there are above the lowest.
func (r Report) steps() int {
	most := 0
	for _, m := range r.Months {
		for _, name := range cohort.Figures() {
			if n, is := m.Shown[name].Number(); is {
				most = max(most, n/cohort.Least)
			}
		}
	}
	return most + 1
}

// Picture draws how the bands moved over the months, and tells the same in sentences.
func (r Report) Picture(w *locale.Words) (png []byte, alt string, err error) {
	var rows []journey.TrendRow
	for _, name := range drawn {
		row := journey.TrendRow{Label: w.Say("numbers." + string(name))}
		told := false
		for _, m := range r.Months {
			level, is := r.level(m.Shown[name])
			told = told || is
			bar := journey.TrendBar{Level: -1}
			if is {
				bar = journey.TrendBar{Level: float64(level) / float64(r.steps()), Text: w.Say("report.bar_"+barOf(m.Shown[name]), "Number", string(m.Shown[name]), "Least", cohort.Least)}
			}
			row.Bars = append(row.Bars, bar)
		}
		if told {
			rows = append(rows, row)
		}
	}
	var months []string
	for _, m := range r.Months {
		months = append(months, strings.TrimLeft(m.Month[len(m.Month)-2:], "0"))
	}
	png, err = journey.Trend(w.Say("report.picture_title", "Cohort", r.Cohort.Name), w.Say("report.picture_hint", "Least", cohort.Least), months, rows)
	return png, r.Tell(w), err
}

func barOf(s cohort.Shown) string {
	if _, is := s.Number(); is {
		return "at_least"
	}
	return string(s)
}

// Tell tells in sentences what Picture draws.
func (r Report) Tell(w *locale.Words) string {
	lines := []string{w.Say("report.picture_title", "Cohort", r.Cohort.Name)}
	for _, name := range drawn {
		var bands []string
		for _, m := range r.Months {
			if _, is := r.level(m.Shown[name]); is {
				bands = append(bands, w.Say("report.told_month", "Month", Month(w, m.Month), "Band", Short(w, name, m.Shown[name])))
			}
		}
		if len(bands) > 0 {
			lines = append(lines, w.Say("report.told", "Figure", w.Say("numbers."+string(name)), "Bands", w.List(bands)))
		}
	}
	if len(lines) == 1 {
		lines = append(lines, w.Say("numbers.none"))
	}
	return strings.Join(lines, "\n")
}
