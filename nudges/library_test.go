package nudges_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
)

// longest is how many characters each part of a step may have.
var longest = map[string]map[string]int{
	"ja": {"do": 60, "did": 40, "why": 55, "plan": 50},
	"en": {"do": 130, "did": 70, "why": 120, "plan": 110},
}

// The form of each part: an invitation, the same in plain words, a reason, and somebody's own resolve.
var formOf = map[string]map[string]*regexp.Regexp{
	"ja": {
		"do": regexp.MustCompile(`(。|か。)$`), "did": regexp.MustCompile(`[うくぐすつぬむるぶ]$`), "why": regexp.MustCompile(`。$`),
		"plan": regexp.MustCompile(`(たら|だら|とき|前に|あと|あいだに|ついでに|に)[^。]*[うくぐすつぬむるぶ]$`),
	},
	"en": {
		"do": regexp.MustCompile(`^[A-Z].*[.?]$`), "did": regexp.MustCompile(`^[A-Z].*[^.]$`), "why": regexp.MustCompile(`[.]$`),
		"plan": regexp.MustCompile(`^(When|After|Before|On|At|While|As|Once|If|The next time|Next)\b.*\bI\b.*[^.]$`),
	},
}

// pressing are words that press, shame or rank.
var pressing = map[string]*regexp.Regexp{
	"ja": regexp.MustCompile(`頑張|がんば|ぜひ|必ず|べき|なければ|ましょう|せねば|怠け|サボ`),
	"en": regexp.MustCompile(`(?i)\b(must|should|have to|need to|always|never fail|lazy|don't forget)\b`),
}

// TestLibraryOfSteps holds the library to what it promises: enough of everything, said in a form that invites.
func TestLibraryOfSteps(t *testing.T) {
	all := nudges.BuiltIn().Steps()
	keys, efforts, stages, tags := map[cohort.Key]int{}, map[cohort.Effort]int{}, map[cohort.Stage]int{}, map[string]int{}
	halfDays, seen := map[cohort.Key]bool{}, map[string]bool{}
	for _, step := range all {
		if seen[step.ID] {
			t.Errorf("%s stands twice", step.ID)
		}
		seen[step.ID] = true
		if !slices.Contains(cohort.Keys, step.Key) || !slices.Contains([]cohort.Aim{cohort.Can, cohort.Will}, step.Aim) {
			t.Errorf("%s has the key %q and the aim %q", step.ID, step.Key, step.Aim)
		}
		keys[step.Key]++
		efforts[step.Effort]++
		stages[step.Stage]++
		if step.Effort == cohort.HalfDay {
			halfDays[step.Key] = true
		}
		if len(step.Tags) > 3 {
			t.Errorf("%s serves %v, at most three topics", step.ID, step.Tags)
		}
		for _, tag := range step.Tags {
			if !slices.Contains(cohort.Topics, tag) {
				t.Errorf("%s serves %q, which is no topic", step.ID, tag)
			}
			tags[tag]++
		}
	}
	enough := func(what string, n, least int) {
		t.Helper()
		if n < least {
			t.Errorf("%d %s, want at least %d", n, what, least)
		}
	}
	enough("steps", len(all), 125)
	for _, key := range cohort.Keys {
		enough("steps for "+string(key), keys[key], 25)
	}
	for _, topic := range cohort.Topics {
		enough("steps for "+topic, tags[topic], 8)
	}
	for _, stage := range []cohort.Stage{cohort.Early, cohort.Middle, cohort.Late} {
		enough("steps for the stage "+string(stage), stages[stage], 15)
	}
	enough("steps of five minutes", efforts[cohort.FiveMinutes], len(all)*2/5)
	enough("steps of half an hour", efforts[cohort.HalfHour], len(all)/4)
	enough("steps of half a day", efforts[cohort.HalfDay], 12)
	enough("keys with half days", len(halfDays), 4)
	if n := efforts[cohort.FiveMinutes] + efforts[cohort.HalfHour] + efforts[cohort.HalfDay]; n != len(all) {
		t.Errorf("%d steps take another time", len(all)-n)
	}
	if n := stages[cohort.Early] + stages[cohort.Middle] + stages[cohort.Late] + stages[cohort.Anytime]; n != len(all) {
		t.Errorf("%d steps suit another stage", len(all)-n)
	}
}

func TestWordsOfSteps(t *testing.T) {
	for _, language := range locale.Languages() {
		w := locale.In(language)
		said, left := map[string]string{}, w.Section("steps")
		for _, step := range nudges.BuiltIn().Steps() {
			for part, most := range longest[language] {
				key := fmt.Sprintf("steps.%s.%s", step.ID, part)
				if !w.Has(key) {
					t.Errorf("%s is not there in %s", key, language)
					continue
				}
				words := w.Say(key)
				delete(left, step.ID+"."+part)
				if strings.ContainsAny(words, "{}") {
					t.Errorf("%s has a placeholder in %s, which nobody fills in: %s", key, language, words)
				}
				if n := utf8.RuneCountInString(words); n > most {
					t.Errorf("%s has %d characters in %s, at most %d: %s", key, n, language, most, words)
				}
				if !formOf[language][part].MatchString(words) {
					t.Errorf("%s has another form in %s: %s", key, language, words)
				}
				if word := pressing[language].FindString(words); word != "" {
					t.Errorf("%s presses in %s, with %q: %s", key, language, word, words)
				}
				if other := said[words]; other != "" {
					t.Errorf("%s and %s say the same in %s", key, other, language)
				}
				said[words] = key
			}
		}
		for key := range left {
			t.Errorf("steps.%s in %s belongs to no step", key, language)
		}
	}
}

// alike is from when on two steps are taken for the same in sense: the share of what they have in common, in pieces of words.
const alike = 0.55

// TestNoTwoStepsAreTheSame looks for steps that ask for the same in other words.
func TestNoTwoStepsAreTheSame(t *testing.T) {
	for _, language := range locale.Languages() {
		w := locale.In(language)
		all := nudges.BuiltIn().Steps()
		pieces := make([]map[string]bool, len(all))
		for i, step := range all {
			pieces[i] = piecesOf(w.Say("steps." + step.ID + ".did"))
			for j := range i {
				if share := common(pieces[i], pieces[j]); share >= alike {
					t.Errorf("%s and %s have %.2f in common in %s", all[j].ID, step.ID, share, language)
				}
			}
		}
	}
}

// piecesOf are the groups of three characters in a text.
func piecesOf(text string) map[string]bool {
	runes := []rune(strings.ToLower(text))
	pieces := map[string]bool{}
	for i := 0; i+3 <= len(runes); i++ {
		pieces[string(runes[i:i+3])] = true
	}
	return pieces
}

// common is the share that two have in common of all that they have.
func common(a, b map[string]bool) float64 {
	both := 0
	for piece := range a {
		if b[piece] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
