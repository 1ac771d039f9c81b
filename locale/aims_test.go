package locale_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"ippo/cohort"
	"ippo/locale"
)

// Each month of the program has one question in every language: one sentence, with a short name, so that it stays a line.
func TestQuestionsOfTheMonths(t *testing.T) {
	longest := map[string][2]int{"ja": {12, 50}, "en": {24, 110}}
	for _, language := range locale.Languages() {
		w, most := locale.In(language), longest[language]
		seen := map[string]bool{}
		for month := 1; month <= cohort.Facets; month++ {
			name, question := w.Say(fmt.Sprintf("facet.%d.name", month)), w.Say(fmt.Sprintf("facet.%d.question", month))
			if n := utf8.RuneCountInString(name); n == 0 || n > most[0] {
				t.Errorf("%s: the name of month %d has %d characters", language, month, n)
			}
			if n := utf8.RuneCountInString(question); n < 10 || n > most[1] {
				t.Errorf("%s: the question of month %d has %d characters", language, month, n)
			}
			if seen[name] || seen[question] || strings.Contains(question, "\n") || strings.Count(question, "。")+strings.Count(question, "?") != 1 {
				t.Errorf("%s: month %d asks not one question of its own: %s", language, month, question)
			}
			seen[name], seen[question] = true, true
		}
		if w.Has(fmt.Sprintf("facet.%d.name", cohort.Facets+1)) {
			t.Errorf("%s: there is a month too many", language)
		}
	}
}

// What stands on the forms of the lists and turning points fits where it stands.
func TestTitlesOfTheLists(t *testing.T) {
	for _, language := range locale.Languages() {
		for _, key := range []string{
			"aims.title", "aims.submit", "aims.erase_title", "aims.erase_submit", "aims.keep_title_can", "aims.keep_title_will",
			"life.title", "life.submit", "life.erase_title", "life.erase",
		} {
			if words := locale.In(language).Say(key); words == key || utf8.RuneCountInString(words) > 24 {
				t.Errorf("%s in %s is %q", key, language, words)
			}
		}
	}
}
