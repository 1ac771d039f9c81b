package nudges

import (
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// Kinds of deliveries.
const (
	KindReminder     = "reminder"     // of a session, to the cohort's channel; subject: the session
	KindInvitation   = "invitation"   // to reflect after a session, to each participant; subject: the session
	KindNudge        = "nudge"        // a small step, to each participant; subject: the offer
	KindPlan         = "plan"         // the time that somebody named for a step, to them; subject: the offer
	KindDiary        = "diary"        // the daily line that somebody wishes to be asked for, to them; subject: the reflection that it becomes
	KindCheckIn      = "check_in"     // whether the steps are to go on, to who answers none; subject: the cohort
	KindTrying       = "trying"       // somebody tries a step, to their circle's room by their wish; recipient: the circle, subject: the offer
	KindFarewell     = "farewell"     // the end of the steps, to each participant; subject: the cohort
	KindCircle       = "circle"       // a circle's room and introduction; subject: the circle
	KindUnplaced     = "unplaced"     // no circle this time, to whom it concerns; subject: the cohort
	KindFormed       = "formed"       // what came of forming circles, to who formed them or the organisers; subject: the cohort
	KindEnded        = "ended"        // a circle has ended, to its room; subject: the circle
	KindAnnouncement = "announcement" // to each participant; subject: the announcement
	KindAttachment   = "attachment"   // the file that goes with one, to each reader; subject: the announcement
	KindReport       = "report"       // who received an announcement, to its author or the cohort's organisers; subject: the announcement
	KindTrial        = "trial"        // an announcement before it goes out, to who writes it; subject: the announcement
	KindTrialFile    = "trial_file"   // the file that goes with it; subject: the announcement
	KindApproval     = "approval"     // whether one may go out, to the other organisers; subject: the announcement
	KindTable        = "table"        // who received it and what they answered as a file, to an organiser; subject: the announcement
	KindAudit        = "audit"        // what organisers did in a cohort as a file, to one of them; subject: the cohort
	KindTemplate     = "template"     // a list to fill in as a file, to an organiser; subject: which/the cohort
	KindEnquiry      = "enquiry"      // what somebody asks about one, to the organisers; subject: the question
	KindReply        = "reply"        // the answer, to who asked; subject: the question
	KindShared       = "shared"       // a reflection that its writer shares; subject: the reflection
	KindUnshared     = "unshared"     // it could not be shown, to its writer; subject: the reflection
	KindLeaving      = "leaving"      // a person is taken out of a circle's room, without a word; subject: the person
	// Who joins a circle, opens one, or stays in it.
	KindJoined    = "joined"     // somebody joins, to the circle's room; recipient: the circle, subject: the person
	KindLeftAlone = "left_alone" // the others have left, to the one who is there still; subject: the circle
	KindOpening   = "opening"    // a circle that somebody opened, to the cohort's channel; subject: the circle
	KindUnopened  = "unopened"   // its invitation could not be shown, to who opened it; subject: the circle
	KindWaiting   = "waiting"    // nobody has joined it, to who opened it; subject: the circle
	KindStaying   = "staying"    // who stays together, to the circle's room; subject: the circle
	KindAfter     = "after"      // whether the circle goes on after the program, to its room; subject: the circle
	KindThanks    = "thanks"     // it does not, to its room; subject: the circle

	// What somebody keeps of their year; subject: what it is/the cohort, but for the last.
	KindPicture = "picture"  // the year as a picture, by their wish, to them
	KindPages   = "pages"    // the year, or the letter, as a page, by their wish, to them
	KindSheet   = "sheet"    // the sheet for the yearly talk, by their wish, to them
	KindInWords = "in_words" // any of these, or of everything (KindExport), in words, where no file can be sent, to them
	KindLetter  = "letter"   // there is a letter, to who wrote or tried something; subject: the cohort

	// What organisers are told of a cohort as a whole.
	KindDigest   = "digest"   // the month in numbers, to an organiser; subject: cohort/month
	KindOverview = "overview" // the report, or a chart, by their wish, to an organiser; subject: what it is/the cohort
	// A session as organisers hold it; subject: the session.
	KindMoved     = "moved"     // it was moved, or is held after all, to who said that they come
	KindOff       = "off"       // it was cancelled, to who said that they come
	KindEntry     = "entry"     // it as a file for calendars, to who asked for it or said that they come
	KindMaterials = "materials" // what there is to read or to watch of it, to the cohort's channel
	KindHeard     = "heard"     // what was asked and said about it, to each of its speakers
	// Who comes into a cohort, and what follows it.
	KindPlace   = "place"   // a place became free, to who waited for it; subject: the cohort
	KindWelcome = "welcome" // one of three in somebody's first week, to them; subject: the cohort/its number
	KindAgain   = "again"   // the next cohort is open for entry, to who took part in the one before; subject: the next one
	KindAlumnus = "alumnus" // whether somebody stays reachable after the program, to them; subject: the cohort

	KindUnreachable = "unreachable" // who cannot be written to, to an organiser; subject: the cohort

	// What belongs to a person.
	KindExport    = "export"    // everything that there is of a person, as a file, to them; subject: the person, or nothing
	KindRetention = "retention" // whether what they wrote is kept on after the program, to who wrote something; subject: the cohort
	KindErased    = "erased"    // a message to somebody who was erased, that is to show nothing any more; recipient: where it stands
)

// Kinds about a circle's meetings, all to its room; subject: the meeting.
const (
	KindTimes     = "times"      // which times suit
	KindFixed     = "fixed"      // when it is, and who hosts
	KindCalendar  = "calendar"   // the same as a file for calendars
	KindAgenda    = "agenda"     // what to talk about, on its day
	KindDidMeet   = "did_meet"   // whether they met, after it
	KindSilence   = "silence"    // what would help a circle that fell silent
	KindCalledOff = "called_off" // a file that takes it out of calendars
)

// addressee is where a kind of delivery goes.
type addressee int

const (
	toPerson  addressee = iota
	toChannel           // the cohort's channel, which somebody may mend while it waits
	toRoom              // a circle's room, which Ippo never reads
)

// kind is what all deliveries of a kind have in common; wordings has their words.
type kind struct {
	to      addressee
	urgency storage.Urgency
	own     precedence
}

// precedence orders what Ippo says to a person of its own accord: the word of others who wait first, a step last. A day has one such
// message (turn.go). What answers a person, what they asked for at a time, and what organisers say is not of its own accord.
type precedence int

const (
	notOwn        precedence = iota
	aboutCircle              // others wait, or have left
	afterSession             // while it is fresh
	aboutEntry               // the first week, and what comes after the last one
	aboutFarewell            //
	aboutGoingOn             // the question whether the steps go on
	aboutStep                // another day will do
)

// shares are the kinds that can stand in one message with others: what their buttons change in it is drawn with the others again (wordAnew). The others wait for another day.
var shares = map[string]bool{KindAnnouncement: true, KindUnplaced: true, KindInvitation: true, KindFarewell: true}

var kinds = map[string]kind{
	KindReminder:     {toChannel, storage.Urgent, notOwn},
	KindInvitation:   {toPerson, storage.Ordinary, afterSession},
	KindNudge:        {toPerson, storage.Ordinary, aboutStep},
	KindPlan:         {toPerson, storage.Urgent, notOwn},
	KindDiary:        {toPerson, storage.Ordinary, notOwn}, // asked for; and yet it gives way (diary.go)
	KindTrying:       {toRoom, storage.Ordinary, notOwn},
	KindCheckIn:      {toPerson, storage.Ordinary, aboutGoingOn},
	KindFarewell:     {toPerson, storage.Ordinary, aboutFarewell},
	KindCircle:       {toRoom, storage.Ordinary, notOwn},
	KindUnplaced:     {toPerson, storage.Ordinary, aboutCircle},
	KindFormed:       {toPerson, storage.Ordinary, notOwn},
	KindEnded:        {toRoom, storage.Ordinary, notOwn},
	KindAnnouncement: {toPerson, storage.Bulk, notOwn},
	KindAttachment:   {toPerson, storage.Bulk, notOwn},
	KindReport:       {toPerson, storage.Ordinary, notOwn},
	KindTrial:        {toPerson, storage.Urgent, notOwn},
	KindTrialFile:    {toPerson, storage.Urgent, notOwn},
	KindApproval:     {toPerson, storage.Ordinary, notOwn},
	KindTable:        {toPerson, storage.Ordinary, notOwn},
	KindAudit:        {toPerson, storage.Ordinary, notOwn},
	KindTemplate:     {toPerson, storage.Ordinary, notOwn},
	KindEnquiry:      {toPerson, storage.Ordinary, notOwn},
	KindReply:        {toPerson, storage.Ordinary, notOwn},
	KindShared:       {toChannel, storage.Ordinary, notOwn},
	KindUnshared:     {toPerson, storage.Ordinary, notOwn},
	KindLeaving:      {toRoom, storage.Ordinary, notOwn},
	KindJoined:       {toRoom, storage.Ordinary, notOwn},
	KindLeftAlone:    {toPerson, storage.Ordinary, aboutCircle},
	KindOpening:      {toChannel, storage.Ordinary, notOwn},
	KindUnopened:     {toPerson, storage.Ordinary, notOwn},
	KindWaiting:      {toPerson, storage.Ordinary, aboutCircle},
	KindStaying:      {toRoom, storage.Ordinary, notOwn},
	KindAfter:        {toRoom, storage.Ordinary, notOwn},
	KindThanks:       {toRoom, storage.Ordinary, notOwn},
	KindPicture:      {toPerson, storage.Ordinary, notOwn},
	KindPages:        {toPerson, storage.Ordinary, notOwn},
	KindSheet:        {toPerson, storage.Ordinary, notOwn},
	KindInWords:      {toPerson, storage.Ordinary, notOwn},
	KindLetter:       {toPerson, storage.Ordinary, aboutFarewell},
	KindDigest:       {toPerson, storage.Ordinary, notOwn},
	KindOverview:     {toPerson, storage.Ordinary, notOwn},
	KindMoved:        {toPerson, storage.Urgent, notOwn},
	KindOff:          {toPerson, storage.Urgent, notOwn},
	KindEntry:        {toPerson, storage.Ordinary, notOwn},
	KindMaterials:    {toChannel, storage.Ordinary, notOwn},
	KindHeard:        {toPerson, storage.Ordinary, notOwn},
	KindPlace:        {toPerson, storage.Ordinary, aboutEntry},
	KindWelcome:      {toPerson, storage.Ordinary, aboutEntry},
	KindAgain:        {toPerson, storage.Ordinary, aboutEntry},
	KindAlumnus:      {toPerson, storage.Ordinary, aboutFarewell},
	KindUnreachable:  {toPerson, storage.Ordinary, notOwn},
	KindExport:       {toPerson, storage.Ordinary, notOwn},
	KindRetention:    {toPerson, storage.Ordinary, aboutFarewell},
	KindErased:       {toPerson, storage.Ordinary, notOwn},
	KindTimes:        {toRoom, storage.Ordinary, notOwn},
	KindFixed:        {toRoom, storage.Ordinary, notOwn},
	KindCalendar:     {toRoom, storage.Ordinary, notOwn},
	KindAgenda:       {toRoom, storage.Ordinary, notOwn},
	KindDidMeet:      {toRoom, storage.Ordinary, notOwn},
	KindSilence:      {toRoom, storage.Ordinary, notOwn},
	KindCalledOff:    {toRoom, storage.Ordinary, notOwn},
}

// ShownKind is a kind as those see it who run Ippo. Who said that they come to a session, which steps somebody answers, plans or tells of is nobody's business, nor is it who writes
// and takes back, who takes what is theirs along, or keeps what of their year. A test says of each kind why it is shown as it is.
func ShownKind(kind string) string {
	switch kind {
	case KindCheckIn, KindPlan, KindDiary, KindRetention, KindLetter, KindExport, KindErased, KindPicture, KindPages, KindSheet, KindInWords, KindUnshared,
		KindReply, // who asked what is nobody's business either
		KindMoved, KindOff, KindEntry:
		return KindNudge
	case KindTrying:
		return KindShared
	}
	return kind
}

// KindsShownAs lists the kinds that are shown as one; an unknown one stands for itself.
func KindsShownAs(shown string) []string {
	all := []string{shown}
	for kind := range kinds {
		if kind != shown && ShownKind(kind) == shown {
			all = append(all, kind)
		}
	}
	return all
}

// worthAWeek is how long a message makes sense that has no time of its own.
const worthAWeek = 7 * 24 * time.Hour

// enqueue puts a delivery into the outbox at the urgency of its kind, unless its occasion is there already. It reports whether it is
// new.
func enqueue(tx *storage.Tx, d storage.Delivery) (bool, error) {
	d.Urgency = kinds[d.Kind].urgency
	return tx.Enqueue(d)
}

// Actions of the buttons on what is delivered. Their values say what they are about.
const (
	ActionAttend   = "attend"    // value: session/answer
	ActionStep     = "step"      // value: offer/answer
	ActionPlan     = "plan"      // value: offer/time, or offer/PlanOtherwise
	ActionTell     = "tell"      // tells one's circle; value: offer/circle
	ActionUntell   = "untell"    // takes that back; value: the offer
	ActionCheer    = "cheer"     // value: offer/circle
	ActionSmaller  = "smaller"   // asks for a shorter step; value: the offer that came to nothing
	ActionCheckIn  = "check_in"  // value: what somebody wishes about their steps
	ActionPace     = "pace"      // opens the form with the day, the hours and the pauses
	ActionPause    = "pause"     // begins or ends a pause; value: for how long, or NoPause
	ActionReflect  = "reflect"   // opens the form; value: empty, the session it is about, AboutStep/offer or AboutFacet/number
	ActionMood     = "mood"      // value: reflection/face; the reflection comes into being with it
	ActionLine     = "line"      // opens the form for a line; value: the reflection that it becomes part of
	ActionTakeBack = "take_back" // value: the reflection
	ActionKeep     = "keep"      // opens the form with what somebody could do, or wants, after a step; value: the offer
	ActionJoin     = "join"      // opens a link; comes back for nothing
	ActionTake     = "take"      // has something sent as a file; value: what/cohort

	// About announcements.
	ActionNotice        = "notice"        // value: announcement/button
	ActionAnnouncements = "announcements" // lists them; value: where the page begins, or ends
	ActionStop          = "stop"          // asks before one is stopped on its way; value: the announcement
	ActionCorrect       = "correct"       // opens the form with its words; value: the announcement
	ActionRecall        = "recall"        // asks before it is taken out; value: the announcement
	ActionRemind        = "remind"        // begins another, to who has not answered; value: the announcement
	ActionReportFile    = "report_file"   // has who received it sent as a file; value: the announcement
	ActionApprove       = "approve"       // shows one that waits for another's yes; value: the announcement
	ActionEnquiries     = "enquiries"     // lists what was asked; value: where the page begins, or ends, and the announcement
	ActionReply         = "reply"         // opens the form with an answer; value: the question
	// What organisers look at.
	ActionNumbers  = "numbers"  // value: where the page begins, or ends
	ActionOverview = "overview" // has the report or a chart sent as a file; value: what/cohort
	// A session; value: the session.
	ActionEntry      = "entry"       // has it sent as a file for calendars
	ActionCame       = "came"        // says that one came
	ActionAskSpeaker = "ask_speaker" // opens the form for a question to the speakers
	ActionFeedback   = "feedback"    // opens the form that asks what it was like

	// What belongs to a person.
	ActionExport     = "export"      // sends everything that there is of them
	ActionErase      = "erase"       // opens the form that asks before all of it is erased
	ActionKeepLonger = "keep_longer" // keeps it for another year; value: the cohort

	// Who comes into a cohort, and leaves it.
	ActionEnter   = "enter"   // opens the form with which somebody applies; value: the cohort, or nothing to choose one
	ActionAlumnus = "alumnus" // value: cohort/what somebody wishes to be reached for

	ActionCircleJoin = "circle_join" // opens the form with one's wish; value: the cohort

	// Who joins a circle, opens one, or stays in it.
	ActionCircleOther = "circle_other" // shows the circles that have a place; value: the circle that somebody is or was in
	ActionCircleEnter = "circle_enter" // joins one; value: the circle
	ActionCircleKeep  = "circle_keep"  // leaves one's own open that nobody has joined; value: the circle
	ActionCircleClose = "circle_close" // closes it; value: the circle
	ActionCircleStay  = "circle_stay"  // value: circle/yes/round or circle/no/round, in seconds since 1970
	ActionCircleAfter = "circle_after" // value: circle/yes or circle/no
)

// Actions of the buttons about a circle's meetings.
const (
	ActionMeetingVote   = "meeting_vote"   // value: meeting/time, in seconds since 1970
	ActionMeetingSettle = "meeting_settle" // opens the form with a time for it; value: the meeting
	ActionMeetingAnswer = "meeting_answer" // value: meeting/state
	ActionMeetingTimes  = "meeting_times"  // asks for new times; value: the circle
	ActionMeetingRest   = "meeting_rest"   // value: the meeting
)

// NoPause, in place of a length, ends a pause.
const NoPause = "none"

// PlanOtherwise, in place of a usual time, opens the form for another.
const PlanOtherwise = "pick"

// AboutStep, before an offer, says that a line is about its step.
const AboutStep = "step"

// AboutFacet, before a number, says from which side of their career somebody looks.
const AboutFacet = "facet"

// Value joins what an action is about with its answer.
func Value(about string, answer string) string { return about + "/" + answer }

// answers that a step can be given, in the order in which their buttons stand.
var (
	offerAnswers   = []cohort.Answer{cohort.Trying, cohort.Another, cohort.NotThisWeek}
	outcomeAnswers = []cohort.Answer{cohort.Done, cohort.Partly, cohort.NotYet, cohort.LetGo}
)
