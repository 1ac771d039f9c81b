package handlers

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// knownNames are those that Ippo knows around somebody: of speakers, of who signed a story, and the ids of who takes part with them. They
// are hidden, and shown to nobody.
func (r *request) knownNames() ([]string, error) {
	var names []string
	add := func(name string) {
		name, _, _ = strings.Cut(strings.NewReplacer("（", "(", "、", "(", ",", "(").Replace(name), "(") // who it is, not from where
		parts := strings.Fields(name)
		hidden := slices.DeleteFunc(slices.Clone(parts), startsSmall) // not the small words of “graduates of the program”, which stand anywhere
		if len(hidden) == len(parts) {
			hidden = []string{strings.Join(parts, " ")}
		}
		for _, name := range hidden {
			if utf8.RuneCountInString(name) > 1 {
				names = append(names, name)
			}
		}
	}
	for _, c := range r.who.member {
		sessions, err := r.tx.Sessions(c.ID)
		if err != nil {
			return nil, err
		}
		for _, s := range sessions {
			for _, speaker := range append(slices.Clone(s.Speakers), s.StoryBy) {
				add(speaker)
			}
		}
		together, err := r.tx.Participants(c.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range together {
			names = append(names, p.ID)
		}
		given, err := r.tx.StoriesGiven(c.ID)
		if err != nil {
			return nil, err
		}
		for _, story := range given {
			add(story.Signed)
		}
	}
	own, err := r.tx.StoriesOf(r.who.id)
	for _, story := range own {
		add(story.Signed)
	}
	return names, err
}

func startsSmall(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLower(first)
}
