package coach

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// kinds of what is masked; their labels are in locale, under coach.mask.
const (
	person  = "person"
	contact = "contact"
	link    = "link"
	place   = "place"
	company = "company"
)

const (
	dash     = `[-‐‑‒–—−ー]`
	gap      = `[-‐‑‒–—−ー ()]`
	han      = `[\p{Han}々ヶ]`
	number   = `[0-9〇一二三四五六七八九十百]`
	digit    = `[0-9〇零一二三四五六七八九]`
	kana     = `[\p{Hiragana}\p{Katakana}ー]`
	lot      = `(?:[0-9〇一二三四五六七八九十百丁目番地号]|` + dash + `)*`          // what follows the first number of an address
	lots     = `(?:丁目|番地|` + dash + `\d{1,4}` + dash + `\d)` + lot // what makes it one, also where only a number stands before it
	handle   = `([A-Za-z0-9][A-Za-z0-9_.-]{2,30})`
	networks = `LINE|ライン|Twitter|ツイッター|Instagram|インスタ(?:グラム)?|Facebook|Skype|Discord|Telegram|WhatsApp|WeChat|Kakao(?:Talk)?|Threads|Bluesky|Mastodon`
)

// private are the patterns of what leads to somebody, the surest first. They are held against folded text. Where a pattern has a group,
// only that is masked.
var private = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{contact, regexp.MustCompile(`[A-Za-z0-9._%+'-]+(?:@| ?(?:\[at\]|\(at\)) ?)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)},
	{link, regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://[^\s<>"「」、。)]+|\bwww\.[^\s<>"「」、。)]+|` +
		`(?:[a-z0-9-]+\.)+(?:com|net|org|jp|io|dev|app|co|info|biz|me|ai|us|uk|de|fr|cn|kr|tv|gov|edu|example)\b(?:/[^\s<>"「」、。)]*)?`)},
	{person, regexp.MustCompile(`<[@#!][^>\s]*>|@[\p{L}\p{N}_.-]+`)},
	{contact, regexp.MustCompile(`(?i)(?:` + networks + `|\bX) ?の? ?(?:ID|ユーザー?名|アカウント名?|user ?name|handle)(?: ?(?:[:=はが]|is) ?| )「?` + handle)},
	{contact, regexp.MustCompile(`(?i)(?:(?:` + networks + `) ?[:=]|\bID ?[:=は]) ?` + handle)},
	{person, regexp.MustCompile(`\b[UWBTCDG](?:[A-Z]*[0-9][A-Z0-9]{3,})\b`)}, // an id of Slack's
	{place, regexp.MustCompile(`〒 ?\d{3}(?:` + dash + `| )?\d{4}`)},
	{contact, regexp.MustCompile(`\+\d[\d().` + gap[1:] + `{6,18}\d|(?:\(0\d{1,4}\)` + gap + `{0,2}|\b0\d{1,4}` + gap + `{1,2})\d{1,4}` + gap + `{1,2}\d{3,4}|(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}|\d{7,}|\b\d{4}[ -]\d{4}[ -]\d{4}\b`)},
	{contact, regexp.MustCompile(`[〇零](?:` + digit + `|` + gap + `){7,14}` + digit)},
	{place, regexp.MustCompile(`(?:〒 ?|\b)\d{3}` + dash + `\d{4}\b`)},
	{place, regexp.MustCompile(`(?:東京都|北海道|京都府|大阪府|` + han + `{2,3}県)(?:` + han + `|` + kana + `){1,8}?[市区町村郡](?:` + han + `|[\p{Katakana}ー0-9]|` + dash + `){0,30}` +
		`(?:(?:` + han + `|` + kana + `){1,10}` + number + `{1,4}` + lots + `)?`)},
	{place, regexp.MustCompile(han + `{1,8}[市区町村](?:` + han + `|[\p{Katakana}ー]){0,12}` + number + `{1,4}(?:丁目|番地|番|号|` + dash + `)` + lot)},
	{place, regexp.MustCompile(han + `{1,8}[市区町村](?:` + han + `|` + kana + `){1,12}` + number + `{1,4}` + lots)},
	{place, regexp.MustCompile(`(?:\p{Hiragana}{2,8}|[\p{Katakana}ー]{2,10}|` + han + `{1,3}[がケ])(?:` + han + `)?` + number + `{1,3}` + lots)},
	{place, regexp.MustCompile(han + `{1,8}` + number + `{1,3}(?:丁目` + lot + `|` + dash + `\d{1,3}` + dash + `\d{1,3})`)},
	{place, regexp.MustCompile(number + `{1,3}丁目` + lot)},
	{place, regexp.MustCompile(`\b\d{1,5} (?:\p{Lu}\p{Ll}+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Close|Court|Square|Way)\b`)},
}

// span is a part of a text, in characters.
type span struct {
	from, to int
	kind     string
}

// fold makes letters, digits and spaces of any width one, character by character.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		folded, _ := utf8.DecodeRuneInString(width.Fold.String(string(r)))
		return folded
	}, text)
}

// legible is a folded text without the characters that show nothing, which would part what belongs together; and where each of those that
// are left stood.
func legible(text string) (folded string, at []int) {
	var left []rune
	for i, r := range []rune(fold(text)) {
		if !unicode.In(r, unicode.Cf, unicode.Variation_Selector) && r != '\u034f' {
			left, at = append(left, r), append(at, i)
		}
	}
	return string(left), at
}

// spansIn finds the same as spans in a text as it was written.
func spansIn(text string, names []name) []span {
	folded, at := legible(text)
	return placed(spans(folded, names), at)
}

// placed says of parts of a legible text where they stand in the text that was written.
func placed(found []span, at []int) []span {
	for i, s := range found {
		found[i].from, found[i].to = at[s.from], at[s.to-1]+1
	}
	return found
}

// spans finds in a folded text what leads to somebody, and these names; no two overlap.
func spans(folded string, names []name) []span {
	taken := make([]bool, utf8.RuneCountInString(folded))
	nth := make([]int, len(folded)+1) // which character begins at a byte
	n := 0
	for i := range folded {
		nth[i] = n
		n++
	}
	nth[len(folded)] = n
	var found []span
	take := func(kind string, from, to int) {
		s := span{nth[from], nth[to], kind}
		if s.from >= s.to || slices.Contains(taken[s.from:s.to], true) {
			return
		}
		for i := s.from; i < s.to; i++ {
			taken[i] = true
		}
		found = append(found, s)
	}
	for _, p := range private {
		for _, at := range p.pattern.FindAllStringSubmatchIndex(folded, -1) {
			take(p.kind, at[len(at)-2], at[len(at)-1])
		}
	}
	lower := strings.ToLower(folded)
	for _, name := range names {
		if !strings.Contains(lower, strings.ToLower(name.words)) { // of a whole cohort's names few stand in a text
			continue
		}
		for _, at := range standing(folded, name.words) {
			take(name.kind, at[0], at[1])
		}
	}
	slices.SortFunc(found, func(a, b span) int { return a.from - b.from })
	return found
}

// standing finds a name in a text: one of Latin letters as a whole word, whatever its case.
func standing(folded, name string) [][]int {
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
