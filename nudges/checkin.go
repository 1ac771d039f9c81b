package nudges

import (
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// mostUnanswered is how many steps come to somebody who answers none, before they are asked whether to go on.
const mostUnanswered = 3

// What somebody can wish about their steps when they are asked.
const (
	CheckInGoOn        = "go_on"
	CheckInFortnightly = "fortnightly"
	CheckInPause       = "pause"
)

// stepOrQuestion is what comes to somebody when a step is due: a step; after three on which they did not say or do anything, once, the
// question whether to go on; and nothing while they leave that unanswered. Who wished to go on, or for every second step, is not asked again.
func stepOrQuestion(tx *storage.Tx, p cohort.Person) (string, error) {
	if p.GoesOn {
		return KindNudge, nil
	}
	asked, err := tx.CountSince(p.ID, KindCheckIn, p.Heard)
	if err != nil || asked > 0 {
		return "", err
	}
	steps, err := tx.CountSince(p.ID, KindNudge, p.Heard)
	if err != nil || steps < mostUnanswered {
		return KindNudge, err
	}
	return KindCheckIn, nil
}

// Rests reports whether somebody's steps rest because they did not answer whether to go on.
func Rests(tx *storage.Tx, p cohort.Person) (bool, error) {
	kind, err := stepOrQuestion(tx, p)
	return kind == "", err
}

func wordCheckIn(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	r, err := participant(tx, d.Subject, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if d.State == storage.Sent && !r.Heard.Before(d.Due) {
		answered, err := CheckInAnswered(tx, r.words, r.Person, now)
		return r.letterTo(answered, now), err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	steps, err := tx.CountSince(r.ID, KindNudge, r.Heard)
	if err != nil {
		return worded{}, err
	}
	if r.GoesOn || steps < mostUnanswered {
		return worded{}, stale("the person answered meanwhile")
	}
	return r.letterTo(CheckIn(r.words), now), nil
}

// CheckIn asks whether the steps are to go on.
func CheckIn(w *locale.Words) chat.Message {
	sentence := w.Say("check_in.question")
	return chat.Message{Summary: sentence, Blocks: []chat.Block{
		chat.Text(sentence), CheckInButtons(w), chat.Context(w.Say("check_in.hint")),
	}}
}

// CheckInAnswered stands in place of the question once somebody has said how their steps are to come.
func CheckInAnswered(tx *storage.Tx, w *locale.Words, p cohort.Person, now time.Time) (chat.Message, error) {
	next, err := NextStep(tx, p, now)
	if err != nil {
		return chat.Message{}, err
	}
	if p.Paused(now) {
		return PauseBegun(w, p), nil
	}
	sentence := w.Say("check_in.understood")
	if !next.IsZero() {
		sentence = w.Say("check_in.next", "When", w.When(next))
	}
	return chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Text(sentence), PaceButton(w)}}, nil
}

// PauseBegun says that a pause has begun, and ends it by a press.
func PauseBegun(w *locale.Words, p cohort.Person) chat.Message {
	sentence := w.Say("pause.begun")
	return chat.Message{Summary: sentence, Blocks: []chat.Block{
		chat.Text(sentence), chat.Context(PausedUntil(w, p)),
		chat.Buttons{{Action: ActionPause, Value: NoPause, Label: w.Say("pause.end")}},
	}}
}

// PausedUntil says until when somebody pauses.
func PausedUntil(w *locale.Words, p cohort.Person) string {
	if p.PausedUntil.Equal(cohort.Forever) {
		return w.Say("pause.until_open")
	}
	return w.Say("pause.until", "Day", w.Day(p.PausedUntil.In(p.Location())))
}

// CheckInButtons take the answer.
func CheckInButtons(w *locale.Words) chat.Buttons {
	var buttons chat.Buttons
	for _, wish := range []string{CheckInGoOn, CheckInFortnightly, CheckInPause} {
		buttons = append(buttons, chat.Button{Action: ActionCheckIn, Value: wish, Label: w.Say("check_in." + wish)})
	}
	return buttons
}

// PaceButton leads to the pauses, the day and the hours.
func PaceButton(w *locale.Words) chat.Buttons {
	return chat.Buttons{{Action: ActionPace, Label: w.Say("step.pace")}}
}
