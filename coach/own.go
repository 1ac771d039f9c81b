package coach

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ippo/locale"
)

const (
	mostNotes      = 20
	mostCharacters = 8000 // that are sent at once
	longestQuote   = 60
)

// terms are words that can carry a theme: runs of Chinese characters or katakana, and longer Latin words. There is no
// dictionary: a run of Chinese characters that goes on as a verb would is left out, and one alone counts when it comes again.
var terms = regexp.MustCompile(`[\p{Han}々]{1,8}|[\p{Katakana}ー]{2,16}|[\p{Latin}\p{M}][\p{Latin}\p{M}'’-]{3,}`)

var sentences = regexp.MustCompile(`[^。！？!?\n]*?(?:[。！？!?]|\.(?:\s|$)|\n|$)`)

// term is a word of the person's own, and how often it stands in how many notes.
type term struct {
	word         string
	notes, times int
	first        int
}

// telling lists the person's own words that come up most, the most telling first.
func telling(words *locale.Words, notes []string) []term {
	common := list("common." + words.Language())
	names := namesIn(fold(strings.Join(notes, "\n")), nil)
	var all []term
	for number, note := range notes {
		seen := map[string]bool{}
		note = bare(note, names)
		for _, at := range terms.FindAllStringIndex(note, -1) {
			word := note[at[0]:at[1]]
			if slices.Contains(common, strings.ToLower(word)) || inflected(word, note[at[1]:]) {
				continue
			}
			known := slices.IndexFunc(all, func(t term) bool { return strings.EqualFold(t.word, word) })
			if known < 0 {
				known = len(all)
				all = append(all, term{word: word, first: number})
			}
			all[known].times++
			if key := strings.ToLower(word); !seen[key] {
				seen[key] = true
				all[known].notes++
			}
		}
	}
	all = slices.DeleteFunc(all, func(t term) bool { return utf8.RuneCountInString(t.word) == 1 && t.times == 1 })
	slices.SortStableFunc(all, func(a, b term) int {
		return cmp.Or(b.notes-a.notes, b.times-a.times)
	})
	return all
}

// inflected reports whether what follows a Chinese character belongs to its word: れ after 手入, but not の after 庭.
func inflected(word, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(word)
	next, _ := utf8.DecodeRuneInString(after)
	return unicode.Is(unicode.Han, last) && unicode.Is(unicode.Hiragana, next) && !strings.ContainsRune("はがのにをでとへもやだなよかさしす", next)
}

// bare is a note without names, links, addresses and the like, which are no themes.
func bare(note string, names []name) string {
	runes := []rune(note)
	for _, s := range spansIn(note, names) {
		for i := s.from; i < s.to; i++ {
			runes[i] = ' '
		}
	}
	return string(runes)
}

// around quotes the sentence in which a word stands, or the part of it around the word.
func around(note, word string) string {
	for _, sentence := range sentences.FindAllString(note, -1) {
		if strings.Contains(sentence, word) {
			return short(sentence, word)
		}
	}
	return short(note, word)
}

// short cuts a text to what can be quoted: the part between commas that holds the word, and as much after it as fits.
func short(text, word string) string {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" && strings.Contains(line, word) {
			text = line
			break
		}
	}
	quote := ""
	for _, part := range clauses.FindAllString(strings.TrimSpace(text), -1) {
		switch {
		case !strings.Contains(quote+part, word):
			quote = "" // it begins later
		case quote == "" || utf8.RuneCountInString(quote+part) <= longestQuote:
			quote += part
		default:
			return window(quote, word)
		}
	}
	return window(quote, word)
}

var clauses = regexp.MustCompile(`[^、,，]+[、,，]?`)

// window keeps a word and what is next to it.
func window(text, word string) string {
	runes := []rune(text)
	if len(runes) > longestQuote {
		at := utf8.RuneCountInString(text[:max(0, strings.Index(text, word))])
		from := min(max(0, at-longestQuote/3), len(runes)-longestQuote)
		runes = runes[from : from+longestQuote]
	}
	return strings.Trim(string(runes), "。.、,， ")
}

// someOf keeps what may be sent: the first notes, no longer together than the bound, none of them empty.
func someOf(notes []string) []string {
	var some []string
	left := mostCharacters
	for _, note := range notes {
		if note = strings.TrimSpace(note); note == "" || left == 0 || len(some) == mostNotes {
			continue
		}
		if runes := []rune(note); len(runes) > left {
			note = string(runes[:left])
		}
		left -= utf8.RuneCountInString(note)
		some = append(some, note)
	}
	return some
}
