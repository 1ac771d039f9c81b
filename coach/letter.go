package coach

import (
	"context"

	"ippo/locale"
)

// Year is what somebody chose from what they wrote in a year.
type Year struct {
	First         []string // what they wrote in the beginning
	TurningPoints []string
	Changed       []string
	Next          []string
}

// Letter is the draft of a letter to oneself.
type Letter struct {
	Greeting   string   `json:"greeting"`
	Paragraphs []string `json:"paragraphs"`
	Closing    string   `json:"closing"`
}

// Letter drafts the letter that somebody writes to themselves at the end of the year. Offline it strings together
// quotations of their own.
func (c *Coach) Letter(ctx context.Context, words *locale.Words, year Year) Letter {
	plain := plainLetter(words, year)
	all := year.some()
	if !c.Configured() || len(all) == 0 {
		return plain
	}
	hidden := newMask(words, c.names, all...)
	sent := year.masked(hidden, all)
	data := map[string]any{"first": sent.First, "turning_points": sent.TurningPoints, "changed": sent.Changed, "next": sent.Next}
	var got Letter
	rules := newRules(words, hidden, all...)
	good := c.ask(ctx, words, question{
		job: "letter", shape: letterShape, data: data,
		accept: func() cause {
			greets, closes, says := true, true, true
			got.Greeting, greets = rules.name(got.Greeting, 60)
			got.Closing, closes = rules.sentence(got.Closing, 90)
			if !greets || !closes {
				return broken
			}
			for i := range got.Paragraphs {
				if got.Paragraphs[i], says = rules.sentence(got.Paragraphs[i], 360); !says {
					return broken
				}
			}
			return fine
		},
	}, &got)
	if !good {
		return plain
	}
	return got
}

func plainLetter(words *locale.Words, year Year) Letter {
	letter := Letter{Greeting: words.Say("coach.letter.greeting"), Closing: words.Say("coach.letter.closing")}
	add := func(sentence string, notes []string) {
		var quotes []string
		for _, note := range someOf(notes) {
			if len(quotes) < 3 {
				quotes = append(quotes, quote(words, around(note, "")))
			}
		}
		if len(quotes) > 0 {
			letter.Paragraphs = append(letter.Paragraphs, words.Say(sentence, "Words", words.List(quotes)))
		}
	}
	add("coach.letter.first", year.First)
	add("coach.letter.turning_points", year.TurningPoints)
	add("coach.letter.changed", year.Changed)
	add("coach.letter.next", year.Next)
	if len(letter.Paragraphs) == 0 {
		letter.Paragraphs = []string{words.Say("coach.letter.empty")}
	}
	return letter
}
