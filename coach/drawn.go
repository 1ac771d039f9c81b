package coach

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ippo/locale"
)

const (
	mostDrawn    = 5
	longestDrawn = 80 // characters; what is longer is no line for a list
)

// drawnTo are the places in which somebody says what they like, want or wonder about: in their own words, whole sentences, or of a long
// one the clauses that lead there; each once, in order.
func drawnTo(words *locale.Words, notes []string) []string {
	says, saysNot := either(list("drawn."+words.Language())), either(list("not_drawn."+words.Language()))
	if says == nil {
		return nil
	}
	tells := func(text string) bool {
		text = strings.ReplaceAll(strings.ToLower(fold(spoken(text))), "’", "'")
		if saysNot != nil {
			text = saysNot.ReplaceAllString(text, "・")
		}
		return says.MatchString(strings.TrimSpace(text))
	}
	var found []string
	known := map[string]bool{}
	for _, note := range notes {
		for _, sentence := range whole(note) {
			if !tells(sentence) {
				continue
			}
			line := trimmed(clauseOf(sentence, tells))
			key := keyOf(line)
			if key == "" || known[key] {
				continue
			}
			known[key] = true
			if found = append(found, line); len(found) == mostDrawn {
				return found
			}
		}
	}
	return found
}

// either is a pattern for any of these; nil, if there are none.
func either(patterns []string) *regexp.Regexp {
	if len(patterns) == 0 {
		return nil
	}
	return regexp.MustCompile(strings.Join(patterns, "|"))
}

var (
	said    = regexp.MustCompile(`「[^」]*」|『[^』]*』|“[^”]*”`)
	thought = regexp.MustCompile(`[「『“]([^」』”]*)[」』”]((?:と|って)(?:思|感|書))`)
)

// spoken is a text without what stands in quotation marks, which may be somebody else's words, unless it is what one thought.
func spoken(text string) string {
	return said.ReplaceAllString(thought.ReplaceAllString(text, "$1$2"), "・")
}

const opens, closes = "「『（(“【", "」』）)”】"

var abbreviated = regexp.MustCompile(`(?i)(?:^|[\s(])(?:mr|mrs|ms|mx|dr|prof|st|vs|etc|e\.g|i\.e|[a-z])$`)

// whole divides a note into its sentences. What stands in brackets or quotation marks is not divided.
func whole(note string) (all []string) {
	runes, from, depth := []rune(note), 0, 0
	cut := func(to int) {
		if sentence := strings.TrimSpace(string(runes[from:to])); sentence != "" {
			all = append(all, sentence)
		}
		from = to
	}
	for i, r := range runes {
		next := ' '
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		switch {
		case r == '\n' || r == '\r':
			cut(i + 1)
			depth = 0
		case strings.ContainsRune(opens, r):
			depth++
		case strings.ContainsRune(closes, r):
			depth = max(0, depth-1)
		case depth > 0 || strings.ContainsRune("。！？!?."+closes, next):
		case strings.ContainsRune("。！？!?", r), r == '.' && unicode.IsSpace(next) && !abbreviated.MatchString(string(runes[from:i])):
			cut(i + 1)
		}
	}
	cut(len(runes))
	return all
}

// clauseOf is a sentence that can stand as a line; of a longer one the clause that tells, with as many before it as fit; or nothing.
func clauseOf(sentence string, tells func(string) bool) string {
	if utf8.RuneCountInString(sentence) <= longestDrawn {
		return sentence
	}
	parts := between(sentence)
	last := slices.IndexFunc(parts, tells)
	if last < 0 || utf8.RuneCountInString(parts[last]) > longestDrawn {
		return ""
	}
	line := parts[last]
	for i := last - 1; i >= 0 && utf8.RuneCountInString(parts[i]+line) <= longestDrawn; i-- {
		line = parts[i] + line
	}
	return line
}

// between divides a sentence at its commas, but not within brackets, quotation marks or numbers.
func between(sentence string) (parts []string) {
	runes, from, depth := []rune(sentence), 0, 0
	for i, r := range runes {
		switch {
		case strings.ContainsRune(opens, r):
			depth++
		case strings.ContainsRune(closes, r):
			depth = max(0, depth-1)
		case depth == 0 && strings.ContainsRune("、,，", r) && (i+1 == len(runes) || !unicode.IsDigit(runes[i+1])):
			parts = append(parts, string(runes[from:i+1]))
			from = i + 1
		}
	}
	return append(parts, string(runes[from:]))
}

func trimmed(line string) string {
	line = strings.TrimLeft(strings.TrimSpace(line), "・•*-–—>#、,， \t　")
	return strings.TrimRight(line, "。.、,，; \t　")
}

// keyOf is what is the same of two lines that say the same.
func keyOf(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, fold(line))
}
