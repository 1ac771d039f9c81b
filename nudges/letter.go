package nudges

import (
	"slices"
	"strings"

	"ippo/care"
	"ippo/cohort"
	"ippo/journey"
	"ippo/locale"
	"ippo/storage"
)

// mostFirst is how many of somebody's first words stand in their letter.
const mostFirst = 3

// Letter is the letter of a year, from its person's own words. The draft are paragraphs around them that a coach may have written; without
// one the words stand by themselves.
func (y OwnYear) Letter(tx *storage.Tx, w *locale.Words, draft []string) (journey.Letter, error) {
	l := journey.Letter{
		Cohort: y.Cohort.Name, Zone: y.Year.Zone, From: y.Year.From, Until: y.Year.Until, Opening: draft, SoFar: !y.Over,
		Steps: slices.Clone(y.Year.Steps),
	}
	var err error
	if l.Can, l.Will, err = y.changes(tx); err != nil {
		return l, err
	}
	for _, r := range y.Quotable {
		words := strings.TrimSpace(strings.Join(spoken(r.Note, r.Happened, r.Noticed), "\n"))
		if words != "" && len(l.First) < mostFirst {
			l.First = append(l.First, journey.Note{Day: r.Written, Words: words})
		}
	}
	if l.Turning, err = turnsOf(tx, w, y.Person.ID); err != nil {
		return l, err
	}
	l.Next = spoken(l.Will.Now)
	for _, o := range y.Offers {
		if o.Answer != cohort.Trying {
			continue
		}
		step, err := StepOf(tx, w, o)
		if err != nil {
			return l, err
		}
		l.Next = append(l.Next, spoken(quotablePlan(o, step))...)
	}
	return l, nil
}

// changes are the lists of what somebody can and wants: as they were when the first month ended, if anything has changed since, and as they
// are now. Where nothing was ever written into a list, their reflections tell it.
func (y OwnYear) changes(tx *storage.Tx) (can, will journey.Change, err error) {
	list, err := quotableAims(tx, y.Person.ID)
	if err != nil {
		return can, will, err
	}
	first, err := tx.FirstWords(y.Person.ID)
	if err != nil {
		return can, will, err
	}
	difference := cohort.Difference(list, cohort.FirstMonthEnd(first, y.Person.Location()), y.now)
	of := func(aim cohort.Aim) journey.Change {
		if !slices.ContainsFunc(list, func(item cohort.Entry) bool { return item.Aim == aim }) {
			return y.change(aim)
		}
		if difference.Empty() { // there is no then to set beside it
			return journey.Change{Now: linesIn(cohort.Listed(list, aim), aim)}
		}
		c := journey.Change{Now: linesIn(slices.Concat(difference.Stayed, difference.New), aim)}
		if linesIn(slices.Concat(difference.LetGo, difference.New), aim) != "" {
			c.Then = linesIn(slices.Concat(difference.Stayed, difference.LetGo), aim)
		}
		return c
	}
	return of(cohort.Can), of(cohort.Will), nil
}

// quotableAims are the lines of somebody's lists that may be quoted without being asked for.
func quotableAims(tx *storage.Tx, person string) ([]cohort.Entry, error) {
	list, err := tx.Aims(person)
	return care.Quotable(list, func(e cohort.Entry) string { return e.Words }), err
}

// quotablePlan is a plan's words, or what the step says where they are not to be quoted.
func quotablePlan(o cohort.Offer, step Said) string {
	return firstOf(append(care.Quotable([]string{o.Plan}, func(plan string) string { return plan }), step.Do)...)
}

// linesIn are the lines of one aim, one below the other.
func linesIn(items []cohort.Entry, aim cohort.Aim) string {
	var lines []string
	for _, item := range items {
		if item.Aim == aim {
			lines = append(lines, item.Words)
		}
	}
	return strings.Join(lines, "\n")
}

// change is what somebody's reflections say of what they can or want: at first, and of late.
func (y OwnYear) change(aim cohort.Aim) (c journey.Change) {
	for _, r := range y.Quotable {
		words := strings.TrimSpace(r.Can)
		if aim == cohort.Will {
			words = strings.TrimSpace(r.Will)
		}
		switch {
		case words == "":
		case c.Then == "":
			c.Then = words
		default:
			c.Now = words
		}
	}
	if c.Now == c.Then {
		c.Now = ""
	}
	if c.Now == "" { // said once: it holds
		c.Then, c.Now = "", c.Then
	}
	return c
}

// spoken are the texts that say something.
func spoken(texts ...string) (all []string) {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			all = append(all, text)
		}
	}
	return all
}
