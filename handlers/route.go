package handlers

import (
	"strings"

	"ippo/chat"
	"ippo/config"
)

// Actions of the buttons that only handlers draw.
const (
	actionMenu          = "menu" // value: a command
	actionHelp          = "help"
	actionSettings      = "settings"       // opens the form
	actionPauseUntil    = "pause_until"    // opens the form with the day on which a pause ends
	actionStepNow       = "step_now"       // asks for a step at once
	actionReflections   = "reflections"    // value: where the page begins, or ends
	actionTakeBack      = "take_back"      // value: the reflection
	actionStories       = "stories"        // lists one's own, or opens the form for a first one
	actionStory         = "story"          // opens the form; value: the story, or nothing for a new one
	actionStoryWithdraw = "story_withdraw" // value: the story
	actionCircleLeave   = "circle_leave"   // value: cohort/circle; without a circle the wish for one
	actionRest          = "rest"           // does not take part in the next round; value: the cohort
	actionRestOver      = "rest_over"      // takes part in the next round after all; value: the cohort
	actionOpenings      = "openings"       // lists the circles that have a place; value: the cohort
	actionOpen          = "open"           // opens the form with which somebody opens a circle; value: the cohort
	actionCircles       = "circles"        // opens the form that asks how circles are to be formed
	actionForming       = "forming"        // value: the cohort; opens the preview
	actionRemix         = "remix"          // value: the cohort; opens the preview
	actionArrangePick   = "arrange_pick"   // value: a person
	actionArrangeMove   = "arrange_move"   // value: person/circle
	actionArrangeUndo   = "arrange_undo"
	actionArrangeAgain  = "arrange_again"
	actionArrangeBack   = "arrange_back"
	actionArrangePage   = "arrange_page"  // value: the first circle that is shown
	actionAnnounce      = "announce"      // opens the form
	actionAnnouncements = "announcements" // value: where the page begins, or ends
	actionReceipts      = "receipts"      // value: the announcement
	actionWithdraw      = "withdraw"      // value: the announcement
	actionNumbers       = "numbers"       // value: where the page begins, or ends
	actionLooks         = "looks"         // value: where the page begins, or ends
)

// Forms by name.
const (
	formReflect  = "reflect"
	formSettings = "settings"
	formPause    = "pause"
	formCircle   = "circle"
	formLeave    = "leave"    // asks before somebody leaves their circle; state: as of the button
	formSwitch   = "switch"   // asks before somebody changes their circle; state: new/old circle
	formOpen     = "open"     // a circle of one's own; state: cohort/circle that is left
	formCircles  = "circles"  // which circles to form
	formForming  = "forming"  // the preview of circles
	formAnnounce = "announce" // text, cohort and time
	formPreview  = "preview"  // the preview of an announcement
	formStory    = "story"    // a turning point; state: cohort/story, or cohort/ for a new one
	formPlan     = "plan"     // when somebody tries a step; state: the offer
	formMeeting  = "meeting"  // when a circle meets; state: meeting/how often it was fixed
)

// route finds the job that an event asks for.
func route(ev chat.Event) job {
	switch ev.Kind {
	case chat.Command:
		return routeCommand(ev)
	case chat.Press:
		return routePress(ev)
	case chat.Submit:
		return orLost(submits[ev.Form])
	case chat.Opened:
		return job{reads, home}
	case chat.Mention:
		return job{writes, menu} // only once: another greeting is a message more
	case chat.Direct:
		return routeDirect(ev)
	case chat.Changed:
		return job{writes, changed}
	}
	return job{reads, lost}
}

func routeCommand(ev chat.Event) job {
	command, words := ev.Command, firstWord(ev.Text)
	if command == "reflect" {
		return routeReflect(ev, words)
	}
	jobs, known := subcommands[command]
	if !known {
		return job{reads, menu}
	}
	if len(strings.Fields(ev.Text)) <= 1 {
		if found, known := jobs[words]; known {
			return found
		}
		if asksForHelp(words) {
			return job{reads, commandHelp}
		}
	}
	if command == "announce" && config.Nearest(words, []string{"list"}) == "" {
		return job{reads, announceForm}
	}
	return job{reads, unknownSubcommand}
}

// organizersWords are the subcommands that are not offered to participants.
var organizersWords = []string{"form", "remix", "numbers"}

// subcommands of each command, except /reflect, whose words are a reflection.
var subcommands map[string]map[string]job

func init() { // here, because help lists them
	subcommands = map[string]map[string]job{
		"ippo": {
			"": {reads, menu}, "help": {reads, help}, "settings": {reads, settings},
			"pause": {reads, pauseChoice}, "resume": {writes, resume}, "story": {reads, stories},
			"numbers": {prepares, numbers}, "looks": {reads, looks}, "coach": {reads, coachPage},
		},
		"session":  {"": {reads, session}},
		"step":     {"": {reads, step}},
		"circle":   {"": {reads, circle}, "join": {reads, circleJoin}, "leave": {writes, circleLeave}, "open": {reads, openForm}, "form": {alone, forming}, "remix": {alone, forming}},
		"announce": {"": {reads, announceForm}, "list": {reads, announcements}},
	}
}

func routePress(ev chat.Event) job {
	if ev.Action == actionMenu {
		ev.Command = ev.Value
		return routeCommand(ev)
	}
	return orLost(presses[ev.Action])
}

// orLost is a job that was found, or else the answer to a button or form of an earlier version.
func orLost(found job) job {
	if found.do == nil {
		return job{reads, lost}
	}
	return found
}

// lost answers what nobody knows any more.
func lost(r *request) (chat.Reply, error) { return text(r.say("error.gone")), nil }

func silence(*request) (chat.Reply, error) { return chat.Reply{}, nil }

// firstWord is the first word of a command's text, in lower case.
func firstWord(text string) string {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return ""
	}
	return words[0]
}
