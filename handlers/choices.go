package handlers

import (
	"slices"
	"strings"
	"unicode"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

const (
	mostTopics    = 6  // of one's own words
	longestTopic  = 20 // characters
	topicSplitter = "、,，;；\n"
)

// topicOptions are a cohort's topics to choose from.
func (r *request) topicOptions(c cohort.Cohort) (options []chat.Option) {
	for _, topic := range c.CircleTopics() {
		options = append(options, chat.Option{Value: topic, Label: nudges.TopicWords(r.who.words, topic)})
	}
	return options
}

// slotOptions are the times of the week to choose from.
func (r *request) slotOptions() (options []chat.Option) {
	for _, slot := range cohort.Slots() {
		options = append(options, chat.Option{Value: slot, Label: nudges.SlotWords(r.who.words, slot)})
	}
	return options
}

// chosenSlots are the times that were chosen in a form.
func (r *request) chosenSlots() (slots []string) {
	for _, slot := range cohort.Slots() {
		if slices.Contains(r.ev.Values["slots"], slot) {
			slots = append(slots, slot)
		}
	}
	return slots
}

// ownTopics splits one's own words into topics, as they are written, and reports whether they are few and short enough.
func ownTopics(text string) (topics []string, fits bool) {
	for _, topic := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(topicSplitter, r) }) {
		if topic = strings.Join(strings.Fields(visible(topic)), " "); topic == "" {
			continue
		}
		if len([]rune(topic)) > longestTopic {
			return nil, false
		}
		topics = withTopic(topics, topic)
	}
	return topics, len(topics) <= mostTopics
}

// withTopic adds a topic to others, unless it is among them, however its letters are written.
func withTopic(topics []string, topic string) []string {
	if slices.ContainsFunc(topics, func(known string) bool { return cohort.TopicKey(known) == cohort.TopicKey(topic) }) {
		return topics
	}
	return append(topics, topic)
}

// mostPeople is how many people somebody can choose in a form.
const mostPeople = 50

// chosenPeople are those who were chosen in a field of a form and take part in a cohort of the person, or were chosen there before, without
// the person; at most so many.
func (r *request) chosenPeople(field string, before []string) (chosen []string, err error) {
	known := map[string]bool{}
	for _, id := range before { // from an earlier year, perhaps
		known[id] = true
	}
	for _, c := range r.who.member {
		people, err := r.tx.Participants(c.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			known[p.ID] = p.ID != r.who.id
		}
	}
	for _, id := range r.ev.Values[field] {
		if known[id] && len(chosen) < mostPeople {
			chosen, known[id] = append(chosen, id), false
		}
	}
	slices.Sort(chosen)
	return chosen, nil
}

// visible is a text without what cannot be seen or turns the direction of writing. Joiners stay: some scripts and emoji are written with them.
func visible(text string) string {
	const zeroWidthNonJoiner, zeroWidthJoiner, emptyBraille = '\u200c', '\u200d', '\u2800'
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == zeroWidthNonJoiner, r == zeroWidthJoiner:
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			return -1
		}
		return r
	}, text))
	if !strings.ContainsFunc(text, func(r rune) bool {
		return r != emptyBraille && unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S)
	}) {
		return ""
	}
	return text
}
