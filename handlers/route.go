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
	actionSettings      = "settings"    // opens the form
	actionPauseUntil    = "pause_until" // opens the form with the day on which a pause ends
	actionStepNow       = "step_now"    // asks for a step at once
	actionReflections   = "reflections" // value: where the page begins, or ends
	actionTakeBack      = nudges.ActionTakeBack
	actionRestore       = "restore"        // undoes that; value: the reflection
	actionEdit          = "edit"           // opens the form with what is there; value: the reflection
	actionShareHeld     = "share_held"     // value: reflection/version/circle; no circle: the cohort
	actionDiaryMove     = "diary_move"     // value: the hour, which quiet hours make way for
	actionEditUndo      = "edit_undo"      // value: reflection/version
	actionSearch        = "search"         // opens the form
	actionFound         = "found"          // value: where the page begins, or ends, and the words
	actionMoodNow       = "mood_now"       // asks for one's mood
	actionRestNow       = "rest_now"       // offers the pauses, beside what was pressed
	actionStories       = "stories"        // lists one's own, or opens the form for a first one
	actionStory         = "story"          // opens the form; value: the story, or nothing for a new one
	actionStoryWithdraw = "story_withdraw" // value: the story
	actionAims          = "aims"           // shows both lists
	actionAimsEdit      = "aims_edit"      // opens the form
	actionAimsErase     = "aims_erase"     // asks before what was dropped is erased
	actionLife          = "life"           // value: the first turning point that is shown
	actionTurn          = "turn"           // opens the form; value: the turning point, or nothing for a new one
	actionTurnErase     = "turn_erase"     // asks before it is erased; value: the turning point
	actionPrivacy       = "privacy"        // what is kept of somebody
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
	actionArrangePage   = "arrange_page" // value: the first circle that is shown
	actionAnnounce      = "announce"     // opens the form
	actionAnnouncements = nudges.ActionAnnouncements
	actionDraft         = "draft"        // opens the form with one that is not out; value: the announcement
	actionDraftDelete   = "draft_delete" // value: the announcement
	actionCopy          = "copy"         // opens the form with what another says; value: the announcement
	actionTryOut        = "try_out"      // sends a draft to its author; value: the announcement
	actionDetach        = "detach"       // takes the file off a draft; value: as draftState says
	actionImage         = "image"        // opens the form with its picture; value: the announcement
	actionSendBack      = "send_back"    // it may not go out as it is; value: the announcement
	actionReceipts      = "receipts"     // value: the announcement
	actionWithdraw      = "withdraw"     // value: the announcement
	actionAudit         = "audit"        // value: where the page begins, or ends
	actionAuditFile     = "audit_file"   // value: the cohort
	actionNumbers       = nudges.ActionNumbers
	actionLooks         = "looks" // value: where the page begins, or ends

	// Sessions; value: the session, if nothing else is said.
	actionSessions      = "sessions"       // value: cohort/the first that is listed
	actionSession       = "session"        // shows one
	actionSessionEdit   = "session_edit"   // opens the form
	actionSessionNew    = "session_new"    // opens the form; value: the cohort
	actionSessionOff    = "session_off"    // asks before it is cancelled
	actionSessionWord   = "session_word"   // opens the form with its word
	actionMaterials     = "materials"      // opens the form with its links
	actionQuestions     = "questions"      // lists what was asked; value: the session, or where the page begins, or ends, and the session
	actionSaid          = "said"           // what was said about it, and how many came
	actionNotCame       = "not_came"       // takes back that one came
	actionAskGive       = "ask_give"       // value: the question
	actionAskErase      = "ask_erase"      // value: the question
	actionCalendar      = "calendar"       // shows the address of the calendar; value: the cohort
	actionCalendarRenew = "calendar_renew" // makes another; value: the cohort
)

// Forms by name.
const (
	formReflect  = "reflect"
	formEdit     = "edit"   // a reflection that is there; state: editing
	formSearch   = "search" // among one's own reflections
	formDiary    = "diary"  // at what hour to be asked for a line
	formSettings = "settings"
	formPause    = "pause"
	formCircle   = "circle"
	formLeave    = "leave"         // asks before somebody leaves their circle; state: as of the button
	formSwitch   = "switch"        // asks before somebody changes their circle; state: new/old circle
	formOpen     = "open"          // a circle of one's own; state: cohort/circle that is left
	formCircles  = "circles"       // which circles to form
	formForming  = "forming"       // the preview of circles
	formAnnounce = "announce"      // text, cohort and time
	formPreview  = "preview"       // the preview of an announcement; state: draftState, as of the next
	formList     = "announce_list" // for whom an announcement is
	formImage    = "image"         // its picture
	formSure     = "sure"          // asks once more before it goes to many people
	formApprove  = "approve"       // asks another organiser for their yes
	formStop     = "stop"          // asks before it is stopped on its way
	formCorrect  = "correct"       // its words, where it stands already
	formRecall   = "recall"        // asks before it is taken out
	formQuestion = "question"      // what a reader asks; state: the announcement
	formReply    = "reply"         // the answer; state: question/which answer there was
	formStory    = "story"         // a turning point; state: cohort/story, or cohort/ for a new one
	formAims     = "aims"          // both lists; state: as of when they were shown
	formDropped  = "dropped"       // asks before what was dropped is erased
	formKeep     = "keep"          // a line after a step; state: the offer
	formTurn     = "turn"          // a turning point; state: which, or nothing for a new one
	formTurnOff  = "turn_off"      // asks before it is erased; state: which
	formPlan     = "plan"          // when somebody tries a step; state: the offer
	formTicks    = "ticks"         // what goes on the sheet for the yearly talk; state: the cohort
	formSheet    = "sheet"         // the sheet to be edited; state: the cohort
	formErase    = "erase"         // asks before everything of somebody's is erased
	formMeeting  = "meeting"       // when a circle meets; state: meeting/how often it was fixed

	formSession     = "session"      // state: cohort/session/version; no session: a new one
	formSessionOff  = "session_off"  // asks before it is cancelled; state: session/version
	formSessionWord = "session_word" // state: session/version
	formMaterials   = "materials"    // links of a session; state: session/version
	formAskSpeaker  = "ask_speaker"  // state: session/question, or session/ for a new one
	formFeedback    = "feedback"     // state: the session
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
		return job{looksIn, home}
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
	if command == "ippo" && words == "search" && len(strings.Fields(ev.Text)) > 1 {
		return job{reads, searchCommand}
	}
	if command == "session" && words != "" && !asksForHelp(words) {
		return job{writes, giveWord}
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
var organizersWords = []string{"form", "remix", "numbers", "audit", "cohort"}

// subcommands of each command, except /reflect, whose words are a reflection.
var subcommands map[string]map[string]job

func init() { // here, because help lists them
	subcommands = map[string]map[string]job{
		"ippo": {
			"": {reads, menu}, "help": {reads, help}, "settings": {reads, settings},
			"pause": {reads, pauseChoice}, "resume": {writes, resume}, "story": {reads, stories}, "privacy": {reads, privacy},
			"journey": {reads, year}, "letter": {writes, letter}, "interview": {reads, interview},
			"numbers": {prepares, numbers}, "looks": {reads, looks}, "audit": {reads, auditLog},
			"can": {reads, aims}, "will": {reads, aims}, "life": {reads, life},
			"mood": {reads, moodNow}, "search": {reads, searchForm}, "diary": {reads, diaryForm},
			"coach": {reads, coachPage},
			"join":  {reads, enter}, "leave": {reads, leaveOffer}, "cohort": {reads, cohorts},
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
