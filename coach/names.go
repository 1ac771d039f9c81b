package coach

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const title = `さん|さま|様|氏|君|くん|ちゃん|先生|先輩|部長|課長|係長|次長|室長|店長|主任|社長|専務|常務`

// addressed are the patterns of a name with a form of address; the first group is the name.
var addressed = []*regexp.Regexp{
	regexp.MustCompile(`(` + han + `{1,5}|[\p{Katakana}ー]{2,12}|\p{Lu}\p{Latin}+(?: \p{Lu}\p{Latin}+)?) ?(?:` + title + `)`),
	regexp.MustCompile(`(\p{Hiragana}{2,4}?)(?:さん|くん|ちゃん)`),
	regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor)\.? (\p{Lu}[\p{Latin}'-]+(?: \p{Lu}[\p{Latin}'-]+)?)`),
	regexp.MustCompile(`\b(\p{Lu}\p{Latin}+)-(?:[Ss]an|[Ss]ama|[Kk]un|[Cc]han|[Ss]ensei)\b`),
}

var (
	titled    = regexp.MustCompile(`(?:` + title + `)+$`)
	manner    = regexp.MustCompile(`[多同仕模有異一]様`) // where 様 is no form of address
	particles = regexp.MustCompile(`^[はがのとにをでもへや]`)
)

// namesIn lists the names that forms of address give away in folded texts, and the known ones with their parts, the
// longest first.
func namesIn(folded []string, known []string) []string {
	var names []string
	add := func(name string, least int) {
		if name = strings.TrimSpace(name); utf8.RuneCountInString(name) >= least {
			names = append(names, name)
		}
	}
	for _, name := range known {
		name = fold(name)
		add(name, 1)
		add(strings.ReplaceAll(name, " ", ""), 1)
		for _, part := range strings.Fields(name) {
			add(part, 2)
		}
	}
	none := list("not_names")
	for _, text := range folded {
		for _, pattern := range addressed {
			for _, found := range pattern.FindAllStringSubmatch(text, -1) {
				name := titled.ReplaceAllString(found[1], "")
				if r, _ := utf8.DecodeRuneInString(name); utf8.RuneCountInString(name) > 2 && 'ぁ' <= r && r <= 'ん' {
					name = particles.ReplaceAllString(name, "")
				}
				if slices.Contains(none, name) || manner.MatchString(found[0]) {
					continue
				}
				if utf8.RuneCountInString(name) == 1 { // alone it would be in many words
					name = found[0]
				}
				add(name, 2)
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(names)
}

// list reads one of our lists of words; a language without one has an empty list.
func list(name string) []string {
	text, err := files.ReadFile("lists/" + name + ".txt")
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}
