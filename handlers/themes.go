package handlers

import (
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
)

const (
	mostThemes     = 5   // are told
	themesAmong    = 200 // of the latest words they are looked for in
	fewestOfATheme = 2   // what is said once is no theme
)

// theme is a topic with the shared words, by id, that mention it, the latest first.
type theme struct {
	topic string
	words []string
}

// themes are the cohort's topics that come up most in what was shared with it, by the words for each that stand in the languages' files. Only what
// its reader may read is looked at.
func (r *request) themes(c cohort.Cohort, ids []string) (all []theme, err error) {
	topics, mentions := c.CircleTopics(), map[string][]string{}
	words := map[string][]string{}
	for _, topic := range topics {
		words[topic] = topicWords(topic)
	}
	for _, id := range ids[:min(len(ids), themesAmong)] {
		reflection, may, err := r.voice(id)
		if err != nil {
			return nil, err
		}
		if !may {
			continue
		}
		said := fold(r.readable(reflection))
		for _, topic := range topics {
			if slices.ContainsFunc(words[topic], func(word string) bool { return strings.Contains(said, word) }) {
				mentions[topic] = append(mentions[topic], id)
			}
		}
	}
	for _, topic := range topics { // in their order, where two come up as often
		if found := mentions[topic]; len(found) >= fewestOfATheme {
			all = append(all, theme{topic, found})
		}
	}
	slices.SortStableFunc(all, func(a, b theme) int { return len(b.words) - len(a.words) })
	return all[:min(len(all), mostThemes)], nil
}

// readable is what of a reflection its readers see.
func (r *request) readable(reflection cohort.Reflection) (words string) {
	shown, _ := nudges.Shared(r.who.words, reflection)
	for _, block := range shown.Blocks {
		if quote, is := block.(chat.Quote); is {
			words += string(quote) + "\n"
		}
	}
	return words
}

// topicWords are the words by which a topic is mentioned in any language, as they are compared; of one that a cohort added, its name.
func topicWords(topic string) []string {
	var words []string
	for _, language := range locale.Languages() {
		if of, known := locale.In(language).Section("topic_words")[topic]; known {
			words = append(words, strings.Split(of, "|")...)
		}
	}
	if len(words) == 0 {
		words = []string{topic}
	}
	for i, word := range words {
		words[i] = fold(word)
	}
	return words
}

// themeButtons lead to the words of each theme, and back to all.
func (r *request) themeButtons(c cohort.Cohort, themes []theme, chosen string) (buttons chat.Buttons) {
	for _, t := range themes {
		if t.topic != chosen {
			buttons = append(buttons, chat.Button{
				Action: actionVoices, Value: "0 " + c.ID + " " + t.topic,
				Label: r.say("voices.theme", "Topic", shortened(nudges.TopicWords(r.who.words, t.topic), longestInLine), "Count", len(t.words)),
			})
		}
	}
	if chosen != "" {
		buttons = append(buttons, chat.Button{Action: actionVoices, Value: "0 " + c.ID, Label: r.say("voices.all")})
	}
	return buttons
}
