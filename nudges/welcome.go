package nudges

import (
	"strconv"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// welcomes are how long after somebody came in the messages of their first week come: what comes when; what is private, and how to rest; and a
// first small thing.
var welcomes = []time.Duration{0, 2 * 24 * time.Hour, 5 * 24 * time.Hour}

// enqueueWelcome plans the messages of somebody's first week, each once for a person and cohort. It is for who comes in by themselves, from the
// line, or is brought in by an organiser: not for a file, which may list people of a year that runs already.
func enqueueWelcome(tx *storage.Tx, c cohort.Cohort, person string, from time.Time) error {
	for i, after := range welcomes {
		number, due := strconv.Itoa(i+1), from.Add(after)
		_, err := enqueue(tx, storage.Delivery{
			Occasion: "welcome/" + c.ID + "/" + number, Recipient: person, Kind: KindWelcome, Subject: Value(c.ID, number), Due: due, Expires: due.Add(worthAWeek),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func wordWelcome(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	cohortID, number, _ := strings.Cut(d.Subject, "/")
	r, err := participant(tx, cohortID, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	message, err := Welcome(tx, r, number, now)
	return r.letterTo(message, now), err
}

// Welcome is one message of somebody's first week.
func Welcome(tx *storage.Tx, r reader, number string, now time.Time) (chat.Message, error) {
	w := r.words
	var sentence string
	var blocks []chat.Block
	switch number {
	case "1":
		sentence = w.Say("enrol.welcome", "Cohort", r.cohort.Name)
		if r.Returning {
			sentence = w.Say("enrol.welcome_back", "Cohort", r.cohort.Name)
		}
		next, err := nextSessionBlocks(tx, r, now)
		if err != nil {
			return chat.Message{}, err
		}
		begun, err := firstSession(tx, r.Cohort)
		if err != nil {
			return chat.Message{}, err
		}
		if !begun.IsZero() && begun.Before(now) && len(next) > 0 {
			next = append([]chat.Block{chat.Text(w.Say("enrol.welcome_late"))}, next...)
		}
		blocks = append(next, chat.Context(r.whatComes()))
	case "2":
		sentence = w.Say("enrol.welcome_private")
		blocks = []chat.Block{chat.Text(w.Say("enrol.welcome_rest")), PaceButton(w)}
	default:
		sentence = w.Say("enrol.welcome_first")
		blocks = []chat.Block{
			chat.Buttons{{Action: ActionReflect, Label: w.Say("enrol.welcome_write"), Primary: true}}, chat.Context(w.Say("reflect.only_me_hint")),
		}
	}
	return chat.Message{Summary: sentence, Blocks: append([]chat.Block{chat.Text(sentence)}, blocks...)}, nil
}

// whatComes says what comes of itself in a cohort: not what it does not have.
func (r reader) whatComes() string {
	if r.Steps(r.cohort) == "" {
		return r.words.Say("enrol.comes_sessions")
	}
	return r.words.Say("enrol.comes_steps")
}
