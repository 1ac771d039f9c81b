package handlers

import (
	"ippo/chat"
	"ippo/nudges"
)

// The two doors behind the menu, so that the menu itself holds only what matters this week.
const (
	actionRecords  = "records"    // shows what somebody can do with what is theirs
	actionOwnWays  = "own_ways"   // shows what somebody can set, and how to rest
	actionDiary    = "diary"      // opens the form
	actionMenuBack = "menu_again" // shows the menu in place of a page behind it
)

// records leads to everything that is somebody's own: what they wrote, what they made of it, and what is kept of them.
func records(r *request) (chat.Reply, error) {
	c, _, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	own := chat.Buttons{
		{Action: actionYear, Label: r.say("year.button")},
		{Action: nudges.ActionTake, Value: nudges.Value(nudges.KeepLetter, c.ID), Label: r.say("year.letter")},
		{Action: actionInterview, Label: r.say("year.interview")},
	}
	if r.h.coach.Configured() {
		own = append(own, chat.Button{Action: actionCoach, Label: r.say("coaching.menu")})
	}
	return r.inPlace(compose(chat.Heading(r.say("doors.records")),
		chat.Context(r.say("doors.written")), chat.Buttons{
			{Action: actionReflections, Value: "0", Label: r.say("reflect.see_list")},
			{Action: actionSearch, Label: r.say("search.button")},
			{Action: actionAims, Label: r.say("aims.menu")},
			{Action: actionLife, Label: r.say("life.menu")},
			{Action: actionStories, Label: r.say("menu.story")},
			{Action: actionVoices, Value: "0 " + c.ID, Label: r.say("voices.button")},
		},
		chat.Context(r.say("doors.gathered")), own,
		chat.Context(r.say("doors.kept")), chat.Buttons{{Action: actionPrivacy, Label: r.say("data.button")}},
		r.backToMenu(),
	)), nil
}

// ownWays leads to the settings, the daily line and the pauses.
func ownWays(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	reach, err := r.reachBlocks()
	if err != nil {
		return chat.Reply{}, err
	}
	blocks := []chat.Block{chat.Heading(r.say("menu.settings")), chat.Text(r.say("doors.settings"))}
	rest := chat.Button{Action: actionRestNow, Label: r.say("doors.rest")}
	if p.Paused(r.now) {
		blocks = append(blocks, chat.Text(r.pausedUntil(p.Person)))
		rest = chat.Button{Action: actionPause, Value: noPause, Label: r.say("pause.end")}
	}
	return r.inPlace(compose(append(append(blocks, chat.Buttons{
		{Action: actionSettings, Label: r.say("doors.settings_form")}, {Action: actionDiary, Label: r.say("diary.title")}, rest,
	}, chat.Divider{}), append(append(reach, r.leaveBlocks()...), r.backToMenu())...)...)), nil
}

// doors are the buttons for both.
func (r *request) doors() chat.Buttons {
	return chat.Buttons{
		{Action: actionRecords, Label: r.say("doors.records")}, {Action: actionOwnWays, Label: r.say("menu.settings")},
	}
}

// backToRecords leads from a page of one's own back to all of them; who takes part in nothing has no such page.
func (r *request) backToRecords() []chat.Block {
	if len(r.who.member) == 0 {
		return nil
	}
	return []chat.Block{chat.Buttons{{Action: actionRecords, Label: r.say("doors.back_records")}}}
}

func (r *request) backToMenu() chat.Buttons {
	return chat.Buttons{{Action: actionMenuBack, Label: r.say("doors.back")}}
}

// menuAgain is the menu where a page behind it stood.
func menuAgain(r *request) (chat.Reply, error) {
	if len(r.who.member)+len(r.who.organizes) == 0 {
		return menu(r)
	}
	return r.inPlace(compose(append([]chat.Block{chat.Text(r.say("menu.greeting"))}, r.menuButtons()...)...)), nil
}
