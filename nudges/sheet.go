package nudges

import (
	"fmt"
	"slices"
	"strings"

	"ippo/cohort"
	"ippo/journey"
	"ippo/locale"
	"ippo/storage"
)

// SheetItem is something that somebody may tick for their sheet.
type SheetItem struct{ ID, Words string }

// SheetItems are what somebody wrote and did that may stand in their sheet, the newest first; what is said twice, once.
type SheetItems struct{ Can, Will, Tried, Next []SheetItem }

// mostLines of one list are looked for: more than a form can hold.
const mostLines = 100

// Items are what may be ticked for the sheet.
func (y OwnYear) Items(tx *storage.Tx, w *locale.Words) (s SheetItems, err error) {
	list, err := quotableAims(tx, y.Person.ID)
	if err != nil {
		return s, err
	}
	for _, entry := range cohort.Listed(list, cohort.Can) {
		s.Can = addLines(s.Can, entry.ID, entry.Words)
	}
	for _, entry := range cohort.Listed(list, cohort.Will) {
		s.Will = addLines(s.Will, entry.ID, entry.Words)
	}
	wanted := func(r cohort.Reflection) string { // what there is still room for
		words := ""
		if len(s.Can) < mostLines {
			words = r.Can
		}
		if len(s.Will) < mostLines {
			words += r.Will
		}
		return words
	}
	for r := range quoted(slices.Backward(y.Reflections), wanted) {
		s.Can = addLines(s.Can, r.ID, r.Can)
		s.Will = addLines(s.Will, r.ID, r.Will)
	}
	library, err := LibraryOf(tx, y.Cohort.ID)
	if err != nil {
		return s, err
	}
	for _, o := range slices.Backward(y.Offers) {
		step := library.said(w, o)
		switch o.Answer {
		case cohort.Done, cohort.Partly:
			s.Tried = addLines(s.Tried, o.ID, step.Did)
		case cohort.Trying:
			s.Next = addLines(s.Next, o.ID, quotablePlan(o, step))
		}
	}
	return s, nil
}

// addLines adds each line of a text that is new as an item.
func addLines(items []SheetItem, id, text string) []SheetItem {
	for i, line := range SheetLines(text) {
		if !slices.ContainsFunc(items, func(other SheetItem) bool { return other.Words == line }) {
			items = append(items, SheetItem{fmt.Sprintf("%s.%d", id, i), line})
		}
	}
	return items
}

// SheetLines are the lines of a text that say something, without what marks them as items of a list.
func SheetLines(text string) (lines []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "・•*-–"))
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// sheetFile is a draft as it becomes a file.
func sheetFile(s cohort.Sheet) journey.Sheet {
	return journey.Sheet{
		Can: SheetLines(s.Can), Will: SheetLines(s.Will), Tried: SheetLines(s.Tried), Next: SheetLines(s.Next), Ask: SheetLines(s.Ask),
	}
}
