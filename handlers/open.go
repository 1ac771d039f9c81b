package handlers

import (
	"slices"
	"strconv"
	"strings"

	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const longestInvitation = 200 // characters of the line with which somebody invites to their circle

// openForm asks somebody on what they open a circle, when, and for how many.
func openForm(r *request) (chat.Reply, error) {
	c, p, err := r.participantIn(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	wish, err := storage.Optional(r.tx.Wish(c.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	mine, err := storage.Optional(r.tx.CircleOf(c.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	intro := []chat.Block{chat.Text(r.say("open.intro"))}
	if mine.ID != "" {
		intro = append(intro, chat.Text(r.say("open.leaves_first")))
	}
	var topics, slots, sizes []chat.Option
	for _, topic := range c.CircleTopics() {
		topics = append(topics, chat.Option{Value: topic, Label: nudges.TopicWords(r.who.words, topic)})
	}
	for _, slot := range cohort.Slots() {
		slots = append(slots, chat.Option{Value: slot, Label: nudges.SlotWords(r.who.words, slot)})
	}
	for n := circles.Usual.Min; n <= circles.Usual.Max; n++ {
		sizes = append(sizes, chat.Option{Value: strconv.Itoa(n), Label: r.say("open.people", "Count", n)})
	}
	return chat.Reply{Form: &chat.Form{
		Name: formOpen, State: nudges.Value(c.ID, mine.ID), Title: r.say("open.title"), Submit: r.say("open.submit"),
		Close: r.say("form.cancel"), Blocks: intro,
		Inputs: []chat.Input{
			chat.Choice{ID: "topic", Label: r.say("open.topic"), Placeholder: r.say("open.topic_placeholder"), Options: topics, Optional: true},
			chat.TextInput{ID: "own", Label: r.say("open.own_topic"), Optional: true, Max: longestTopic},
			chat.Choice{ID: "slots", Label: r.say("circle.slots"), Placeholder: r.say("circle.slots_placeholder"),
				Hint: r.say("open.slots_hint", "Zone", r.who.words.Zone(c.Zone)), Options: slots, Initial: wish.Slots, Several: true, Optional: true},
			chat.Choice{ID: "places", Label: r.say("open.places"), Options: sizes, Initial: []string{strconv.Itoa(circles.Usual.Target)}, Open: true},
			chat.TextInput{ID: "words", Label: r.say("open.words"), Hint: r.say("open.words_hint"), Optional: true, Max: longestInvitation},
		},
	}}, nil
}

// openCircle opens a circle, leaving the one that somebody was told they would leave.
func openCircle(r *request) (chat.Reply, error) {
	cohortID, from, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	c, p, err := r.participantIn(cohortID)
	if err != nil {
		return chat.Reply{}, err
	}
	mine, err := storage.Optional(r.tx.CircleOf(c.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	if mine.ID != from {
		return r.whereTheyStand(c, p)
	}
	circle, slots, err := r.opened(c)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := nudges.Leave(r.tx, c.ID, p.ID, r.now); err != nil {
		return chat.Reply{}, err
	}
	wish, err := storage.Optional(r.tx.Wish(c.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	wish.Cohort, wish.Person, wish.Slots, wish.Asked, wish.Unplaced, wish.Withdrawn = c.ID, p.ID, slots, r.now, "", false
	if !slices.Contains(wish.Topics, circle.Topic) {
		wish.Topics = append(wish.Topics, circle.Topic)
		slices.Sort(wish.Topics)
	}
	if err := r.tx.SaveWish(wish); err != nil {
		return chat.Reply{}, err
	}
	if err := nudges.Open(r.tx, circle, r.now); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.done("open.title", "open.done")}, nil
}

// opened is the circle that a form describes, and when its opener is free.
func (r *request) opened(c cohort.Cohort) (circle cohort.Circle, slots []string, err error) {
	topics, fits := ownTopics(r.ev.Get("own"))
	if !fits || len(topics) > 1 {
		return circle, nil, problem("own", r.say("open.one_topic"))
	}
	circle = cohort.Circle{ID: storage.NewID(), Cohort: c.ID, Opener: r.who.id, Words: strings.TrimSpace(r.ev.Get("words"))}
	if topic := r.ev.Get("topic"); slices.Contains(c.CircleTopics(), topic) {
		circle.Topic = topic
	}
	if len(topics) > 0 {
		circle.Topic = topics[0]
	}
	if circle.Topic == "" {
		return circle, nil, problem("topic", r.say("open.topic_missing"))
	}
	circle.Places = circles.Usual.Target
	if n, err := strconv.Atoi(r.ev.Get("places")); err == nil && n >= circles.Usual.Min && n <= circles.Usual.Max {
		circle.Places = n
	}
	for _, slot := range r.ev.Values["slots"] {
		if slices.Contains(cohort.Slots(), slot) {
			slots = append(slots, slot)
		}
	}
	return circle, slots, nil
}

// keepOpen leaves a circle open that nobody has joined yet.
func keepOpen(r *request) (chat.Reply, error) {
	if _, err := r.circleToJoin(r.ev.Value); err != nil {
		return chat.Reply{}, err
	}
	return r.inPlace(compose(chat.Text(r.say("open.kept")))), nil
}

// closeOpen closes a circle that nobody has joined. If somebody has meanwhile, its opener is shown where they stand.
func closeOpen(r *request) (chat.Reply, error) {
	circle, err := r.circleToJoin(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	c, p, err := r.participantIn(circle.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	if !circle.Ended.IsZero() || !slices.Equal(circle.Members, []string{p.ID}) {
		return r.whereTheyStand(c, p)
	}
	if err := nudges.Leave(r.tx, c.ID, p.ID, r.now); err != nil {
		return chat.Reply{}, err
	}
	return r.inPlace(compose(chat.Text(r.say("open.closed_by_you")))), nil
}
