package handlers

import (
	"errors"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

const actionPause = nudges.ActionPause // value: for how long

// noPause, in place of a length, ends a pause.
const noPause = nudges.NoPause

// pauseLengths are how long one can rest.
var pauseLengths = []struct {
	name string
	days int // 0: until the person ends it
}{{"week", 7}, {"month", 30}, {"open", 0}}

// pauseEnd is when a pause that begins now is over, or zero for none; and whether that length is offered.
func pauseEnd(name string, now time.Time) (end time.Time, offered bool) {
	for _, length := range pauseLengths {
		if length.name == name {
			if length.days == 0 {
				return cohort.Forever, true
			}
			return now.AddDate(0, 0, length.days), true
		}
	}
	return time.Time{}, name == noPause
}

// pauseOptions are the pauses in a form, and the one that is set.
func (r *request) pauseOptions(p cohort.Person) (options []chat.Option, set string) {
	options, set = []chat.Option{{Value: noPause, Label: r.say("pause.none")}}, noPause
	if p.Paused(r.now) {
		options, set = append(options, chat.Option{Value: "keep", Label: r.pausedUntil(p)}), "keep"
	}
	for _, length := range pauseLengths {
		options = append(options, chat.Option{Value: length.name, Label: r.say("pause." + length.name)})
	}
	return append(options, chat.Option{Value: untilADay, Label: r.say("pause.date_below")}), set
}

// pauseChoice offers the pauses by buttons, and the end of one.
func pauseChoice(r *request) (chat.Reply, error) {
	blocks, err := r.pauseBlocks()
	if err != nil {
		return chat.Reply{}, err
	}
	return r.inPlace(compose(append(blocks, chat.Context(r.say("settings.pause_hint")))...)), nil
}

func (r *request) pauseBlocks() ([]chat.Block, error) {
	_, p, err := r.participant()
	if err != nil {
		return nil, err
	}
	var buttons chat.Buttons
	for _, length := range pauseLengths {
		buttons = append(buttons, chat.Button{Action: actionPause, Value: length.name, Label: r.say("pause." + length.name)})
	}
	buttons = append(buttons, chat.Button{Action: actionPauseUntil, Label: r.say("pause.date")})
	sentence := r.say("pause.question")
	if p.Paused(r.now) {
		sentence = r.pausedUntil(p.Person)
		buttons = append(buttons, chat.Button{Action: actionPause, Value: noPause, Label: r.say("pause.end"), Primary: true})
	}
	return []chat.Block{chat.Text(sentence), buttons}, nil
}

// pauseForm asks until which day somebody rests.
func pauseForm(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	inAWeek := r.now.In(p.Location()).AddDate(0, 0, 7).Format(time.DateOnly)
	return chat.Reply{Form: &chat.Form{
		Name: formPause, Title: r.say("pause.title"), Submit: r.say("pause.submit"), Close: r.say("form.cancel"),
		Inputs: []chat.Input{
			chat.DateInput{ID: "until", Label: r.say("pause.until_label"), Hint: r.say("settings.pause_hint"), Initial: inAWeek},
		},
	}}, nil
}

// pauseUntil begins a pause that ends with a day.
func pauseUntil(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	until, err := r.untilDay(r.ev.Get("until"), p.Location())
	if err != nil {
		return chat.Reply{}, err
	}
	return r.setPause(until)
}

// longestPause is how far ahead the day may lie with which a pause ends, in years. A longer one is open.
const longestPause = 2

// untilDay is the end of a day that was chosen for the end of a pause.
func (r *request) untilDay(day string, zone *time.Location) (time.Time, error) {
	until, err := cohort.At("2006-01-02 15:04", day+" 23:59", zone)
	switch {
	case err != nil:
		return until, problem("until", r.say("pause.no_day"))
	case !until.After(r.now):
		return until, problem("until", r.say("pause.day_passed"))
	case until.After(r.now.AddDate(longestPause, 0, 0)):
		return until, problem("until", r.say("pause.too_far"))
	}
	return until, nil
}

func (r *request) pausedUntil(p cohort.Person) string { return nudges.PausedUntil(r.who.words, p) }

// pause begins or ends a pause by one press.
func pause(r *request) (chat.Reply, error) {
	end, offered := pauseEnd(r.ev.Value, r.now)
	if !offered {
		return lost(r)
	}
	return r.setPause(end)
}

// resume ends a pause.
func resume(r *request) (chat.Reply, error) { return r.setPause(time.Time{}) }

// pauseEnded welcomes somebody back, and says when their next step comes if one does.
func (r *request) pauseEnded(p cohort.Person) (string, error) {
	next, err := nudges.NextStep(r.tx, p, r.now)
	if err != nil || next.IsZero() {
		return r.say("pause.ended"), err
	}
	return r.say("pause.ended_next", "When", r.who.words.When(next)), nil
}

func (r *request) setPause(until time.Time) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	person := p.Rest(until, r.now)
	if err := errors.Join(r.tx.SavePerson(person), r.tx.RedrawFor(person.ID, nudges.KindCheckIn)); err != nil {
		return chat.Reply{}, err
	}
	r.who.person = person
	if until.IsZero() {
		ended, err := r.pauseEnded(person)
		if err != nil {
			return chat.Reply{}, err
		}
		if r.ev.AtHome {
			return homeSaying(r, ended)
		}
		return r.inPlace(compose(chat.Text(ended))), nil
	}
	if r.ev.AtHome {
		return home(r)
	}
	begun := nudges.PauseBegun(r.who.words, person)
	return r.inPlace(&begun), nil
}
