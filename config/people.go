package config

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// peopleColumns are the headings of a list of people; user is the one it cannot do without.
var peopleColumns = []string{"user", "timezone", "department", "returning", "language"}

// people reads a list of people in CSV, with or without a byte order mark. Each row is read as the cohort file's own
// participants are.
func (r *fileReader) people(name string, data []byte) {
	outer := r.name
	r.name = name
	defer func() { r.name = outer }()

	if !r.utf8(data) {
		return
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	rows.TrimLeadingSpace = true
	columns, ok := r.columns(rows)
	if !ok {
		return
	}
	for listed := false; !r.full(); listed = true {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			if !listed { // it would take everybody out of the cohort
				r.problem(1, "people_nobody")
			}
			return
		}
		if err != nil {
			r.rowProblem(err)
			if !errors.Is(err, csv.ErrFieldCount) {
				return
			}
			continue
		}
		line, _ := rows.FieldPos(0)
		r.participant(rowNode(columns, row, line))
	}
}

func (r *fileReader) columns(rows *csv.Reader) ([]string, bool) {
	header, err := rows.Read()
	if err != nil {
		r.problem(1, "people_empty", "Columns", strings.Join(peopleColumns, ","))
		return nil, false
	}
	for i, column := range header {
		header[i] = strings.ToLower(strings.TrimSpace(column))
		if !slices.Contains(peopleColumns, header[i]) {
			r.problem(1, "unknown_column", "Column", clip(column), "Columns", strings.Join(peopleColumns, ", "))
			return nil, false
		}
		if slices.Contains(header[:i], header[i]) {
			r.problem(1, "column_twice", "Column", header[i])
			return nil, false
		}
	}
	if !slices.Contains(header, "user") {
		r.problem(1, "people_without_user")
		return nil, false
	}
	return header, true
}

func (r *fileReader) rowProblem(err error) {
	line := 0
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		line = wrong.StartLine
	}
	if errors.Is(err, csv.ErrFieldCount) {
		r.problem(line, "row_length")
		return
	}
	r.problem(line, "row_quotes")
}

// rowNode writes a row as the mapping that it would be in a cohort file.
func rowNode(columns, row []string, line int) *yaml.Node {
	node := &yaml.Node{Kind: yaml.MappingNode, Line: line}
	for i, column := range columns {
		if strings.TrimSpace(row[i]) == "" && column != "user" {
			continue
		}
		node.Content = append(node.Content,
			&yaml.Node{Kind: yaml.ScalarNode, Value: column, Line: line},
			&yaml.Node{Kind: yaml.ScalarNode, Value: row[i], Line: line})
	}
	return node
}
