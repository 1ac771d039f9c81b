package handlers

import (
	"slices"
	"strings"

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
	for _, slot := range r.ev.Values["slots"] {
		if slices.Contains(cohort.Slots(), slot) {
			slots = append(slots, slot)
		}
	}
	return slots
}

// ownTopics splits one's own words into topics, as they are written, and reports whether they are few and short enough.
func ownTopics(text string) (topics []string, fits bool) {
	for _, topic := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(topicSplitter, r) }) {
		if topic = strings.Join(strings.Fields(topic), " "); topic == "" {
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
