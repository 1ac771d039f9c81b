package config

import (
	"regexp"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

// What the section care may hold.
const (
	maxContact   = 150
	maxHelpLines = 5
	maxLineName  = 75 // what a button's label holds
	maxHours     = 40
)

// care reads whom somebody in need can turn to.
func (r *fileReader) care(node *yaml.Node) cohort.Care {
	var c cohort.Care
	fields := r.fields(node, "contact", "lines")
	if contact := fields["contact"]; contact != nil {
		c.Contact = r.words(contact, contact, "contact", maxContact)
	}
	lines := fields["lines"]
	if lines == nil {
		return c
	}
	for _, item := range r.items(lines, "lines", maxHelpLines) {
		c.Lines = append(c.Lines, r.helpLine(item))
	}
	if lines.Kind == yaml.SequenceNode && len(lines.Content) == 0 {
		r.problem(lines.Line, "lines_empty")
	}
	return c
}

// helpLine reads one line, which has a number or an address: otherwise it would help nobody.
func (r *fileReader) helpLine(item *yaml.Node) cohort.HelpLine {
	fields := r.fields(item, "name", "phone", "url", "hours")
	if item.Kind != yaml.MappingNode {
		return cohort.HelpLine{}
	}
	line := cohort.HelpLine{Name: r.words(item, fields["name"], "name", maxLineName), URL: r.link(fields["url"])}
	if phone := fields["phone"]; phone != nil {
		line.Phone = r.phone(phone)
	}
	if hours := fields["hours"]; hours != nil {
		line.Hours = r.words(hours, hours, "hours", maxHours)
	}
	if fields["phone"] == nil && fields["url"] == nil {
		r.problem(item.Line, "line_unreachable")
	}
	return line
}

// phoneNumber is as numbers are written for people: digits in groups, perhaps with + and brackets.
var phoneNumber = regexp.MustCompile(`^[+(]?[0-9][0-9 ()./#*-]{1,28}$`)

// phone reads a number as it is written. YAML would take some numbers without a quotation mark for octal ones, but their text stays.
func (d *document) phone(node *yaml.Node) string {
	number := d.words(node, node, "phone", maxHours)
	if number != "" && !phoneNumber.MatchString(number) {
		d.problem(node.Line, "phone_wrong", "Value", clip(node.Value))
		return ""
	}
	return number
}
