package coach

import (
	"context"
	"slices"

	"ippo/locale"
)

// Choice is a step of the library.
type Choice struct {
	ID string `json:"id"`
	Do string `json:"do"`
}

// Step chooses the step that lies nearest to the notes, and returns its id: never another than one of those given.
// Offline it is the first. It is empty where there is nothing to choose from.
func (c *Coach) Step(ctx context.Context, words *locale.Words, notes []string, choices []Choice) string {
	if len(choices) == 0 {
		return ""
	}
	plain := choices[0].ID
	notes = someOf(notes)
	if !c.Configured() || len(notes) == 0 || len(choices) == 1 {
		return plain
	}
	ids, texts := distinct(choices)
	hidden := newMask(words, c.names, slices.Concat(notes, texts)...)
	offered := make([]Choice, len(ids))
	for i, id := range ids {
		offered[i] = Choice{ID: id, Do: hidden.hide(texts[i])}
	}
	var got struct {
		ID string `json:"id"`
	}
	good := c.ask(ctx, words, question{
		job: "step", shape: stepShape(ids),
		data: map[string]any{"notes": hidden.hideAll(notes), "choices": offered},
		accept: func() cause {
			if !slices.Contains(ids, got.ID) {
				return broken
			}
			return fine
		},
	}, &got)
	if !good {
		return plain
	}
	return got.ID
}
