package handlers

import (
	"errors"

	"ippo/chat"
	"ippo/nudges"
)

// checkIn keeps what somebody wishes about their steps: to go on, every second one only, or a pause, of which it asks how long.
func checkIn(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	person := p.Person
	switch r.ev.Value {
	case nudges.CheckInGoOn:
		person.GoesOn = true
	case nudges.CheckInFortnightly:
		person.GoesOn, person.Fortnightly, person.Skips = true, true, false
	case nudges.CheckInPause: // the other two answers stay at hand
		choice, err := r.pauseBlocks()
		if err != nil {
			return chat.Reply{}, err
		}
		return r.inPlace(compose(append(choice, nudges.CheckInButtons(r.who.words)[:2])...)), nil
	default:
		return lost(r)
	}
	if err := errors.Join(r.tx.SavePerson(person), r.tx.RedrawFor(person.ID, nudges.KindCheckIn)); err != nil {
		return chat.Reply{}, err
	}
	answered, err := nudges.CheckInAnswered(r.tx, r.who.words, person, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	if r.ev.AtHome {
		return homeSaying(r, answered.Summary)
	}
	return r.inPlace(&answered), nil
}
