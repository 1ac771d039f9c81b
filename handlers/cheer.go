package handlers

import (
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// tellCircle tells somebody's circle that they try a step. A button of another circle, or of a step that is done, shows what stands.
func tellCircle(r *request) (chat.Reply, error) {
	id, circleID, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	offer, err := r.ownOffer(id)
	if err != nil {
		return chat.Reply{}, err
	}
	circle, err := nudges.CircleToTell(r.tx, offer)
	if err != nil {
		return chat.Reply{}, err
	}
	if offer.Answer != cohort.Trying || offer.Told != "" || circle.ID == "" || circle.ID != circleID {
		return r.showOffer(offer)
	}
	if err := nudges.Tell(r.tx, offer, circle, r.now); err != nil {
		return chat.Reply{}, err
	}
	offer.Told = circle.ID
	c, err := r.tx.Cohort(circle.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	reply, err := r.showOffer(offer)
	if morning := r.byMorning(c); morning != "" {
		for _, m := range []*chat.Message{reply.Say, reply.Replace} {
			if m != nil {
				m.Blocks = append(m.Blocks, chat.Context(morning))
			}
		}
	}
	return reply, err
}

// untellCircle takes back what somebody told their circle of a step.
func untellCircle(r *request) (chat.Reply, error) {
	offer, err := r.tx.Offer(r.ev.Value)
	if err == nil {
		err = r.owns(cohort.APlan, offer.Person)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	if offer.Told != "" {
		if err := nudges.Untell(r.tx, offer); err != nil {
			return chat.Reply{}, err
		}
		offer.Told = ""
	}
	if len(r.who.member) == 0 { // what somebody told stays theirs to take back, also when they have left
		return r.inPlace(compose(chat.Text(r.say("step.taken_back")))), nil
	}
	return r.showOffer(offer)
}

// cheer cheers at a step that another member of one's circle told it of. What was not told there, or is not any more, is answered in one
// and the same way.
func cheer(r *request) (chat.Reply, error) {
	id, circleID, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	circle, err := r.circleWith(circleID)
	if err != nil {
		return chat.Reply{}, err
	}
	offer, err := storage.Optional(r.tx.Offer(id))
	if err != nil {
		return chat.Reply{}, err
	}
	told, err := nudges.ToldItem(r.tx, offer)
	if err != nil {
		return chat.Reply{}, err
	}
	sees, err := nudges.MaySee(r.tx, r.who.id, told)
	if err != nil {
		return chat.Reply{}, err
	}
	switch {
	case offer.Told != circle.ID || !circle.Ended.IsZero() || !sees:
		return text(r.say("step.cheer_over")), nil
	case offer.Person == r.who.id:
		return text(r.say("step.cheer_own")), nil
	}
	cheers, err := r.tx.Cheers(offer.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	if slices.Contains(cheers, r.who.id) {
		return text(r.say("step.cheer_heard")), nil
	}
	return chat.Reply{}, nudges.Cheer(r.tx, offer, r.who.id, r.now)
}
