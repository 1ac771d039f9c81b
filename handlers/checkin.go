package handlers

import (
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
	person.Answered = r.now
	sentence := "check_in.goes_on"
	switch r.ev.Value {
	case nudges.CheckInGoOn:
		person.GoesOn = true
	case nudges.CheckInFortnightly:
		person.GoesOn, person.Fortnightly, person.Skips = true, true, false
		sentence = "check_in.every_second"
	case nudges.CheckInPause: // the other two answers stay at hand
		choice, err := r.pauseBlocks()
		if err != nil {
			return chat.Reply{}, err
		}
		return r.inPlace(compose(append(choice, nudges.CheckInButtons(r.who.words)[:2])...)), nil
	default:
		return lost(r)
	}
	if err := r.tx.SavePerson(person); err != nil {
		return chat.Reply{}, err
	}
	if r.ev.AtHome {
		return home(r)
	}
	return r.inPlace(compose(chat.Text(r.say(sentence)), nudges.PaceButton(r.who.words))), nil
}
