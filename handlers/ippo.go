package handlers

import (
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
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
	}
	if len(r.cohortsFor(cohort.Announce)) > 0 {
		blocks = append(blocks, chat.Text(r.say("menu.organizer")), r.organizerButtons())
	}
	if len(blocks) == 0 {
		return r.strangerBlocks()
	}
	return blocks
}

func (r *request) organizerButtons() chat.Buttons {
	return chat.Buttons{
		{Action: actionAnnounce, Label: r.say("menu.announce")},
		{Action: actionCircles, Label: r.say("menu.form_circles")},
		{Action: actionNumbers, Label: r.say("numbers.button")},
	}
}
