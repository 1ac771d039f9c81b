package main

import (
	"regexp"
	"strings"
	"time"

	"ippo/chat"
	"ippo/nudges"
	"ippo/storage"
)

// causes are the words for what nudges and handlers write down as a cause; locale explains each, under "deliveries.why.".
var causes = map[string]string{
	"quiet hours":                 "quiet_hours",
	"rooms are being opened":      "rooms_opening",
	"its announcement goes first": "follows",
	"pace of opening rooms":       "pace",
	"pace of sending files":       "pace",
	"pace of the channel":         "pace",

	"its time has passed":                                    "time_passed",
	"one message a day: another one goes first":              "another_day",
	"people are off on that day":                             "day_off",
	"cancelled by an operator":                               "by_operator",
	"refused in one message with others":                     "goes_alone",
	"in doubt, and looking failed until its time had passed": "never_looked",

	"what it was about is gone":                          "gone",
	"the person no longer takes part":                    "left",
	"the person takes part in no cohort that has nudges": "left",
	"the person no longer organises the cohort":          "not_organizer",
	"the plan was changed, or is done":                   "not_wanted",
	"the person pauses":                                  "not_wanted",
	"the person is in already":                           "not_wanted",
	"entry is not open":                                  "entry_closed",
	"the cohort is archived":                             "archived",
	"the person answered meanwhile":                      "not_wanted",
	"the person wishes for it no longer":                 "not_wanted",
	"another message came at the same time":              "not_wanted",
	"the session has begun":                              "session_begun",
	"the session was moved":                              "session_moved",
	"the session was changed again":                      "session_moved",
	"the session was cancelled":                          "session_off",
	"the session is not held then":                       "session_off",
	"the session is held after all":                      "session_on",
	"the links were taken away":                          "links_gone",
	"somebody else spoke":                                "speaker_changed",
	"the announcement was withdrawn":                     "withdrawn",
	"the announcement was stopped on its way":            "withdrawn",
	"the announcement was recalled":                      "withdrawn",
	"it was decided already":                             "not_wanted",
	"the month is not known":                             "gone",
	"the announcement that it goes with did not go out":  "not_followed",
	"nobody knows what it is any more":                   "gone",
	"the message would hold too much":                    "gone",
	"it is no longer shared there":                       "not_shared",
	"the circle has ended":                               "circle_changed",
	"the person is in the circle again":                  "circle_changed",
	"the room was never opened":                          "circle_changed",
	"the room could not be opened":                       "no_room",
	"nobody has joined the circle":                       "circle_changed",
	"the person has a circle by now":                     "circle_changed",
	"the person no longer waits":                         "circle_changed",
	"nobody is left in the circle":                       "circle_changed",
	"the person has left the circle":                     "circle_changed",
	"the circle is closed or full":                       "circle_changed",
	"the circle has ended, or somebody has joined it":    "circle_changed",
	"the circle goes on":                                 "circle_changed",
	"the program goes on":                                "circle_changed",
	"the round is over, or on another day":               "circle_changed",
	"nothing is left of the round":                       "circle_changed",
	"the meeting was settled":                            "meeting_changed",
	"the meeting was moved":                              "meeting_changed",
	"the meeting was answered for":                       "meeting_changed",
	"the circle is no longer silent":                     "meeting_changed",
	"all can be reached again":                           "reached_again",

	chat.ErrNotFound.Error():   "looked_for",
	chat.ErrMayNotRead.Error(): "may_not_look",
}

// slackCodes are Slack's own words for what went wrong that have an explanation of their own, under the same name.
var slackCodes = map[string]string{
	"channel_not_found": "channel_not_found", "user_not_found": "person_not_found", "not_in_channel": "not_in_channel",
	"user_disabled": "user_disabled", "is_archived": "is_archived", "msg_too_long": "msg_blocks_too_long",
	"msg_blocks_too_long": "msg_blocks_too_long", "invalid_blocks": "invalid_blocks", "ratelimited": "ratelimited",
	"token_revoked": "token_revoked", "invalid_auth": "invalid_auth", "account_inactive": "account_inactive",
	"missing_scope": "missing_scope",
}

