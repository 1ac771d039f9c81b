package coach

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ippo/locale"
)

const longestPlan = 100 // characters, as the form for a plan has it

// Plan sharpens how somebody means to try a step into one sentence: when …, I …. Offline it is what they wrote, turned
// that way round where this is safe.
func (c *Coach) Plan(ctx context.Context, words *locale.Words, step, plan string) string {
	plain := plainPlan(words, plan)
	if !c.Configured() || strings.TrimSpace(plan) == "" || utf8.RuneCountInString(plan) > longestPlan {
		return plain
	}
	hidden := newMask(words, c.names, step, plan)
	var got struct {
		Plan string `json:"plan"`
	}
	rules := newRules(words, hidden, step, plan)
	good := c.ask(ctx, words, question{
		job: "plan", shape: planShape,
		data: map[string]any{"step": hidden.hide(step), "plan": hidden.hide(plan)},
		accept: func() cause {
			text, good := rules.sentence(got.Plan, longestPlan)
			if !good || !hasOccasion(words, text) || !near(words, text, step, plan) {
				return broken
			}
			got.Plan = strings.TrimRight(text, "。.")
			return fine
		},
	}, &got)
	if !good {
		return plain
	}
	return got.Plan
}

// hasOccasion reports whether a plan says when, if we know the language's words for that.
func hasOccasion(words *locale.Words, plan string) bool {
	plan = strings.ToLower(plan)
	return len(occasions(words)) == 0 || slices.ContainsFunc(occasions(words), func(word string) bool { return strings.Contains(plan, word) })
}

func occasions(words *locale.Words) []string { return list("occasions." + words.Language()) }

// near reports whether a text holds a telling word of these, if they have any: else it is about something else.
func near(words *locale.Words, text string, own ...string) bool {
	found := telling(words, own)
	return len(found) == 0 || slices.ContainsFunc(found, func(t term) bool {
		return strings.Contains(strings.ToLower(text), strings.ToLower(t.word))
	})
}

// plainPlan tidies a plan. Where the language's words for an occasion stand between spaces, the occasion goes first.
func plainPlan(words *locale.Words, plan string) string {
	tidy := strings.TrimRight(strings.Join(strings.Fields(plan), " "), "。.")
	if tidy == "" || utf8.RuneCountInString(tidy) > longestPlan {
		return plan
	}
	var before []string
	for _, word := range occasions(words) {
		before = append(before, regexp.QuoteMeta(word))
	}
	any := strings.Join(before, "|")
	first := regexp.MustCompile(`(?i)^(?:` + any + `) [^,]+, (?:then )?.+$`)
	later := regexp.MustCompile(`(?i)^(I (?:will |'ll )?[^,.]+?),? ((?:` + any + `) [^,.]+)$`)
	switch {
	case len(before) == 0:
	case first.MatchString(tidy):
		tidy = strings.Replace(tidy, ", then ", ", ", 1)
	default:
		if turned := later.FindStringSubmatch(tidy); turned != nil {
			tidy = turned[2] + ", " + turned[1]
		}
	}
	if r, size := utf8.DecodeRuneInString(tidy); unicode.IsLower(r) {
		tidy = string(unicode.ToUpper(r)) + tidy[size:]
	}
	return tidy
}
