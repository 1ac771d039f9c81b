package handlers

import (
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// home is a person's own page: the next session, the current step, the circle, and what can be done.
func home(r *request) (chat.Reply, error) {
	if len(r.who.member) == 0 {
		return chat.Reply{Home: &chat.Home{Blocks: append([]chat.Block{chat.Heading(r.say("home.heading"))}, r.menuButtons()...)}}, nil
	}
	c, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	blocks := []chat.Block{chat.Heading(r.say("home.heading_cohort", "Cohort", c.Name)), chat.Text(r.say("home.greeting"))}
	if p.Paused(r.now) {
		blocks = append(blocks, chat.Text(r.pausedUntil(p.Person)),
			chat.Buttons{{Action: actionPause, Value: noPause, Label: r.say("pause.end"), Primary: true}})
	}
	session, err := r.nextSession(c)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks = append(append(blocks, chat.Divider{}, chat.Context(r.say("home.session"))), session...)
	offers, err := r.tx.Offers(p.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	step, err := r.currentStep(c, p, offers)
	if err != nil {
		return chat.Reply{}, err
	}
	step = slices.DeleteFunc(step, func(b chat.Block) bool { _, second := b.(chat.Heading); return second })
	blocks = append(append(blocks, chat.Divider{}, chat.Context(r.say("home.step"))), step...)
	circle, asked, err := r.circleAtHome(c, p)
	if err != nil {
		return chat.Reply{}, err
	}
	buttons := chat.Buttons{{Action: nudges.ActionReflect, Label: r.say("menu.reflect"), Primary: true},
		{Action: actionMoodNow, Label: r.say("mood.menu")}}
	if !asked && !c.Silent() {
		buttons = append(buttons, chat.Button{Action: nudges.ActionCircleJoin, Value: c.ID, Label: r.say("menu.circle")})
	}
	blocks = append(append(blocks, circle...), chat.Divider{}, buttons, r.doors())
	blocks = append(blocks, r.againBlocks()...)
	if len(r.cohortsFor(cohort.Enrol)) > 0 {
		blocks = append(blocks, r.organizerButtons())
	}
	return chat.Reply{Home: &chat.Home{Blocks: blocks}}, nil
}

// homeSaying is the home page with what a press on it came to, above everything.
func homeSaying(r *request, sentence string) (chat.Reply, error) {
	reply, err := home(r)
	if err == nil {
		reply.Home.Blocks = append([]chat.Block{chat.Text(sentence), chat.Divider{}}, reply.Home.Blocks...)
	}
	return reply, err
}

// circleAtHome shows the circle that somebody is in or waits for, and what they can do about it; nothing if they have asked for none.
func (r *request) circleAtHome(c cohort.Cohort, p cohort.Participant) (blocks []chat.Block, asked bool, err error) {
	mine, err := storage.Optional(r.tx.CircleOf(c.ID, p.ID))
	switch {
	case err != nil:
		return nil, false, err
	case mine.OpenerAlone():
		blocks = r.openBlocks(mine)
	case mine.ID != "":
		blocks = []chat.Block{chat.People(mine.Members), r.circleButtons(mine)}
	default:
		wish, err := storage.Optional(r.tx.Wish(c.ID, p.ID))
		if err != nil || !wish.Asks() {
			return nil, false, err
		}
		blocks = r.waitingBlocks(wish)
	}
	return append([]chat.Block{chat.Divider{}, chat.Context(r.say("home.circle"))}, blocks...), true, nil
}
