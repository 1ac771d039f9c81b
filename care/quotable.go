package care

import (
	"slices"
	"unicode/utf8"
)

// longestQuoted is how long words are, in letters, that are looked at before they are quoted: that takes milliseconds, and holds up others.
// Longer ones are not quoted at all.
const longestQuoted = 8000

// MayQuote reports whether Ippo may quote words of somebody's own of its own accord: in a look back, a letter, a sheet, or a proposal. Words
// of need it may not; in their writer's own list and search they stay. It is found out whenever it is asked, and kept nowhere.
func MayQuote(words string) bool {
	return utf8.RuneCountInString(words) <= longestQuoted && !InNeed(words)
}

// Quotable are those that Ippo may quote, in their order.
func Quotable[T any](all []T, words func(T) string) []T {
	return slices.DeleteFunc(slices.Clone(all), func(one T) bool { return !MayQuote(words(one)) })
}
