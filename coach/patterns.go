package coach

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// kinds of what is masked; their labels are in locale, under coach.mask.
const (
	person  = "person"
	contact = "contact"
	link    = "link"
	place   = "place"
)

const (
	dash   = `[-‐‑‒–—−ー]`
	gap    = `[-‐‑‒–—−ー ()]`
	han    = `[\p{Han}々ヶ]`
	number = `[0-9一二三四五六七八九十]`
)

// private are the patterns of what leads to somebody, the surest first. They are held against folded text.
var private = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{contact, regexp.MustCompile(`[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)},
	{link, regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://[^\s<>"「」、。)]+|\bwww\.[^\s<>"「」、。)]+|` +
		`(?:[a-z0-9-]+\.)+(?:com|net|org|jp|io|dev|app|co|info|biz|me|ai|us|uk|de|fr|cn|kr|tv|gov|edu|example)\b(?:/[^\s<>"「」、。)]*)?`)},
	{person, regexp.MustCompile(`<[@#!][^>\s]*>|@[\p{L}\p{N}_.-]+`)},
	{person, regexp.MustCompile(`\b[UWBTCDG](?:[A-Z]*[0-9][A-Z0-9]{3,})\b`)}, // an id of Slack's
	{contact, regexp.MustCompile(`\+\d[\d().` + gap[1:] + `{6,18}\d|(?:\(0\d{1,4}\)` + gap + `{0,2}|\b0\d{1,4}` + gap + `{1,2})\d{1,4}` + gap + `{1,2}\d{3,4}|(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}|\d{7,}`)},
	{place, regexp.MustCompile(`(?:〒\s?|\b)\d{3}` + dash + `\d{4}\b`)},
	{place, regexp.MustCompile(`(?:東京都|北海道|京都府|大阪府|` + han + `{2,3}県)(?:` + han + `|[\p{Hiragana}\p{Katakana}ー]){1,8}?[市区町村郡](?:` + han + `|[\p{Katakana}ー0-9]|` + dash + `){0,30}`)},
	{place, regexp.MustCompile(han + `{1,8}[市区町村](?:` + han + `|[\p{Katakana}ー]){0,12}` + number + `{1,4}(?:丁目|番地|番|号|` + dash + `)(?:[0-9一二三四五六七八九十丁目番地号]|` + dash + `)*`)},
	{place, regexp.MustCompile(han + `{1,8}` + number + `{1,3}(?:丁目(?:[0-9一二三四五六七八九十番地号]|` + dash + `)*|` + dash + `\d{1,3}` + dash + `\d{1,3})`)},
	{place, regexp.MustCompile(`\b\d{1,5} (?:\p{Lu}\p{Ll}+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Close|Court|Square|Way)\b`)},
}

// span is a part of a text, in characters.
type span struct {
	from, to int
	kind     string
}

// fold makes letters and digits of full and half width one, character by character.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		folded, _ := utf8.DecodeRuneInString(width.Fold.String(string(r)))
		return folded
	}, text)
}

// spans finds in a folded text what leads to somebody, and these names; no two overlap.
func spans(folded string, names []string) []span {
	taken := make([]bool, utf8.RuneCountInString(folded))
	var found []span
	take := func(kind string, from, to int) {
		s := span{utf8.RuneCountInString(folded[:from]), utf8.RuneCountInString(folded[:to]), kind}
		if s.from >= s.to || slices.Contains(taken[s.from:s.to], true) {
			return
		}
		for i := s.from; i < s.to; i++ {
			taken[i] = true
		}
		found = append(found, s)
	}
	for _, p := range private {
		for _, at := range p.pattern.FindAllStringIndex(folded, -1) {
			take(p.kind, at[0], at[1])
		}
	}
	lower := strings.ToLower(folded)
	for _, name := range names {
		if !strings.Contains(lower, strings.ToLower(name)) { // of a whole cohort's names few stand in a text
			continue
		}
		for _, at := range places(folded, name) {
			take(person, at[0], at[1])
		}
	}
	slices.SortFunc(found, func(a, b span) int { return a.from - b.from })
	return found
}

// places finds a name in a text: one of Latin letters as a whole word, whatever its case.
func places(folded, name string) [][]int {
	pattern := regexp.QuoteMeta(name)
	if strings.IndexFunc(name, func(r rune) bool { return r > 0x24f }) < 0 {
		pattern = `(?i)(?:^|[^\p{Latin}\p{N}])(` + pattern + `)(?:[^\p{Latin}\p{N}]|$)`
	} else {
		pattern = `(` + pattern + `)`
	}
	var found [][]int
	expression := regexp.MustCompile(pattern)
	for start := 0; start <= len(folded); {
		at := expression.FindStringSubmatchIndex(folded[start:])
		if at == nil {
			break
		}
		found = append(found, []int{start + at[2], start + at[3]})
		start += at[3] // what follows one name may begin the next
	}
	return found
}
