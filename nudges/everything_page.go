package nudges

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ippo/journey"
	"ippo/storage"
)

// everythingOrder is the order in which everything stands on its page: what somebody wrote first. What is not named follows.
var everythingOrder = []string{
	"reflections", "stories", "turns", "aims", "sheets", "offers", "questions", "feedback", "attendance", "participants", "wishes", "refusals", "circles", "circle_members",
	"circle_votes", "meeting_votes", "cheers", "answers", "enquiries", "announcements", "people", "deliveries",
}

// HTML is everything to be read by its person: one page that needs nothing else.
func (e Everything) HTML() string {
	names := slices.Clone(everythingOrder)
	for _, name := range slices.Sorted(maps.Keys(e.Data)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	page := journey.Everything{Zone: e.zone, Made: e.Made}
	for _, name := range names {
		part := journey.Part{Heading: e.called("table", name)}
		for _, row := range e.Data[name] {
			part.Entries = append(part.Entries, e.entry(row))
		}
		page.Parts = append(page.Parts, part)
	}
	return string(page.HTML(e.words))
}

// entry is one row, fact by fact. Ids that say nothing to a reader are left out.
func (e Everything) entry(row storage.Row) (facts journey.Entry) {
	add := func(label, text string) {
		if text != "" {
			facts = append(facts, journey.Fact{Label: e.called("field", label), Words: text})
		}
	}
	for _, column := range slices.Sorted(maps.Keys(row)) {
		switch v := row[column].(type) {
		case map[string]any:
			for _, part := range slices.Sorted(maps.Keys(v)) {
				add(part, e.ofWords(part, said(v[part])))
			}
		case time.Time:
			add(column, e.words.WhenOf(v.In(e.zone), time.Time{}))
		default:
			add(column, e.named(column, said(v), row))
		}
	}
	return facts
}

// named says an id in words, as far as it means anything.
func (e Everything) named(column, text string, row storage.Row) string {
	switch column {
	case "cohort_id":
		return e.Cohorts[text]
	case "session_id", "session":
		return e.Sessions[text]
	case "step":
		id, _ := row["id"].(string)
		return e.Steps[id]
	case "id", "announcement_id", "circle_id", "meeting_id", "offer_id", "subject", "asks", "instead", "told", "story", "source":
		return ""
	case "kind":
		return e.worded("kinds."+text, text)
	}
	return e.worded("data.value."+text, text)
}

// ofWords says a part of what somebody wrote: what they chose in words, and ids by what they name.
func (e Everything) ofWords(part, text string) string {
	if name := cmp.Or(e.Sessions[text], e.Cohorts[text]); name != "" {
		return name
	}
	return e.worded("held."+part+"_"+text, text)
}

// worded is a sentence, or a text where there is none.
func (e Everything) worded(key, text string) string {
	if e.words.Has(key) {
		return e.words.Say(key)
	}
	return text
}

// said is a value as text.
func said(v any) string {
	switch v := v.(type) {
	case json.RawMessage:
		return strings.NewReplacer(`[`, "", `]`, "", `"`, "", `,`, ", ").Replace(string(v))
	case float64:
		return fmt.Sprintf("%g", v)
	}
	return fmt.Sprint(v)
}

// called is what a table or column is called; its own name if it has no other.
func (e Everything) called(kind, name string) string {
	return e.worded("data."+kind+"."+name, strings.ReplaceAll(name, "_", " "))
}
