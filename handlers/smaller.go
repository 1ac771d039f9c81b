package handlers

import (
	"errors"
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// smallerStep puts a shorter step before somebody in place of one that came to nothing, and of the one that waits behind the question.
// Pressed again, it shows what came of it.
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
	newest := offers[0]
	for _, since := range slices.Backward(offers) {
		if since.ID != offer.ID && !since.Offered.Before(offer.Answered) {
			newest = since
		}
	}
	waits := newest.Asks == offer.ID && newest.Answer == cohort.Open
	if offer.Answer != cohort.NotYet && offer.Answer != cohort.LetGo || newest.ID != offer.ID && !waits {
		return r.showOffer(newest)
	}
	if waits {
		err = r.tx.AnswerOffer(newest.ID, cohort.Open, cohort.Another, r.now)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	smaller, failed := nudges.SmallerOffer(r.tx, storage.NewID(), p, offer, r.now)
	if err = errors.Join(err, failed); err != nil {
		return chat.Reply{}, err
	}
	if waits {
		err = nudges.KeepStory(r.tx, newest, &smaller)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return r.showOffer(smaller)
}
