package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// meetingVote says for a member of a circle that a time suits, or unsays it.
func meetingVote(r *request) (chat.Reply, error) {
	id, answer, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	m, circle, err := r.meeting(id)
	if err != nil {
		return chat.Reply{}, err
	}
	seconds, _ := strconv.ParseInt(answer, 10, 64)
	at := time.Unix(seconds, 0)
	switch {
	case m.State != cohort.Proposed || !slices.ContainsFunc(m.Times, at.Equal):
		return r.meetingStands(m)
	case !at.After(r.now):
		return text(r.say("meeting.time_passed")), nil
	}
	return chat.Reply{}, nudges.VoteFor(r.tx, circle, m, r.who.id, at, r.now)
}

// meetingStands tells who pressed too late how it stands with a meeting.
func (r *request) meetingStands(m cohort.Meeting) (chat.Reply, error) {
	sentence, err := r.meetingSentence(m)
	return text(sentence), err
}

func (r *request) meetingSentence(m cohort.Meeting) (string, error) {
	circle, err := r.tx.Circle(m.Circle)
	if err != nil {
		return "", err
	}
	c, err := r.tx.Cohort(circle.Cohort)
	switch {
	case !circle.Ended.IsZero():
		return r.say("meeting.circle_ended"), err
	case m.State == cohort.Fixed:
		return r.say("meeting.stands", "When", r.who.words.When(m.Starts.In(c.Location()))), err
	case m.State == cohort.Proposed:
		return r.say("meeting.stands_open"), err
	}
	return r.say("meeting.over"), err
}

// Values of the form with which a meeting is settled.
const (
	settleAsk = "ask" // asks everybody anew, in place of a time
)

// settleForm opens the form with which a member settles when to meet, or moves it.
func settleForm(r *request) (chat.Reply, error) {
	m, circle, err := r.meeting(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	c, err := r.tx.Cohort(circle.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	if !m.Open(r.now) || !circle.Ended.IsZero() {
		return r.meetingStands(m)
	}
	var options []chat.Option
	for _, at := range m.Times {
		if at.After(r.now) && !(m.State == cohort.Fixed && at.Equal(m.Starts)) {
			options = append(options, chat.Option{Value: fmt.Sprint(at.Unix()), Label: r.who.words.When(at.In(c.Location()))})
		}
	}
	options = append(options, chat.Option{Value: settleAsk, Label: r.say("meeting.ask_anew")})
	return chat.Reply{Form: &chat.Form{
		Name: formMeeting, State: nudges.Value(m.ID, strconv.Itoa(m.Sequence)), Title: r.say("meeting.form_title"),
		Submit: r.say("meeting.form_submit"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("meeting.form_intro"))},
		Inputs: []chat.Input{
			chat.Choice{ID: "time", Label: r.say("meeting.form_times"), Options: options, Open: true, Optional: true},
			chat.DateInput{ID: "day", Label: r.say("meeting.form_day"), Optional: true},
			chat.TimeInput{ID: "clock", Label: r.say("meeting.form_clock"), Hint: r.say("meeting.form_zone", "Zone", r.who.words.Zone(c.Zone)), Optional: true},
		},
	}}, nil
}

// settle fixes a meeting for the time that a member chose. If it was settled while the form was open, it stays as it is.
func settle(r *request) (chat.Reply, error) {
	id, drawn, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	m, circle, err := r.meeting(id)
	if err != nil {
		return chat.Reply{}, err
	}
	c, err := r.tx.Cohort(circle.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	if !m.Open(r.now) || !circle.Ended.IsZero() || drawn != strconv.Itoa(m.Sequence) {
		sentence, err := r.meetingSentence(m)
		return r.meetingDone(sentence), err
	}
	if r.ev.Get("time") == settleAsk && r.ev.Get("day") == "" {
		return r.meetingDone(r.say("meeting.asked_anew")), nudges.AskAnew(r.tx, circle, m, r.now)
	}
	at, err := r.settledFor(c)
	if err != nil {
		return chat.Reply{}, err
	}
	sentence := r.say("meeting.settled", "When", r.who.words.When(at.In(c.Location())))
	return r.meetingDone(sentence), nudges.Settle(r.tx, circle, m, at, r.now)
}

// settledFor reads the time that was chosen; a day of one's own goes before a time from the list.
func (r *request) settledFor(c cohort.Cohort) (time.Time, error) {
	day, clock := r.ev.Get("day"), r.ev.Get("clock")
	var at time.Time
	switch {
	case day == "" && clock == "" && r.ev.Get("time") == "":
		return at, problem("time", r.say("meeting.form_empty"))
	case day == "" && clock == "":
		seconds, err := strconv.ParseInt(r.ev.Get("time"), 10, 64)
		if err != nil {
			return at, problem("time", r.say("meeting.form_empty"))
		}
		if at = time.Unix(seconds, 0); !at.After(r.now) {
			return at, problem("time", r.say("meeting.time_passed"))
		}
		return at, nil
	case day == "":
		return at, problem("day", r.say("meeting.form_day_missing"))
	case clock == "":
		return at, problem("clock", r.say("meeting.form_clock_missing"))
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, c.Location())
	switch {
	case err != nil:
		return at, problem("day", r.say("meeting.form_day_missing"))
	case !at.After(r.now):
		return at, problem("day", r.say("meeting.time_passed"))
	case at.After(r.now.AddDate(1, 0, 0)):
		return at, problem("day", r.say("meeting.too_far"))
	}
	return at, nil
}

func (r *request) meetingDone(sentence string) chat.Reply {
	return chat.Reply{Form: &chat.Form{
		Title: r.say("meeting.form_title"), Close: r.say("form.close"), Blocks: []chat.Block{chat.Text(sentence)},
	}}
}

// meetingAnswer keeps whether a circle met.
func meetingAnswer(r *request) (chat.Reply, error) {
	id, answer, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	m, circle, err := r.meeting(id)
	if err != nil {
		return chat.Reply{}, err
	}
	state := cohort.MeetingState(answer)
	known := state == cohort.HasMet || state == cohort.Postponed || state == cohort.Missed
	if !known || m.Starts.IsZero() || r.now.Before(m.Starts) {
		return r.meetingStands(m)
	}
	return chat.Reply{}, nudges.Answer(r.tx, circle, m, state, r.now)
}

// meetingTimes has new times proposed to somebody's circle. If times were proposed a moment ago, or the next meeting is fixed, it says so.
func meetingTimes(r *request) (chat.Reply, error) {
	circle, err := r.circleWith(r.ev.Value)
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
		fresh := last.State == cohort.Proposed && r.now.Sub(last.Proposed) < 24*time.Hour
		if fresh || last.State == cohort.Fixed && last.Open(r.now) {
			return r.meetingStands(last)
		}
	}
	return text(r.say("meeting.asked_anew")), nudges.ProposeMeeting(r.tx, circle, r.now)
}

// meetingRest lets a circle be.
func meetingRest(r *request) (chat.Reply, error) {
	m, _, err := r.meeting(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return text(r.say("meeting.rests")), nudges.Rest(r.tx, m)
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
