package report

import (
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"

	"ippo/cohort"
	"ippo/locale"
)

// chartRows is how many rows a chart takes.
const chartRows = 16

// monthly is a table of the bands, a month a row, and charts of them. Charts need numbers: those of a second table below are the steps of the
// bands, and tell no more than these.
func (r Report) monthly(b *book, w *locale.Words, sheet string) {
	if !r.tells() {
		b.widths(sheet, 60)
		b.put(sheet, 1, 1, b.wrap, w.Say("report.no_figures", "LeastOf", cohort.LeastOf))
		return
	}
	figures := r.figures()
	b.widths(sheet, 14)
	for i := range figures {
		name, err := excelize.ColumnNumberToName(i + 2)
		b.note(errors.Join(err, b.SetColWidth(sheet, name, name, 16)))
	}
	b.put(sheet, 1, 1, b.head, w.Say("report.month_label"))
	for i, name := range figures {
		b.put(sheet, i+2, 1, b.head, w.Say("numbers."+string(name)))
	}
	for row, m := range r.Months {
		b.put(sheet, 1, row+2, b.wrap, Month(w, m.Month))
		for i, name := range figures {
			b.put(sheet, i+2, row+2, b.wrap, Short(w, name, m.Shown[name]))
		}
	}
	b.note(b.SetRowHeight(sheet, 1, 66))
	b.frozen(sheet, 1)
	note := len(r.Months) + 3
	b.put(sheet, 1, note, b.soft, w.Say("report.chart_note", "Least", cohort.Least))
	last, err := excelize.CoordinatesToCellName(max(2, len(figures)+1), note)
	b.note(errors.Join(err, b.MergeCell(sheet, fmt.Sprintf("A%d", note), last), b.SetRowHeight(sheet, note, 48)))
	r.charts(b, w, sheet, note+2)
}

// charts draws, from a table of steps that stands below, what people did and which steps they did.
func (r Report) charts(b *book, w *locale.Words, sheet string, top int) {
	table := top + chartRows + 2
	b.put(sheet, 1, table, b.head, w.Say("report.steps_label"))
	column := 2
	series := func(names []cohort.Figure, kind excelize.ChartType) (all []excelize.ChartSeries) {
		for _, name := range names {
			told := false
			for row, m := range r.Months {
				if level, is := r.level(m.Shown[name]); is {
					cell, err := excelize.CoordinatesToCellName(column, table+1+row)
					b.note(errors.Join(err, b.SetCellInt(sheet, cell, int64(level)), b.SetCellStyle(sheet, cell, cell, b.soft)))
					told = true
				}
			}
			if !told {
				continue
			}
			b.put(sheet, column, table, b.head, w.Say("numbers."+string(name)))
			at, err := excelize.ColumnNumberToName(column)
			b.note(err)
			one := excelize.ChartSeries{
				Name:       fmt.Sprintf("'%s'!$%s$%d", sheet, at, table),
				Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", sheet, table+1, table+len(r.Months)),
				Values:     fmt.Sprintf("'%s'!$%s$%d:$%s$%d", sheet, at, table+1, at, table+len(r.Months)),
			}
			if kind == excelize.Line {
				one.Marker = excelize.ChartMarker{Symbol: "circle", Size: 6}
			}
			all = append(all, one)
			column++
		}
		return all
	}
	for row, m := range r.Months {
		b.put(sheet, 1, table+1+row, b.soft, Month(w, m.Month))
	}
	var keys []cohort.Figure
	for _, key := range cohort.Keys {
		keys = append(keys, cohort.StepFigure(key))
	}
	least, most := 0.0, float64(r.steps())
	for _, chart := range []struct {
		cell, title string
		kind        excelize.ChartType
		figures     []cohort.Figure
	}{
		{fmt.Sprintf("A%d", top), "report.chart_people", excelize.Line, drawn},
		{fmt.Sprintf("G%d", top), "report.chart_steps", excelize.Col, keys},
	} {
		all := series(chart.figures, chart.kind)
		if len(all) == 0 {
			continue
		}
		b.note(b.AddChart(sheet, chart.cell, &excelize.Chart{
			Type: chart.kind, Series: all, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: w.Say(chart.title)}}},
			Legend: excelize.ChartLegend{Position: "bottom"}, Dimension: excelize.ChartDimension{Width: 600, Height: 310},
			YAxis:  excelize.ChartAxis{Minimum: &least, Maximum: &most, MajorUnit: 1, MajorGridLines: true},
			Format: excelize.GraphicOptions{AltText: r.Tell(w), Positioning: "oneCell"},
		}))
	}
}
