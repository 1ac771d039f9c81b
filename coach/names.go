package coach

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const title = `さん|さま|様|氏|君|くん|ちゃん|先生|先輩|部長|課長|係長|次長|室長|店長|主任|社長|専務|常務|会長|教授|准教授|CEO|COO|CFO|CTO`

// addressed are the patterns of a name with a form of address; the first group is the name.
var addressed = []*regexp.Regexp{
	regexp.MustCompile(`(` + han + `{1,5}|[\p{Katakana}ー]{2,12}(?:[・=][\p{Katakana}ー]{2,12}){0,3}|\p{Lu}\p{Latin}+(?: \p{Lu}\p{Latin}+)?) ?(?:` + title + `)`),
	regexp.MustCompile(`(\p{Hiragana}{2,4}?)(?:さん|くん|ちゃん)`),
	regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor)\.? (\p{Lu}[\p{Latin}'-]+(?: \p{Lu}[\p{Latin}'-]+)?)`),
	regexp.MustCompile(`\b(\p{Lu}\p{Latin}+)-(?:[Ss]an|[Ss]ama|[Kk]un|[Cc]han|[Ss]ensei)\b`),
}

var (
	titled    = regexp.MustCompile(`(?:` + title + `)+$`)
	manner    = regexp.MustCompile(`[多同仕模有異一]様`) // where 様 is no form of address
	particles = regexp.MustCompile(`^[はがのとにをでもへや]`)
)

// foreigner is a given name in katakana, with others after it.
var foreigner = regexp.MustCompile(`(?:^|[^\p{Katakana}ー・])((?:` + strings.Join(list("given_names"), "|") + `)(?:[・=][\p{Katakana}ー]{2,12}){1,3})`)

// name is what is hidden wherever it stands.
type name struct{ words, kind string }

// namesIn lists the names that forms of address give away in a folded text, the companies that their legal form does, and the known names
// with their parts; the longest first.
func namesIn(folded string, known []string) []name {
	var names []name
	add := func(words, kind string, least int) {
		if words = strings.Join(strings.Fields(words), " "); utf8.RuneCountInString(words) >= least {
			names = append(names, name{words, kind})
		}
	}
	parts := func(words string) {
		for _, part := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '・' || r == '=' }) {
			add(part, person, 2)
		}
	}
	for _, words := range known {
		words, _ = legible(words)
		add(words, person, 1)
		for _, joint := range []string{"", "・", " "} {
			add(joints.ReplaceAllString(words, joint), person, 1)
		}
		parts(words)
	}
	for _, found := range foreigner.FindAllStringSubmatch(folded, -1) {
		add(found[1], person, 2)
		parts(found[1])
	}
	for _, words := range companiesIn(folded) {
		add(words, company, 2)
	}
	none := list("not_names")
	for _, pattern := range addressed {
		for _, found := range pattern.FindAllStringSubmatch(folded, -1) {
			words := titled.ReplaceAllString(found[1], "")
			if r, _ := utf8.DecodeRuneInString(words); utf8.RuneCountInString(words) > 2 && 'ぁ' <= r && r <= 'ん' {
				words = particles.ReplaceAllString(words, "")
			}
			if slices.Contains(none, words) || manner.MatchString(found[0]) {
				continue
			}
			if utf8.RuneCountInString(words) == 1 { // alone it would be in many words
				words = found[0]
			}
			add(words, person, 2)
			if strings.ContainsAny(words, "・=") {
				parts(words)
			}
		}
	}
	return longestFirst(names)
}

var joints = regexp.MustCompile(`[ ・=]`)

func longestFirst(names []name) []name {
	slices.SortStableFunc(names, func(a, b name) int { return cmp.Or(len(b.words)-len(a.words), strings.Compare(a.words, b.words)) })
	return slices.CompactFunc(names, func(a, b name) bool { return a.words == b.words })
}

// list reads one of our lists of words; a language without one has an empty list.
func list(name string) []string {
	text, err := files.ReadFile("lists/" + name + ".txt")
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}
