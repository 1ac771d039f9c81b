package handlers

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// meeting is one of a circle that the actor is in.
type meeting struct {
	cohort.Meeting
	circle cohort.Circle
	cohort cohort.Cohort
}

// meeting finds the meeting that the value of a button or form is about, and what it says about it. Who is not in its circle, or no
// longer, is refused.
func (r *request) meeting(value string) (m meeting, said string, err error) {
	id, said, _ := strings.Cut(value, "/")
	if m.Meeting, err = r.tx.Meeting(id); err != nil {
		return m, said, err
	}
	if m.circle, err = r.circleWith(m.Circle); err != nil {
		return m, said, err
	}
	m.cohort, err = r.tx.Cohort(m.circle.Cohort)
	return m, said, err
}

// meetingVote says for a member of a circle that a time suits, or unsays it.
func meetingVote(r *request) (chat.Reply, error) {
	m, answer, err := r.meeting(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	seconds, _ := strconv.ParseInt(answer, 10, 64)
	at := time.Unix(seconds, 0)
	switch {
	case m.State != cohort.Proposed || !slices.ContainsFunc(m.Times, at.Equal):
		return text(r.howItStands(m)), nil
	case !at.After(r.now):
		return text(r.say("meeting.time_passed")), r.tx.Redraw(m.ID, nudges.KindTimes)
	}
	return chat.Reply{}, nudges.VoteFor(r.tx, m.circle, m.Meeting, r.who.id, at, r.now)
}

// howItStands tells who pressed too late how it stands with a meeting.
func (r *request) howItStands(m meeting) string {
	switch {
	case !m.circle.Ended.IsZero():
		return r.say("meeting.circle_ended")
	case m.State == cohort.Fixed:
		return r.say("meeting.stands", "When", r.who.words.When(m.Starts.In(m.cohort.Location())))
	case m.State == cohort.Proposed:
		return r.say("meeting.stands_open")
	}
	return r.say("meeting.over")
}

// meetingAnswer keeps whether a circle met.
func meetingAnswer(r *request) (chat.Reply, error) {
	m, answer, err := r.meeting(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	state := cohort.MeetingState(answer)
	known := state == cohort.HasMet || state == cohort.Postponed || state == cohort.Missed
	if !known || m.Starts.IsZero() || r.now.Before(m.Starts) {
		return text(r.howItStands(m)), nil
	}
	return chat.Reply{}, nudges.Answer(r.tx, m.circle, m.Meeting, state, r.now)
}

// askedOnce is how long a circle that was asked for times is not asked anew by its members.
const askedOnce = 24 * time.Hour

// meetingTimes has new times proposed to somebody's circle. If times were proposed a moment ago, or the next meeting is fixed, it says so.
func meetingTimes(r *request) (chat.Reply, error) {
	circle, err := r.circleWith(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	c, err := r.tx.Cohort(circle.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	if !circle.Ended.IsZero() {
		return text(r.say("meeting.circle_ended")), nil
	}
	all, err := r.tx.Meetings(circle.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(all) > 0 {
		last := all[len(all)-1]
		fresh := last.State == cohort.Proposed && r.now.Sub(last.Proposed) < askedOnce
		if fresh || last.State == cohort.Fixed && last.Open(r.now) {
			return text(r.howItStands(meeting{last, circle, c})), nil
		}
	}
	return message(r.soon(c, r.say("meeting.asked_anew"))...), nudges.ProposeMeeting(r.tx, circle, r.now)
}

// meetingRest lets a circle be, if it is silent still.
func meetingRest(r *request) (chat.Reply, error) {
	m, _, err := r.meeting(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	all, err := r.tx.Meetings(m.circle.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	last := all[len(all)-1]
	silent := last.State == cohort.Proposed || last.State == cohort.Lapsed || last.State == cohort.Missed
	if last.ID != m.ID || !silent || !m.circle.Ended.IsZero() {
		m.Meeting = last
		return text(r.howItStands(m)), nil
	}
	return text(r.say("meeting.rests")), nudges.Rest(r.tx, m.Meeting)
}

// meetingFacts say when somebody's circle meets next; nothing if that is open.
func (r *request) meetingFacts(c cohort.Cohort, circle cohort.Circle) ([]chat.Block, error) {
	all, err := r.tx.Meetings(circle.ID)
	for _, m := range slices.Backward(all) {
		if m.State == cohort.Fixed && r.now.Before(m.Ends()) {
			return []chat.Block{chat.Text(r.say("meeting.next", "When", r.who.words.When(m.Starts.In(c.Location()))))}, err
		}
	}
	return nil, err
}

// howCirclesFare tells an organiser how many circles of a cohort met, all together; nothing where that would tell of single ones.
func (r *request) howCirclesFare(c cohort.Cohort) []chat.Block {
	line, err := nudges.HowCirclesFare(r.tx, r.who.words, c, r.now)
	if err != nil || strings.TrimSpace(line) == "" { // the buttons do not depend on it
		return nil
	}
	return []chat.Block{chat.Context(line)}
}
