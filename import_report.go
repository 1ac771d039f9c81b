package main

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"

	"ippo/intake"
)

// writeReport writes a report as a table that lines up in a terminal, where Japanese letters are twice as wide as others.
func writeReport(out io.Writer, r intake.Report) {
	fmt.Fprintln(out, r.Head)
	if len(r.Facts) > 0 {
		fmt.Fprintln(out)
	}
	var facts [][]string
	for _, fact := range r.Facts {
		facts = append(facts, []string{fact.Label, fact.Value})
	}
	writeTable(out, facts)
	for _, section := range r.Sections {
		fmt.Fprintf(out, "\n%s\n", section.Title)
		var rows [][]string
		for _, item := range section.Items {
			rows = append(rows, []string{item.Place, item.Who, item.Note})
		}
		writeTable(out, rows)
		if section.More != "" {
			fmt.Fprintln(out, "  "+section.More)
		}
	}
	for _, remark := range r.Remarks {
		fmt.Fprintf(out, "\n%s\n", remark)
	}
}

// writeTable writes rows in columns, without a column that is empty throughout.
func writeTable(out io.Writer, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columnsOf(cell))
		}
	}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			if widths[i] > 0 {
				line += "  " + cell + strings.Repeat(" ", widths[i]-columnsOf(cell))
			}
		}
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
}

// columnsOf is how many columns of a terminal a text takes.
func columnsOf(text string) (n int) {
	for _, r := range text {
		n++
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}
