package config

import (
	"bytes"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"go.yaml.in/yaml/v3"

	"ippo/cohort"
	"ippo/locale"
)

// document reads values out of one file and gathers what is wrong with them.
type document struct {
	name     string
	problems Problems
}

func (d *document) problem(line int, code string, args ...any) {
	if !d.full() {
		d.problems = append(d.problems, Problem{File: d.name, Line: line, Code: code, Args: args})
	}
}

// full reports whether so much is wrong that there is no use in reading on.
func (d *document) full() bool { return len(d.problems) >= MostProblems }

// utf8 reports whether the file is written in UTF-8, as all of its words are read.
func (d *document) utf8(data []byte) bool {
	for line, text := range bytes.Split(data, []byte("\n")) {
		if !utf8.Valid(text) {
			d.problem(line+1, "not_utf8")
			return false
		}
	}
	return true
}

// fields returns a mapping's values by key. A key that is not known is a problem, with the nearest one that is.
func (d *document) fields(node *yaml.Node, known ...string) map[string]*yaml.Node {
	fields := map[string]*yaml.Node{}
	node = follow(node)
	if node.Kind != yaml.MappingNode {
		d.problem(node.Line, "not_a_mapping", "Keys", strings.Join(known, ", "))
		return fields
	}
	for i := 0; i+1 < len(node.Content) && !d.full(); i += 2 {
		key, value := node.Content[i], follow(node.Content[i+1])
		switch {
		case !slices.Contains(known, key.Value):
			d.problem(key.Line, "unknown_key", "Key", clip(key.Value), "Nearest", Nearest(clip(key.Value), known),
				"Keys", strings.Join(known, ", "))
		case fields[key.Value] != nil:
			d.problem(key.Line, "key_twice", "Key", key.Value)
		case value.Tag != "!!null":
			fields[key.Value] = value
		}
	}
	return fields
}

// items returns a sequence's members, up to a number. An alias may stand for far more of them than the file is long.
func (d *document) items(node *yaml.Node, key string, most int) []*yaml.Node {
	if node.Kind != yaml.SequenceNode {
		d.problem(node.Line, "not_a_list", "Key", key)
		return nil
	}
	if len(node.Content) > most {
		d.problem(node.Content[most].Line, "too_many_"+key, "Max", most)
	}
	items := make([]*yaml.Node, min(len(node.Content), most))
	for i := range items {
		items[i] = follow(node.Content[i])
	}
	return items
}

func (d *document) required(parent, node *yaml.Node, key string) *yaml.Node {
	if node == nil {
		d.problem(parent.Line, "missing", "Key", key)
	}
	return node
}

// words reads a line of text: present, not too long, and without characters that deceive the eye.
func (d *document) words(parent, node *yaml.Node, key string, most int) string {
	if d.required(parent, node, key) == nil {
		return ""
	}
	text := strings.TrimSpace(node.Value)
	switch {
	case node.Kind != yaml.ScalarNode:
		d.problem(node.Line, "not_text", "Key", key)
	case text == "":
		d.problem(node.Line, "missing", "Key", key)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, deceives) || !strings.ContainsFunc(text, shows):
		d.problem(node.Line, "strange_characters", "Key", key)
	case utf8.RuneCountInString(text) > most:
		d.problem(node.Line, "too_long", "Key", key, "Max", most, "Length", utf8.RuneCountInString(text))
	default:
		return text
	}
	return ""
}

