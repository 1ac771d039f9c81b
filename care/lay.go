package care

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// passages are the sentences of words, with all ways to write the same letter made one. A phrase goes over the end of a line, but not
// over that of a sentence or a paragraph.
func passages(words string) []string {
	words = blankLines.Replace(strings.ToLower(norm.NFKC.String(words)))
	return strings.FieldsFunc(words, func(r rune) bool {
		return r == '。' || r == '.' || r == '!' || r == '?' || r == ';'
	})
}

// blankLines end a sentence; dots that trail off do not.
var blankLines = strings.NewReplacer("...", " ", "..", " ", "\r\n\r\n", "。", "\n\n", "。")

// japanese leaves nothing but the letters, and one kana for each sound.
func japanese(passage string) string {
	var left strings.Builder
	left.Grow(len(passage))
	last := rune(0)
	for _, r := range passage {
		switch {
		case r == 'ー' && unicode.Is(unicode.Hiragana, last): // drawn out: しにたーい
			continue
		case r >= 'ぁ' && r <= '鿿' && r != '・' || unicode.IsLetter(r) || unicode.IsDigit(r):
			left.WriteRune(hiragana(r))
		}
		last = r
	}
	return left.String()
}

// english leaves words with one space between them and around. An apostrophe is left out: dont.
func english(passage string) string {
	var left strings.Builder
	left.Grow(len(passage) + 2)
	left.WriteByte(' ')
	space := true
	for _, r := range passage {
		switch {
		case r == '\'' || r == '’' || r == '‘' || r == '´' || r == '`' || unicode.In(r, unicode.Cf, unicode.Mn):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			left.WriteRune(r)
			space = false
		case !space:
			left.WriteByte(' ')
			space = true
		}
	}
	if !space {
		left.WriteByte(' ')
	}
	return left.String()
}

// foldKana writes katakana as hiragana.
func foldKana(text string) string { return strings.Map(hiragana, text) }

func hiragana(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' {
		return r - ('ァ' - 'ぁ')
	}
	return r
}

func isJapanese(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) }

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }
