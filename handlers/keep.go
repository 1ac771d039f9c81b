package handlers

import (
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// keepForm asks for the line that somebody keeps of a step that came to something; what they kept before, or the step, stands there already.
func keepForm(r *request) (chat.Reply, error) {
	offer, aim, did, err := r.stepThatGave(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	items, err := r.tx.Aims(r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	for _, item := range cohort.Listed(items, aim) {
		if item.Source == offer.ID {
			did = item.Words
		}
	}
	if cohort.LongLine(did) {
		did = ""
	}
	return chat.Reply{Form: &chat.Form{
		Name: formKeep, State: offer.ID, Title: r.say("aims.keep_title_" + string(aim)), Submit: r.say("aims.submit"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("aims.keep_intro_" + string(aim)))},
		Inputs: []chat.Input{chat.TextInput{ID: "line", Label: r.say("aims.keep_label"), Initial: did, Max: cohort.LongestItem}},
	}}, nil
}

// stepThatGave is an offer of the actor's own that came to something, what its step asked after, and what it was.
func (r *request) stepThatGave(id string) (cohort.Offer, cohort.Aim, string, error) {
	offer, err := r.ownOffer(id)
	if err != nil {
		return offer, "", "", err
	}
	step, err := nudges.StepOf(r.tx, r.who.words, offer)
	if err == nil && (!nudges.Gave(offer) || step.Aim != cohort.Can && step.Aim != cohort.Will) {
		err = storage.ErrNotFound
	}
	return offer, step.Aim, step.Did, err
}

// keep adds the line to its list.
func keep(r *request) (chat.Reply, error) {
	offer, aim, _, err := r.stepThatGave(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	line := aimLine(r.ev.Get("line"))
	switch {
	case line == "":
		return chat.Reply{}, problem("line", r.say("aims.keep_empty"))
	case cohort.LongLine(line):
		return chat.Reply{}, problem("line", r.say("aims.keep_length", "Length", cohort.LongestItem))
	}
	items, err := r.tx.Aims(r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	item, there := r.keptLine(items, cohort.Entry{Aim: aim, Words: line, Source: offer.ID})
	if !there && len(cohort.Listed(items, aim)) >= cohort.MostItems {
		return chat.Reply{}, problem("line", r.say("aims.keep_full", "Most", cohort.MostItems))
	}
	if err := r.tx.SaveAims(item); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.doneWithAims("aims.keep_title_"+string(aim), "aims.kept_"+string(aim))}, nil
}

// keptLine is a line as it goes on its list, and whether it holds there already: said by another line, which is kept by hand from now on,
// or kept of the same step before, and put in other words.
func (r *request) keptLine(items []cohort.Entry, line cohort.Entry) (cohort.Entry, bool) {
	listed := cohort.Listed(items, line.Aim)
	for _, known := range listed {
		if known.Key() == line.Key() {
			known.Words, known.Source = line.Words, line.Source
			return known, true
		}
	}
	for _, known := range listed {
		if known.Source == line.Source {
			known.Words = line.Words
			return known, true
		}
	}
	line.ID, line.Person, line.Added = storage.NewID(), r.who.id, r.now
	return line, false
}
