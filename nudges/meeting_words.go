package nudges

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// aboutMeeting is what the messages about a meeting are worded from.
type aboutMeeting struct {
	cohort.Meeting
	circle cohort.Circle
	cohort cohort.Cohort
	words  *locale.Words
	votes  cohort.Votes
	now    time.Time
}

// wordMeeting words what a circle hears about a meeting in its room.
func wordMeeting(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	a, err := findMeeting(tx, d.Subject, now)
	if err != nil {
		return worded{}, err
	}
	message, err := a.message(tx, d)
	if err != nil {
		return worded{}, err
	}
	quiet := cohort.Awake(now, a.cohort.Location())
	if now.Before(a.Starts) {
		quiet = awakeBefore(now, a.Starts, a.cohort.Location())
	}
	return worded{to: a.circle.Channel, message: message, quietUntil: quiet}, nil
}

func findMeeting(tx *storage.Tx, id string, now time.Time) (a aboutMeeting, err error) {
	a.now = now
	if a.Meeting, a.circle, err = meetingOf(tx, id); err != nil {
		return a, err
	}
	if a.cohort, err = tx.Cohort(a.circle.Cohort); err != nil {
		return a, err
	}
	a.words = locale.In(a.cohort.Language)
	if a.votes, err = tx.Votes(id); err != nil {
		return a, err
	}
	a.Host, err = currentHost(tx, a.circle, a.Meeting)
	return a, err
}

// currentHost is who hosts a meeting: as it was decided, or, if that person has left the circle, whose turn it is.
func currentHost(tx *storage.Tx, circle cohort.Circle, m cohort.Meeting) (string, error) {
	for _, member := range circle.Members {
		if member == m.Host {
			return m.Host, nil
		}
	}
	all, err := tx.Meetings(circle.ID)
	if err != nil {
		return "", err
	}
	return cohort.NextHost(circle.Members, hosts(all[:min(m.Number-1, len(all))])), nil
}

// message words a delivery about the meeting. One that makes no sense any more is stale before it is sent; after that it is drawn
// without its buttons.
func (a aboutMeeting) message(tx *storage.Tx, d storage.Delivery) (chat.Message, error) {
	sent := d.State == storage.Sent
	if d.Kind == KindCalledOff {
		return a.calledOff(), nil
	}
	if (!a.circle.Ended.IsZero() || len(a.circle.Members) == 0) && !sent {
		return chat.Message{}, stale("the circle has ended")
	}
	over := a.overtaken(tx, d)
	var gone stale
	if over != nil && (!sent || !errors.As(over, &gone)) {
		return chat.Message{}, over
	}
	switch d.Kind {
	case KindTimes:
		return a.times(), nil
	case KindFixed:
		return a.fixed(d), nil
	case KindCalendar:
		return a.calendar(), nil
	case KindAgenda:
		return a.agenda(tx)
	case KindDidMeet:
		wentOn, err := wentOn(tx, a.Meeting)
		return a.didMeet(wentOn), err
	case KindSilence:
		return a.silence(over != nil || !a.circle.Ended.IsZero()), nil
	}
	return chat.Message{}, fmt.Errorf("no wording about a meeting for the kind %q", d.Kind)
}

// overtaken reports, as stale, that a delivery was planned for what no longer holds.
func (a aboutMeeting) overtaken(tx *storage.Tx, d storage.Delivery) error {
	switch d.Kind {
	case KindTimes:
		if a.State != cohort.Proposed {
			return stale("the meeting was settled")
		}
	case KindFixed, KindCalendar, KindAgenda, KindDidMeet:
		if d.Occasion != occasionOf(d.Kind, a.Meeting) {
			return stale("the meeting was moved")
		}
		if a.State != cohort.Fixed {
			return stale("the meeting was answered for")
		}
	case KindSilence:
		all, err := tx.Meetings(a.circle.ID)
		if err != nil {
			return err
		}
		if a.State == cohort.Fixed || a.State == cohort.HasMet || all[len(all)-1].ID != a.ID {
			return stale("the circle is no longer silent")
		}
	}
	return nil
}

// when writes the time of the meeting, or another, as the cohort's clock shows it.
func (a aboutMeeting) when(at time.Time) string { return a.words.When(at.In(a.cohort.Location())) }

func (a aboutMeeting) say(key string, pairs ...any) string {
	return a.words.Say("meeting."+key, pairs...)
}

// oneSentence is a message that says nothing else.
func oneSentence(words string) chat.Message {
	return chat.Message{Summary: words, Blocks: []chat.Block{chat.Text(words)}}
}

// host names who opens the meeting.
func (a aboutMeeting) host() []chat.Block {
	return []chat.Block{chat.Text(a.say("host")), chat.People{a.Host}}
}

