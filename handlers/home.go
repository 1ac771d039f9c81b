package handlers

import (
	"errors"

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
			chat.Buttons{{Action: actionPause, Value: "none", Label: r.say("pause.end"), Primary: true}})
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
	blocks = append(append(blocks, chat.Divider{}, chat.Context(r.say("home.step"))), step...)
	if mine, err := r.tx.CircleOf(c.ID, p.ID); err == nil {
		blocks = append(blocks, chat.Divider{}, chat.Context(r.say("home.circle")), chat.People(mine.Members))
	} else if !errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{}, err
	}
	blocks = append(blocks, chat.Divider{}, chat.Buttons{
		{Action: nudges.ActionReflect, Label: r.say("menu.reflect"), Primary: true},
		{Action: nudges.ActionCircleJoin, Value: c.ID, Label: r.say("menu.circle")},
		{Action: actionSettings, Label: r.say("menu.settings")},
	})
	if len(r.cohortsFor(cohort.Announce)) > 0 {
		blocks = append(blocks, chat.Buttons{{Action: actionAnnounce, Label: r.say("menu.announce")}})
	}
	return chat.Reply{Home: &chat.Home{Blocks: blocks}}, nil
}
