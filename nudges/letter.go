package nudges

import (
	"iter"
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
	for r, words := range quoted(slices.All(y.Reflections), tells) {
		if l.First = append(l.First, journey.Note{Day: r.Written, Words: words}); len(l.First) == mostFirst {
			break
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
	says := func(r cohort.Reflection) string {
		if aim == cohort.Will {
			return r.Will
		}
		return r.Can
	}
	for _, words := range quoted(slices.All(y.Reflections), says) {
		c.Then = words
		break
	}
	for _, words := range quoted(slices.Backward(y.Reflections), says) {
		c.Now = words
		break
	}
	if c.Now == c.Then { // said once, or always: it holds
		c.Then = ""
	}
	return c
}

// tells is what a reflection tells of, beside what somebody can and wants.
func tells(r cohort.Reflection) string {
	return strings.Join(spoken(r.Note, r.Happened, r.Noticed), "\n")
}

// quoted goes through the reflections that say something, as long as Ippo may quote them. Each is looked at only when it is reached: that
// takes time, and there may be thousands.
func quoted(all iter.Seq2[int, cohort.Reflection], says func(cohort.Reflection) string) iter.Seq2[cohort.Reflection, string] {
	return func(yield func(cohort.Reflection, string) bool) {
		for _, r := range all {
			if words := strings.TrimSpace(says(r)); words != "" && care.MayQuote(r.Words()) && !yield(r, words) {
				return
			}
		}
	}
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
