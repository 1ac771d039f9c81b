package coach

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"ippo/locale"
)

// rules judge what a model wrote by what its person wrote.
type rules struct {
	words *locale.Words
	mask  *mask
	own   []string // what the person wrote, or was given to read
	all   string   // the same, folded
}

func newRules(words *locale.Words, m *mask, own ...string) rules {
	return rules{words: words, mask: m, own: own, all: fold(strings.Join(own, "\n"))}
}

// foreign is what leads elsewhere or means more than its letters in a chat, besides what is masked.
var foreign = regexp.MustCompile(`[<>{}\\|` + "`" + `]|\*|~[^~]+~|\]\(|_{2}|(?i:\b[a-z0-9-]+\.[a-z]{2,}\b)|(?m:^\s*[#>-] )|:[a-z0-9_+-]+:|(?i:javascript:|mailto:|tel:)`)

var quoted = regexp.MustCompile(`「([^「」]+)」|『([^『』]+)』|“([^“”]+)”|"([^"]+)"`)

// text puts back what was hidden, and reports whether the text may be shown.
func (r rules) text(text string, most int) (string, bool) {
	text, known := r.mask.show(text)
	if !known || text != strings.TrimSpace(text) || text == "" || utf8.RuneCountInString(text) > most {
		return "", false
	}
	if strings.ContainsFunc(text, func(c rune) bool {
		return c == utf8.RuneError || unicode.In(c, unicode.C, unicode.Zl, unicode.Zp, unicode.Co)
	}) {
		return "", false
	}
	folded := fold(text)
	runes := []rune(folded)
	for _, s := range spans(folded, nil) {
		if !r.wrote(string(runes[s.from:s.to])) {
			return "", false
		}
	}
	for _, part := range foreign.FindAllString(folded, -1) {
		if !r.wrote(part) {
			return "", false
		}
	}
	for _, pushes := range list("pressing") {
		if strings.Contains(strings.ToLower(folded), pushes) && !r.wrote(pushes) {
			return "", false
		}
	}
	return text, true
}

// name is a text of few words, in the script of the person's language or in words of theirs.
func (r rules) name(text string, most int) (string, bool) {
	text, good := r.text(text, most)
	_, latin, letters := scripts(text)
	_, ownLatin, own := scripts(r.words.Say("coach.letter.closing"))
	return text, good && (r.wrote(fold(text)) || letters > 0 && (latin*2 > letters) == (ownLatin*2 > own))
}

// sentence is a text in the person's language, which quotes nothing that they did not write.
func (r rules) sentence(answer string, most int) (string, bool) {
	text, good := r.text(answer, most)
	if !good {
		return "", false
	}
	for _, quotation := range quoted.FindAllString(text, -1) {
		if words := strings.Trim(fold(quotation), `「」『』“”"`); !r.wrote(words) && utf8.RuneCountInString(words) > 1 {
			return "", false
		}
	}
	ours := quoted.ReplaceAllString(r.mask.shape.ReplaceAllString(answer, ""), "") // neither quotations nor links tell the language
	return text, r.speaks(ours)
}

// quotation finds the words of a quotation as the person wrote them, in one place.
func (r rules) quotation(text string) (string, bool) {
	text, known := r.mask.show(text)
	if !known || strings.TrimSpace(text) == "" {
		return "", false
	}
	text = fold(text)
	for _, own := range r.own {
		if before, _, found := strings.Cut(fold(own), text); found {
			from := utf8.RuneCountInString(before)
			return string([]rune(own)[from : from+utf8.RuneCountInString(text)]), !strings.ContainsFunc(text, unicode.IsControl)
		}
	}
	return "", false
}

func (r rules) wrote(folded string) bool {
	return strings.Contains(strings.ToLower(r.all), strings.ToLower(folded))
}

// speaks reports whether a text may be in the person's language, by its script, as our own sentences show it.
func (r rules) speaks(text string) bool {
	kana, latin, letters := scripts(text)
	ownKana, ownLatin, own := scripts(r.words.Say("coach.letter.closing"))
	switch {
	case letters == 0:
		return false
	case ownKana > 0:
		return kana > 0 && latin*2 < letters
	case ownLatin*2 > own:
		return latin*2 > letters && tongue(r.words, text)
	}
	return latin*2 < letters
}

func scripts(text string) (kana, latin, letters int) {
	for _, c := range text {
		switch {
		case unicode.In(c, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Latin, c):
			latin++
		}
		if unicode.IsLetter(c) {
			letters++
		}
	}
	return kana, latin, letters
}

// tongue reports whether a text of eight words or more has some that are common in the language, if we know those.
func tongue(words *locale.Words, text string) bool {
	common := list("function." + words.Language())
	parts := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && c != '\'' })
	if len(common) == 0 || len(parts) < 8 {
		return true
	}
	for _, part := range parts {
		for _, known := range common {
			if part == known {
				return true
			}
		}
	}
	return false
}
