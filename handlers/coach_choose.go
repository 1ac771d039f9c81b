package handlers

import (
	"slices"
	"strings"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// What notes are chosen for.
const (
	forInterests = "interests"
	forStep      = "step"
)

const (
	mostToChoose = 25     // notes that are offered, the newest
	mostChosen   = 20     // of them that are taken at once
	mostSent     = 10_000 // bytes of them, and of all that is sent, as masks may be longer than what they hide:
	mostMasked   = 13_000 // what is shown before has to fit into an acknowledgement
)

// coachNotes asks which of their notes somebody wants the coach to read. Who has none gets the library's own choice of a step.
func coachNotes(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	job := r.ev.Value
	if job != forStep {
		job = forInterests
	}
	if job == forStep {
		if today, err := nudges.TogetherToday(r.tx, p.Person, r.now); err != nil || today.ID != "" {
			return r.showTogether(today, err)
		}
	}
	notes, err := r.tx.Reflections(p.ID, 0, mostToChoose)
	if err != nil {
		return chat.Reply{}, err
	}
	notes = slices.DeleteFunc(care.Quotable(notes, cohort.Reflection.Words), func(f cohort.Reflection) bool { return f.Words() == "" })
	if len(notes) == 0 && job == forStep {
		return r.together(p, "")
	}
	if len(notes) == 0 {
		return r.inPlace(compose(chat.Text(r.say("coaching.no_notes")),
			chat.Buttons{{Action: nudges.ActionReflect, Label: r.say("reflect.write"), Primary: true}})), nil
	}
	var options []chat.Option
	for _, f := range notes {
		when := r.who.words.WhenOf(f.Written.In(r.who.person.Location()), r.now)
		first, _, _ := strings.Cut(f.Words(), "\n")
		options = append(options, chat.Option{Value: f.ID, Label: r.say("coaching.note", "When", when, "Words", first)})
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCoachNotes, State: job, Title: r.say("coaching.title"), Submit: r.say("coaching.next"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("coaching.choose_" + job))},
		Inputs: []chat.Input{chat.Choice{
			ID: "notes", Label: r.say("coaching.notes"), Hint: r.say("coaching.notes_hint", "Most", mostChosen), Placeholder: r.say("coaching.notes_placeholder"),
			Options: options, Several: true, Optional: job == forStep,
		}},
	}}, nil
}

// coachChosen shows what would be sent, word for word; or answers at once, if nothing would be.
func coachChosen(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	job, ids := r.ev.State, r.ev.Values["notes"]
	switch {
	case len(ids) == 0 && job != forStep:
		return chat.Reply{}, problem("notes", r.say("coaching.none_chosen"))
	case len(ids) > mostChosen:
		return chat.Reply{}, problem("notes", r.say("coaching.too_many", "Most", mostChosen))
	}
	q, err := r.question(p, job, ids)
	if err != nil {
		return chat.Reply{}, err
	}
	if q.coach != nil {
		return chat.Reply{Form: r.preview(q)}, nil
	}
	if job == forStep {
		return r.together(p, "")
	}
	return chat.Reply{Form: r.interestsForm(q.coach.Interests(r.ctx, r.who.words, q.notes))}, nil
}
