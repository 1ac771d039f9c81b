package handlers

import (
	"errors"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// menu offers what matters this week, and two doors to everything else.
func menu(r *request) (chat.Reply, error) {
	if len(r.who.member)+len(r.who.organizes) == 0 {
		return message(r.strangerBlocks()...), nil
	}
	return message(append([]chat.Block{chat.Text(r.say("menu.greeting"))}, r.menuButtons()...)...), nil
}

// menuButtons are what this person can do; for a stranger, whom to ask.
func (r *request) menuButtons() []chat.Block {
	var blocks []chat.Block
	if len(r.who.member) > 0 {
		blocks = append(blocks, chat.Buttons{
			{Action: nudges.ActionReflect, Label: r.say("menu.reflect"), Primary: true},
			{Action: actionMoodNow, Label: r.say("mood.menu")},
			{Action: actionMenu, Value: "step", Label: r.say("menu.step")},
			{Action: actionMenu, Value: "session", Label: r.say("menu.session")},
			{Action: actionMenu, Value: "circle", Label: r.say("menu.circle")},
		}, r.doors())
		blocks = append(blocks, r.againBlocks()...)
	}
	if len(r.cohortsFor(cohort.Enrol)) > 0 {
		blocks = append(blocks, chat.Text(r.say("menu.organizer")), r.organizerButtons())
	}
	if len(blocks) == 0 {
		return r.strangerBlocks()
	}
	return blocks
}

// againBlocks offer the next cohort to who takes part in one that is over.
func (r *request) againBlocks() []chat.Block {
	if _, err := r.tx.NextSession(r.who.member[0].ID, r.now); !errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	blocks, err := r.enterBlocks()
	if err != nil || len(blocks) == 0 {
		return nil
	}
	return append([]chat.Block{chat.Divider{}}, blocks...)
}

func (r *request) organizerButtons() chat.Buttons {
	if len(r.cohortsFor(cohort.Announce)) == 0 { // all of theirs are archived, or only being prepared
		return chat.Buttons{{Action: actionCohorts, Label: r.say("desk.button")}}
	}
	return chat.Buttons{
		{Action: actionAnnounce, Label: r.say("menu.announce")},
		{Action: actionCircles, Label: r.say("menu.form_circles")},
		{Action: actionNumbers, Label: r.say("numbers.button")},
		{Action: actionCohorts, Label: r.say("desk.button")},
	}
}
