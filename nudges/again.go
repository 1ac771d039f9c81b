package nudges

import (
	"errors"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// InviteAgain plans that those who take part in the cohort that another follows, or wait for a place in it, are told once that the next one is
// open for entry. It returns how many are told now: whoever is in already, waits already or was told before is not.
func InviteAgain(tx *storage.Tx, next cohort.Cohort, now time.Time) (told int, err error) {
	people, err := tx.Participants(next.Follows)
	if err != nil {
		return 0, err
	}
	waiting, err := tx.Waiting(next.Follows)
	if err != nil {
		return 0, err
	}
	var ids []string
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	for _, a := range waiting {
		ids = append(ids, a.Person)
	}
	for _, id := range ids {
		known, err := isIn(tx, next.ID, id)
		if err != nil {
			return told, err
		}
		if known {
			continue
		}
		fresh, err := enqueue(tx, storage.Delivery{
			Occasion: "again/" + next.ID, Recipient: id, Kind: KindAgain, Subject: next.ID, Due: now, Expires: next.Entry.Until,
		})
		if err != nil {
			return told, err
		}
		if fresh {
			told++
		}
	}
	return told, nil
}

// isIn reports whether somebody takes part in a cohort, or waits for a place in it.
func isIn(tx *storage.Tx, cohortID, person string) (bool, error) {
	there, err := takesPart(tx, cohortID, person)
	if err != nil || there {
		return there, err
	}
	_, err = tx.Application(cohortID, person)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// wordAgain tells somebody that the next cohort is open for entry: once, not in a pause, and only as long as it is.
func wordAgain(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	c, err := tx.Cohort(d.Subject)
	if err != nil {
		return worded{}, err
	}
	p, err := tx.Person(d.Recipient)
	if err != nil {
		return worded{}, err
	}
	known, err := isIn(tx, c.ID, p.ID)
	switch {
	case err != nil:
		return worded{}, err
	case known:
		return worded{}, stale("the person is in already")
	case p.Paused(now):
		return worded{}, stale("the person pauses")
	case c.Silent() || c.Entry.At(now) != cohort.EntryOpen:
		return worded{}, stale("entry is not open")
	}
	w := locale.In(Language(p, c))
	sentence := w.Say("enrol.again", "Cohort", c.Name)
	return worded{to: p.ID, words: w, quietUntil: p.Awake(now), message: chat.Message{Summary: sentence, Blocks: []chat.Block{
		chat.Text(sentence), EntryUntil(w, c), EnterButton(w, c), chat.Context(w.Say("enrol.again_hint")),
	}}}, nil
}

// EntryUntil says until when a cohort is open for entry, in its zone.
func EntryUntil(w *locale.Words, c cohort.Cohort) chat.Block {
	return chat.Context(w.Say("enrol.until", "When", w.When(c.Entry.Until.In(c.Location()))))
}

// EnterButton opens the form with which somebody applies.
func EnterButton(w *locale.Words, c cohort.Cohort) chat.Buttons {
	return chat.Buttons{{Action: ActionEnter, Value: c.ID, Label: w.Say("enrol.apply"), Primary: true}}
}
