package handlers

import (
	"errors"
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	mostTopics    = 6  // of one's own words
	longestTopic  = 20 // characters
	topicSplitter = "、,，;；\n"
)

// circleJoin opens the form with what somebody asks of a circle, in the cohort that a button was drawn for.
func circleJoin(r *request) (chat.Reply, error) {
	c, p, err := r.participantIn(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	wish, err := r.tx.Wish(c.ID, p.ID)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{}, err
	}
	var known, own []string
	for _, topic := range wish.Topics {
		if slices.Contains(cohort.Topics, topic) {
			known = append(known, topic)
		} else {
			own = append(own, topic)
		}
	}
	var topics, evenings []chat.Option
	for _, topic := range cohort.Topics {
		topics = append(topics, chat.Option{Value: topic, Label: nudges.TopicWords(r.who.words, topic)})
	}
	for _, slot := range cohort.Slots() {
		evenings = append(evenings, chat.Option{Value: slot, Label: nudges.SlotWords(r.who.words, slot)})
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCircle, State: c.ID, Title: r.say("circle.title"), Submit: r.say("circle.submit"), Close: r.say("form.close"),
		Blocks: []chat.Block{chat.Text(r.say("circle.form_intro"))},
		Inputs: []chat.Input{
			chat.Choice{ID: "topics", Label: r.say("circle.topics"), Placeholder: r.say("circle.topics_placeholder"),
				Hint:    r.say("circle.topics_hint"),
				Options: topics, Initial: known, Several: true, Optional: true},
			chat.TextInput{ID: "own", Label: r.say("circle.own_topics"), Placeholder: r.say("circle.own_topics_placeholder"),
				Initial: r.who.words.List(own), Optional: true, Max: 150},
			chat.Choice{ID: "slots", Label: r.say("circle.slots"), Placeholder: r.say("circle.slots_placeholder"),
				Hint:    r.say("circle.slots_hint", "Zone", r.who.words.Zone(c.Zone)),
				Options: evenings, Initial: wish.Slots, Several: true, Optional: true},
		},
	}}, nil
}

// saveWish keeps what somebody asks of a circle.
func saveWish(r *request) (chat.Reply, error) {
	if err := r.authorize(cohort.TakePart, r.ev.State); err != nil {
		return chat.Reply{}, err
	}
	topics, fits := ownTopics(r.ev.Get("own"))
	if !fits {
		return chat.Reply{}, problem("own", r.say("circle.own_topics_too_many", "Most", mostTopics, "Length", longestTopic))
	}
	wish := cohort.Wish{Cohort: r.ev.State, Person: r.who.id, Topics: topics, Asked: r.now}
	for _, topic := range r.ev.Values["topics"] {
		if slices.Contains(cohort.Topics, topic) {
			wish.Topics = append(wish.Topics, topic)
		}
	}
	for _, slot := range r.ev.Values["slots"] {
		if slices.Contains(cohort.Slots(), slot) {
			wish.Slots = append(wish.Slots, slot)
		}
	}
	slices.Sort(wish.Topics)
	wish.Topics = slices.Compact(wish.Topics)
	if err := r.tx.SaveWish(wish); err != nil {
		return chat.Reply{}, err
	}
	sentence := "circle.wish_saved"
	if _, err := r.tx.CircleOf(wish.Cohort, wish.Person); err == nil {
		sentence = "circle.wish_saved_in_circle"
	}
	return chat.Reply{Form: r.done("circle.title", sentence)}, nil
}

func (r *request) wishFacts(wish cohort.Wish) chat.Fields {
	topics := []string{r.say("circle.any_topic")}
	if len(wish.Topics) > 0 {
		topics = topics[:0]
		for _, topic := range wish.Topics {
			topics = append(topics, nudges.TopicWords(r.who.words, topic))
		}
	}
	slots := []string{r.say("circle.any_slot")}
	if len(wish.Slots) > 0 {
		slots = slots[:0]
		for _, slot := range wish.Slots {
			slots = append(slots, nudges.SlotWords(r.who.words, slot))
		}
	}
	return chat.Fields{
		{Label: r.say("circle.topics"), Value: r.who.words.List(topics)},
		{Label: r.say("circle.slots"), Value: r.who.words.List(slots)},
	}
}

// ownTopics splits one's own words into topics, and reports whether they are few and short enough.
func ownTopics(text string) ([]string, bool) {
	var topics []string
	for _, topic := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(topicSplitter, r) }) {
		if topic = strings.ToLower(strings.Join(strings.Fields(topic), " ")); topic == "" {
			continue
		}
		if len([]rune(topic)) > longestTopic {
			return nil, false
		}
		topics = append(topics, topic)
	}
	return topics, len(topics) <= mostTopics
}
