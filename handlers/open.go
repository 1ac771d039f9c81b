package handlers

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ippo/care"
	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	longestInvitation = 200 // characters of the line with which somebody invites to their circle
	mostOpened        = 2   // circles that somebody opens …
	openedWithin      = 7 * 24 * time.Hour
)

// openDraft is what stands in the form with which somebody opens a circle.
type openDraft struct {
	topic, own, places, words string
	slots                     []string
}

// openForm asks somebody on what they open a circle, when, and for how many.
func openForm(r *request) (chat.Reply, error) {
	c, p, err := r.lastingIn(r.ev.Value)
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
	return r.openFormWith(c, mine, openDraft{slots: wish.Slots, places: strconv.Itoa(circles.Usual.Target)}, intro...), nil
}

func (r *request) openFormWith(c cohort.Cohort, mine cohort.Circle, d openDraft, intro ...chat.Block) chat.Reply {
	var sizes []chat.Option
	for n := circles.Usual.Min; n <= circles.Usual.Max; n++ {
		sizes = append(sizes, chat.Option{Value: strconv.Itoa(n), Label: r.say("open.people", "Count", n)})
	}
	var topic []string
	if d.topic != "" {
		topic = []string{d.topic}
	}
	return chat.Reply{Form: &chat.Form{
		Name: formOpen, State: nudges.Value(c.ID, mine.ID), Title: r.say("open.title"), Submit: r.say("open.submit"),
		Close: r.say("form.cancel"), Blocks: intro,
		Inputs: []chat.Input{
			chat.Choice{ID: "topic", Label: r.say("open.topic"), Placeholder: r.say("open.topic_placeholder"), Options: r.topicOptions(c), Initial: topic, Optional: true},
			chat.TextInput{ID: "own", Label: r.say("open.own_topic"), Initial: d.own, Optional: true, Max: longestTopic},
			chat.Choice{ID: "slots", Label: r.say("circle.slots"), Placeholder: r.say("circle.slots_placeholder"),
				Hint: r.say("open.slots_hint", "Zone", r.who.words.Zone(c.Zone)), Options: r.slotOptions(), Initial: d.slots, Several: true, Optional: true},
			chat.Choice{ID: "places", Label: r.say("open.places"), Options: sizes, Initial: []string{d.places}, Open: true},
			chat.TextInput{ID: "words", Label: r.say("open.words"), Hint: r.say("open.words_hint"), Initial: d.words, Optional: true, Max: longestInvitation},
		},
	}}
}

// openCircle opens a circle, leaving the one that somebody was told they would leave. Who came into another while they wrote is asked
// again, with what they wrote.
func openCircle(r *request) (chat.Reply, error) {
	cohortID, from, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	c, p, err := r.lastingIn(cohortID)
	if err != nil {
		return chat.Reply{}, err
	}
	mine, err := storage.Optional(r.tx.CircleOf(c.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	circle, slots, err := r.circleOfForm(c)
	if err != nil {
		return chat.Reply{}, err
	}
	opened, err := r.tx.OpenedSince(c.ID, p.ID, r.now.Add(-openedWithin))
	if err != nil {
		return chat.Reply{}, err
	}
	if len(opened) >= mostOpened {
		again := opened[len(opened)-mostOpened].Add(openedWithin)
		return chat.Reply{}, problem("topic", r.say("open.enough", "Most", mostOpened, "Day", r.who.words.Day(again.In(c.Location()))))
	}
	if mine.ID != from && mine.ID != "" {
		written := openDraft{
			topic: r.ev.Get("topic"), own: r.ev.Get("own"), places: strconv.Itoa(circle.Places), words: r.ev.Get("words"), slots: slots,
		}
		return r.openFormWith(c, mine, written, chat.Text(r.say("open.changed"))), nil
	}
	if err := nudges.Leave(r.tx, c.ID, p.ID, r.now); err != nil {
		return chat.Reply{}, err
	}
	wish, err := storage.Optional(r.tx.Wish(c.ID, p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	wish.Cohort, wish.Person, wish.Slots, wish.Asked, wish.Unplaced, wish.Withdrawn = c.ID, p.ID, slots, r.now, "", false
	wish.Topics = withTopic(wish.Topics, circle.Topic)
	slices.Sort(wish.Topics)
	if err := r.tx.SaveWish(wish); err != nil {
		return chat.Reply{}, err
	}
	if err := nudges.Open(r.tx, circle, r.now); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Title: r.say("open.title"), Close: r.say("form.close"), Blocks: r.soon(c, r.say("open.done")),
	}}, nil
}

// circleOfForm is the circle that a form describes, and when its opener is free.
func (r *request) circleOfForm(c cohort.Cohort) (circle cohort.Circle, slots []string, err error) {
	topics, fits := ownTopics(r.ev.Get("own"))
	if !fits || len(topics) > 1 {
		return circle, nil, problem("own", r.say("open.one_topic", "Length", longestTopic))
	}
	circle = cohort.Circle{
		ID: storage.NewID(), Cohort: c.ID, Opener: r.who.id, Places: circles.Usual.Target, Words: visible(r.ev.Get("words")),
		Offers: r.chosenSlots(),
	}
	if chat.Length(circle.Words) > longestInvitation {
		return circle, nil, problem("words", r.say("open.words_too_long", "Length", longestInvitation))
	}
	for field, words := range map[string]string{"words": circle.Words, "own": strings.Join(topics, "")} {
		if care.InNeed(words) { // the whole cohort would read it; the form stays, with all that is in it
			return circle, nil, problem(field, r.say("care.not_here"))
		}
	}
	if topic := r.ev.Get("topic"); slices.Contains(c.CircleTopics(), topic) {
		circle.Topic = topic
	}
	if len(topics) > 0 {
		circle.Topic = topics[0]
	}
	if circle.Topic == "" {
		return circle, nil, problem("topic", r.say("open.topic_missing"))
	}
	if n, err := strconv.Atoi(r.ev.Get("places")); err == nil && n >= circles.Usual.Min && n <= circles.Usual.Max {
		circle.Places = n
	}
	return circle, circle.Offers, nil
}

// keepOpen leaves a circle open that nobody has joined.
func keepOpen(r *request) (chat.Reply, error) {
	return r.aboutOpening(func(cohort.Cohort) error { return nil }, "open.kept")
}

// closeOpen closes a circle that nobody has joined.
func closeOpen(r *request) (chat.Reply, error) {
	return r.aboutOpening(func(c cohort.Cohort) error { return nudges.Leave(r.tx, c.ID, r.who.id, r.now) }, "open.closed_by_you")
}

// aboutOpening does something about the circle that somebody opened and is alone in. If it is closed, or somebody has joined it, they
// are shown where they stand.
func (r *request) aboutOpening(do func(cohort.Cohort) error, sentence string) (chat.Reply, error) {
	circle, err := r.circleToJoin(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	c, p, err := r.participantIn(circle.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	if !circle.OpenerAlone() || circle.Opener != p.ID {
		return r.whereTheyStand(c, p)
	}
	if err := do(c); err != nil {
		return chat.Reply{}, err
	}
	if r.ev.AtHome {
		return home(r)
	}
	return r.inPlace(compose(chat.Text(r.say(sentence)))), nil
}
