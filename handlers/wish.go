package handlers

import (
	"slices"
	"strconv"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const restsOnce = "once" // not in the next round

// wishedSizes are what one may ask of a circle's size; 0: any.
var wishedSizes = []int{0, 3, 5}

// circleJoin opens the form with what somebody asks of a circle, in the cohort that a button was drawn for.
func circleJoin(r *request) (chat.Reply, error) {
	c, p, err := r.lastingIn(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	wish, err := storage.Optional(r.tx.Wish(c.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	var known, own []string
	for _, topic := range wish.Topics {
		if slices.Contains(c.CircleTopics(), topic) {
			known = append(known, topic)
		} else {
			own = append(own, topic)
		}
	}
	never, err := r.tx.Refusals(p.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	sizes, size := []chat.Option{}, ""
	for _, wished := range wishedSizes {
		value := strconv.Itoa(wished)
		if sizes = append(sizes, chat.Option{Value: value, Label: r.say("wish.size_" + value)}); wished == wish.Size {
			size = value
		}
	}
	submit := "circle.submit"
	if wish.Asks() {
		submit = "circle.submit_change"
	}
	var rests []string
	if wish.Rests {
		rests = []string{restsOnce}
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCircle, State: c.ID, Title: r.say("circle.title"), Submit: r.say(submit), Close: r.say("form.close"),
		Blocks: []chat.Block{chat.Text(r.say("circle.form_intro"))},
		Inputs: []chat.Input{
			chat.Choice{ID: "topics", Label: r.say("circle.topics"), Placeholder: r.say("circle.topics_placeholder"),
				Hint:    r.say("circle.topics_hint"),
				Options: r.topicOptions(c), Initial: known, Several: true, Optional: true},
			chat.TextInput{ID: "own", Label: r.say("circle.own_topics"), Placeholder: r.say("circle.own_topics_placeholder"),
				Initial: r.who.words.List(own), Optional: true, Max: 150},
			chat.Choice{ID: "slots", Label: r.say("circle.slots"), Placeholder: r.say("circle.slots_placeholder"),
				Hint:    r.say("circle.slots_hint", "Zone", r.who.words.Zone(c.Zone)),
				Options: r.slotOptions(), Initial: wish.Slots, Several: true, Optional: true},
			chat.Choice{ID: "size", Label: r.say("wish.size"), Options: sizes, Initial: []string{size}, Open: true},
			chat.PeopleInput{ID: "never", Label: r.say("wish.never"), Hint: r.say("wish.never_hint"),
				Placeholder: r.say("wish.never_placeholder"), Initial: never, Optional: true},
			chat.Choice{ID: "rest", Label: r.say("wish.rest"), Options: []chat.Option{{Value: restsOnce, Label: r.say("wish.rest_once")}},
				Initial: rests, Several: true, Open: true, Optional: true},
		},
	}}, nil
}

// saveWish keeps what somebody asks of a circle.
func saveWish(r *request) (chat.Reply, error) {
	c, p, err := r.lastingIn(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	topics, fits := ownTopics(r.ev.Get("own"))
	if !fits {
		return chat.Reply{}, problem("own", r.say("circle.own_topics_too_many", "Most", mostTopics, "Length", longestTopic))
	}
	wish := cohort.Wish{Cohort: c.ID, Person: p.ID, Slots: r.chosenSlots(), Asked: r.now}
	for _, topic := range r.ev.Values["topics"] {
		if slices.Contains(c.CircleTopics(), topic) {
			wish.Topics = withTopic(wish.Topics, topic)
		}
	}
	for _, topic := range topics {
		wish.Topics = withTopic(wish.Topics, topic)
	}
	if size, err := strconv.Atoi(r.ev.Get("size")); err == nil && slices.Contains(wishedSizes, size) {
		wish.Size = size
	}
	wish.Rests = r.ev.Get("rest") == restsOnce
	before, err := r.tx.Refusals(r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	never, err := r.chosenPeople("never", before)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.Refuse(r.who.id, never); err != nil {
		return chat.Reply{}, err
	}
	slices.Sort(wish.Topics)
	if err := r.tx.SaveWish(wish); err != nil {
		return chat.Reply{}, err
	}
	mine, err := storage.Optional(r.tx.CircleOf(c.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	sentence := "circle.wish_saved"
	switch inCircle := mine.ID != ""; {
	case inCircle && wish.Rests:
		sentence = "wish.rests_in_circle"
	case inCircle:
		sentence = "circle.wish_saved_in_circle"
	case wish.Rests:
		sentence = "wish.rests"
	}
	form := r.done("circle.title", sentence)
	if sentence == "circle.wish_saved" {
		offers, err := r.offerBlocks(c, 1)
		if err != nil {
			return chat.Reply{}, err
		}
		form.Blocks = append(form.Blocks, offers...)
	}
	return chat.Reply{Form: form}, nil
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
	facts := chat.Fields{
		{Label: r.say("circle.topics"), Value: r.who.words.List(topics)},
		{Label: r.say("circle.slots"), Value: r.who.words.List(slots)},
	}
	if wish.Size > 0 {
		facts = append(facts, chat.Field{Label: r.say("wish.size"), Value: r.say("wish.size_" + strconv.Itoa(wish.Size))})
	}
	return facts
}
