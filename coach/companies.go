package coach

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const trading = `[\p{Han}々ヶ\p{Katakana}ー\p{Latin}0-9&・.'-]{1,20}`

var (
	legalForm = regexp.MustCompile(`株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|(?:一般|公益)?(?:社団|財団)法人|(?:特定非営利活動|(?:認定)?NPO|学校|医療|社会福祉)法人|\((?:株|有)\)|[㈱㈲]`)
	before    = regexp.MustCompile(trading + ` ?$`)
	after     = regexp.MustCompile(`^ ?(?:(` + trading + `(?: \p{Lu}` + trading + `){0,2})|([ぁ-ん]{3,8}?)(?:[はがをにでとへのも、。」\s]|$))`)
	noName    = regexp.MustCompile(`^(?:[にでとはがをのもやかだな].*|設立|化|制度?|法|方式|形態|間|経営|運営|等|勤務|側|入社|就職|転職|退職|本社|社員|職員|向け|説明会.*)$`)

	incorporated = regexp.MustCompile(`\b((?:\p{Lu}[\p{Latin}0-9&'-]*,? (?:& |and |of )?){1,4})(?:Incorporated|Inc|Corporation|Corp|Co\.,? ?Ltd|Ltd|LLC|LLP|PLC|GmbH|K\.K)\b\.?`)
	beginning    = regexp.MustCompile(`^(?:(?:At|In|The|When|From|With|For|And|But|My|Our|We|I|On|Then|After|Before|Since|By|To|Of|As) )+`)
)

// companiesIn lists the companies that their legal form gives away in a folded text: with it, and their names alone.
func companiesIn(folded string) (names []string) {
	add := func(whole string, parts ...string) {
		for _, name := range append([]string{whole}, parts...) {
			if name = strings.Trim(name, " ,・-"); utf8.RuneCountInString(name) > 1 {
				names = append(names, name)
			}
		}
	}
	for _, at := range legalForm.FindAllStringIndex(folded, -1) {
		form := folded[at[0]:at[1]]
		first, then := before.FindString(folded[startOf(folded, at[0]):at[0]]), ""
		if found := after.FindStringSubmatch(folded[at[1]:]); found != nil && !noName.MatchString(found[1]+found[2]) {
			then = found[1] + found[2]
		}
		if form == "(有)" { // behind a word it says that there is some
			first = ""
		}
		if first+then == "" {
			continue
		}
		if gap := strings.HasPrefix(folded[at[1]:], " "); gap && then != "" {
			then = " " + then
		}
		add(first+form+then, first, then)
	}
	for _, found := range incorporated.FindAllStringSubmatch(folded, -1) {
		if name := beginning.ReplaceAllString(found[1], ""); name != "" {
			add(beginning.ReplaceAllString(found[0], ""), name)
		}
	}
	return names
}

// startOf is where a name may begin at the earliest that ends here: no name is that long.
func startOf(folded string, end int) int {
	from := max(0, end-100)
	for !utf8.RuneStart(folded[from]) {
		from++
	}
	return from
}
