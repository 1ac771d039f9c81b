package nudges

import (
	_ "embed"
	"math/rand/v2"
	"strings"
)

//go:embed words.ja.txt
var easyJapanese string

//go:embed words.en.txt
var easyEnglish string

// EasyWord is a word that is easily said, heard and written, for a session at which organisers choose none.
func EasyWord(language string) string {
	words := EasyWords(language)
	return words[rand.IntN(len(words))]
}

// EasyWords are all of them.
func EasyWords(language string) []string {
	if language == "en" {
		return strings.Fields(easyEnglish)
	}
	return strings.Fields(easyJapanese)
}
