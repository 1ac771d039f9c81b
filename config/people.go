package config

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

// peopleColumns are the headings of a list of people as programs write them; a list cannot do without user or email.
var peopleColumns = []string{"user", "email", "name", "timezone", "department", "returning", "language"}

// List is what a list of people beside the cohort file says.
type List struct {
	Name    string
	Ignored []string // the columns that nobody knows, as they are written
	Rows    []Row    // in order
}

// Row is a person as a list names them.
type Row struct {
	Line        int
	Name        string // what the list calls them; it is not kept
	Email       string // in small letters; it is not kept. Empty, if the list has their id
	Doubt       string // why they are not taken in: gone or bot
	Participant cohort.Participant
}

// people reads a list of people: a workbook, or text in columns. Each row is read as the cohort file's own participants are.
func (r *fileReader) people(name string, data []byte) {
	outer := r.name
	r.name = name
	defer func() { r.name = outer }()

	t, h, ok := r.headed(r.tables(data), PeopleList)
	if !ok {
		return
	}
	r.file.List = &List{Name: name, Ignored: h.ignored}
	r.emails = map[string]int{}
	width := len(h.columns)
	for listed := false; !r.full(); {
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			if !listed { // it would take everybody out of the cohort
				r.problem(h.line, "people_nobody")
			}
			return
		}
		if err != nil {
			r.rowProblem(err)
			return
		}
		said := h.said(row)
		if isExample(row) || isRemark(row) || len(said) == 0 {
			continue
		}
		listed = true
		if t.exact && row.width != width {
			r.problem(row.line, "row_length")
			continue
		}
		r.row(said, row.line, t.exact)
		if len(r.file.List.Rows) > maxParticipants {
			r.problem(row.line, "too_many_participants", "Max", maxParticipants)
			return
		}
	}
}

// row reads one person.
func (r *fileReader) row(said map[string]string, line int, exact bool) {
	for column, text := range said {
		said[column] = plain(text)
	}
	if strings.Contains(said["user"], "@") && said["email"] == "" {
		said["email"], said["user"] = said["user"], ""
	}
	one := Row{Line: line, Name: clip(said["name"])}
	if said["user"] == "" && said["email"] == "" && !exact {
		r.problem(line, "row_without_person", "Name", one.Name)
		return
	}
	if said["user"] == "" && said["email"] != "" {
		if one.Email = Email(said["email"]); one.Email == "" {
			r.problem(line, "email_wrong", "Value", clip(said["email"]))
			return
		}
		if first, taken := r.emails[one.Email]; taken {
			r.problem(line, "email_twice", "Value", clip(one.Email), "Line", first)
			return
		}
		r.emails[one.Email] = line
	}
	node := r.rowNode(said, line, one.Email == "", exact)
	fields := r.fields(node, "user", "timezone", "department", "returning", "language")
	one.Participant = r.participantOf(node, fields, one.Email == "")
	if one.Email != "" || r.add(one.Participant, line) {
		r.file.List.Rows = append(r.file.List.Rows, one)
	}
}

// rowNode writes a row as the mapping that it would be in a cohort file.
func (r *fileReader) rowNode(said map[string]string, line int, byID, exact bool) *yaml.Node {
	node := &yaml.Node{Kind: yaml.MappingNode, Line: line}
	add := func(column, value string) {
		node.Content = append(node.Content,
			&yaml.Node{Kind: yaml.ScalarNode, Value: column, Line: line}, &yaml.Node{Kind: yaml.ScalarNode, Value: value, Line: line})
	}
	if byID {
		add("user", strings.TrimPrefix(said["user"], "@"))
	}
	for _, column := range []string{"timezone", "department"} {
		if said[column] != "" {
			add(column, strings.Join(strings.Fields(said[column]), " ")) // a cell may hold several lines
		}
	}
	switch text := said["returning"]; {
	case text == "":
	case says(text, spellings.Yes):
		add("returning", strconv.FormatBool(true))
	case says(text, spellings.No):
		add("returning", strconv.FormatBool(false))
	case exact:
		add("returning", text)
	default:
		r.problem(line, "returning_wrong", "Value", clip(text))
	}
	if text := said["language"]; text != "" {
		language, known := languageIn(text)
		if !known && !exact {
			r.problem(line, "list_language_wrong", "Value", clip(text))
			return node
		}
		add("language", language)
	}
	return node
}

// languageIn is the language that a cell names, or else what stands there.
func languageIn(text string) (string, bool) {
	for language, words := range spellings.Languages {
		if says(text, words) {
			return language, true
		}
	}
	return text, false
}

// ParsePeople reads a list of people beside a cohort that is there already. The error is of type Problems.
func ParsePeople(name string, data []byte, c cohort.Cohort) (File, error) {
	r := &fileReader{document: document{name: name}, seen: map[string]Problem{}}
	r.file.Cohort, r.file.Listed = c, true
	r.people(name, data)
	return r.file, r.problems.orNil()
}
