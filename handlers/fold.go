package handlers

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold writes a text as it is compared in a search: without regard to case, width, accents, or which kana it is written in.
func fold(text string) string {
	text = cases.Fold().String(norm.NFKC.String(text))
	return strings.Map(foldRune, text)
}

func foldRune(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r >= 'ァ' && r <= 'ヶ', r == 'ヽ', r == 'ヾ':
		return r - 'ァ' + 'ぁ'
	case unicode.Is(unicode.Latin, r):
		base := []rune(norm.NFD.String(string(r)))[0]
		return base
	case r >= 0x300 && r <= 0x36f: // an accent that no letter holds
		return -1
	}
	return r
}

// foldedPlaces is a folded text with, for each of its characters, which of the text's own it came from.
func foldedPlaces(text string) (folded []rune, from []int) {
	var segments norm.Iter
	segments.InitString(norm.NFKC, text)
	own, at := 0, 0
	for !segments.Done() {
		segment := segments.Next()
		for _, r := range fold(string(segment)) {
			folded, from = append(folded, r), append(from, own)
		}
		own += len([]rune(text[at:segments.Pos()]))
		at = segments.Pos()
	}
	return folded, from
}
