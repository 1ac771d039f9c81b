package coach

import (
	"context"
	"strings"

	"ippo/locale"
)

// Interests say what somebody is drawn to, as a guess that they may correct.
type Interests struct {
	Sentence string  // a model's guess, where there are themes; else ours, of what is in Own or why it is empty
	Themes   []Theme // a model's
	Own      []string
}

// Proposal is what somebody may want to note down of it: a model's guess, as they are shown it, or words of their own, one a line.
func (i Interests) Proposal() string {
	if len(i.Themes) > 0 {
		return i.Sentence
	}
	return strings.Join(i.Own, "\n")
}

// Theme is one thing that somebody is drawn to.
type Theme struct {
	Name    string `json:"name"`
	Because string `json:"because"` // a short quotation from their notes
}

// Interests puts into words what somebody is drawn to, from notes that they chose. Offline these are
// sentences of their own in which they say what they like, want or wonder about.
func (c *Coach) Interests(ctx context.Context, words *locale.Words, notes []string) Interests {
	plain := plainInterests(words, notes)
	notes = someOf(notes)
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

// plainInterests quotes where somebody says what they are drawn to, or says why nothing is quoted.
func plainInterests(words *locale.Words, notes []string) Interests {
	own := drawnTo(words, notes)
	switch {
	case len(own) > 0:
		return Interests{Sentence: words.Say("coach.interests.own"), Own: own}
	case strings.TrimSpace(strings.Join(notes, "")) == "":
		return Interests{Sentence: words.Say("coach.interests.nothing")}
	}
	return Interests{Sentence: words.Say("coach.interests.none")}
}

// quote sets somebody's words apart from ours.
func quote(words *locale.Words, own string) string {
	return words.Say("coach.quote", "Words", inner.Replace(own))
}

var inner = strings.NewReplacer("「", "『", "」", "』", "“", "‘", "”", "’")