// explain says why a delivery is where it is, in a word and in a sentence, and what happens next or what to do. It shows nothing
// of what the delivery says, and nothing of an error but Slack's own word for it.
func (o *outbox) explain(d storage.Delivery, last time.Time) (why, sentence string) {
	switch d.State {
	case storage.Sent:
		if d.Blind > 0 {
			return "sent_blindly", o.words.Say("deliveries.why.sent_blindly", "At", o.when(d.Sent), "Count", d.Blind)
		}
		return "sent", o.words.Say("deliveries.why.sent", "At", o.when(d.Sent))
	case storage.Sending:
		sentence = o.words.Say("deliveries.why.in_doubt", "At", o.when(d.Tried))
		if o.now.Sub(d.Tried) > stalledAfter {
			sentence = o.words.Join(sentence, o.stalled(last))
		}
		return "in_doubt", sentence
	case storage.Waiting:
		if d.Attempts == 0 && d.Due.After(o.now) {
			return "not_due", o.words.Say("deliveries.why.not_due")
		}
	}
	why, code := reason(d)
	if why != "" {
		sentence = o.words.Say("deliveries.why."+why, "Code", code)
	}
	switch next := o.next(d, last); {
	case why == "" && d.State == storage.Waiting:
		return "in_line", next
	default:
		return why, o.words.Join(sentence, next)
	}
}

// stalledAfter is how long nothing may be sent, while something is due, before it is to be looked at.
const stalledAfter = 5 * time.Minute

// next says what becomes of a delivery that is not sent, and what to do.
func (o *outbox) next(d storage.Delivery, last time.Time) string {
	say := func(key string, pairs ...any) string { return o.words.Say("deliveries.next."+key, pairs...) }
	worthless := !d.Expires.IsZero() && !o.now.Before(d.Expires)
	switch {
	case d.State == storage.Cancelled:
		return ""
	case worthless && d.State == storage.Failed:
		return say("too_late")
	case worthless:
		return say("given_up")
	case d.State == storage.Failed && nudges.ShownKind(d.Kind) == nudges.KindShared:
		return say("writer_told")
	case d.State == storage.Failed:
		return say("retry")
	case d.NextTry.After(o.now):
		return say("at", "At", o.when(d.NextTry))
	case o.now.Sub(last) <= stalledAfter:
		return say("in_line")
	}
	return o.stalled(last)
}

func (o *outbox) stalled(last time.Time) string {
	if last.IsZero() {
		return o.words.Say("deliveries.next.never_sent")
	}
	return o.words.Say("deliveries.next.stalled", "At", o.when(last))
}

var slackCode = regexp.MustCompile(`^[a-z][a-z0-9_]{2,60}$`)

// reason is why a delivery was put off, cancelled or given up, in a word, with Slack's own where there is one. A cause that is not
// known stays in the log.
func reason(d storage.Delivery) (why, code string) {
	if d.Cause == "" {
		return "", ""
	}
	if why, known := causes[d.Cause]; known {
		return why, ""
	}
	fault, rest, _ := strings.Cut(d.Cause, ": ")
	code = rest[strings.LastIndex(rest, ": ")+1:]
	code = strings.TrimSpace(code)
	switch known := slackCodes[code]; {
	case !isFault(fault):
		return "unknown", ""
	case strings.HasPrefix(code, "slack rate limit exceeded"):
		return "ratelimited", "ratelimited"
	case known == "channel_not_found" && isPerson(d.Recipient):
		return "person_not_found", code
	case known != "":
		return known, code
	case slackCode.MatchString(code):
		return "refused", code
	}
	return "no_answer", ""
}

// isFault reports whether a word is what begins an error of the platform.
func isFault(word string) bool {
	for _, fault := range []chat.Fault{chat.Temporary, chat.Unreachable, chat.Refused, chat.Cut} {
		if word == fault.String() {
			return true
		}
	}
	return false
}

// isPerson reports whether an id is a person's.
func isPerson(id string) bool { return strings.HasPrefix(id, "U") || strings.HasPrefix(id, "W") }
