package journey

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"ippo/locale"
)

// Sheet is the draft of one page for the yearly talk with one's boss. It holds what its person ticked, and nothing else; what is empty is
// left out, heading and all.
type Sheet struct {
	Name  string // whose it is; may be empty
	Can   []string
	Will  []string
	Tried []string
	Next  []string // what they would like to try
	Ask   []string // what they ask for
}

// part is a heading of the sheet with its lines.
type part struct {
	heading string
	lines   []string
}

func (s Sheet) parts(w *locale.Words) []part {
	all := []part{
		{w.Say("journey.sheet.can"), said(s.Can)}, {w.Say("journey.sheet.will"), said(s.Will)}, {w.Say("journey.sheet.tried"), said(s.Tried)},
		{w.Say("journey.sheet.next"), said(s.Next)}, {w.Say("journey.sheet.ask"), said(s.Ask)},
	}
	return slices.DeleteFunc(all, func(p part) bool { return len(p.lines) == 0 })
}

// Markdown writes the sheet as Markdown. What somebody wrote is text in it, never markup.
func (s Sheet) Markdown(w *locale.Words) []byte {
	var file bytes.Buffer
	file.WriteString("# " + escaped(w.Say("journey.sheet.title")) + "\n")
	if name := strings.TrimSpace(s.Name); name != "" {
		file.WriteString("\n" + escaped(strings.Join(strings.Fields(name), " ")) + "\n")
	}
	for _, p := range s.parts(w) {
		file.WriteString("\n## " + escaped(p.heading) + "\n\n")
		for _, line := range p.lines {
			file.WriteString("- " + strings.Join(broken(line, escaped), "\\\n  ") + "\n")
		}
	}
	return file.Bytes()
}

// broken is each line of a text that says something, changed in some way.
func broken(text string, change func(string) string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, change(line))
		}
	}
	return lines
}

var (
	markup = regexp.MustCompile("[\\\\`*_{}\\[\\]<>#|~&$]")
	opener = regexp.MustCompile(`^(?:[-+=]|\d+([.)]))`)
)

// escaped is a line in which nothing is markup.
func escaped(line string) string {
	line = markup.ReplaceAllString(line, `\$0`)
	if at := opener.FindStringSubmatchIndex(line); at != nil {
		mark := 0
		if at[2] >= 0 {
			mark = at[2]
		}
		line = line[:mark] + `\` + line[mark:]
	}
	return line
}
