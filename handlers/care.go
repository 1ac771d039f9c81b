package handlers

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
)

// withCare puts a calm message before an answer if what somebody has just written may be a cry for help. It comes with the answer, to
// that person alone, whatever became of what they did; nothing of it is kept, logged, counted or told. An event that is repeated gets it
// again: twice is better than not at all.
func (h *Handler) withCare(r *request, reply chat.Reply) chat.Reply {
	if !slices.ContainsFunc(written(r.ev), care.InNeed) {
		return reply
	}
	helpers := h.helpersFor(r)
	blocks := helpers.blocks()
	switch {
	case len(reply.Problems) > 0:
		problems := maps.Clone(reply.Problems)
		first := slices.Min(slices.Collect(maps.Keys(problems)))
		problems[first] = helpers.inShort() + "\n" + problems[first]
		reply.Problems = problems
	case reply.Form != nil:
		form := *reply.Form
		form.Blocks = before(form.Blocks, blocks)
		reply.Form = &form
		reply.Unopened = helpers.beforeMessage(reply.Unopened)
	case r.ev.Kind == chat.Submit: // it would close without a word
		reply.Form = &chat.Form{Title: helpers.words.Say("care.title"), Close: helpers.words.Say("care.close"), Blocks: blocks}
	case reply.Say != nil:
		reply.Say = helpers.beforeMessage(reply.Say)
	default:
		reply.Say = &chat.Message{Summary: helpers.words.Say("care.summary"), Blocks: blocks}
	}
	return reply
}

// written is what somebody wrote freely in an event; what they chose is none of it.
func written(ev chat.Event) []string {
	switch ev.Kind {
	case chat.Command, chat.Mention, chat.Direct:
		return []string{ev.Text}
	case chat.Changed:
		return []string{ev.Text, ev.Now}
	case chat.Submit:
		var all []string
		for _, input := range ev.Typed {
			all = append(all, ev.Values[input]...)
		}
		return all
	}
	return nil
}

// helpers are whom somebody can turn to, in the words to tell it.
type helpers struct {
	words     *locale.Words
	contact   string
	lines     []cohort.HelpLine
	emergency string
}

// helpersFor finds whom somebody can turn to where they are. If the database cannot be read, the language they wrote in decides.
func (h *Handler) helpersFor(r *request) helpers {
	words := h.wordsFor(r)
	c, known := r.who.caring()
	place := cmp.Or(cohort.Country(r.who.person.Zone), cohort.Country(c.Zone))
	if !known && r.who.person.Zone == "" {
		words, place = locale.In("en"), ""
		if slices.ContainsFunc(written(r.ev), isJapanese) {
			words, place = locale.In("ja"), "JP"
		}
	}
	here := care.In(place)
	all := helpers{words, c.Care.Contact, here.For(words.Language()), here.Emergency}
	if len(c.Care.Lines) > 0 {
		all.lines = c.Care.Lines
		if place != cohort.Country(c.Zone) { // a number of one country is often of no use in another
			all.lines = append(slices.Clone(c.Care.Lines), here.For(words.Language())[0])
		}
	}
	all.lines = onceEach(all.lines)
	return all
}

// onceEach are lines without those whose number, or else address, stands among them already.
func onceEach(lines []cohort.HelpLine) (once []cohort.HelpLine) {
	for _, line := range lines {
		if !slices.ContainsFunc(once, func(other cohort.HelpLine) bool {
			return digits(other.Phone) == digits(line.Phone) && (line.Phone != "" || other.URL == line.URL)
		}) {
			once = append(once, line)
		}
	}
	return once
}

// digits are what is dialled of a number.
func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, phone)
}

// caring is the cohort whose organisers say whom the actor can turn to: of those that concern them, the first that names anybody.
// Without such a one it is the first. To a stranger any cohort is of use: the contact is the organisation's.
func (a actor) caring() (cohort.Cohort, bool) {
	near := slices.Concat(a.member, a.organizes, a.all)
	for _, c := range near {
		if c.Care.Named() {
			return c, true
		}
	}
	if len(near) == 0 {
		return cohort.Cohort{}, false
	}
	return near[0], true
}

func isJapanese(words string) bool {
	return strings.ContainsFunc(words, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) })
}

func (h helpers) blocks() []chat.Block {
	var people []string
	var links chat.Buttons
	if h.contact != "" {
		people = append(people, h.words.Say("care.contact", "Contact", h.contact))
	}
	for _, line := range h.lines {
		if line.Phone != "" {
			people = append(people, h.line(line))
		}
		if line.URL != "" {
			// A press on a link comes back; this action does not tell it from that on a session's.
			links = append(links, chat.Button{Action: nudges.ActionJoin, Label: h.linkLabel(line), URL: line.URL})
		}
	}
	blocks := []chat.Block{chat.Text(h.words.Say("care.heard"))}
	if len(people) > 0 {
		blocks = append(blocks, chat.Text(h.words.Say("care.whom")+"\n"+strings.Join(people, "\n")))
	}
	danger := h.words.Say("care.danger_anywhere")
	if h.emergency != "" {
		danger = h.words.Say("care.danger", "Numbers", h.emergency)
	}
	blocks = append(blocks, chat.Text(danger))
	if len(links) > 0 {
		blocks = append(blocks, links)
	}
	return append(blocks, chat.Context(h.words.Say("care.private")))
}

// line is a help line as one reads it out, with when it answers. Of one that does not say so it is said that it may not answer just now.
func (h helpers) line(line cohort.HelpLine) string {
	if line.Phone == "" {
		return line.Name
	}
	return h.words.Say("care.line", "Name", line.Name, "Phone", line.Phone, "Hours", cmp.Or(line.Hours, h.words.Say("care.hours_vary")))
}

// linkLabel names a link after the line to which it belongs. A name that fills a button stands alone on it.
func (h helpers) linkLabel(line cohort.HelpLine) string {
	if line.Phone == "" {
		return line.Name
	}
	if label := h.words.Say("care.site", "Name", line.Name); chat.Length(label) <= chat.LongestLabel {
		return label
	}
	return line.Name
}

// inShort is what fits beside a problem of a form.
func (h helpers) inShort() string {
	first := h.contact
	if first == "" {
		first = h.line(h.lines[0])
		if h.lines[0].Phone == "" {
			first += " " + h.lines[0].URL
		}
	}
	return h.words.Say("care.short", "Contact", first)
}

// beforeMessage puts the blocks above a message. What a notification shows of it stays as it was: others may see that.
func (h helpers) beforeMessage(m *chat.Message) *chat.Message {
	if m == nil {
		return nil
	}
	with := *m
	with.Blocks = before(m.Blocks, h.blocks())
	return &with
}

func before(blocks, first []chat.Block) []chat.Block {
	if len(blocks) == 0 {
		return first
	}
	return slices.Concat(first, []chat.Block{chat.Divider{}}, blocks)
}
