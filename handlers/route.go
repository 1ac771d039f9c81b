package handlers

import (
	"strings"

	"ippo/chat"
	"ippo/config"
	"ippo/nudges"
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
		return routeSubmit(ev)
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
var organizersWords = []string{"form", "remix"}

// subcommands of each command, except /reflect, whose words are a reflection.
var subcommands map[string]map[string]job

func init() { // here, because help lists them
	subcommands = map[string]map[string]job{
		"ippo": {
			"": {reads, menu}, "help": {reads, help}, "settings": {reads, settings},
			"pause": {reads, pauseChoice}, "resume": {writes, resume}, "story": {reads, stories},
		},
		"session":  {"": {reads, session}},
		"step":     {"": {reads, step}},
		"circle":   {"": {reads, circle}, "join": {reads, circleJoin}, "leave": {writes, circleLeave}, "open": {reads, openForm}, "form": {alone, forming}, "remix": {alone, forming}},
		"announce": {"": {reads, announceForm}, "list": {reads, announcements}},
	}
}

func routePress(ev chat.Event) job {
	switch ev.Action {
	case actionMenu:
		ev.Command = ev.Value
		return routeCommand(ev)
	case nudges.ActionAttend:
		return job{writes, attend}
	case nudges.ActionStep:
		return job{writes, answerStep}
	case nudges.ActionPlan:
		return job{writes, planStep}
	case nudges.ActionTell:
		return job{writes, tellCircle}
	case nudges.ActionUntell:
		return job{writes, untellCircle}
	case nudges.ActionCheer:
		return job{writes, cheer}
	case nudges.ActionSmaller:
		return job{writes, smallerStep}
	case nudges.ActionReflect:
		return job{reads, reflectForm}
	case nudges.ActionCircleJoin:
		return job{reads, circleJoin}
	case nudges.ActionJoin:
		return job{reads, silence}
	case actionHelp:
		return job{reads, help}
	case actionSettings:
		return job{reads, settings}
	case actionPause:
		return job{writes, pause}
	case actionPauseUntil:
		return job{reads, pauseForm}
	case nudges.ActionPace:
		return job{reads, settings}
	case nudges.ActionCheckIn:
		return job{writes, checkIn}
	case actionStepNow:
		return job{writes, stepNow}
	case actionReflections:
		return job{reads, reflections}
	case actionTakeBack:
		return job{prepares, takeBack}
	case actionStories:
		return job{reads, stories}
	case actionStory:
		return job{reads, storyForm}
	case actionStoryWithdraw:
		return job{writes, withdrawStory}
	case actionCircleLeave:
		return job{writes, circleLeave}
	case actionRest:
		return job{writes, restNext}
	case actionRestOver:
		return job{writes, restOver}
	case actionOpenings:
		return job{reads, moreOpenings}
	case actionOpen:
		return job{reads, openForm}
	case nudges.ActionCircleOther:
		return job{reads, otherCircle}
	case nudges.ActionCircleEnter:
		return job{writes, enterCircle}
	case nudges.ActionCircleKeep:
		return job{reads, keepOpen}
	case nudges.ActionCircleClose:
		return job{writes, closeOpen}
	case nudges.ActionCircleStay:
		return job{writes, stayTogether}
	case nudges.ActionCircleAfter:
		return job{writes, afterProgram}
	case actionCircles:
		return job{reads, formingForm}
	case actionForming, actionRemix:
		return job{alone, forming}
	case actionArrangePick:
		return job{alone, changing(pickForArrangement)}
	case actionArrangeMove:
		return job{alone, changing(moveInArrangement)}
	case actionArrangeUndo:
		return job{alone, changing(undoArrangement)}
	case actionArrangeAgain:
		return job{alone, changing(arrangeAgain)}
	case actionArrangeBack, actionArrangePage:
		return job{alone, changing(showArrangement)}
	case actionAnnounce:
		return job{reads, announceForm}
	case actionAnnouncements:
		return job{reads, announcements}
	case actionReceipts:
		return job{reads, receipts}
	case actionWithdraw:
		return job{writes, withdraw}
	// A circle's meetings.
	case nudges.ActionMeetingVote:
		return job{writes, meetingVote}
	case nudges.ActionMeetingSettle:
		return job{reads, settleForm}
	case nudges.ActionMeetingAnswer:
		return job{writes, meetingAnswer}
	case nudges.ActionMeetingTimes:
		return job{writes, meetingTimes}
	case nudges.ActionMeetingRest:
		return job{writes, meetingRest}
	}
	return job{reads, lost}
}

func routeSubmit(ev chat.Event) job {
	switch ev.Form {
	case formReflect:
		return job{writes, saveReflection}
	case formSettings:
		return job{writes, saveSettings}
	case formPause:
		return job{writes, pauseUntil}
	case formCircle:
		return job{writes, saveWish}
	case formLeave:
		return job{writes, leave}
	case formSwitch:
		return job{writes, switchCircle}
	case formOpen:
		return job{writes, openCircle}
	case formCircles:
		return job{alone, forming}
	case formForming:
		return job{alone, changing(confirmCircles)}
	case formAnnounce:
		return job{prepares, previewAnnouncement}
	case formPreview:
		return job{writes, confirmAnnouncement}
	case formStory:
		return job{writes, saveStory}
	case formPlan:
		return job{writes, savePlan}
	case formMeeting:
		return job{writes, settle}
	}
	return job{reads, lost}
}

// lost answers a button or form of an earlier version.
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
