package chat

import "strings"

// Line is a line of what a message says, and as what it stands there. Its text may run over several lines.
type Line struct {
	As   LineKind `json:"as"`
	Text string   `json:"text"`
	URL  string   `json:"url,omitempty"` // where a button or a picture leads
}

// LineKind is as what a line stands in a message.
type LineKind string

// As what a line stands.
const (
	AsHeading LineKind = "heading"
	AsText    LineKind = "text"
	AsQuote   LineKind = "quote"
	AsFact    LineKind = "fact"
	AsSmall   LineKind = "small"
	AsImage   LineKind = "image"
	AsDivider LineKind = "divider"
	AsButton  LineKind = "button"
	AsChoice  LineKind = "choice"
	AsFile    LineKind = "file"
)

// Lines are what a message says, from above to below, for whoever reads it outside of a chat. name says who a person is.
func Lines(m Message, name func(string) string) []Line {
	if m.File != nil {
		return []Line{{As: AsText, Text: m.Summary}, {As: AsFile, Text: m.File.Title}}
	}
	var lines []Line
	for _, block := range m.Blocks {
		lines = append(lines, linesOf(block, name)...)
	}
	return lines
}

// Plain writes lines as readable text: one below the other, the buttons of a row beside each other, in brackets.
func Plain(lines []Line) string {
	var text strings.Builder
	for i, line := range lines {
		switch {
		case i == 0:
		case line.As == AsButton && lines[i-1].As == AsButton:
			text.WriteString(" ")
		default:
			text.WriteString("\n")
		}
		text.WriteString(line.plain())
	}
	return text.String()
}

func (l Line) plain() string {
	switch l.As {
	case AsHeading:
		return "# " + l.Text
	case AsQuote:
		return "> " + strings.ReplaceAll(l.Text, "\n", "\n> ")
	case AsSmall:
		return "· " + l.Text
	case AsImage, AsFile:
		return "(" + l.Text + ")"
	case AsDivider:
		return "---"
	case AsButton:
		return "[" + l.Text + "]"
	case AsChoice:
		return "<" + l.Text + ">"
	}
	return l.Text
}

func linesOf(block Block, name func(string) string) (lines []Line) {
	switch b := block.(type) {
	case Heading:
		return []Line{{As: AsHeading, Text: string(b)}}
	case Text:
		return []Line{{As: AsText, Text: string(b)}}
	case Quote:
		return []Line{{As: AsQuote, Text: string(b)}}
	case Context:
		return []Line{{As: AsSmall, Text: string(b)}}
	case Image:
		return []Line{{As: AsImage, Text: b.Alt, URL: b.URL}}
	case Divider:
		return []Line{{As: AsDivider}}
	case PeopleSelect:
		return []Line{{As: AsChoice, Text: b.Placeholder}}
	case Fields:
		for _, field := range b {
			lines = append(lines, Line{As: AsFact, Text: field.Label + ": " + field.Value})
		}
	case People:
		names := make([]string, len(b))
		for i, person := range b {
			names[i] = "@" + name(person)
		}
		return []Line{{As: AsText, Text: strings.Join(names, " ")}}
	case Buttons:
		for _, button := range b {
			lines = append(lines, Line{As: AsButton, Text: button.Label, URL: button.URL})
		}
	case Select:
		labels := make([]string, len(b.Options))
		for i, option := range b.Options {
			labels[i] = option.Label
		}
		return []Line{{As: AsChoice, Text: strings.Join(labels, " | ")}}
	}
	return lines
}
