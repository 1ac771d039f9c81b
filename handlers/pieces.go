package handlers

import (
	"fmt"
	"strings"
	"unicode"

	"ippo/chat"
)

const (
	pieceLength  = 2700 // characters of a text that takes several inputs: each has room for some more
	longestSpace = 40   // characters between two pieces that are kept beside them
)

// pieces divides a text among as many inputs as it takes, where a paragraph ends, or else a sentence or a word. Space at such a place
// stands in no input, where it might be trimmed; joins are the space after each piece but the last.
func pieces(text string) (all, joins []string) {
	rest := []rune(text)
	if chat.Length(text) <= chat.LongestPiece {
		return []string{text}, nil
	}
	for chat.Within(rest, chat.LongestPiece) < len(rest) {
		at := cutAt(rest[:chat.Within(rest, pieceLength)])
		from, to := at, at
		for from > at-longestSpace/2 && from > 1 && unicode.IsSpace(rest[from-1]) {
			from--
		}
		for to < at+longestSpace/2 && to < len(rest)-1 && unicode.IsSpace(rest[to]) {
			to++
		}
		all, joins, rest = append(all, string(rest[:from])), append(joins, string(rest[from:to])), rest[to:]
	}
	return append(all, string(rest)), joins
}

// inputOf is the name of the i-th input of a field that takes several: "can", "can_2".
func inputOf(field string, i int) string {
	if i == 0 {
		return field
	}
	return fmt.Sprintf("%s_%d", field, i+1)
}

// cutAt is behind the last paragraph of the later half of a text, or its last sentence, or word; or at its end.
func cutAt(text []rune) int {
	for _, ends := range []string{"\n", "。．！？!?.", " 　、,"} {
		for at := len(text); at > len(text)/2; at-- {
			if strings.ContainsRune(ends, text[at-1]) {
				return at
			}
		}
	}
	return len(text)
}
