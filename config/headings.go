package config

import (
	_ "embed"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

//go:embed spellings.yaml
var spellingsFile []byte

// spellings are how people write headings, and some of what stands below them.
var spellings = readSpellings()

type spelled struct {
	People    map[string][]string `yaml:"people"`
	Sessions  map[string][]string `yaml:"sessions"`
	Yes       []string            `yaml:"yes"`
	No        []string            `yaml:"no"`
	Languages map[string][]string `yaml:"languages"`
	Example   []string            `yaml:"example"`
	Eras      map[string]int      `yaml:"eras"`
}

func readSpellings() (s spelled) {
	if err := yaml.Unmarshal(spellingsFile, &s); err != nil {
		panic(err)
	}
	return s
}

// ListKind is what a list is of.
type ListKind string

// The kinds.
const (
	PeopleList   ListKind = "people"
	SessionsList ListKind = "sessions"
)

// columnsOf are the spellings of a kind's headings, by column, and which columns such a list cannot do without one of.
func (k ListKind) columns() (spelt map[string][]string, needed []string) {
	if k == SessionsList {
		return spellings.Sessions, []string{"theme"}
	}
	return spellings.People, []string{"user", "email"}
}

// mostAbove is how many rows of titles and remarks may stand above the headings.
const mostAbove = 30

// heading is the row of a table that names its columns.
type heading struct {
	line    int
	columns []string // by place; empty: nobody knows it, or it stands there twice
	ignored []string // as they are written
	known   int
}

// KindOf guesses from the headings of a file of what it is a list. Without any that are known it is none.
func KindOf(data []byte) ListKind {
	d := &document{}
	best, kind := 0, ListKind("")
	for _, t := range d.tables(data) {
		for _, k := range []ListKind{PeopleList, SessionsList} {
			if found := k.headingOf(t); found.known > best && found.complete(k) {
				best, kind = found.known, k
			}
		}
	}
	return kind
}

// headed finds, among the tables that a file may hold, the first with the most headings that are known, and goes to the row below them.
func (d *document) headed(all []*table, kind ListKind) (*table, heading, bool) {
	var best heading
	var found *table
	for _, t := range all {
		h := kind.headingOf(t)
		if found == nil || h.known > best.known {
			best, found = h, t
		}
		if t.exact { // what divides its columns is not to be guessed
			break
		}
	}
	if found == nil {
		return nil, best, false
	}
	if best.known == 0 {
		d.withoutHeadings(found, kind)
		return nil, best, false
	}
	for {
		row, err := found.read()
		if err != nil || row.line == best.line {
			return found, best, d.goodHeadings(found, best, row, kind)
		}
	}
}

func (d *document) withoutHeadings(t *table, kind ListKind) {
	row, err := t.next()
	switch {
	case err != nil && len(t.ahead) == 0 && kind == PeopleList:
		d.problem(1, "people_empty", "Columns", strings.Join(peopleColumns, ","))
		d.rowProblem(err)
	default:
		d.problem(max(row.line, 1), "headings_missing_"+string(kind))
	}
}

// goodHeadings reports whether a list can be read by its headings, and says what is wrong with them.
func (d *document) goodHeadings(t *table, h heading, row tableRow, kind ListKind) bool {
	before := len(d.problems)
	seen, twice := map[string]bool{}, map[string]bool{}
	for i, cell := range row.cells {
		column := kind.column(cell)
		key := column == "email" || t.exact || column != "" && twice[letters(plain(cell))]
		twice[letters(plain(cell))] = true
		switch {
		case column == "" && t.exact:
			d.problem(h.line, "unknown_column", "Column", clip(cell), "Columns", strings.Join(peopleColumns, ", "))
			return false
		case column == "":
			near := kind.misspelt(cell)
			if near != "" && !slices.Contains(h.columns, kind.column(near)) { // a second one of a kind is no mistake
				d.problem(h.line, "column_misspelt", "Column", clip(cell), "Nearest", near)
			}
		case seen[column] && key:
			d.problem(h.line, "column_twice", "Column", clip(row.cells[i]))
			return false
		}
		seen[column] = true
	}
	if !h.complete(kind) {
		switch {
		case kind == SessionsList:
			d.problem(h.line, "sessions_without_theme")
		case programs(row):
			d.problem(h.line, "people_without_user")
		default:
			d.problem(h.line, "people_without_key")
		}
	}
	return len(d.problems) == before
}

// programs reports whether headings are written as programs write them.
func programs(row tableRow) bool {
	for _, cell := range row.cells {
		if !slices.Contains(peopleColumns, cell) {
			return false
		}
	}
	return true
}

// complete reports whether the headings have what the kind needs.
func (h heading) complete(kind ListKind) bool {
	_, needed := kind.columns()
	return slices.ContainsFunc(needed, func(column string) bool { return slices.Contains(h.columns, column) })
}

// headingOf finds the row among the first ones in which most headings are known.
func (k ListKind) headingOf(t *table) (best heading) {
	for _, row := range t.peek(mostAbove) {
		if h := k.read(row); h.known > best.known {
			best = h
		}
	}
	return best
}

// read reads a row as headings. Of two that name the same column the one counts that does so more clearly.
func (k ListKind) read(row tableRow) heading {
	h := heading{line: row.line, columns: make([]string, len(row.cells))}
	at, ranks := map[string]int{}, map[string]int{}
	for i, cell := range row.cells {
		column, rank := k.ranked(cell)
		if column == "" {
			continue
		}
		before, taken := at[column]
		if taken && ranks[column] <= rank {
			continue
		}
		if taken {
			h.columns[before] = ""
		} else {
			h.known++
		}
		h.columns[i], at[column], ranks[column] = column, i, rank
	}
	for i, cell := range row.cells {
		if h.columns[i] == "" && plain(cell) != "" {
			h.ignored = append(h.ignored, clip(cell))
		}
	}
	return h
}

// said is what a row says in the columns that are known, by column, without those that are empty.
func (h heading) said(row tableRow) map[string]string {
	said := map[string]string{}
	for i, cell := range row.cells[:min(len(row.cells), len(h.columns))] {
		if h.columns[i] != "" && plain(cell) != "" {
			said[h.columns[i]] = strings.TrimSpace(cell)
		}
	}
	return said
}

// column is which column a heading names; nothing if nobody knows it.
func (k ListKind) column(text string) string {
	column, _ := k.ranked(text)
	return column
}

// ranked is which column a heading names, and how clearly: 0 is clearest.
func (k ListKind) ranked(text string) (string, int) {
	spelt, _ := k.columns()
	for _, name := range []string{letters(plain(text)), bare(text)} { // a remark may say what it is: 時間（分）
		if name == "" {
			continue
		}
		for column, all := range spelt {
			if rank := slices.Index(all, name); rank >= 0 {
				return column, rank
			}
		}
	}
	return "", 0
}

// misspelt is the spelling of which a heading is most likely a mistyped one. Short words are too near to each other to tell.
func (k ListKind) misspelt(text string) string {
	text = bare(text)
	least := 4 // of Japanese letters
	if strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		least = 5
	}
	if utf8.RuneCountInString(text) < least {
		return ""
	}
	spelt, _ := k.columns()
	var long []string // the ones that are long enough
	for _, column := range slices.Sorted(maps.Keys(spelt)) {
		for _, one := range spelt[column] {
			if utf8.RuneCountInString(one) >= least {
				long = append(long, one)
			}
		}
	}
	near := Nearest(text, long)
	if near == "" || distance(text, near) > 1 && (least == 4 || distance(text, near) > 2) {
		return ""
	}
	return near
}

// remark is what stands in brackets.
var remark = regexp.MustCompile(`[(\[【〔][^)\]】〕]*[)\]】〕]`)

// bare is a heading without what people put around it: signs, spaces, and remarks in brackets.
func bare(text string) string { return letters(remark.ReplaceAllString(plain(text), "")) }

// letters leaves of a text what is a letter or a digit.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// plain is text as people mean it: full-width letters and digits like others, and nothing around it that is not seen.
func plain(text string) string {
	ascii := true
	for i := range len(text) {
		ascii = ascii && text[i] < utf8.RuneSelf
	}
	if !ascii {
		text = norm.NFKC.String(strings.ToValidUTF8(text, "\ufffd"))
	}
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' || r == '\u200e' || r == '\u200f' || r == '\u2060'
	})
}
