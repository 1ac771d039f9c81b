// Package care notices words in which somebody is in need, and knows whom they can call. It reads what is written and nothing else: no
// clock, no network, no memory. What it finds is for the answer to who wrote, and is kept nowhere.
package care

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

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
	rules  map[rune][]*rule // by the first letter of their word
}

// languages are all looked through, whatever language somebody has chosen: people mix them. They are read when first needed, not by
// every command.
var languages = sync.OnceValue(func() []language {
	return []language{
		{isJapanese, japanese, read("words.ja.yaml", foldKana)},
		{isLatin, english, read("words.en.yaml", func(s string) string { return s })},
	}
})

// InNeed reports whether words speak of death by one's own hand, of harming oneself, or of not bearing life any more. It errs both ways:
// docs/care.md says how often.
func InNeed(words string) bool {
	for _, passage := range passages(words) {
		for _, l := range languages() {
			if strings.ContainsFunc(passage, l.letter) && l.inNeed(l.lay(passage)) {
				return true
			}
		}
	}
	return false
}

func (l language) inNeed(passage string) bool {
	var asked []*rule
	for i, letter := range passage {
		for _, r := range l.rules[letter] {
			if !strings.HasPrefix(passage[i:], r.word) || slices.Contains(asked, r) {
				continue
			}
			if r.inNeed(passage) {
				return true
			}
			asked = append(asked, r)
		}
	}
	return false
}

func (r *rule) inNeed(passage string) bool {
	if !r.need.MatchString(passage) {
		return false
	}
	return r.not == nil || r.need.MatchString(r.not.ReplaceAllString(passage, " ; "))
}

// read reads the rules of a language. A file that cannot be read is a mistake of ours, found by any test.
func read(name string, fold func(string) string) map[rune][]*rule {
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
	rules := map[rune][]*rule{}
	for _, w := range written {
		r := &rule{fold(w.Word), oneOf(w.Not, fold), oneOf(w.Need, fold)}
		if r.word == "" || r.need == nil {
			panic(fmt.Errorf("care/%s: the rule of %q looks for nothing", name, w.Word))
		}
		first, _ := utf8.DecodeRuneInString(r.word)
		rules[first] = append(rules[first], r)
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
