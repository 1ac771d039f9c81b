package handlers

import (
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// alumnus keeps what somebody who took part wishes to be reached for, or that they are reached no more.
func alumnus(r *request) (chat.Reply, error) {
	id, what, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.authorize(cohort.TakePart, id); err != nil {
		return chat.Reply{}, err
	}
	c, err := r.tx.Cohort(id)
	if err != nil {
		return chat.Reply{}, err
	}
	over, err := nudges.NothingToCome(r.tx, id, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	if !over && c.Archived.IsZero() { // sessions were added meanwhile
		return lost(r)
	}
	reach, err := nudges.StayReachable(r.tx, id, r.who.id, what, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	if what == nudges.ReachNone {
		return r.inPlace(compose(chat.Text(r.say("alumni.said_none")))), nil
	}
	blocks := []chat.Block{chat.Text(r.say("alumni.said_" + what))}
	if what == nudges.ReachCircles {
		mine, err := storage.Optional(r.tx.CircleOf(id, r.who.id))
		if err != nil {
			return chat.Reply{}, err
		}
		if mine.ID == "" { // how many wait is not told: it would tell who does not wish to be with whom
			blocks = append(blocks, chat.Context(r.say("alumni.circle_waits")))
		}
	}
	if what == nudges.ReachStories {
		blocks = append(blocks, chat.Buttons{{Action: actionStories, Label: r.say("menu.story")}})
	}
	return r.inPlace(compose(append(blocks, nudges.AlumniButtons(r.who.words, reach))...)), nil
}

// alumnusBlocks tell somebody of an archived cohort that no circles begin there, and for what they can be reached.
func (r *request) alumnusBlocks(c cohort.Cohort) ([]chat.Block, error) {
	reach, err := storage.Optional(r.tx.Reach(c.ID, r.who.id))
	reach.Cohort = c.ID
	return []chat.Block{chat.Text(r.say("alumni.rests", "Cohort", c.Name)), nudges.AlumniButtons(r.who.words, reach)}, err
}

// reachBlocks let somebody say, or change, what they are reached for after a program.
func (r *request) reachBlocks() ([]chat.Block, error) {
	all, err := r.tx.ReachesOf(r.who.id)
	var blocks []chat.Block
	for _, reach := range all {
		for _, c := range r.who.all {
			if c.ID == reach.Cohort {
				blocks = append(blocks, chat.Text(r.say("alumni.you_are", "Cohort", c.Name)), nudges.AlumniButtons(r.who.words, reach))
			}
		}
	}
	for _, c := range r.who.member {
		said := slices.ContainsFunc(all, func(reach cohort.Reach) bool { return reach.Cohort == c.ID })
		if !c.Archived.IsZero() && !said {
			blocks = append(blocks, chat.Text(r.say("alumni.question", "Cohort", c.Name)), nudges.AlumniButtons(r.who.words, cohort.Reach{Cohort: c.ID}))
		}
	}
	return blocks, err
}
