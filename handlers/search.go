package handlers

import (
	"slices"
	"strings"
	"unicode/utf8"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

const (
	longestQuery = 100 // characters
	shownWhole   = 200 // characters of a reflection that a result shows as a whole
	aroundMatch  = 60  // characters before and behind what was found in a longer one
)

// searchForm asks for words to search for among one's own reflections.
func searchForm(r *request) (chat.Reply, error) {
	return chat.Reply{Form: &chat.Form{
		Name: formSearch, Title: r.say("search.title"), Submit: r.say("search.submit"), Close: r.say("form.close"),
		Inputs: []chat.Input{chat.TextInput{ID: "words", Label: r.say("search.label"), Hint: r.say("search.hint"), Max: longestQuery}},
	}}, nil
}

// search shows what the words of the form are found in.
func search(r *request) (chat.Reply, error) { return r.searched(r.ev.Get("words")) }

// searchCommand shows what the words behind the command are found in.
func searchCommand(r *request) (chat.Reply, error) {
	words := strings.TrimSpace(r.ev.Text)
	return r.searched(strings.TrimSpace(words[len("search"):]))
}

// found turns the page of what was found.
func found(r *request) (chat.Reply, error) {
	_, words, _ := strings.Cut(r.ev.Value, " ")
	return r.searched(words)
}

// searched lists one's own reflections in which all the words occur, the newest first. The words stay with the person: they are in
// nobody else's messages, and in no log.
func (r *request) searched(asked string) (chat.Reply, error) {
	asked = strings.Join(strings.Fields(asked), " ")
	letters := []rune(asked)
	asked = strings.TrimSpace(string(letters[:chat.Within(letters, longestQuery)]))
	words := strings.Fields(fold(asked))
	if len(words) == 0 {
		if r.ev.Kind == chat.Submit {
			return chat.Reply{}, problem("words", r.say("search.empty"))
		}
		return text(r.say("search.empty")), nil
	}
	count, err := r.tx.CountReflections(r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	all, err := r.tx.Reflections(r.who.id, 0, count)
	if err != nil {
		return chat.Reply{}, err
	}
	hits := slices.DeleteFunc(all, func(reflection cohort.Reflection) bool { return !holdsAll(fold(reflection.Words()), words) })
	again := chat.Buttons{{Action: actionSearch, Label: r.say("search.again")}, {Action: actionReflections, Value: "0", Label: r.say("reflect.see_list")}}
	if len(hits) == 0 {
		return r.inPlace(compose(chat.Text(r.say("search.nothing")), again)), nil
	}
	blocks, err := r.page(listing{
		action: actionFound, about: asked, heading: chat.Heading(r.say("search.heading", "Count", len(hits))), top: again, all: len(hits),
		item: func(i int) ([]chat.Block, error) { return r.listedWith(hits[i], r.matching(hits[i], words)), nil },
	})
	return r.inPlace(compose(blocks...)), err
}

func holdsAll(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// matching is a short reflection as a whole, or the part of a longer one in which the first of the words stands.
func (r *request) matching(reflection cohort.Reflection, words []string) []chat.Block {
	text := []rune(reflection.Words())
	if len(text) <= shownWhole {
		return nudges.ReflectionBlocks(r.who.words, reflection)
	}
	folded, from := foldedPlaces(string(text))
	at := 0
	for _, word := range words {
		if before, _, ok := strings.Cut(string(folded), word); ok {
			at = from[utf8.RuneCountInString(before)]
			break
		}
	}
	begin, end := max(0, at-aroundMatch), min(len(text), at+2*aroundMatch)
	part := strings.TrimSpace(string(text[begin:end]))
	if begin > 0 {
		part = "…" + part
	}
	if end < len(text) {
		part += "…"
	}
	return []chat.Block{chat.Quote(part)}
}
