package handlers

import (
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// organizerCircles are an organiser's buttons: for each cohort, circles for who waits, and all circles anew.
func (r *request) organizerCircles() []chat.Block {
	var blocks []chat.Block
	for _, c := range r.cohortsFor(cohort.FormCircles) {
		blocks = append(blocks, chat.Text(r.say("circle.organizer", "Cohort", c.Name)), chat.Buttons{
			{Action: actionForming, Value: c.ID, Label: r.say("circle.form_waiting"), Primary: true},
			{Action: actionRemix, Value: c.ID, Label: r.say("circle.form_anew")},
		})
		blocks = append(blocks, r.howCirclesFare(c)...)
	}
	return blocks
}

// mostOpen is how many choices a form shows at once.
const mostOpen = 8

// formingForm asks an organiser which circles to form: for each cohort, for who waits, or all anew.
func formingForm(r *request) (chat.Reply, error) {
	cohorts := r.cohortsFor(cohort.FormCircles)
	if len(cohorts) == 0 {
		return chat.Reply{}, r.refused(cohort.FormCircles)
	}
	var options []chat.Option
	for _, c := range slices.Backward(cohorts[max(0, len(cohorts)-50):]) { // the latest first
		for _, how := range []string{"waiting", "anew"} {
			label := r.say("circle.form_" + how)
			if len(cohorts) > 1 {
				label = r.say("circle.form_of", "Cohort", c.Name, "How", label)
			}
			options = append(options, chat.Option{Value: nudges.Value(c.ID, how), Label: label})
		}
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCircles, Title: r.say("circle.preview_title"), Submit: r.say("announce.preview"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("circle.form_intro_organizer"))},
		Inputs: []chat.Input{chat.Choice{
			ID: "which", Label: r.say("circle.which"), Options: options, Initial: []string{options[0].Value}, Open: len(options) <= mostOpen,
		}},
	}}, nil
}

// forming shows an organiser who would be with whom. Finding that out takes a moment for hundreds of people, so it happens
// outside of any transaction.
func forming(r *request) (chat.Reply, error) {
	asked, how, _ := strings.Cut(r.ev.Get("which"), "/")
	if r.ev.Kind == chat.Press {
		asked = r.ev.Value
	}
	anew := r.ev.Action == actionRemix || firstWord(r.ev.Text) == "remix" || how == "anew"
	var f nudges.Forming
	var before cohort.Arrangement
	var choice chat.Reply
	err := r.h.db.Write(r.ctx, func(tx *storage.Tx) error {
		_, err := r.do(tx, func(r *request) (chat.Reply, error) {
			c, found, err := r.formingCohort(asked)
			if err != nil {
				return chat.Reply{}, err
			}
			if !found {
				choice = message(r.organizerCircles()...)
				return choice, nil
			}
			if err = r.looksAt(c.ID, cohort.SawCircles); err != nil {
				return chat.Reply{}, err
			}
			if f, err = nudges.NewForming(tx, c, anew); err != nil {
				return chat.Reply{}, err
			}
			before, err = storage.Optional(tx.Arrangement(c.ID, r.who.id))
			return chat.Reply{}, err
		})
		return err
	})
	if err != nil || choice.Say != nil {
		return choice, err
	}
	if n := len(f.Pool.People); n < 2 {
		sentence := r.say("circle.nobody_waits")
		if n == 1 {
			sentence = r.say("circle.one_waits")
		}
		if r.ev.Kind == chat.Submit {
			return chat.Reply{}, problem("which", sentence)
		}
		return text(sentence), nil
	}
	if before.Anew == anew && len(before.Undo) > 0 { // closed by mistake, or to ask somebody
		return r.brought(f, before, "arrange.resumed")
	}
	if err := r.solve(&f); err != nil {
		return chat.Reply{}, err
	}
	return r.beginArrangement(f, "")
}

// formingCohort is the cohort whose circles are to be formed: the one that was asked for, or the only one there is.
func (r *request) formingCohort(asked string) (c cohort.Cohort, found bool, err error) {
	if r.ev.Kind != chat.Command {
		if err := r.authorize(cohort.FormCircles, asked); err != nil {
			return c, false, err
		}
		c, err = r.tx.Cohort(asked)
		return c, err == nil, err
	}
	may := r.cohortsFor(cohort.FormCircles)
	switch len(may) {
	case 0:
		return c, false, r.refused(cohort.FormCircles)
	case 1:
		return may[0], true, nil
	}
	return c, false, nil
}
