// Package care notices words in which somebody is in need, and knows whom they can call. It reads what is written and nothing else: no
// clock, no network, no memory. What it finds is for the answer to who wrote, and is kept nowhere.
package care

import (
	"embed"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed words.*.yaml lines.yaml
var files embed.FS

// rule is a word, and what is said with it. It costs nothing where the word does not stand.
type rule struct {
	word string
	not  *regexp.Regexp // phrases that are no cry for help: they are taken out first
	need *regexp.Regexp
}

// language is the rules of one language, and how its words are laid out for them.
type language struct {
	letter func(rune) bool // that its phrases have: what has none of them is not looked through
	lay    func(passage string) string
	rules  []rule
}

// languages are all looked through, whatever language somebody has chosen: people mix them.
var languages = []language{
	{isJapanese, japanese, read("words.ja.yaml", foldKana)},
	{isLatin, english, read("words.en.yaml", func(s string) string { return s })},
}

// InNeed reports whether words speak of death by one's own hand, of harming oneself, or of not bearing life any more. It errs both ways:
// care_test.go says how often.
func InNeed(words string) bool {
	for _, passage := range passages(words) {
		for _, l := range languages {
			if strings.ContainsFunc(passage, l.letter) && l.inNeed(l.lay(passage)) {
				return true
			}
		}
	}
	return false
}

func (l language) inNeed(passage string) bool {
	for _, r := range l.rules {
		if !strings.Contains(passage, r.word) {
			continue
		}
		left := passage
		if r.not != nil {
			left = r.not.ReplaceAllString(left, " ; ")
		}
		if r.need.MatchString(left) {
			return true
		}
	}
	return false
}

// read reads the rules of a language. A file that cannot be read is a mistake of ours, found by any test.
func read(name string, fold func(string) string) []rule {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	var written []struct {
		Word      string
		Not, Need []string
	}
	if err := yaml.Unmarshal(data, &written); err != nil {
		panic(fmt.Errorf("care/%s: %w", name, err))
	}
	rules := make([]rule, len(written))
	for i, w := range written {
		rules[i] = rule{word: fold(w.Word), not: oneOf(w.Not, fold), need: oneOf(w.Need, fold)}
	}
	return rules
}

// oneOf matches any of the phrases; with none it is nil.
func oneOf(phrases []string, fold func(string) string) *regexp.Regexp {
	if len(phrases) == 0 {
		return nil
	}
	return regexp.MustCompile(fold("(?:" + strings.Join(phrases, "|") + ")"))
}
