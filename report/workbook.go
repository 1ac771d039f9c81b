package report

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"

	"ippo/cohort"
	"ippo/locale"
)

// book is a workbook that is being filled.
type book struct {
	*excelize.File
	head, wrap, title, soft int // styles
	failed                  error
}

// Workbook is the report as an Excel file of three sheets, each ready to be printed on A4: what the program is and how it goes, the bands of
// each month with charts of them, and the sessions.
func (r Report) Workbook(w *locale.Words) ([]byte, error) {
	b := &book{File: excelize.NewFile()}
	defer b.Close()
	b.styles()
	overview, monthly, sessions := w.Say("report.sheet_overview"), w.Say("report.sheet_monthly"), w.Say("report.sheet_sessions")
	b.note(b.SetSheetName("Sheet1", overview))
	for _, name := range []string{monthly, sessions} {
		_, err := b.NewSheet(name)
		b.note(err)
	}
	r.overview(b, w, overview)
	r.monthly(b, w, monthly)
	r.listed(b, w, sessions)
	for _, name := range []string{overview, monthly, sessions} {
		b.printed(name, w)
	}
	b.note(b.SetDocProps(&excelize.DocProperties{Title: w.Say("report.title", "Cohort", r.Cohort.Name), Creator: "Ippo", LastModifiedBy: "Ippo", Language: w.Language()}))
	if b.failed != nil {
		return nil, fmt.Errorf("write a workbook: %w", b.failed)
	}
	var file bytes.Buffer
	err := b.Write(&file)
	return file.Bytes(), err
}

func (b *book) note(err error) { b.failed = errors.Join(b.failed, err) }

func (b *book) styles() {
	border := []excelize.Border{}
	for _, side := range []string{"left", "top", "right", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "D9D2C4", Style: 1})
	}
	text := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}}},
		{&b.head, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: text, Border: border, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F4EFE5"}}}},
		{&b.wrap, excelize.Style{Alignment: text, Border: border}},
		{&b.soft, excelize.Style{Alignment: text, Font: &excelize.Font{Color: "586469"}}},
	} {
		id, err := b.NewStyle(&s.style)
		b.note(err)
		*s.id = id
	}
}

// put writes a text into a cell, never as a formula.
func (b *book) put(sheet string, column, row, style int, text string) {
	cell, err := excelize.CoordinatesToCellName(column, row)
	b.note(errors.Join(err, b.SetCellStr(sheet, cell, text), b.SetCellStyle(sheet, cell, cell, style)))
}

func (b *book) widths(sheet string, all ...float64) {
	for i, width := range all {
		name, err := excelize.ColumnNumberToName(i + 1)
		b.note(errors.Join(err, b.SetColWidth(sheet, name, name, width)))
	}
}

// frozen keeps the first row, and as many columns, in sight.
func (b *book) frozen(sheet string, columns int) {
	corner, err := excelize.CoordinatesToCellName(columns+1, 2)
	pane := "bottomLeft"
	if columns > 0 {
		pane = "bottomRight"
	}
	b.note(errors.Join(err, b.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: columns, YSplit: 1, TopLeftCell: corner, ActivePane: pane})))
}

// printed sets a sheet up for A4, landscape, one page wide.
func (b *book) printed(sheet string, w *locale.Words) {
	paper, landscape, wide, tall, fits := 9, "landscape", 1, 0, true
	margin := 0.5
	b.note(errors.Join(
		b.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}),
		b.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fits}),
		b.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &margin, Bottom: &margin}),
		b.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&A&R&P / &N"}),
	))
}

// overview says what the program is, how far it is, and what its last closed month was like.
func (r Report) overview(b *book, w *locale.Words, sheet string) {
	b.widths(sheet, 34, 26, 26, 40)
	b.put(sheet, 1, 1, b.title, w.Say("report.title", "Cohort", r.Cohort.Name))
	row := 3
	fact := func(label, text string) {
		b.put(sheet, 1, row, b.head, label)
		b.put(sheet, 2, row, b.wrap, text)
		from, _ := excelize.CoordinatesToCellName(2, row)
		to, _ := excelize.CoordinatesToCellName(4, row)
		b.note(errors.Join(b.MergeCell(sheet, from, to), b.SetCellStyle(sheet, from, to, b.wrap), b.SetRowHeight(sheet, row, 18*float64(1+len([]rune(text))/42))))
		row++
	}
	fact(w.Say("report.about"), w.Say("report.program"))
	if span := r.span(w); span != "" {
		fact(w.Say("report.when"), span)
	}
	fact(w.Say("report.sessions"), w.Say("report.held", "Held", r.Held(), "All", len(r.Sessions)))
	fact(w.Say("report.made"), w.DayOf(r.Made.In(r.zone()), time.Time{}))
	row++
	if !r.tells() {
		fact(w.Say("report.monthly"), w.Say("report.no_figures", "LeastOf", cohort.LeastOf))
	} else {
		latest, before := r.Months[len(r.Months)-1], cohort.FiguresOf{}
		if len(r.Months) > 1 {
			before = r.Months[len(r.Months)-2]
		}
		for i, heading := range []string{w.Say("report.figure"), Month(w, latest.Month), w.Say("report.change")} {
			b.put(sheet, i+1, row, b.head, heading)
		}
		for _, name := range latest.Told() {
			row++
			b.put(sheet, 1, row, b.wrap, w.Say("numbers."+string(name)))
			b.put(sheet, 2, row, b.wrap, Band(w, name, latest.Shown[name]))
			b.put(sheet, 3, row, b.wrap, Change(w, latest.Shown[name], before.Shown[name]))
		}
		row++
	}
	row++
	fact(w.Say("report.privacy_label"), w.Say("report.privacy", "Least", cohort.Least, "LeastOf", cohort.LeastOf))
}

// listed is the list of sessions.
func (r Report) listed(b *book, w *locale.Words, sheet string) {
	b.widths(sheet, 8, 46, 26, 40, 14)
	for i, key := range []string{"number", "theme", "when", "speakers", "state"} {
		b.put(sheet, i+1, 1, b.head, w.Say("report."+key))
	}
	for i, cells := range r.sessionRows(w) {
		for j, text := range cells {
			b.put(sheet, j+1, i+2, b.wrap, text)
		}
	}
	b.frozen(sheet, 0)
}
