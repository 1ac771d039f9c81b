package care

import "slices"

// Quotable are those of somebody's own that Ippo may quote of its own accord, in their order: in a look back, a letter, a sheet, or a
// proposal. Words of need are not among them; in their writer's own list and search they stay. It is found out whenever it is asked, and
// kept nowhere.
func Quotable[T any](all []T, words func(T) string) []T {
	return slices.DeleteFunc(slices.Clone(all), func(one T) bool { return InNeed(words(one)) })
}
