package nudges

import (
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"

	"ippo/chat"
)

// calendar brings the meeting as a file that calendars take. The same meeting keeps its UID for ever, and its SEQUENCE grows each time
// it is moved, so that calendars move their entry (RFC 5545, 3.8.7.4).
func (a aboutMeeting) calendar() chat.Message {
	return a.entry("calendar", ics.MethodPublish, ics.ObjectStatusConfirmed, a.Sequence)
}

// calledOff takes the meeting out of calendars again.
func (a aboutMeeting) calledOff() chat.Message {
	return a.entry("calendar_off", ics.MethodCancel, ics.ObjectStatusCancelled, a.Sequence+1)
}

func (a aboutMeeting) entry(comment string, method ics.Method, status ics.ObjectStatus, sequence int) chat.Message {
	title := a.say("calendar_title", "Cohort", a.cohort.Name)
	calendar := ics.NewCalendarFor("Ippo")
	calendar.SetMethod(method)
	event := calendar.AddEvent(a.ID + "@ippo")
	event.SetDtStampTime(a.now)
	event.SetSequence(sequence)
	event.SetStatus(status)
	event.SetStartAt(a.Starts)
	event.SetEndAt(a.Ends())
	event.SetSummary(title)
	event.SetDescription(a.say("calendar_place"))
	return chat.Message{Summary: a.say(comment, "When", a.when(a.Starts)), File: &chat.File{
		Name: fmt.Sprintf("ippo-%s.ics", a.Starts.In(a.cohort.Location()).Format(time.DateOnly)), Title: title, Content: calendar.Serialize(ics.WithNewLineWindows),
	}}
}
