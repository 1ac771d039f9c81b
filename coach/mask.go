package coach

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"ippo/locale"
)

// mask hides what leads to somebody, and puts it back. It serves one question.
type mask struct {
	names  []name
	labels map[string]string // by kind
	marks  map[string]string // by what is hidden
	hidden map[string]string // by mark
	counts map[string]int
	all    string // all texts: a mark is none that stands there already
	shape  *regexp.Regexp
}

func newMask(words *locale.Words, known []string, texts ...string) *mask {
	m := &mask{labels: map[string]string{}, marks: map[string]string{}, hidden: map[string]string{}, counts: map[string]int{}, all: strings.Join(texts, "\n")}
	var any []string
	for _, kind := range []string{person, contact, link, place, company} {
		m.labels[kind] = words.Say("coach.mask." + kind)
		any = append(any, regexp.QuoteMeta(m.labels[kind]))
	}
	m.shape = regexp.MustCompile(`\[(?:` + strings.Join(any, "|") + `)\s*[0-9]+\]`)
	m.names = namesIn(m.bared(m.all), known)
	for masked := m.all; ; { // what was hidden may give away what stands beside it
		next := m.once(masked)
		if next == masked {
			return m
		}
		masked = next
		m.names = longestFirst(append(m.names, namesIn(m.bared(masked), nil)...))
	}
}

// bared is a legible text in which marks show nothing, so that none is ever masked itself.
func (m *mask) bared(text string) string {
	folded, _ := legible(text)
	return m.blank(folded)
}

func (m *mask) blank(folded string) string {
	return m.shape.ReplaceAllStringFunc(folded, func(mark string) string { return strings.Repeat("\n", utf8.RuneCountInString(mark)) })
}

// hide masks one text. To hide what is hidden already changes nothing.
func (m *mask) hide(text string) string {
	for {
		masked := m.once(text)
		if masked == text {
			return masked
		}
		text = masked
	}
}

func (m *mask) once(text string) string {
	folded, at := legible(text)
	runes, masked, last := []rune(text), strings.Builder{}, 0
	for _, s := range placed(spans(m.blank(folded), m.names), at) {
		masked.WriteString(string(runes[last:s.from]))
		masked.WriteString(m.mark(s.kind, string(runes[s.from:s.to])))
		last = s.to
	}
	if last == 0 {
		return text
	}
	masked.WriteString(string(runes[last:]))
	return masked.String()
}

func (m *mask) hideAll(texts []string) []string {
	masked := make([]string, len(texts))
	for i, text := range texts {
		masked[i] = m.hide(text)
	}
	return masked
}

// mark is the same for the same words.
func (m *mask) mark(kind, words string) string {
	if mark := m.marks[words]; mark != "" {
		return mark
	}
	for {
		m.counts[kind]++
		mark := fmt.Sprintf("[%s%d]", m.labels[kind], m.counts[kind])
		if !strings.Contains(m.all, mark) {
			m.marks[words], m.hidden[mark] = mark, words
			return mark
		}
	}
}

// show puts back what was hidden. It reports whether the text holds no mark that is not ours.
func (m *mask) show(text string) (string, bool) {
	known := true
	shown := m.shape.ReplaceAllStringFunc(text, func(mark string) string {
		if words, ours := m.hidden[mark]; ours {
			return words
		}
		known = known && strings.Contains(m.all, mark)
		return mark
	})
	return shown, known
}