// deceives reports whether a character breaks the line, turns the direction of writing, or is not seen where it stands. Joiners
// are none of these: some scripts and emoji are written with them.
func deceives(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	if r == zeroWidthNonJoiner || r == zeroWidthJoiner {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// shows reports whether a character is seen by itself.
func shows(r rune) bool {
	const emptyBraille = '\u2800'
	return r != emptyBraille &&
		!unicode.In(r, unicode.Cc, unicode.Cf, unicode.M, unicode.Z, unicode.Other_Default_Ignorable_Code_Point)
}

// Slack's ids: of people, and of channels and private channels.
var (
	personID  = regexp.MustCompile(`^[UW][A-Z0-9]{1,63}$`)
	channelID = regexp.MustCompile(`^[CG][A-Z0-9]{1,63}$`)
)

// id reads a platform's id. People often write a name in its place.
func (d *document) id(parent, node *yaml.Node, key string) string {
	if d.required(parent, node, key) == nil {
		return ""
	}
	id := strings.TrimSpace(node.Value)
	pattern, code := personID, "person_id_wrong"
	if key == "channel" {
		pattern, code = channelID, "channel_id_wrong"
	}
	if !pattern.MatchString(id) {
		d.problem(node.Line, code, "Value", clip(node.Value))
		return ""
	}
	return id
}

func (d *document) zone(parent, node *yaml.Node) string {
	if d.required(parent, node, "timezone") == nil {
		return ""
	}
	zone := strings.TrimSpace(node.Value)
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		d.problem(node.Line, "zone_wrong", "Value", clip(node.Value))
		return ""
	}
	return zone
}

func (d *document) language(node *yaml.Node) string {
	if known := locale.Languages(); !slices.Contains(known, node.Value) {
		d.problem(node.Line, "language_wrong", "Value", clip(node.Value), "Languages", strings.Join(known, ", "))
		return locale.Default
	}
	return node.Value
}

func (d *document) rhythm(node *yaml.Node) cohort.Rhythm {
	if node == nil {
		return ""
	}
	rhythm := cohort.Rhythm(strings.TrimSpace(node.Value))
	err := rhythm.Check()
	switch {
	case errors.Is(err, cohort.ErrNever):
		d.problem(node.Line, "rhythm_never", "Value", clip(node.Value))
	case errors.Is(err, cohort.ErrTooOften):
		d.problem(node.Line, "rhythm_too_often", "Value", clip(node.Value))
	case err != nil, rhythm == "":
		d.problem(node.Line, "rhythm_wrong", "Value", clip(node.Value))
	default:
		return rhythm
	}
	return ""
}

var leadPattern = regexp.MustCompile(`^(?:(\d{1,3})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?$`)

// lead reads a length of time such as 7d, 1h or 1d12h.
func (d *document) lead(node *yaml.Node) time.Duration {
	return d.length(node, "lead_wrong", 1, maxLead)
}

// keep reads for how long something is kept, such as 180d.
func (d *document) keep(node *yaml.Node) time.Duration {
	return d.length(node, "keep_wrong", minKeep, maxKeep)
}

// length reads a length of time between two.
func (d *document) length(node *yaml.Node, code string, least, most time.Duration) time.Duration {
	parts := leadPattern.FindStringSubmatch(strings.TrimSpace(node.Value))
	var total time.Duration
	for i, unit := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute} {
		if parts != nil && parts[i+1] != "" {
			n, _ := strconv.Atoi(parts[i+1])
			total += time.Duration(n) * unit
		}
	}
	if parts == nil || strings.TrimSpace(node.Value) == "" || total < least || total > most {
		d.problem(node.Line, code, "Value", clip(node.Value))
		return -1
	}
	return total
}

func (d *document) minutes(node *yaml.Node) int {
	minutes, err := strconv.Atoi(strings.TrimSpace(node.Value))
	if err != nil || minutes < 1 || minutes > 24*60 {
		d.problem(node.Line, "minutes_wrong", "Value", clip(node.Value))
		return 0
	}
	return minutes
}

func (d *document) link(node *yaml.Node) string {
	if node == nil {
		return ""
	}
	text := strings.TrimSpace(node.Value)
	address, err := url.Parse(text)
	if err != nil || (address.Scheme != "https" && address.Scheme != "http") || address.Host == "" || len(text) > maxLink {
		d.problem(node.Line, "link_wrong", "Value", clip(node.Value))
		return ""
	}
	return text
}

func (d *document) yes(node *yaml.Node) bool {
	switch strings.ToLower(strings.TrimSpace(node.Value)) {
	case "true", "yes", "1", "はい", "○", "〇":
		return true
	case "", "false", "no", "0", "いいえ", "-", "×":
		return false
	}
	d.problem(node.Line, "yes_wrong", "Value", clip(node.Value))
	return false
}

// Nearest returns the known word that a mistyped one is closest to, or nothing if none is near.
func Nearest(word string, known []string) string {
	nearest, distance := "", 1+min(3, (utf8.RuneCountInString(word)+1)/2)
	for _, candidate := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), candidate); d < distance {
			nearest, distance = candidate, d
		}
	}
	return nearest
}

// distance is in how many letters two words differ.
func distance(a, b string) int { return levenshtein.ComputeDistance(a, b) }

// follow returns what an alias stands for. An alias that contains itself stays as it is.
func follow(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode && node.Alias != nil && node.Alias.Kind != yaml.AliasNode {
		return node.Alias
	}
	return node
}

// clip shortens what a sentence quotes, and takes out what is no text.
func clip(text string) string {
	var shown strings.Builder
	room := 40
	for _, r := range strings.TrimSpace(text) {
		if room == 0 {
			return shown.String() + "…"
		}
		if deceives(r) { // a terminal would obey it
			r = unicode.ReplacementChar
		}
		shown.WriteRune(r)
		room--
	}
	return shown.String()
}
