package handlers

import (
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// smallerStep puts a shorter step before somebody in place of one that came to nothing, and of the one that waits behind the question.
// Pressed again, however much later, it shows what came of that.
func smallerStep(r *request) (chat.Reply, error) {
	offer, err := r.ownOffer(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	offers, err := r.tx.Offers(p.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	next := offers[0]
	for _, since := range slices.Backward(offers) { // the oldest first
		if since.ID != offer.ID && !since.Offered.Before(offer.Answered) {
			next = since
			break
		}
	}
	waits := next.Asks == offer.ID && next.Answer == cohort.Open
	if offer.Answer != cohort.NotYet && offer.Answer != cohort.LetGo || next.ID != offer.ID && !waits {
		return r.showOffer(next)
	}
	if waits {
		if err := r.tx.AnswerOffer(next.ID, cohort.Open, cohort.Another, r.now); err != nil {
			return chat.Reply{}, err
		}
	}
	smaller, err := nudges.Smaller(r.tx, p, next, offer, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.showChanged(smaller)
}
