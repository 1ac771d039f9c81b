package config

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// tableRow is one row of a table as it is written, and in which line of its file, or row of its sheet, it stands.
type tableRow struct {
	line  int
	cells []string // the first of them
	width int      // how many there are
}

// mostCells of a row are looked at: nobody's list is wider.
const mostCells = 200

func newRow(line int, cells []string) tableRow {
	return tableRow{line, cells[:min(len(cells), mostCells)], len(cells)}
}

// blank reports whether nothing stands in a row.
func (r tableRow) blank() bool {
	for _, cell := range r.cells {
		if plain(cell) != "" {
			return false
		}
	}
	return true
}

// table is a sheet, or a file of text in columns, read row by row.
type table struct {
	ahead   []tableRow               // read already
	more    func() (tableRow, error) // io.EOF: there is none
	exact   bool                     // written by a program, or for one: every column has to be known, and every row as wide as the first
	earlier int                      // days by which its numbers of days begin later than usual
}

// next returns the next row that is not blank.
func (t *table) next() (tableRow, error) {
	for {
		row, err := t.read()
		if err != nil || !row.blank() {
			return row, err
		}
	}
}

func (t *table) read() (tableRow, error) {
	if len(t.ahead) > 0 {
		row := t.ahead[0]
		t.ahead = t.ahead[1:]
		return row, nil
	}
	return t.more()
}

// peek returns the first rows, which are read again after. What is wrong below them shows then.
func (t *table) peek(most int) []tableRow {
	for len(t.ahead) < most {
		row, err := t.more()
		if err != nil {
			failed := err
			t.more = func() (tableRow, error) { return tableRow{}, failed }
			break
		}
		t.ahead = append(t.ahead, row)
	}
	return t.ahead
}

// Beginnings of files.
var (
	zipped  = []byte("PK\x03\x04")
	oldDocs = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1} // .xls, and what a password locks
)

// tables reads a file as the tables that it may hold, whatever it is called: the sheets of a workbook, or the ways in which its text can be
// divided. What cannot be read is a problem, and there is none.
func (d *document) tables(data []byte) []*table {
	switch {
	case bytes.HasPrefix(data, zipped):
		return d.sheets(data)
	case bytes.HasPrefix(data, oldDocs):
		d.problem(0, "table_old")
		return nil
	case bytes.HasPrefix(data, []byte("%PDF")), bytes.HasPrefix(data, []byte("\x89PNG")), bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		d.problem(0, "table_other")
		return nil
	}
	text, ok := d.decoded(data)
	if !ok {
		return nil
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n") // as old Macs end lines
	}
	if line := tooLong(text); line > 0 {
		d.problem(line, "row_too_long")
		return nil
	}
	var all []*table
	for _, separator := range ",\t;" {
		all = append(all, inColumns(text, separator))
	}
	all[0].exact = utf8.Valid(data) && names(all[0].peek(1), "user")
	return all
}

// names reports whether the first row has a heading of exactly this name, as only programs write it.
func names(rows []tableRow, heading string) bool {
	for _, row := range rows {
		for _, cell := range row.cells {
			if strings.EqualFold(strings.TrimSpace(cell), heading) {
				return true
			}
		}
	}
	return false
}

// decoded is a text file's text: UTF-8, UTF-16, or else what Excel in Japan writes as plain CSV, Shift_JIS with Windows' additions.
func (d *document) decoded(data []byte) (string, bool) {
	if text, isUTF16 := fromUTF16(data); isUTF16 {
		return text, true
	}
	if utf8.Valid(data) {
		return strings.TrimPrefix(string(data), "\ufeff"), true
	}
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		for i, line := range bytes.Split(text, []byte("\n")) {
			if bytes.ContainsRune(line, utf8.RuneError) {
				d.problem(i+1, "not_utf8")
				return "", false
			}
		}
		d.problem(1, "not_utf8")
		return "", false
	}
	return string(text), true
}

// fromUTF16 reads what Excel calls Unicode text: it begins with a mark, or, without one, has an empty byte in every letter of plain English.
func fromUTF16(data []byte) (string, bool) {
	order := unicode.LittleEndian
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}), len(data) > 3 && data[0] == 0 && data[1] != 0:
		order = unicode.BigEndian
	case len(data) > 3 && data[1] == 0 && data[0] != 0:
	default:
		return "", false
	}
	text, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(data)
	return strings.TrimPrefix(string(text), "\ufeff"), err == nil
}

// mostSeparators are how many signs between columns a line may have. No list has a thousandth of them, and to read them costs a hundred times their size.
const mostSeparators = 200_000

// tooLong is the first line of a text that has too many columns to be one of a list; 0: none has.
func tooLong(text string) (line int) {
	for line = 1; text != ""; line++ {
		end := strings.IndexAny(text, "\r\n")
		if end < 0 {
			end = len(text)
		}
		for _, separator := range ",;\t" {
			if strings.Count(text[:end], string(separator)) > mostSeparators {
				return line
			}
		}
		text = strings.TrimPrefix(strings.TrimPrefix(text[end:], "\r"), "\n")
	}
	return 0
}

// inColumns reads text whose columns are divided by a sign.
func inColumns(text string, separator rune) *table {
	rows := csv.NewReader(strings.NewReader(text))
	rows.Comma, rows.FieldsPerRecord, rows.TrimLeadingSpace = separator, -1, separator != '\t'
	return &table{more: func() (tableRow, error) {
		cells, err := rows.Read()
		if err != nil {
			return tableRow{}, err
		}
		line, _ := rows.FieldPos(0)
		return newRow(line, cells), nil
	}}
}

// rowProblem says what is wrong with a row that could not be read.
func (d *document) rowProblem(err error) {
	var wrong *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
	case errors.Is(err, errTooWide):
		d.problem(0, "row_too_long")
	case errors.As(err, &wrong):
		d.problem(wrong.StartLine, "row_quotes")
	default:
		d.problem(0, "table_broken")
	}
}
