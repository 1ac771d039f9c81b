package handlers

import (
	"ippo/chat"
	"ippo/circles"
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
	reach, err := nudges.StayReachable(r.tx, id, r.who.id, what, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	if what == nudges.ReachNone {
		return r.inPlace(compose(chat.Text(r.say("alumni.said_none")))), nil
	}
	blocks := []chat.Block{chat.Text(r.say("alumni.said_" + what))}
	if what == nudges.ReachCircles {
		others, err := nudges.AlumniWithoutCircle(r.tx, id)
		if err != nil {
			return chat.Reply{}, err
		}
		if len(others) > 0 {
			blocks = append(blocks, chat.Context(r.say("alumni.circle_waits", "Least", circles.Usual.Min, "Count", len(others))))
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

// reachBlocks let somebody change what they are reached for after a program.
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
	return blocks, err
}
