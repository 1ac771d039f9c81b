package config

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong. Its sentence is in locale, under "config." and its code.
type Problem struct {
	File string // empty: the environment
	Line int    // from 1; 0: the file as a whole
	Code string
	Args []any // pairs of name and value, for the sentence
}

// Error names the problem for a log; people read its sentence.
func (p Problem) Error() string {
	text := p.Code
	if len(p.Args) > 0 {
		text += " " + fmt.Sprint(p.Args...)
	}
	switch {
	case p.File == "":
		return text
	case p.Line == 0:
		return p.File + ": " + text
	default:
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, text)
	}
}

// MostProblems are found at once; reading stops then. A file with more of them is wrong throughout.
const MostProblems = 300

// Problems is everything that is wrong at once, up to MostProblems, in order of file and line.
type Problems []Problem

// Error names all problems for a log.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "; ")
}

// orNil is the error that a check returns: none if nothing is wrong.
func (p Problems) orNil() error {
	if len(p) == 0 {
		return nil
	}
	slices.SortStableFunc(p, func(a, b Problem) int {
		if a.File == b.File {
			return a.Line - b.Line
		}
		return 0
	})
	return p
}
