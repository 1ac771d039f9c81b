package config

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// largestUnpacked bounds what a workbook becomes when it is unpacked: far more than any list needs. It is never written to a disk.
const largestUnpacked = 64 << 20

// mostMerged cells of a sheet are looked at, and only where it has no more cells than mostWhole, up to the last one of each row: for these it is
// read as a whole.
const mostMerged, mostWhole = 10_000, 500_000

// laterDays is by how many days the count of days of a workbook from an old Mac begins later than that of others.
const laterDays = 1462

// sheets are the visible sheets of a workbook, in order. Dates and times stay the numbers that they are.
func (d *document) sheets(data []byte) (all []*table) {
	defer func() {
		if recover() != nil { // a file that was damaged on purpose: the library trusts what it says of itself
			d.problem(0, "table_broken")
			all = nil
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: largestUnpacked, UnzipXMLSizeLimit: largestUnpacked,
	})
	if err != nil {
		d.problem(0, "table_broken")
		return nil
	}
	merges := false // read before the parts are
	book.Pkg.Range(func(name, part any) bool {
		content, is := part.([]byte)
		merges = merges || is && strings.HasPrefix(name.(string), "xl/worksheets/") && bytes.Contains(content, []byte("mergeCell "))
		return !merges
	})
	earlier := 0
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		earlier = laterDays
	}
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		rows, err := book.Rows(name)
		if err != nil { // a chart has none
			continue
		}
		var below map[place]string
		if merges && isSmall(book, name) {
			below = merged(book, name)
		}
		all = append(all, &table{earlier: earlier, more: reading(rows, below)})
	}
	if len(all) == 0 {
		d.problem(0, "table_broken")
	}
	return all
}

// reading returns a function that reads one row after the other. In the cells that were merged with one above stands the same as there.
func reading(rows *excelize.Rows, below map[place]string) func() (tableRow, error) {
	line, wide := 0, 0
	return func() (row tableRow, err error) {
		defer func() {
			if recover() != nil {
				err = errBroken
			}
		}()
		if !rows.Next() {
			return row, orEOF(rows.Error())
		}
		line++
		cells, err := rows.Columns()
		if err != nil {
			return row, err
		}
		if len(cells) > wideRow {
			if wide++; wide > mostWide {
				return row, errTooWide
			}
		}
		if len(below) > 0 {
			cells = filled(cells, line, below)
		}
		return newRow(line, cells), nil
	}
}

// A cell far to the right makes a row as wide as that: that may happen, but not in row after row.
const wideRow, mostWide = 5_000, 100

// errTooWide says that a workbook is no list.
var errTooWide = errors.New("the rows of the workbook are too wide")

// errBroken says that a workbook cannot be read on.
var errBroken = errors.New("the workbook is broken")

// filled is a row with what stands in it from above.
func filled(cells []string, line int, below map[place]string) []string {
	for i := range mostCells {
		above, has := below[place{line, i}]
		if !has || i < len(cells) && cells[i] != "" {
			continue
		}
		for len(cells) <= i {
			cells = append(cells, "")
		}
		cells[i] = above
	}
	return cells
}

// orEOF is an error, or else the end.
func orEOF(err error) error {
	if err != nil {
		return err
	}
	return io.EOF
}

// place is a cell of a sheet: its row from 1, its column from 0.
type place struct{ row, column int }

// isSmall reports whether a sheet can be read as a whole: a single cell far to the right makes thousands of its row.
func isSmall(book *excelize.File, sheet string) bool {
	rows, err := book.Rows(sheet)
	if err != nil {
		return false
	}
	defer rows.Close()
	for cells := 0; rows.Next(); {
		row, err := rows.Columns()
		if cells += len(row); err != nil || cells > mostWhole {
			return false
		}
	}
	return rows.Error() == nil
}

// merged says what stands in cells that are merged with one above them. Beside each other they are left: that is a title.
func merged(book *excelize.File, sheet string) map[place]string {
	cells, err := book.GetMergeCells(sheet)
	if err != nil || len(cells) > mostMerged {
		return nil
	}
	below := map[place]string{}
	for _, cell := range cells {
		column, top, wrong := excelize.CellNameToCoordinates(cell.GetStartAxis())
		_, bottom, wrongToo := excelize.CellNameToCoordinates(cell.GetEndAxis())
		if errors.Join(wrong, wrongToo) != nil || cell.GetCellValue() == "" {
			continue
		}
		for row := top + 1; row <= bottom && len(below) < maxParticipants; row++ {
			below[place{row, column - 1}] = cell.GetCellValue()
		}
	}
	return below
}
