package coach

import (
	"context"
	"strings"

	"ippo/locale"
)

const mostThemes = 3

// Interests say what somebody is drawn to, as a guess that they may correct.
type Interests struct {
	Themes   []Theme
	Sentence string
}

// Theme is one thing that somebody is drawn to.
type Theme struct {
	Name    string `json:"name"`
	Because string `json:"because"` // a short quotation from their notes
}

// Interests puts into words what somebody is drawn to, from notes that they chose. Offline these are the words of
// their own that come up most.
func (c *Coach) Interests(ctx context.Context, words *locale.Words, notes []string) Interests {
	notes = someOf(notes)
	plain := plainInterests(words, notes)
	if !c.Configured() || len(notes) == 0 {
		return plain
	}
	hidden := newMask(words, c.names, notes...)
	var got struct {
		Themes   []Theme `json:"themes"`
		Sentence string  `json:"sentence"`
	}
	rules := newRules(words, hidden, notes...)
	good := c.ask(ctx, words, question{
		job: "interests", shape: interestsShape,
		data: map[string]any{"notes": hidden.hideAll(notes)},
		accept: func() cause {
			named, because, said := true, true, false
			for i := range got.Themes {
				theme := &got.Themes[i]
				theme.Name, named = rules.name(theme.Name, 40)
				theme.Because, because = rules.quotation(theme.Because)
				if !named || !because {
					return broken
				}
			}
			for _, theme := range got.Themes { // which the sentence may quote
				rules.all += "\n" + fold(theme.Name)
			}
			if got.Sentence, said = rules.sentence(got.Sentence, 200); !said {
				return broken
			}
			return fine
		},
	}, &got)
	if !good {
		return plain
	}
	return Interests{Themes: got.Themes, Sentence: got.Sentence}
}

func plainInterests(words *locale.Words, notes []string) Interests {
	found := telling(words, notes)
	if len(found) == 0 {
		return Interests{Sentence: words.Say("coach.interests.none")}
	}
	again := 0
	for again < len(found) && found[again].times > 1 {
		again++
	}
	key := "coach.interests.recurring"
	if again == 0 { // no word comes up twice: the first are as good as any
		key, again = "coach.interests.once", len(found)
	}
	var themes []Theme
	var names []string
	for _, term := range found[:min(again, mostThemes)] {
		themes = append(themes, Theme{Name: term.word, Because: around(notes[term.first], term.word)})
		names = append(names, quote(words, term.word))
	}
	return Interests{Themes: themes, Sentence: words.Say(key, "Words", words.List(names))}
}

// quote sets somebody's words apart from ours.
func quote(words *locale.Words, own string) string {
	return words.Say("coach.quote", "Words", inner.Replace(own))
}

var inner = strings.NewReplacer("「", "『", "」", "』", "“", "‘", "”", "’")
