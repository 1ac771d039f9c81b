package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// settleAsk asks everybody anew, in place of a time.
const settleAsk = "ask"

// settleForm opens the form with which a member settles when to meet, or moves it.
func settleForm(r *request) (chat.Reply, error) {
	m, _, err := r.meeting(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !m.Open(r.now) || !m.circle.Ended.IsZero() {
		return text(r.howItStands(m)), nil
	}
	var options []chat.Option
	for _, at := range m.Times {
		if at.After(r.now) && !(m.State == cohort.Fixed && at.Equal(m.Starts)) {
			options = append(options, chat.Option{Value: fmt.Sprint(at.Unix()), Label: r.who.words.When(at.In(m.cohort.Location()))})
		}
	}
	ask := "meeting.ask_anew"
	if m.State == cohort.Fixed {
		ask = "meeting.ask_instead"
	}
	options = append(options, chat.Option{Value: settleAsk, Label: r.say(ask)})
	return chat.Reply{Form: &chat.Form{
		Name: formMeeting, State: nudges.Value(m.ID, strconv.Itoa(m.Sequence)), Title: r.say("meeting.form_title"),
		Submit: r.say("meeting.form_submit"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("meeting.form_intro"))},
		Inputs: []chat.Input{
			chat.Choice{ID: "time", Label: r.say("meeting.form_times"), Options: options, Open: true, Optional: true},
			chat.DateInput{ID: "day", Label: r.say("meeting.form_day"), Optional: true},
			chat.TimeInput{ID: "clock", Label: r.say("meeting.form_clock"), Hint: r.say("meeting.form_zone", "Zone", r.who.words.Zone(m.cohort.Zone)), Optional: true},
		},
	}}, nil
}

// settle fixes a meeting for the time that a member chose. If it was settled while the form was open, it stays as it is.
func settle(r *request) (chat.Reply, error) {
	m, drawn, err := r.meeting(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if !m.Open(r.now) || !m.circle.Ended.IsZero() || drawn != strconv.Itoa(m.Sequence) {
		return r.meetingDone(chat.Text(r.howItStands(m))), nil
	}
	if r.ev.Get("time") == settleAsk && r.ev.Get("day") == "" {
		if m.State == cohort.Proposed && r.now.Sub(m.Proposed) < askedOnce {
			return r.meetingDone(chat.Text(r.howItStands(m))), nil
		}
		sentence := "meeting.asked_anew"
		if m.State == cohort.Fixed {
			sentence = "meeting.put_off_anew"
		}
		return r.meetingDone(r.soon(m.cohort, r.say(sentence))...), nudges.AskAnew(r.tx, m.circle, m.Meeting, r.now)
	}
	at, err := r.settledFor(m.Meeting, m.cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	sentence := r.say("meeting.settled", "When", r.who.words.When(at.In(m.cohort.Location())))
	return r.meetingDone(chat.Text(sentence)), nudges.Settle(r.tx, m.circle, m.Meeting, at, r.now)
}

// settledFor reads the time that was chosen; a day of one's own goes before a time from the list.
func (r *request) settledFor(m cohort.Meeting, c cohort.Cohort) (time.Time, error) {
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
		switch at = time.Unix(seconds, 0); {
		case !slices.ContainsFunc(m.Times, at.Equal):
			return at, problem("time", r.say("meeting.form_empty"))
		case !at.After(r.now):
			return at, problem("time", r.say("meeting.time_passed"))
		}
		return at, nil
	case day == "":
		return at, problem("day", r.say("meeting.form_day_missing"))
	case clock == "":
		return at, problem("clock", r.say("meeting.form_clock_missing"))
	}
	at, err := cohort.At("2006-01-02 15:04", day+" "+clock, c.Location())
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

func (r *request) meetingDone(blocks ...chat.Block) chat.Reply {
	return chat.Reply{Form: &chat.Form{Title: r.say("meeting.form_title"), Close: r.say("form.close"), Blocks: blocks}}
}
