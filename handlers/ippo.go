package handlers

import (
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// menu offers by buttons what the week asks for, and two doors: to what is one's own, and to how Ippo behaves.
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
			{Action: actionRecords, Label: r.say("records.button")},
			{Action: actionSettings, Label: r.say("menu.settings")},
		})
	}
	if len(r.cohortsFor(cohort.Announce)) > 0 {
		blocks = append(blocks, chat.Text(r.say("menu.organizer")), r.organizerButtons())
	}
	if len(blocks) == 0 {
		return r.strangerBlocks()
	}
	return blocks
}

// records lead to everything that is somebody's own.
func records(r *request) (chat.Reply, error) {
	own := chat.Buttons{
		{Action: actionReflections, Value: "0", Label: r.say("reflect.see_list"), Primary: true},
		{Action: actionYear, Label: r.say("year.button")},
		{Action: actionAims, Label: r.say("aims.menu")},
		{Action: actionLife, Label: r.say("life.menu")},
		{Action: actionInterview, Label: r.say("year.interview")},
		{Action: actionStories, Label: r.say("menu.story")},
	}
	if r.h.coach.Configured() {
		own = append(own, chat.Button{Action: actionCoach, Label: r.say("coaching.menu")})
	}
	own = append(own, chat.Button{Action: actionPrivacy, Label: r.say("data.button")})
	return r.inPlace(compose(chat.Heading(r.say("records.button")), chat.Text(r.say("records.intro")), own)), nil
}

func (r *request) organizerButtons() chat.Buttons {
	return chat.Buttons{
		{Action: actionAnnounce, Label: r.say("menu.announce")},
		{Action: actionCircles, Label: r.say("menu.form_circles")},
		{Action: actionNumbers, Label: r.say("numbers.button")},
	}
}
