package config

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// How a list is shown in Excel.
var (
	columnWidths = map[string]float64{
		"name": 22, "email": 34, "user": 16, "department": 22, "returning": 12, "language": 12, "timezone": 18,
		"theme": 36, "date": 14, "starts": 10, "ends": 10, "speakers": 36, "link": 44,
	}
	columnFormats = map[string]string{"date": "yyyy/m/d", "starts": "h:mm", "ends": "h:mm"}
)

// rowsToFill are prepared: the lists to choose from reach as far.
const rowsToFill = 1000

// WriteBook writes the list as a workbook: one sheet to fill in, and one with what to know.
func (t Template) WriteBook(out io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	sheet, hints := t.words.Say("template.sheet_"+string(t.kind)), t.words.Say("template.sheet_hints")
	w := &bookWriter{book: book, sheet: sheet}
	w.try(book.SetSheetName("Sheet1", sheet))
	head := w.style(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DCE8E2"}},
		Border: []excelize.Border{{Type: "bottom", Color: "2F5D50", Style: 1}},
	})
	grey := &excelize.Font{Italic: true, Color: "808080"}
	example := w.style(&excelize.Style{Font: grey})
	for i, heading := range t.headings() {
		column, _ := excelize.ColumnNumberToName(i + 1)
		w.try(book.SetColWidth(sheet, column, column, columnWidths[t.columns[i]]))
		shown := example
		if format, has := columnFormats[t.columns[i]]; has {
			w.try(book.SetColStyle(sheet, column, w.plain(t.columns[i])))
			shown = w.style(&excelize.Style{Font: grey, CustomNumFmt: &format})
		}
		w.cell(column+"1", heading, head)
		w.cell(column+"2", t.example[i], shown)
		for row, cells := range t.rows {
			name, _ := excelize.CoordinatesToCellName(i+1, row+3)
			w.cell(name, cells[i], w.plain(t.columns[i]))
		}
		w.choice(column, t.choices(t.columns[i]))
	}
	w.try(book.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	_, err := book.NewSheet(hints)
	w.try(err)
	w.try(book.SetColWidth(hints, "A", "A", 110))
	w.sheet = hints
	wrapped := w.style(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	for i, line := range t.hints() {
		name, _ := excelize.CoordinatesToCellName(1, i+1)
		w.cell(name, line, wrapped)
	}
	w.try(book.Write(out))
	return w.err
}

// choices are what can be chosen in a column; nothing: it takes words.
func (t Template) choices(column string) []string {
	switch column {
	case "returning":
		return []string{t.words.Say("template.yes"), t.words.Say("template.no")}
	case "language":
		return []string{t.words.Say("template.japanese"), t.words.Say("template.english")}
	}
	return nil
}

// bookWriter writes into a sheet until something fails.
type bookWriter struct {
	book  *excelize.File
	sheet string
	err   error
}

func (w *bookWriter) try(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *bookWriter) style(s *excelize.Style) int {
	id, err := w.book.NewStyle(s)
	w.try(err)
	return id
}

// plain is how a column is shown that somebody fills in.
func (w *bookWriter) plain(column string) int {
	format, has := columnFormats[column]
	if !has {
		return 0
	}
	return w.style(&excelize.Style{CustomNumFmt: &format})
}

func (w *bookWriter) cell(name string, value any, style int) {
	w.try(w.book.SetCellValue(w.sheet, name, value))
	w.try(w.book.SetCellStyle(w.sheet, name, name, style))
}

// choice lets one choose in a column. Something else may be written all the same: an import reads more than these.
func (w *bookWriter) choice(column string, of []string) {
	if len(of) == 0 {
		return
	}
	rule := excelize.NewDataValidation(true)
	rule.SetSqref(column + "2:" + column + strconv.Itoa(rowsToFill))
	rule.ShowErrorMessage = false
	w.try(rule.SetDropList(of))
	w.try(w.book.AddDataValidation(w.sheet, rule))
}
