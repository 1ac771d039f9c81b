package handlers

import (
	"errors"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// together puts a step before somebody that was chosen with them, or else the one that suits them best; once a day.
func (r *request) together(p cohort.Participant, step string) (chat.Reply, error) {
	if today, err := nudges.TogetherToday(r.tx, p.Person, r.now); err != nil || today.ID != "" {
		return r.showTogether(today, err)
	}
	offer, err := nudges.Together(r.tx, p, step, r.now)
	if errors.Is(err, storage.ErrNotFound) {
		suggestions, err := nudges.Suggestions(r.tx, r.who.words, p, r.now)
		if err != nil {
			return chat.Reply{}, err
		}
		if len(suggestions) == 0 {
			return r.inPlace(compose(chat.Text(r.say("coaching.no_step")))), nil
		}
		offer, err = nudges.Together(r.tx, p, suggestions[0].ID, r.now)
		return r.offered(offer, err)
	}
	return r.offered(offer, err)
}

// offered shows an offer as it stands, in place of what was pressed or sent.
func (r *request) offered(offer cohort.Offer, err error, before ...chat.Block) (chat.Reply, error) {
	if err != nil {
		return chat.Reply{}, err
	}
	m, err := nudges.OfferMessage(r.tx, r.who.words, offer, r.now)
	m.Blocks = append(before, m.Blocks...)
	return r.inPlace(&m), err
}

// showTogether shows the step that was chosen today.
func (r *request) showTogether(today cohort.Offer, err error) (chat.Reply, error) {
	today.Story = "" // which stands only where it can be taken out again
	return r.offered(today, err, chat.Text(r.say("coaching.step_today")))
}