// times asks which of the proposed times that lie ahead suit, and shows what was said.
func (a aboutMeeting) times() chat.Message {
	ahead := slices.DeleteFunc(slices.Clone(a.Times), func(at time.Time) bool { return !at.After(a.now) })
	allPassed := a.State == cohort.Proposed && len(ahead) == 0 && len(a.Times) > 0
	switch {
	case a.State == cohort.Lapsed || allPassed || !a.circle.Ended.IsZero():
		return oneSentence(a.say("times_gone"))
	case a.State != cohort.Proposed:
		return oneSentence(a.say("times_settled"))
	}
	heading, m := a.say("times_heading"), chat.Message{Summary: a.say("times")}
	if a.Number == 1 {
		heading = a.say("times_heading_first")
	}
	if len(a.Times) == 0 {
		m.Summary = a.say("times_none")
	}
	m.Blocks = []chat.Block{chat.Heading(heading), chat.Text(m.Summary)}
	var buttons chat.Buttons
	for _, at := range ahead {
		buttons = append(buttons, chat.Button{
			Action: ActionMeetingVote, Value: Value(a.ID, fmt.Sprint(at.Unix())), Label: a.when(at),
		})
	}
	if len(buttons) > 0 {
		m.Blocks = append(m.Blocks, buttons)
	}
	for _, at := range ahead {
		if suits := a.votes.Of(at, a.circle.Members); len(suits) > 0 {
			m.Blocks = append(m.Blocks, chat.Text(a.say("suits", "When", a.when(at), "Count", len(suits))), chat.People(suits))
		}
	}
	m.Blocks = append(m.Blocks,
		chat.Buttons{{Action: ActionMeetingSettle, Value: a.ID, Label: a.say("settle")}},
		chat.Context(a.say("times_hint", "Zone", a.words.Zone(a.cohort.Zone))))
	return m
}

// fixed says when the meeting is, and who hosts it.
func (a aboutMeeting) fixed(d storage.Delivery) chat.Message {
	if d.Occasion != occasionOf(KindFixed, a.Meeting) {
		return oneSentence(a.say("moved"))
	}
	heading := a.say("fixed", "When", a.when(a.Starts))
	m := chat.Message{Summary: heading, Blocks: []chat.Block{chat.Heading(heading)}}
	switch {
	case a.State == cohort.Fixed:
		m.Blocks = append(m.Blocks, a.host()...)
		m.Blocks = append(m.Blocks, chat.Text(a.say("host_task")), chat.Text(a.say("place")),
			chat.Buttons{{Action: ActionMeetingSettle, Value: a.ID, Label: a.say("another_day")}})
	case a.State == cohort.Postponed:
		m.Blocks = append(m.Blocks, chat.Text(a.say("put_off")))
	case a.State == cohort.Lapsed && !a.circle.Ended.IsZero():
		m.Blocks = append(m.Blocks, chat.Text(a.say("called_off")))
	}
	return m
}

// didMeet asks whether the circle met. The answer can be mended until the circle has gone on.
func (a aboutMeeting) didMeet(wentOn bool) chat.Message {
	m := oneSentence(a.say("did_meet"))
	if wentOn || !a.circle.Ended.IsZero() {
		if answer := "answer_" + string(a.State); a.words.Has("meeting." + answer) {
			m.Blocks = append(m.Blocks, chat.Text(a.say(answer)))
		}
		return m
	}
	var buttons chat.Buttons
	for _, state := range []cohort.MeetingState{cohort.HasMet, cohort.Postponed, cohort.Missed} {
		buttons = append(buttons, chat.Button{
			Action: ActionMeetingAnswer, Value: Value(a.ID, string(state)), Label: a.say("answer_" + string(state)),
			Primary: state == cohort.HasMet && a.State == cohort.Fixed,
		})
	}
	if answered := "answered_" + string(a.State); a.words.Has("meeting." + answered) {
		m.Blocks = append(m.Blocks, chat.Text(a.say(answered)), buttons, chat.Context(a.say("mend_hint")))
		return m
	}
	m.Blocks = append(m.Blocks, buttons, chat.Context(a.say("did_meet_hint")))
	return m
}

// silence offers what may help a circle that did not come together; nothing, once that is over or a member asked to be left in peace.
func (a aboutMeeting) silence(over bool) chat.Message {
	offer := a.say("silence")
	switch {
	case a.Rests && !over:
		offer = a.say("silence_rests", "Button", a.say("new_times"))
	case a.State == cohort.Missed:
		offer = a.say("silence_missed")
	case a.State == cohort.Lapsed && !a.Starts.IsZero(): // it was fixed, and nobody said whether they met
		offer = a.say("silence_unanswered")
	}
	m := oneSentence(offer)
	if over || a.Rests {
		return m
	}
	m.Blocks = append(m.Blocks,
		chat.Buttons{
			{Action: ActionMeetingTimes, Value: a.circle.ID, Label: a.say("new_times"), Primary: true},
			{Action: ActionCircleOther, Value: a.circle.ID, Label: a.say("other_circle")},
			{Action: ActionMeetingRest, Value: a.ID, Label: a.say("rest")},
		},
		chat.Context(a.say("silence_hint")))
	return m
}
