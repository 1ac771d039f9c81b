package rehearsal

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"ippo/chat"
	"ippo/locale"
	"ippo/nudges"
)

// mostNamed are the people who are named beside a message; of more, it is told how many more there are.
const mostNamed = 5

// WriteText writes the year to be read: day by day, each message with its local time and whom it goes to.
// Of the steps that come in the same hour, which differ from person to person, one stands for all unless all are wanted.
func (y Year) WriteText(out io.Writer, w *locale.Words, name func(string) string, all bool) error {
	buffered := bufio.NewWriter(out)
	day := ""
	entries := y.Entries(name)
	others := map[int]int{} // of an entry, how many people get a step of their own besides
	if !all {
		entries, others = oneStepAnHour(entries)
	}
	for i, e := range entries {
		at := e.At.In(y.zone)
		if today := w.Say("rehearse.day", "Year", at.Year(), "Day", w.Day(at)); today != day {
			day = today
			fmt.Fprintf(buffered, "%s\n\n", day)
		}
		fmt.Fprintf(buffered, "%s\n%s\n", e.headline(w, name), indented(chat.Plain(e.Lines)))
		if others[i] > 0 {
			fmt.Fprintln(buffered, indented(w.Say("rehearse.others", "Count", others[i])))
		}
		fmt.Fprintln(buffered)
	}
	return buffered.Flush()
}

// oneStepAnHour leaves one step of each hour, by the clock of whom it is for, and counts who gets another.
func oneStepAnHour(all []Entry) (kept []Entry, others map[int]int) {
	others = map[int]int{}
	first := map[string]int{}
	for _, e := range all {
		hour := e.At.Format("2006-01-02T15") + e.Zone
		at, known := first[hour]
		switch {
		case e.Kind != nudges.KindNudge:
		case known:
			others[at] += len(e.All)
			continue
		default:
			first[hour] = len(kept)
		}
		kept = append(kept, e)
	}
	return kept, others
}

// headline says when a message comes, to whom, and what it is.
func (e Entry) headline(w *locale.Words, name func(string) string) string {
	return w.Say("rehearse.headline", "When", w.When(e.At), "Zone", w.Zone(e.Zone), "Who", e.who(w, name), "Kind", w.Say("kinds."+e.Kind))
}

func (e Entry) who(w *locale.Words, name func(string) string) string {
	switch e.Place {
	case ToChannel:
		return w.Say("rehearse.channel", "Channel", name(e.To))
	case ToRoom:
		return w.Say("rehearse.room", "Who", named(w, e.Members, name))
	}
	return named(w, e.All, name)
}

// named lists some of those people, and how many more there are.
func named(w *locale.Words, people []string, name func(string) string) string {
	names := make([]string, 0, mostNamed)
	for _, person := range people[:min(len(people), mostNamed)] {
		names = append(names, name(person))
	}
	if more := len(people) - len(names); more > 0 {
		return w.Say("rehearse.and_people", "Names", w.List(names), "Count", more)
	}
	return w.List(names)
}

func indented(text string) string { return "    " + strings.ReplaceAll(text, "\n", "\n    ") }
