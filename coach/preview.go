package coach

import (
	"slices"

	"ippo/locale"
)

// Sent is what leaves with a question, word for word as it leaves, besides our own prompt: to be shown before.
type Sent struct {
	Step, Plan string
	Notes      []string
	Choices    []string // steps to choose from
	Year       Year
}

// InterestsSent is what Interests sends.
func (c *Coach) InterestsSent(words *locale.Words, notes []string) Sent {
	notes = someOf(notes)
	return Sent{Notes: newMask(words, c.hides(), notes...).hideAll(notes)}
}

// PlanSent is what Plan sends.
func (c *Coach) PlanSent(words *locale.Words, step, plan string) Sent {
	hidden := newMask(words, c.hides(), step, plan)
	return Sent{Step: hidden.hide(step), Plan: hidden.hide(plan)}
}

// StepSent is what Step sends.
func (c *Coach) StepSent(words *locale.Words, notes []string, choices []Choice) Sent {
	notes = someOf(notes)
	_, texts := distinct(choices)
	hidden := newMask(words, c.hides(), slices.Concat(notes, texts)...)
	return Sent{Notes: hidden.hideAll(notes), Choices: hidden.hideAll(texts)}
}

// LetterSent is what Letter sends.
func (c *Coach) LetterSent(words *locale.Words, year Year) Sent {
	all := year.some()
	return Sent{Year: year.masked(newMask(words, c.hides(), all...), all)}
}

func (c *Coach) hides() []string {
	if c == nil {
		return nil
	}
	return c.names
}

// some are the words of a year that may be sent, in order.
func (y Year) some() []string {
	return someOf(slices.Concat(y.First, y.TurningPoints, y.Changed, y.Next))
}

// masked is a year with what is sent of it, each part as far as it is among those that may be.
func (y Year) masked(hidden *mask, sent []string) Year {
	part := func(notes []string) []string {
		some := sent[:min(len(someOf(notes)), len(sent))]
		sent = sent[len(some):]
		return hidden.hideAll(some)
	}
	return Year{First: part(y.First), TurningPoints: part(y.TurningPoints), Changed: part(y.Changed), Next: part(y.Next)}
}

// distinct are the ids and the texts of choices, each once.
func distinct(choices []Choice) (ids, texts []string) {
	for _, choice := range choices {
		if !slices.Contains(ids, choice.ID) {
			ids, texts = append(ids, choice.ID), append(texts, choice.Do)
		}
	}
	return ids, texts
}
